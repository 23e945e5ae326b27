import { expect, it } from 'vitest';
import { byDay, matching, noteCount } from './notesView.ts';

const note = (text: string, at = 0) => ({ id: text, at, text });

it('finds notes by all of their words, whatever their capitals and accents', () => {
  const notes = [note('Crème fraîche for Zoë'), note('Buy milk'), note('Cream for the cake')];
  const found = (search: string) => matching(notes, search).map(({ text }) => text);
  expect(found('')).toHaveLength(3);
  expect(found('CREME zoe')).toEqual(['Crème fraîche for Zoë']);
  expect(found('for cream')).toEqual(['Cream for the cake']);
  expect(found('milk cake')).toEqual([]);
});

it('groups notes by their day, newest first as they came', () => {
  const now = new Date(2026, 5, 2, 12).getTime();
  const days = byDay([note('b', now - 1_000), note('a', now - 2_000), note('c', now - 86_400_000)], now);
  expect(days.map(({ title, notes }) => [title, notes.map(({ text }) => text)])).toEqual([
    ['Today', ['b', 'a']],
    ['Yesterday', ['c']],
  ]);
});

it('counts notes in words', () => {
  expect([noteCount(1, false), noteCount(2, false), noteCount(0, true)]).toEqual([
    '1 note',
    '2 notes',
    '0 notes found',
  ]);
});
