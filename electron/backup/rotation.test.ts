import { expect, it } from 'vitest';
import { BEFORE_RESTORE_KEPT, newestSound, nextDue, tooMany, UNSOUND_KEPT } from './rotation.ts';

const DAY_MS = 86_400_000;
/** A Thursday, noon: days since the epoch are counted into weeks from Thursday on. */
const NOW = 2_951 * 7 * DAY_MS + DAY_MS / 2;

type Kind = 'scheduled' | 'manual' | 'before_restore';
const one = (at: number, kind: Kind = 'scheduled', ok = true) => ({ id: `${at}-${kind}`, at, kind, ok });
const daily = (days: number, from = NOW) =>
  Array.from({ length: days }, (_, day) => one(from - day * DAY_MS));
const rotation = { days: 7, weeks: 4 };
const left = (backups: ReturnType<typeof one>[], now = NOW, kept = rotation) => {
  const gone = tooMany(backups, kept, now);
  return backups.filter(({ id }) => !gone.includes(id));
};

it('keeps the newest of each day and of each week before', () => {
  const kept = left(daily(60));
  expect(kept.slice(0, 7).map(({ at }) => (NOW - at) / DAY_MS)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(kept).toHaveLength(11);
  const weeks = kept.slice(7).map(({ at }) => Math.floor(at / (7 * DAY_MS)));
  expect(new Set(weeks).size).toBe(4);
  expect(weeks).toEqual(weeks.toSorted((a, b) => b - a));
});

it('is the same whether it is done day by day or at once', () => {
  let there: ReturnType<typeof one>[] = [];
  for (let day = 59; day >= 0; day -= 1)
    there = left([one(NOW - day * DAY_MS), ...there], NOW - day * DAY_MS);
  expect(there).toHaveLength(11);
  expect(NOW - Math.min(...there.map(({ at }) => at))).toBeGreaterThan(25 * DAY_MS);
});

it('counts one that was asked for as its day’s, and keeps the newer of two', () => {
  const [older, newer] = [one(NOW - 3_600_000), one(NOW, 'manual')];
  expect(left([older, newer])).toEqual([newer]);
});

it('keeps those of the days there were, however long ago', () => {
  const old = daily(7, NOW - 900 * DAY_MS);
  expect(left(old)).toEqual(old);
});

it('deletes none because the clock jumped', () => {
  const there = left(daily(60));
  // Years ahead for a week, with a backup every day; and back again.
  let mad = there;
  for (let day = 0; day < 7; day += 1) {
    const now = NOW + 5_000 * DAY_MS + day * DAY_MS;
    mad = left([one(now), ...mad], now);
  }
  expect(mad.length).toBeGreaterThanOrEqual(11);
  const back = left([one(NOW + DAY_MS / 4), ...there, ...daily(7, NOW + 5_000 * DAY_MS)], NOW + DAY_MS / 4);
  expect(back.filter(({ at }) => at <= NOW + DAY_MS)).toHaveLength(11);
  // Before all of them.
  expect(left([one(0), ...there], 0)).toHaveLength(12);
});

it('keeps a few that were made before a restore, and they take no day’s place', () => {
  const before = Array.from({ length: 5 }, (_, hours) => one(NOW - hours * 3_600_000, 'before_restore'));
  const usual = one(NOW - 10 * 3_600_000);
  expect(left([...before, usual])).toEqual([...before.slice(0, BEFORE_RESTORE_KEPT), usual]);
});

it('lets none that is damaged take the place of a sound one', () => {
  const bad = Array.from({ length: 5 }, (_, hour) => one(NOW - hour * 3_600_000, 'scheduled', false));
  const sound = one(NOW - 12 * 3_600_000);
  const kept = left([...bad, sound]);
  expect(kept).toContain(sound);
  expect(kept.filter(({ ok }) => !ok)).toHaveLength(UNSOUND_KEPT);
});

it('is due a day after the newest sound one of a time that has come', () => {
  expect(nextDue([], NOW)).toBe(NOW);
  expect(nextDue([one(NOW - 1_000)], NOW)).toBe(NOW - 1_000 + DAY_MS);
  expect(nextDue([one(NOW - 1_000, 'scheduled', false)], NOW)).toBe(NOW);
  expect(nextDue([one(NOW - 1_000, 'before_restore')], NOW)).toBe(NOW);
  expect(nextDue([one(NOW + 900 * DAY_MS)], NOW)).toBe(NOW);
  expect(newestSound([one(NOW + 900 * DAY_MS), one(5)], NOW)?.at).toBe(5);
});
