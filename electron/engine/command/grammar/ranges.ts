/** Lists of numbers: which ones they hold, how each is said, and what it stands for. */
import { spellNumber, waysToSay } from './words.ts';

export interface RangeDefinition {
  kind: 'range';
  /** Whole numbers, the last included. */
  from: number;
  to: number;
  step: number;
  /** Tenths that may follow each whole number. */
  fractions: readonly number[];
  /** What the number that was said is multiplied with. */
  multiplier: number;
}

/** Names of `fractions`, in tenths. */
export const FRACTIONS: Readonly<Record<string, readonly number[]>> = {
  halves: [5],
  tenths: [1, 2, 3, 4, 5, 6, 7, 8, 9],
};

/** Decimals that are kept of a multiplied number: the rest is noise of binary fractions. */
const DECIMALS = 6;

export function rangeSize({ from, to, step, fractions }: RangeDefinition): number {
  return (Math.floor((to - from) / step) + 1) * (1 + fractions.length);
}

/** Each number, in tenths. */
export function* tenthsOf({ from, to, step, fractions }: RangeDefinition): Generator<number> {
  for (let whole = from; whole <= to; whole += step) {
    yield 10 * whole;
    for (const fraction of fractions) if (10 * whole + fraction <= 10 * to) yield 10 * whole + fraction;
  }
}

/** What a number stands for; null where it is none of the range. */
export function outOfRange(range: RangeDefinition, number: number): string | null {
  const { from, to, step, fractions, multiplier } = range;
  const tenths = Math.round(number * 10);
  if (Math.abs(tenths / 10 - number) > Number.EPSILON * Math.abs(number) || number < from || number > to)
    return null;
  const fraction = ((tenths % 10) + 10) % 10;
  if (fraction !== 0 && !fractions.includes(fraction)) return null;
  if (((tenths - fraction) / 10 - from) % step !== 0) return null;
  return String(Number((number * multiplier).toFixed(DECIMALS)));
}

/** Every way to say a number that is given in tenths. */
export function saidAs(tenths: number): string[] {
  const fraction = Math.abs(tenths % 10);
  const size = Math.floor(Math.abs(tenths) / 10);
  const whole = waysToSay(size);
  const texts =
    fraction === 0 ? whole : whole.map((text) => `${text} point ${spellNumber(fraction).join(' ')}`);
  if (fraction !== 0 && size === 0) texts.push(`point ${spellNumber(fraction).join(' ')}`);
  if (fraction === 5)
    texts.push(...(size === 0 ? ['half', 'a half', 'one half'] : whole.map((text) => `${text} and a half`)));
  return tenths < 0 ? texts.flatMap((text) => [`minus ${text}`, `negative ${text}`]) : texts;
}
