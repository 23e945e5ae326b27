/** Slot values as text, and what they mean: the codecs between the grammar, which writes them, and actions. */
import { z } from 'zod';

const ISO_DURATION = /^PT(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?$/;
const CLOCK_TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** A duration of hours, minutes and seconds in ISO 8601 ("PT1H30M", "PT90S") to ms; null where it is none. */
export function parseDuration(text: string): number | null {
  const match = ISO_DURATION.exec(text);
  if (match === null) return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Math.round((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000);
}

/** ms to ISO 8601, in whole hours and minutes and seconds with at most three decimals: 90000 is "PT1M30S". */
export function formatDuration(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = (ms % 60_000) / 1_000;
  const parts = [hours > 0 ? `${hours}H` : '', minutes > 0 ? `${minutes}M` : ''].join('');
  return `PT${parts}${seconds > 0 || parts === '' ? `${seconds}S` : ''}`;
}

/** "PT10S" as ms. */
export const durationSlot = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: `"${text}" is no duration` });
  return z.NEVER;
});

/**
 * "19:15" as hour and minute. The grammar puts `<slot>_period` beside it: 'am', 'pm' or '24h' where that was said or
 * follows from the hour; absent where "seven" could be either.
 */
export const timeSlot = z.string().transform((text, context) => {
  const match = CLOCK_TIME.exec(text);
  if (match !== null) return { hour: Number(match[1]), minute: Number(match[2]) };
  context.addIssue({ code: 'custom', message: `"${text}" is no time of day` });
  return z.NEVER;
});

/** "12.5" as a number. */
export const numberSlot = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .transform(Number);
