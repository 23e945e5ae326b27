/** What was said before, as the screen lists it. Pure. */
import type { Interaction } from '../../../contract/interactions.ts';

export interface Day {
  /** Unique among the days shown. */
  key: string;
  title: string;
  items: Interaction[];
}

const sameYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const anyYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });

/**
 * Items under the day they were said on, in their order.
 *
 * @param now wall clock, ms since the epoch
 */
export function byDay(items: readonly Interaction[], now: number): Day[] {
  const days = Map.groupBy(items, ({ at }) => new Date(at).toDateString());
  return [...days].map(([key, own]) => ({ key, title: dayTitle(own[0]?.at ?? now, now), items: own }));
}

/** "Today", "Yesterday", "Monday, 3 May", "3 May 2025". Both in ms since the epoch. */
export function dayTitle(at: number, now: number): string {
  const day = new Date(at);
  const today = new Date(now);
  const yesterday = new Date(now);
  yesterday.setDate(today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return 'Today';
  if (day.toDateString() === yesterday.toDateString()) return 'Yesterday';
  return (day.getFullYear() === today.getFullYear() ? sameYear : anyYear).format(at);
}

/** How long items are kept, as part of a sentence. */
export function retentionText(days: number): string {
  switch (days) {
    case 0:
      return 'Nothing is kept';
    case 1:
      return 'Kept for a day';
    case 7:
      return 'Kept for a week';
    case 365:
      return 'Kept for a year';
    default:
      return `Kept for ${days} days`;
  }
}

/** What came of it, beside what was said. */
export function resultText({ action, reply }: Interaction, outcome: string): string {
  if (action?.undone) return 'Taken back';
  return reply ?? action?.preview ?? outcome;
}

export function countText(total: number, isFiltered: boolean): string {
  const what = `${total} item${total === 1 ? '' : 's'}`;
  return isFiltered ? `${what} found` : what;
}
