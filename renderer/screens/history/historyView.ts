/** What was said before, as the screen lists it. Pure. */
import type { Interaction, SaidBy, SpeakerRecord } from '../../../contract/interactions.ts';
import type { Profile } from '../../../contract/profiles.ts';
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

/** A choice of who said it: a profile's begins with its mark, so that no name is taken for another. */
const PROFILE = 'profile ';
const OTHERS = { stranger: 'A voice I do not know', unclear: 'Could not be told' } as const;

export interface Person {
  value: string;
  label: string;
}

export function personOf(saidBy: SaidBy): string {
  return typeof saidBy === 'string' ? saidBy : `${PROFILE}${saidBy.profileId}`;
}

/** @param value of `peopleIn` */
export function saidByOf(value: string): SaidBy {
  if (value === 'stranger' || value === 'unclear') return value;
  return { profileId: value.slice(PROFILE.length) };
}

/** Who may have said something, to choose from; nobody where voices are not and were not told apart. */
export function peopleIn(
  profiles: readonly Pick<Profile, 'id' | 'name'>[],
  shown: readonly Pick<Interaction, 'speaker'>[],
  chosen: SaidBy | null,
): Person[] {
  if (profiles.length === 0 && chosen === null && shown.every(({ speaker }) => speaker === null)) return [];
  const known = profiles
    .map(({ id, name }) => ({ value: personOf({ profileId: id }), label: name }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const others = Object.entries(OTHERS).map(([value, label]) => ({ value, label }));
  const found = [...known, ...others];
  // What is chosen stays to be seen, also once that profile is gone.
  const value = chosen === null ? null : personOf(chosen);
  const isListed = value === null || found.some((person) => person.value === value);
  return isListed ? found : [...found, { value, label: 'Someone else' }];
}

/** Why nothing is listed. */
export function emptyText(
  filter: { search: string; wrongOnly: boolean; saidBy: SaidBy | null },
  name: string | null,
  days: number | null,
): string {
  const { search, wrongOnly, saidBy } = filter;
  const by = saidBy === null ? '' : saidByText(saidBy, name);
  if (search !== '') {
    return `Nothing with “${search}” was said or answered${by}${wrongOnly ? ' and marked as wrong' : ''}.`;
  }
  if (saidBy !== null) {
    return wrongOnly ? `Nothing that was said${by} was marked as wrong.` : `Nothing was said${by}.`;
  }
  if (wrongOnly) return 'Nothing was marked as wrong. Mark what Hark got wrong with the flag beside it.';
  if (days === 0) return 'Nothing is kept, as you set it.';
  return 'Nothing was said yet. What you say to Hark, and what comes of it, shows here.';
}

function saidByText(saidBy: SaidBy, name: string | null): string {
  if (saidBy === 'stranger') return ' by a voice that Hark does not know';
  if (saidBy === 'unclear') return ' by a voice that could not be told';
  return name === null ? ' by that voice' : ` by ${name}`;
}

/** What the voice was compared with, as the end of a sentence; empty where nothing was. */
export function scoreText({ score, threshold }: Pick<SpeakerRecord, 'score' | 'threshold'>): string {
  if (score === null || threshold === null) return '';
  return `: scored ${formatSigned(score, 1)} where ${formatSigned(threshold, 1)} is enough`;
}
