/** Notes as the screen lists them. Pure. */
import type { Note } from '../../../contract/actions.ts';
import { dayTitle } from '../history/historyView.ts';

export interface NoteDay {
  /** Unique among the days shown. */
  key: string;
  title: string;
  notes: Note[];
}

/** Those with every word of `search` in them, in their order; all for none. */
export function matching(notes: readonly Note[], search: string): Note[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return notes.filter(({ text }) => {
    const own = plain(text);
    return words.every((word) => own.includes(word));
  });
}

/** Without capitals and accents, as people type when they look for something. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Under the day they were taken on. @param now wall clock, ms since the epoch */
export function byDay(notes: readonly Note[], now: number): NoteDay[] {
  const days = Map.groupBy(notes, ({ at }) => new Date(at).toDateString());
  return [...days].map(([key, own]) => ({ key, title: dayTitle(own[0]?.at ?? now, now), notes: own }));
}

export function noteCount(count: number, isFiltered: boolean): string {
  const what = `${count} note${count === 1 ? '' : 's'}`;
  return isFiltered ? `${what} found` : what;
}
