/** Which timer or alarm is meant by what was said of it. Pure. */
import type { ClockItem } from '../../../../contract/actions.ts';
import { HarkError, unreachable } from '../../../../contract/failures.ts';
import { capitalised, clockTime, lengthAdjective, lengthOf, listed } from '../wording.ts';
import { leftOf } from './clock.ts';

/** Where one stands among those that fit: first to third and last as they are told, the next to ring first. */
export const ORDERS = [
  'first',
  'second',
  'third',
  'last',
  'longest',
  'shortest',
  'newest',
  'oldest',
] as const;
export type Order = (typeof ORDERS)[number];

export interface Said {
  name?: string | undefined;
  /** As it is set or was set first: "the ten minute timer", ms. */
  lengthMs?: number | undefined;
  order?: Order | undefined;
}

/** Slips of recognition that a name may have, per character. */
const SLIPS_PER_CHARACTER = 0.25;

/** Those that fit; the one that rings counts before others where nothing more was said of it. */
export function fitting(items: readonly ClockItem[], { name, lengthMs, order }: Said): ClockItem[] {
  const fit =
    name !== undefined
      ? named(items, name)
      : lengthMs !== undefined
        ? items.filter((item) => item.durationMs === lengthMs || item.firstSetMs === lengthMs)
        : [...items];
  if (order !== undefined) return inOrder(fit, order);
  if (name !== undefined || lengthMs !== undefined) return fit;
  const ringing = items.filter(({ state }) => state === 'ringing');
  return ringing.length > 0 ? ringing.slice(0, 1) : fit;
}

/**
 * The one that is meant.
 *
 * @throws HarkError action.failed: there is none, or several fit; its message asks for more
 */
export function theOne(items: readonly ClockItem[], said: Said, now: number): ClockItem {
  const fit = fitting(items, said);
  const [first] = fit;
  if (first === undefined) throw new HarkError('action.failed', noneOf(items, said));
  if (fit.length === 1) return first;
  const titles = fit.map((item) => `the ${titleOf(item)}`);
  if (new Set(titles).size === titles.length) {
    throw new HarkError('action.failed', `there are ${fit.length}: ${listed(titles)}. Say which one`);
  }
  // Of the same name and length: only what is left of them, and their order, tells them apart.
  const left = fit.map((item, i) => `${titles[i]} with ${lengthOf(leftOf(item, now), 2)} left`);
  throw new HarkError(
    'action.failed',
    `there are ${fit.length}: ${listed(left)}. Say the first or the last one`,
  );
}

/** None where there are not so many, or one. @param items the next to ring first */
export function inOrder(items: readonly ClockItem[], order: Order): ClockItem[] {
  const [first, second, third] = items;
  const one = (item: ClockItem | undefined) => (item === undefined ? [] : [item]);
  switch (order) {
    case 'first':
      return one(first);
    case 'second':
      return one(second);
    case 'third':
      return one(third);
    case 'last':
      return one(items.at(-1));
    case 'longest':
      return one(items.toSorted((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0))[0]);
    case 'shortest':
      return one(items.toSorted((a, b) => (a.durationMs ?? 0) - (b.durationMs ?? 0))[0]);
    case 'newest':
      return one(items.toSorted((a, b) => (b.setAt ?? 0) - (a.setAt ?? 0))[0]);
    case 'oldest':
      return one(items.toSorted((a, b) => (a.setAt ?? 0) - (b.setAt ?? 0))[0]);
    default:
      return unreachable(order);
  }
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

/** Of what was said alone: "pasta timer", "10 minute timer", "first timer", "timer". */
export function saidTitle({ name, lengthMs, order }: Said): string {
  const what = name ?? (lengthMs === undefined ? '' : lengthAdjective(lengthMs));
  return [order ?? '', what, 'timer'].filter((word) => word !== '').join(' ');
}

function noneOf(items: readonly ClockItem[], said: Said): string {
  if (items.length === 0) return 'no timer is set';
  const { name, lengthMs, order } = said;
  if (name === undefined && lengthMs !== undefined) return `there is no timer for ${lengthOf(lengthMs)}`;
  return `there is no ${order ?? name ?? ''} timer`;
}

export function named(items: readonly ClockItem[], name: string): ClockItem[] {
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
