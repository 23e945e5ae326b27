/** Which timer or alarm is meant by what was said of it. Pure. */
import type { ClockItem } from '../../../../contract/actions.ts';
import { HarkError } from '../../../../contract/failures.ts';
import { capitalised, clockTime, lengthAdjective, lengthOf, listed } from '../wording.ts';

export interface Said {
  name?: string | undefined;
  /** As it was set: "the ten minute timer", ms. */
  lengthMs?: number | undefined;
}

/** Slips of recognition that a name may have, per character. */
const SLIPS_PER_CHARACTER = 0.25;

/** Those that fit; the one that rings counts before others where nothing more was said of it. */
export function fitting(items: readonly ClockItem[], { name, lengthMs }: Said): ClockItem[] {
  if (name !== undefined) return named(items, name);
  if (lengthMs !== undefined) return items.filter(({ durationMs }) => durationMs === lengthMs);
  const ringing = items.filter(({ state }) => state === 'ringing');
  return ringing.length > 0 ? ringing.slice(0, 1) : [...items];
}

/**
 * The one that is meant.
 *
 * @throws HarkError action.failed: there is none, or several fit; its message asks for more
 */
export function theOne(items: readonly ClockItem[], said: Said): ClockItem {
  const fit = fitting(items, said);
  const [first] = fit;
  if (first === undefined) throw new HarkError('action.failed', noneOf(items, said));
  if (fit.length === 1) return first;
  const titles = fit.map((item) => `the ${titleOf(item)}`);
  throw new HarkError('action.failed', `there are ${fit.length}: ${listed(titles)}. Say which one`);
}

/** "pasta timer", "10 minute timer", "7:15 AM alarm". */
export function titleOf({ kind, name, durationMs, ringsAt }: ClockItem): string {
  if (name !== null) return `${name} ${kind}`;
  if (kind === 'timer') return durationMs === null ? 'timer' : `${lengthAdjective(durationMs)} timer`;
  return ringsAt === null ? 'alarm' : `${clockTime(ringsAt)} alarm`;
}

/** "The pasta timer", "Your 10 minute timer" where it has no name. */
export function itsTitle(item: ClockItem): string {
  return `${item.name === null ? 'Your' : 'The'} ${titleOf(item)}`;
}

/** Of what was said alone: "pasta timer", "10 minute timer", "timer". */
export function saidTitle({ name, lengthMs }: Said): string {
  if (name !== undefined) return `${name} timer`;
  return lengthMs === undefined ? 'timer' : `${lengthAdjective(lengthMs)} timer`;
}

function noneOf(items: readonly ClockItem[], said: Said): string {
  if (items.length === 0) return 'no timer is set';
  const { name, lengthMs } = said;
  if (name !== undefined) return `there is no ${name} timer`;
  return `there is no timer for ${lengthOf(lengthMs ?? 0)}`;
}

function named(items: readonly ClockItem[], name: string): ClockItem[] {
  const wanted = plain(name);
  const have = items.flatMap((item) => (item.name === null ? [] : [{ item, name: plain(item.name) }]));
  const same = have.filter((one) => one.name === wanted);
  if (same.length > 0) return same.map(({ item }) => item);
  const limit = Math.floor(wanted.length * SLIPS_PER_CHARACTER);
  return have.filter((one) => slips(one.name, wanted) <= limit).map(({ item }) => item);
}

/** "The Eggs" and "egg" are one name. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\b(the|my|a|an)\b/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/s$/, '');
}

/** Letters to be put in, left out or replaced. */
function slips(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

export function sentence(text: string): string {
  return `${capitalised(text)}.`;
}
