import { describe, expect, it } from 'vitest';
import { type Heard, judge, type Minute, noTotals, SETTLED_AFTER_MIN } from './verdict.ts';

const MB = 1e6;

function minutesOf(count: number, at: (minute: number) => Partial<Minute> = () => ({})): Minute[] {
  return Array.from({ length: count }, (_, i) => ({
    minute: i + 1,
    wallS: i,
    queuedFrames: 0,
    droppedFrames: 0,
    rssBytes: 400 * MB,
    heapUsedBytes: 100 * MB,
    heapTotalBytes: 200 * MB,
    externalBytes: 30 * MB,
    arrayBuffersBytes: 20 * MB,
    handles: 2,
    openFiles: 24,
    hopP50Ms: 0.1,
    hopP99Ms: 5,
    ...at(i + 1),
  }));
}

function heard(changes: Partial<Heard> = {}): Heard {
  return { minutes: minutesOf(480), totals: noTotals(), errors: [], unexplainedLosses: 0, ...changes };
}

describe('a soak', () => {
  it('is well where everything stays as it is', () => {
    expect(judge(heard()).broken).toEqual([]);
  });

  it('may grow until it has settled, and not after', () => {
    const grows = (from: number, to: number) =>
      minutesOf(480, (minute) => ({
        rssBytes: 400 * MB + MB * 40 * Math.min(1, Math.max(0, (minute - from) / (to - from))),
      }));
    expect(judge(heard({ minutes: grows(0, SETTLED_AFTER_MIN) })).broken).toEqual([]);
    expect(judge(heard({ minutes: grows(SETTLED_AFTER_MIN, 480) })).broken).toHaveLength(1);
    // All at once, halfway.
    expect(judge(heard({ minutes: grows(239, 240) })).broken).not.toEqual([]);
  });

  it('too short to tell says nothing of memory', () => {
    const minutes = minutesOf(50, (minute) => ({ rssBytes: minute * 100 * MB }));
    expect(judge(heard({ minutes }))).toMatchObject({ memory: null, broken: [] });
  });

  it('tells handles and files that only come', () => {
    const handles = minutesOf(480, (minute) => ({ handles: Math.floor(minute / 30) }));
    expect(judge(heard({ minutes: handles })).broken).toHaveLength(1);
    const openFiles = minutesOf(480, (minute) => ({ openFiles: Math.floor(minute / 30) }));
    expect(judge(heard({ minutes: openFiles })).broken).toHaveLength(1);
    const unknown = minutesOf(480, () => ({ openFiles: null }));
    expect(judge(heard({ minutes: unknown }))).toMatchObject({ openFiles: null, broken: [] });
  });

  it.each([
    { totals: { ...noTotals(), lostWakes: 1 } },
    { totals: { ...noTotals(), extraWakes: 1 } },
    { totals: { ...noTotals(), wakesInQuiet: 1 } },
    { totals: { ...noTotals(), changedCommands: 1 } },
    { totals: { ...noTotals(), scoreDrift: 0.2 } },
    { errors: ['a hop failed'] },
    { unexplainedLosses: 1 },
    { minutes: minutesOf(10, () => ({ queuedFrames: 9 })) },
  ])('breaks a bound by %j', (changes) => {
    expect(judge(heard(changes)).broken).toHaveLength(1);
  });
});
