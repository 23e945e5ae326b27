import { describe, expect, it } from 'vitest';
import { NOW } from './testing/services.ts';
import {
  clockTime,
  counted,
  date,
  daysBetween,
  everyTime,
  lengthAdjective,
  lengthOf,
  listed,
  moment,
} from './wording.ts';

/** June 2026, of which the 1st is a Monday. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 5, day, hour, minute).getTime();

it.each([
  [10_000, '10 seconds'],
  [1_000, '1 second'],
  [500, '0.5 seconds'],
  [0, '0 seconds'],
  [999, '1 second'],
  [59_600, '1 minute'],
  [90_000, '1 minute 30 seconds'],
  [5_400_000, '1 hour 30 minutes'],
  [86_400_000 + 3_600_000, '1 day 1 hour'],
])('%d ms are %s', (ms, words) => {
  expect(lengthOf(ms)).toBe(words);
});

it('names only the largest parts where they say enough', () => {
  expect(lengthOf(3_600_000 + 61_000, 2)).toBe('1 hour 1 minute');
  expect(lengthOf(3_600_000 + 1_000, 2)).toBe('1 hour 1 second');
});

it('goes before a noun', () => {
  expect(lengthAdjective(600_000)).toBe('10 minute');
  expect(lengthAdjective(5_400_000)).toBe('1 hour 30 minute');
});

it('counts and lists', () => {
  expect([counted(1, 'timer'), counted(0, 'timer'), counted(2, 'is', 'are')]).toEqual([
    '1 timer',
    '0 timers',
    '2 are',
  ]);
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});

it.each([
  [0, 0, 'midnight'],
  [0, 5, '12:05 AM'],
  [7, 15, '7:15 AM'],
  [12, 0, 'noon'],
  [12, 30, '12:30 PM'],
  [15, 0, '3:00 PM'],
])('%d:%d is %s', (hour, minute, words) => {
  expect(clockTime(at(1, hour, minute))).toBe(words);
});

it.each<[number[], number, string]>([
  [[0, 1, 2, 3, 4, 5, 6], 7, 'every day at 7:05 AM'],
  [[1, 2, 3, 4, 5], 19, 'every weekday at 7:05 PM'],
  [[0, 6], 7, 'every Sunday and Saturday at 7:05 AM'],
  [[1, 3, 5], 7, 'every Monday, Wednesday and Friday at 7:05 AM'],
])('days %o at %d are told as such', (days, hour, words) => {
  expect(everyTime({ days, hour, minute: 5 })).toBe(words);
});

describe('a moment', () => {
  it.each([
    [at(1, 11), "11 o'clock this morning"],
    [at(1, 12), 'noon today'],
    [at(1, 15, 30), '3:30 this afternoon'],
    [at(1, 19, 5), '7:05 this evening'],
    [at(1, 23), "11 o'clock tonight"],
    [at(2, 0), 'midnight tomorrow'],
    [at(2, 7, 15), '7:15 tomorrow morning'],
    [at(2, 22), "10 o'clock tomorrow night"],
    [at(3, 7), "7 o'clock on Wednesday morning"],
    [at(7, 12), 'noon on Sunday'],
    [at(8, 7, 15), '7:15 AM on June 8'],
  ])('%d is %s', (time, words) => {
    expect(moment(time, NOW)).toBe(words);
  });
});

it('knows days, over a change of clocks too', () => {
  expect(date(NOW)).toBe('Monday, June 1');
  expect(daysBetween(at(1, 23, 59), at(2, 0))).toBe(1);
  expect(daysBetween(at(2, 0), at(1, 23))).toBe(-1);
  for (let day = 0; day < 365; day += 1) {
    expect(daysBetween(new Date(2026, 0, 1, 23).getTime(), new Date(2026, 0, 1 + day, 1).getTime())).toBe(
      day,
    );
  }
});
