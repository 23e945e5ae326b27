import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOCK_ITEMS_MAX, clockSnapshotSchema } from '../../../../contract/actions.ts';
import { HarkError } from '../../../../contract/failures.ts';
import { NOW } from '../testing/services.ts';
import {
  CLOCK_SET_MS,
  LATE_MAX_MS,
  LOOK_MS,
  MISSED_KEEP_MS,
  MISSED_MAX,
  NAME_MAX_CHARACTERS,
  RING_MAX_MS,
  SNOOZE_MS,
  TIMER_MAX_MS,
} from './clock.ts';
import { ClockRig } from './testing/clockRig.ts';

const S = 1_000;
const MIN = 60 * S;
const HOUR = 60 * MIN;

let rig: ClockRig;
beforeEach(() => {
  vi.useFakeTimers();
  rig = new ClockRig();
});
afterEach(() => {
  rig.clock.close();
  vi.useRealTimers();
});

const states = () => rig.items.map(({ name, state }) => `${name}: ${state}`);

describe('a timer', () => {
  it('rings when its time is up, and not before', () => {
    rig.clock.setTimer(10 * S, 'egg');
    rig.pass(9 * S);
    expect(states()).toEqual(['egg: running']);
    rig.pass(1 * S);
    expect(states()).toEqual(['egg: ringing']);
    expect(rig.items[0]?.late).toBeUndefined();
  });

  it('is one of several, the next to ring first', () => {
    rig.clock.setTimer(30 * S, 'b');
    rig.clock.pause(rig.clock.setTimer(5 * S, 'd').id);
    rig.clock.setTimer(10 * S, 'a');
    rig.clock.setAlarm(NOW + 40 * S, 'c');
    expect(states()).toEqual(['a: running', 'b: running', 'c: running', 'd: paused']);
    rig.pass(35 * S);
    expect(states()).toEqual(['a: ringing', 'b: ringing', 'c: running', 'd: paused']);
  });

  it('stands still while paused', () => {
    const { id } = rig.clock.setTimer(10 * S);
    rig.pass(4 * S);
    rig.clock.pause(id);
    rig.clock.pause(id);
    rig.pass(1 * HOUR);
    expect(rig.items).toMatchObject([{ state: 'paused', ringsAt: null, remainingMs: 6 * S }]);
    rig.clock.resume(id);
    rig.clock.resume(id);
    rig.pass(5 * S);
    expect(rig.items).toMatchObject([{ state: 'running', remainingMs: null }]);
    rig.pass(1 * S);
    expect(rig.items).toMatchObject([{ state: 'ringing' }]);
  });

  it.each([
    ['running', () => undefined, 15 * S],
    ['paused', (id: string) => rig.clock.pause(id), 15 * S],
    ['ringing', () => rig.pass(10 * S), 5 * S],
  ])('that is %s can be made longer', (_state, then, leftMs) => {
    const { id } = rig.clock.setTimer(10 * S);
    then(id);
    const changed = rig.clock.addTime(id, 5 * S);
    expect(changed.remainingMs ?? (changed.ringsAt ?? 0) - rig.now).toBe(leftMs);
    expect(changed.durationMs).toBe(15 * S);
    expect(changed.state).not.toBe('ringing');
  });

  it('keeps how long it was set for first', () => {
    const { id } = rig.clock.setTimer(10 * MIN);
    rig.clock.addTime(id, 5 * MIN);
    expect(rig.clock.addTime(id, 5 * MIN)).toMatchObject({ durationMs: 20 * MIN, firstSetMs: 10 * MIN });
    expect(rig.clock.setLength(id, MIN)).toMatchObject({ durationMs: MIN, firstSetMs: 10 * MIN });
    expect(rig.items[0]?.ringsAt).toBe(NOW + MIN);
  });

  it.each([
    ['running', () => rig.pass(4 * S)],
    ['paused', (id: string) => rig.clock.pause(id)],
    ['ringing', () => rig.pass(10 * S)],
  ])('that is %s can start over', (_state, then) => {
    const { id } = rig.clock.setTimer(10 * S);
    then(id);
    expect(rig.clock.restart(id)).toMatchObject({ state: 'running', ringsAt: rig.now + 10 * S });
    expect(rig.items[0]).toMatchObject({ remainingMs: null });
  });

  it('cannot be paused while it rings', () => {
    const { id } = rig.clock.setTimer(S);
    rig.pass(S);
    expect(() => rig.clock.pause(id)).toThrow(expect.objectContaining({ code: 'action.unavailable' }));
    expect(rig.items).toMatchObject([{ state: 'ringing' }]);
  });

  it('can be made shorter, but not to nothing', () => {
    const { id } = rig.clock.setTimer(10 * MIN);
    expect(rig.clock.addTime(id, -4 * MIN).ringsAt).toBe(NOW + 6 * MIN);
    expect(() => rig.clock.addTime(id, -6 * MIN)).toThrow(expect.objectContaining({ code: 'action.slots' }));
    expect(rig.items[0]?.ringsAt).toBe(NOW + 6 * MIN);
  });

  it('outlasts what a timer of the system can hold', () => {
    rig.clock.setTimer(TIMER_MAX_MS);
    // 25 days, and not a setTimeout of 2^31 ms that fires at once.
    rig.sleep(25 * 24 * HOUR);
    vi.advanceTimersByTime(LOOK_MS);
    expect(rig.items).toMatchObject([{ state: 'running' }]);
    rig.sleep(5 * 24 * HOUR);
    vi.advanceTimersByTime(LOOK_MS);
    expect(rig.items).toMatchObject([{ state: 'ringing' }]);
  });

  it.each([0, -1, TIMER_MAX_MS + 1])('of %d ms is refused', (ms) => {
    expect(() => rig.clock.setTimer(ms)).toThrow(expect.objectContaining({ code: 'action.slots' }));
    expect(rig.items).toEqual([]);
  });

  it('has a name of bounded length, or none', () => {
    expect(rig.clock.setTimer(S, ` ${'x'.repeat(200)}`).name).toHaveLength(NAME_MAX_CHARACTERS);
    expect(rig.clock.setTimer(S, '  ').name).toBeNull();
  });

  it('is refused where there are too many', () => {
    for (let count = 0; count < CLOCK_ITEMS_MAX; count += 1) rig.clock.setTimer(HOUR);
    expect(() => rig.clock.setTimer(HOUR)).toThrow(expect.objectContaining({ code: 'action.full' }));
  });
});

describe('ringing', () => {
  it('ends when it is dismissed', () => {
    const { id } = rig.clock.setTimer(S);
    rig.clock.dismiss(id);
    expect(rig.items).toHaveLength(1);
    rig.pass(S);
    rig.clock.dismiss(id);
    expect(rig.items).toEqual([]);
  });

  it('comes back after a snooze, as often as it is wanted', () => {
    const { id } = rig.clock.setAlarm(NOW + MIN, 'bus');
    rig.clock.snooze(id);
    expect(rig.items[0]?.ringsAt).toBe(NOW + MIN);
    for (const [forMs, expected] of [
      [undefined, SNOOZE_MS],
      [2 * MIN, 2 * MIN],
    ] as const) {
      rig.pass((rig.items[0]?.ringsAt ?? 0) - rig.now);
      expect(states()).toEqual(['bus: ringing']);
      rig.clock.snooze(id, forMs);
      expect(rig.items[0]).toMatchObject({ state: 'running', ringsAt: rig.now + expected });
    }
  });

  it('falls silent by itself, and then counts as missed', () => {
    const { id } = rig.clock.setTimer(10 * S, 'egg');
    rig.pass(10 * S + RING_MAX_MS - S);
    expect(states()).toEqual(['egg: ringing']);
    rig.pass(S);
    const missed = [{ id, kind: 'timer', name: 'egg', at: NOW + 10 * S }];
    expect(rig.clock.snapshot()).toMatchObject({ items: [], missed });
    rig.clock.dismiss(id);
    expect(rig.clock.snapshot().missed).toEqual([]);
  });

  it('that was missed is forgotten after a day, and only the newest are kept', () => {
    for (let count = 0; count <= MISSED_MAX; count += 1) rig.clock.setTimer((count + 1) * S, `${count}`);
    rig.pass(RING_MAX_MS + (MISSED_MAX + 2) * S);
    const { missed = [] } = rig.clock.snapshot();
    expect(missed).toHaveLength(MISSED_MAX);
    expect(missed[0]?.name).toBe(`${MISSED_MAX}`);
    rig.sleep(MISSED_KEEP_MS);
    rig.clock.look();
    expect(rig.clock.snapshot().missed).toEqual([]);
  });
});

describe('a restart', () => {
  it('loses nothing', () => {
    rig.clock.setTimer(HOUR, 'roast');
    rig.clock.pause(rig.clock.setTimer(2 * HOUR, 'paused').id);
    rig.clock.setAlarm(NOW + 3 * HOUR, 'bus');
    rig.clock.stopwatch('start');
    const before = rig.clock.snapshot();
    rig.restart(10 * MIN);
    expect(rig.clock.snapshot()).toEqual(before);
    rig.pass(50 * MIN);
    expect(states()[0]).toBe('roast: ringing');
  });

  it('rings at once what should have rung meanwhile, and says that it is late', () => {
    rig.clock.setTimer(10 * S, 'egg');
    rig.clock.setAlarm(NOW + MIN, 'bus');
    rig.restart(10 * MIN);
    expect(rig.items).toMatchObject([
      { name: 'egg', state: 'ringing', late: true, ringsAt: NOW + 10 * S },
      { name: 'bus', state: 'ringing', late: true },
    ]);
    expect(rig.told.at(-1)).toEqual(rig.clock.snapshot());
    rig.pass(RING_MAX_MS);
    expect(rig.items).toEqual([]);
  });

  it('rings again what rang', () => {
    rig.clock.setTimer(S, 'egg');
    rig.pass(S);
    rig.restart(2 * S);
    expect(states()).toEqual(['egg: ringing']);
    rig.pass(RING_MAX_MS - S);
    expect(states()).toEqual(['egg: ringing']);
  });

  it('tells of an alarm as missed where its time is long over; a timer still rings', () => {
    rig.clock.setTimer(MIN, 'egg');
    rig.clock.setAlarm(NOW + MIN, 'bus');
    rig.restart(MIN + LATE_MAX_MS.alarm + 1);
    expect(states()).toEqual(['egg: ringing']);
    expect(rig.clock.snapshot().missed).toMatchObject([{ kind: 'alarm', name: 'bus', at: NOW + MIN }]);
  });

  it('lets a timer of the day before yesterday be', () => {
    rig.clock.setTimer(MIN, 'egg');
    rig.restart(2 * 24 * HOUR);
    expect(rig.items).toEqual([]);
  });

  it('keeps what is whole of a damaged document', () => {
    rig.clock.setTimer(HOUR, 'good');
    const { items, ...rest } = JSON.parse(rig.storage.text ?? '');
    const bad = [{}, null, { ...items[0], ringsAt: null }, { ...items[0], state: 'gone' }];
    rig.storage.text = JSON.stringify({ ...rest, items: [...bad, ...items], missed: 1, stopwatch: 'x' });
    rig.restart(S);
    expect(states()).toEqual(['good: running']);
    rig.storage.text = '[]';
    rig.restart(S);
    expect(rig.items).toEqual([]);
  });

  it('cannot be survived where nothing can be written, but timers still ring', () => {
    rig.storage.failure = new HarkError('store.unwritable', 'full');
    rig.clock.setTimer(10 * S, 'egg');
    rig.pass(10 * S);
    expect(states()).toEqual(['egg: ringing']);
    expect(rig.lines.join()).toContain('store.unwritable');
    rig.restart(S);
    expect(rig.items).toEqual([]);
  });

  it('goes on as soon as something can be written again, by itself', () => {
    rig.storage.failure = new HarkError('store.unwritable', 'full');
    rig.clock.setTimer(HOUR, 'egg');
    rig.clock.stopwatch('start');
    rig.pass(3 * LOOK_MS);
    expect(rig.lines.filter((line) => line.includes('store.unwritable'))).toHaveLength(1);
    rig.storage.failure = null;
    rig.pass(LOOK_MS);
    rig.restart(S);
    expect(states()).toEqual(['egg: running']);
  });

  it('takes up what was restored, and writes nothing over it', () => {
    rig.clock.setTimer(HOUR, 'egg');
    const kept = rig.storage.text;
    rig.clock.setTimer(2 * HOUR, 'tea');
    rig.storage.text = kept;
    rig.clock.reload();
    expect(states()).toEqual(['egg: running']);
    expect(rig.told.at(-1)?.items).toHaveLength(1);
    rig.pass(LOOK_MS);
    expect(rig.storage.text).toBe(kept);
  });
});

describe('an alarm that comes again', () => {
  const DAY = 24 * HOUR;
  const EVERY_DAY = { days: [0, 1, 2, 3, 4, 5, 6], hour: 10, minute: 30 };
  /** Of NOW's hour and a half past it. */
  const FIRST = NOW + HOUR;

  it.each([
    ['dismissed', (id: string) => rig.clock.dismiss(id)],
    ['left alone', () => rig.pass(RING_MAX_MS)],
  ])('waits for its next day once it is %s', (_how, then) => {
    const { id, ringsAt } = rig.clock.setRepeatingAlarm(EVERY_DAY, 'gym');
    expect(ringsAt).toBe(FIRST);
    rig.pass(HOUR);
    expect(states()).toEqual(['gym: ringing']);
    then(id);
    expect(rig.items).toMatchObject([{ id, state: 'running', ringsAt: FIRST + DAY, repeat: EVERY_DAY }]);
    rig.sleep(FIRST + DAY - rig.now);
    rig.clock.look();
    expect(states()).toEqual(['gym: ringing']);
  });

  it('that was missed is told under a name of its own, and rings all the same', () => {
    const { id } = rig.clock.setRepeatingAlarm(EVERY_DAY);
    rig.pass(HOUR + RING_MAX_MS);
    const [missed] = rig.clock.snapshot().missed ?? [];
    expect(missed).toMatchObject({ kind: 'alarm', at: FIRST });
    expect(missed?.id).not.toBe(id);
    rig.sleep(FIRST + DAY - rig.now);
    rig.clock.look();
    rig.clock.dismiss(id);
    expect(rig.items).toMatchObject([{ state: 'running', ringsAt: FIRST + 2 * DAY }]);
  });

  it('goes with all its days when it is cancelled, and comes back with them', () => {
    const { id } = rig.clock.setRepeatingAlarm(EVERY_DAY);
    const kept = rig.clock.keep(id);
    rig.clock.cancel(id);
    expect(rig.items).toEqual([]);
    rig.clock.restore(kept);
    expect(rig.items).toMatchObject([{ repeat: EVERY_DAY }]);
  });

  it('comes at its own time again after a snooze', () => {
    const { id } = rig.clock.setRepeatingAlarm(EVERY_DAY);
    rig.pass(HOUR);
    rig.clock.snooze(id);
    expect(rig.items).toMatchObject([{ state: 'running', ringsAt: rig.now + SNOOZE_MS }]);
    rig.pass(SNOOZE_MS);
    rig.clock.dismiss(id);
    expect(rig.items).toMatchObject([{ ringsAt: FIRST + DAY }]);
  });

  it('survives a restart, also one of days', () => {
    rig.clock.setRepeatingAlarm(EVERY_DAY, 'gym');
    rig.restart(10 * MIN);
    expect(rig.items).toMatchObject([{ name: 'gym', ringsAt: FIRST, repeat: EVERY_DAY }]);
    rig.restart(3 * DAY);
    expect(rig.items).toMatchObject([{ state: 'running', ringsAt: FIRST + 3 * DAY }]);
    // Of the days that Hark was off, the last is told.
    expect(rig.clock.snapshot().missed).toMatchObject([{ name: 'gym', at: FIRST + 2 * DAY }]);
  });

  it('that is moved moves on all its days; one that rings once just moves', () => {
    const { id } = rig.clock.setRepeatingAlarm(EVERY_DAY);
    rig.clock.moveAlarm(id, NOW + 2 * HOUR);
    expect(rig.items).toMatchObject([
      { ringsAt: NOW + 2 * HOUR, repeat: { ...EVERY_DAY, hour: 11, minute: 30 } },
    ]);
    const once = rig.clock.setAlarm(NOW + HOUR);
    rig.clock.moveAlarm(once.id, NOW + MIN);
    expect(rig.items).toMatchObject([{ ringsAt: NOW + MIN }, {}]);
    expect(() => rig.clock.moveAlarm(once.id, NOW - MIN)).toThrow(
      expect.objectContaining({ code: 'action.slots' }),
    );
  });

  it('follows a wall clock that is set back', () => {
    rig.clock.setRepeatingAlarm(EVERY_DAY);
    rig.setWallClock(-DAY);
    rig.clock.look();
    expect(rig.items).toMatchObject([{ ringsAt: FIRST - DAY }]);
  });

  it('of a damaged document rings once, and what an older Hark kept is read as it was', () => {
    rig.clock.setRepeatingAlarm(EVERY_DAY, 'damaged');
    const stored = JSON.parse(rig.storage.text ?? '');
    const [item] = stored.items;
    const { repeat: _repeat, setAt: _setAt, ...old } = { ...item, id: 'old', name: 'old' };
    stored.items = [{ ...item, repeat: { days: [9] }, setAt: 'x' }, old];
    rig.storage.text = JSON.stringify(stored);
    rig.restart(S);
    expect(states()).toEqual(['damaged: running', 'old: running']);
    rig.pass(FIRST - rig.now);
    for (const { id } of rig.items) rig.clock.dismiss(id);
    expect(rig.items).toEqual([]);
  });
});

describe('a machine that sleeps', () => {
  it('rings on waking what ended meanwhile', () => {
    rig.clock.setTimer(10 * MIN, 'egg');
    rig.sleep(HOUR);
    rig.clock.look();
    expect(rig.items).toMatchObject([{ name: 'egg', state: 'ringing', late: true }]);
  });

  it('finds out by itself where nobody says that it woke', () => {
    rig.clock.setTimer(10 * MIN, 'egg');
    rig.sleep(HOUR);
    vi.advanceTimersByTime(LOOK_MS);
    expect(states()).toEqual(['egg: ringing']);
  });

  it('rings an alarm at its time of day', () => {
    rig.clock.setAlarm(NOW + HOUR, 'bus');
    rig.sleep(HOUR - MIN);
    rig.clock.look();
    expect(states()).toEqual(['bus: running']);
    rig.pass(MIN);
    expect(rig.items[0]).toMatchObject({ state: 'ringing' });
    expect(rig.items[0]?.late).toBeUndefined();
  });
});

describe('a wall clock that is set', () => {
  it.each([
    ['forward', HOUR],
    ['back', -HOUR],
  ])('%s changes no length of time', (_way, byMs) => {
    rig.clock.setTimer(10 * MIN, 'egg');
    rig.clock.stopwatch('start');
    rig.pass(4 * MIN);
    rig.setWallClock(byMs);
    rig.pass(5 * MIN);
    expect(rig.items).toMatchObject([{ name: 'egg', state: 'running', ringsAt: rig.now + MIN }]);
    rig.pass(MIN);
    expect(states()).toEqual(['egg: ringing']);
    rig.clock.stopwatch('stop');
    expect(rig.clock.snapshot().stopwatch?.elapsedMs).toBe(10 * MIN);
  });

  it('leaves alarms at their time of day', () => {
    rig.clock.setAlarm(NOW + HOUR, 'bus');
    rig.setWallClock(HOUR - MIN);
    rig.pass(MIN);
    expect(states()).toEqual(['bus: ringing']);
  });

  it('counts also where a timer is set before anyone looked', () => {
    rig.setWallClock(HOUR);
    rig.clock.setTimer(10 * S, 'egg');
    rig.pass(9 * S);
    expect(states()).toEqual(['egg: running']);
    rig.pass(S);
    expect(states()).toEqual(['egg: ringing']);
  });

  it('is no wall clock that was set where it only drifts', () => {
    rig.clock.setTimer(10 * MIN);
    rig.setWallClock(CLOCK_SET_MS);
    rig.pass(MIN);
    expect(rig.items[0]?.ringsAt).toBe(NOW + 10 * MIN);
  });

  it('lengthens no ringing', () => {
    rig.clock.setTimer(S);
    rig.pass(S);
    rig.setWallClock(-HOUR);
    rig.pass(RING_MAX_MS);
    expect(rig.items).toEqual([]);
  });
});

describe('the stopwatch', () => {
  const read = () => rig.clock.snapshot().stopwatch;

  it('counts over stops and starts', () => {
    expect(read()).toBeNull();
    rig.clock.stopwatch('start');
    rig.pass(3 * S);
    rig.clock.stopwatch('start');
    rig.pass(2 * S);
    rig.clock.stopwatch('stop');
    rig.clock.stopwatch('stop');
    expect(read()).toEqual({ runningSince: null, elapsedMs: 5 * S });
    rig.clock.stopwatch('start');
    expect(read()).toEqual({ runningSince: rig.now, elapsedMs: 5 * S });
    rig.clock.stopwatch('reset');
    expect(read()).toBeNull();
  });
});

describe('taking back', () => {
  it('brings a cancelled one back as it was', () => {
    const { id } = rig.clock.setTimer(HOUR, 'roast');
    const kept = rig.clock.keep(id);
    rig.clock.cancel(id);
    rig.pass(MIN);
    rig.clock.restore(kept);
    expect(rig.items).toMatchObject([{ id, name: 'roast', ringsAt: NOW + HOUR }]);
  });

  it('replaces the one that is there', () => {
    const { id } = rig.clock.setTimer(HOUR, 'roast');
    const kept = rig.clock.keep(id);
    rig.clock.addTime(id, HOUR);
    rig.clock.restore(kept);
    expect(rig.items).toMatchObject([{ ringsAt: NOW + HOUR, durationMs: HOUR }]);
  });
});

it('knows what it does not have', () => {
  for (const act of ['cancel', 'pause', 'resume', 'dismiss', 'snooze', 'keep'] as const) {
    expect(() => rig.clock[act]('x')).toThrow(expect.objectContaining({ code: 'store.not_found' }));
  }
  const { id } = rig.clock.setAlarm(NOW + HOUR);
  expect(() => rig.clock.pause(id)).toThrow(expect.objectContaining({ code: 'action.unavailable' }));
});

it('tells of every change what the contract says, and waits for nothing while nothing runs', () => {
  expect(vi.getTimerCount()).toBe(0);
  const { id } = rig.clock.setTimer(MIN);
  expect(vi.getTimerCount()).toBe(1);
  rig.clock.pause(id);
  expect(vi.getTimerCount()).toBe(0);
  rig.clock.cancel(id);
  expect(rig.told).toHaveLength(3);
  for (const snapshot of rig.told) expect(clockSnapshotSchema.parse(snapshot)).toEqual(snapshot);
});

it('is quiet once it is closed', () => {
  rig.clock.setTimer(S);
  rig.clock.close();
  rig.pass(MIN);
  expect(rig.told).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
