import { describe, expect, it } from 'vitest';
import { alarmTime, type SaidTime } from './alarmTime.ts';

/** Of June 2026. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 5, day, hour, minute).getTime();
const MORNING = at(1, 9, 30);
const AFTERNOON = at(1, 14);
const NIGHT = at(1, 23);

describe('the moment that is meant', () => {
  it.each<[string, SaidTime, number, number | null]>([
    ['seven, in the morning', { hour: 7, minute: 0 }, MORNING, at(1, 19)],
    ['seven, in the afternoon', { hour: 7, minute: 0 }, AFTERNOON, at(1, 19)],
    ['seven, at night', { hour: 7, minute: 0 }, NIGHT, at(2, 7)],
    ['a quarter to ten', { hour: 9, minute: 45 }, MORNING, at(1, 9, 45)],
    ['the minute that it is now', { hour: 9, minute: 30 }, MORNING, at(1, 21, 30)],
    ['twelve', { hour: 12, minute: 0 }, MORNING, at(1, 12)],
    ['twelve, in the afternoon', { hour: 12, minute: 0 }, AFTERNOON, at(2, 0)],
    ['seven am', { hour: 7, minute: 0, period: 'am' }, MORNING, at(2, 7)],
    ['twelve am', { hour: 12, minute: 0, period: 'am' }, MORNING, at(2, 0)],
    ['midnight', { hour: 0, minute: 0, period: 'am' }, NIGHT, at(2, 0)],
    ['nine pm', { hour: 21, minute: 0, period: 'pm' }, MORNING, at(1, 21)],
    ['nine pm, over', { hour: 9, minute: 0, period: 'pm' }, NIGHT, at(2, 21)],
    ['19:15', { hour: 19, minute: 15, period: '24h' }, MORNING, at(1, 19, 15)],
    ['seven in the morning', { hour: 7, minute: 0, part: 'morning' }, MORNING, at(2, 7)],
    ['seven this evening', { hour: 7, minute: 0, part: 'evening', days: [0] }, MORNING, at(1, 19)],
    ['ten tonight', { hour: 10, minute: 0, part: 'night', days: [0] }, MORNING, at(1, 22)],
    ['one tonight', { hour: 1, minute: 0, part: 'night', days: [0] }, NIGHT, at(2, 1)],
    ['waking at seven, in the morning', { hour: 7, minute: 0, sense: 'waking' }, MORNING, at(2, 7)],
    ['waking at ten, still to come', { hour: 10, minute: 0, sense: 'waking' }, MORNING, at(1, 10)],
    ['waking from a nap at two', { hour: 2, minute: 0, sense: 'waking' }, MORNING, at(1, 14)],
    [
      'waking at seven in the evening',
      { hour: 19, minute: 0, period: 'pm', sense: 'waking' },
      MORNING,
      at(1, 19),
    ],
    [
      'waking this evening at seven',
      { hour: 7, minute: 0, part: 'evening', sense: 'waking' },
      MORNING,
      at(1, 19),
    ],
    [
      'on Monday at eight, over this Monday',
      { hour: 8, minute: 0, days: [0, 7], sense: 'daytime' },
      MORNING,
      at(8, 8),
    ],
    ['on Friday at three', { hour: 3, minute: 0, days: [4, 11], sense: 'daytime' }, MORNING, at(5, 15)],
    ['tomorrow at twelve', { hour: 12, minute: 0, days: [1], sense: 'daytime' }, MORNING, at(2, 12)],
    ['tomorrow at seven', { hour: 7, minute: 0, days: [1] }, MORNING, at(2, 7)],
    ['tomorrow evening at seven', { hour: 7, minute: 0, days: [1], part: 'evening' }, MORNING, at(2, 19)],
    ['today at seven', { hour: 7, minute: 0, days: [0] }, MORNING, at(1, 19)],
    ['on Friday at noon', { hour: 12, minute: 0, days: [4], period: 'pm' }, MORNING, at(5, 12)],
    ['on Monday at ten, still to come', { hour: 10, minute: 0, days: [0, 7] }, MORNING, at(1, 10)],
    ['on Monday at nine am, over', { hour: 9, minute: 0, days: [0, 7], period: 'am' }, MORNING, at(8, 9)],
    ['this morning at seven, over', { hour: 7, minute: 0, days: [0], part: 'morning' }, AFTERNOON, null],
    ['today at nine am, over', { hour: 9, minute: 0, days: [0], period: 'am' }, AFTERNOON, null],
  ])('by %s', (_words, said, now, expected) => {
    expect(alarmTime(said, now)).toBe(expected);
  });
});
