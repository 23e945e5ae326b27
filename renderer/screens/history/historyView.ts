/** What was said before, as the screen lists it. Pure. */
import type { Interaction, SpeakerRecord } from '../../../contract/interactions.ts';
import { formatSigned } from '../../components/format.ts';

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

export function shownText(count: number): string {
  return `${count} of those shown`;
}

/** Values of the choice of who said it: a profile's begins with its mark, so that no name is taken for another. */
const PROFILE = 'profile ';
const STRANGER = 'stranger';
const UNCLEAR = 'unclear';

/** Who said what is shown, to choose from; nobody where voices were not told apart. */
export function peopleIn(
  items: readonly Interaction[],
  chosen: string | null,
): { value: string; label: string }[] {
  const speakers = items.flatMap(({ speaker }) => speaker ?? []);
  const names = new Map(
    speakers.flatMap(({ profileId, name }) =>
      profileId === null || name === null ? [] : [[`${PROFILE}${profileId}`, name] as const],
    ),
  );
  const known = [...names]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const others = [
    { value: STRANGER, label: 'A voice I do not know' },
    { value: UNCLEAR, label: 'Could not be told' },
  ].filter(({ value }) => value === chosen || items.some((item) => saidBy(item, value)));
  const found = [...known, ...others];
  // What is chosen stays to be seen, also where nothing of it is left.
  const isListed = chosen === null || found.some(({ value }) => value === chosen);
  return isListed ? found : [...found, { value: chosen, label: 'Someone else' }];
}

/** @param person a value of `peopleIn` */
export function saidBy({ speaker }: Pick<Interaction, 'speaker'>, person: string): boolean {
  if (speaker === null) return false;
  if (speaker.outcome === 'known') return person === `${PROFILE}${speaker.profileId}`;
  return person === (speaker.outcome === 'stranger' ? STRANGER : UNCLEAR);
}

/** What the voice was compared with, as the end of a sentence; empty where nothing was. */
export function scoreText({ score, threshold }: Pick<SpeakerRecord, 'score' | 'threshold'>): string {
  if (score === null || threshold === null) return '';
  return `: scored ${formatSigned(score, 1)} where ${formatSigned(threshold, 1)} is enough`;
}
