import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Slots } from '../../../../contract/command.ts';
import type { Action } from '../action.ts';
import { context, NOW, services } from '../testing/services.ts';
import { cancelAlarm } from './cancelAlarm.ts';
import { cancelAlarms } from './cancelAlarms.ts';
import { cancelEverything } from './cancelEverything.ts';
import { cancelTimer } from './cancelTimer.ts';
import { cancelTimers } from './cancelTimers.ts';
import { changeAlarm } from './changeAlarm.ts';
import { changeTimer, lengthenTimer, restartTimer, shortenTimer } from './changeTimer.ts';
import { SNOOZE_MS } from './clock.ts';
import { daysUntil } from './daysUntil.ts';
import { listAlarms } from './listAlarms.ts';
import { listTimers, TIMERS_SAID_MAX } from './listTimers.ts';
import { pauseTimer } from './pauseTimer.ts';
import { remindAt, remindIn } from './remind.ts';
import { resumeTimer } from './resumeTimer.ts';
import { setAlarm } from './setAlarm.ts';
import { setAlarmIn } from './setAlarmIn.ts';
import { setTimer } from './setTimer.ts';
import { snooze } from './snooze.ts';
import { readStopwatch, resetStopwatch, startStopwatch, stopStopwatch } from './stopwatch.ts';
import { tellDate } from './tellDate.ts';
import { tellTime } from './tellTime.ts';
import { ClockRig } from './testing/clockRig.ts';
import { timeLeft } from './timeLeft.ts';
import { timeToAlarm } from './timeToAlarm.ts';

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

const given = () => ({ clock: rig.clock, now: () => rig.now });
const preview = (action: Action, slots: Slots = {}) => action.prepare(slots, services(given())).preview;
const perform = async (action: Action, slots: Slots = {}) =>
  action.prepare(slots, services(given())).perform(context(given()));
const reply = async (action: Action, slots: Slots = {}) => (await perform(action, slots)).reply;
const failure = (action: Action, slots: Slots = {}) =>
  perform(action, slots).then(
    () => null,
    (error: unknown) => error,
  );
/** @param hour of this day and minute */
const today = (hour: number, minute = 0) => new Date(2026, 5, 1, hour, minute).getTime();

describe('setting a timer', () => {
  it.each<[Slots, string, string]>([
    [{ duration: 'PT10S' }, 'Timer for 10 seconds', 'Timer for 10 seconds, starting now.'],
    [
      { duration: 'PT1H30M', name: 'pasta' },
      'Pasta timer for 1 hour 30 minutes',
      'Pasta timer for 1 hour 30 minutes, starting now.',
    ],
  ])('%o', async (slots, before, after) => {
    expect(preview(setTimer, slots)).toBe(before);
    expect(rig.items).toEqual([]);
    expect(await reply(setTimer, slots)).toBe(after);
    expect(rig.items).toMatchObject([{ kind: 'timer', name: slots['name'] ?? null }]);
  });

  it('can be taken back', async () => {
    await (await perform(setTimer, { duration: 'PT10S' })).undo?.();
    expect(rig.items).toEqual([]);
  });

  it('refuses no time at all', async () => {
    expect(await failure(setTimer, { duration: 'PT0S' })).toMatchObject({ code: 'action.slots' });
    expect(() => preview(setTimer, {})).toThrow('duration: is missing');
  });
});

describe('what a timer has left', () => {
  it('is said of the only one, to two units', async () => {
    rig.clock.setTimer(5 * MIN, 'pasta');
    rig.pass(100 * S);
    expect(await reply(timeLeft)).toBe('The pasta timer has 3 minutes 20 seconds left.');
    expect(await reply(timeLeft, { name: 'Pasta' })).toBe('The pasta timer has 3 minutes 20 seconds left.');
  });

  it('is said of the one that is meant', async () => {
    rig.clock.setTimer(10 * MIN);
    rig.clock.setTimer(3 * HOUR + 30 * MIN + 5 * S, 'roast');
    expect(preview(timeLeft, { length: 'PT10M' })).toBe('Say how long the 10 minute timer has left');
    expect(await reply(timeLeft, { length: 'PT10M' })).toBe('Your 10 minute timer has 10 minutes left.');
    expect(await reply(timeLeft, { name: 'rost' })).toBe('The roast timer has 3 hours 30 minutes left.');
    expect(await reply(timeLeft)).toBe(
      '2 timers: the 10 minute timer with 10 minutes left and the roast timer with 3 hours 30 minutes left.',
    );
    expect(await failure(timeLeft, { name: 'cake' })).toMatchObject({ message: 'there is no cake timer' });
    expect(await failure(timeLeft, { length: 'PT1M' })).toMatchObject({
      message: 'there is no timer for 1 minute',
    });
  });

  it('is said of paused and ringing ones', async () => {
    const { id } = rig.clock.setTimer(MIN, 'egg');
    rig.clock.pause(id);
    expect(await reply(timeLeft)).toBe('The egg timer has 1 minute left and is paused.');
    rig.clock.resume(id);
    rig.pass(MIN);
    expect(await reply(timeLeft)).toBe('The egg timer is ringing.');
  });

  it('is nothing where there is none', async () => {
    expect(await reply(timeLeft)).toBe('No timer is set.');
    expect(await reply(listTimers)).toBe('No timer is set.');
  });
});

it('lists timers, but not for ever', async () => {
  for (let minute = 1; minute <= TIMERS_SAID_MAX + 2; minute += 1) rig.clock.setTimer(minute * MIN);
  const said = await reply(listTimers);
  expect(said).toMatch(/^7 timers: the 1 minute timer with 1 minute left, /);
  expect(said).toMatch(/ and 2 more\.$/);
});

describe('cancelling a timer', () => {
  it('takes the only one, and brings it back', async () => {
    rig.clock.setTimer(10 * MIN);
    const { reply: said, undo } = await perform(cancelTimer);
    expect(said).toBe('Your 10 minute timer is cancelled.');
    expect(rig.items).toEqual([]);
    await undo?.();
    expect(rig.items).toMatchObject([{ durationMs: 10 * MIN, state: 'running' }]);
  });

  it('asks which one where several fit', async () => {
    rig.clock.setTimer(10 * MIN);
    rig.clock.setTimer(20 * MIN, 'egg');
    expect(await failure(cancelTimer)).toMatchObject({
      code: 'action.failed',
      message: 'there are 2: the 10 minute timer and the egg timer. Say which one',
    });
    expect(preview(cancelTimer, { name: 'eggs' })).toBe('Cancel the eggs timer');
    expect(await reply(cancelTimer, { name: 'eggs' })).toBe('The egg timer is cancelled.');
    expect(rig.items).toHaveLength(1);
  });

  it('silences the one that rings, whatever else runs', async () => {
    rig.clock.setTimer(10 * MIN);
    rig.clock.setTimer(S, 'egg');
    rig.pass(S);
    expect(await perform(cancelTimer)).toEqual({ reply: '' });
    expect(rig.items).toMatchObject([{ name: null }]);
  });

  it('takes no alarm, and nothing where there is nothing', async () => {
    rig.clock.setAlarm(NOW + HOUR);
    expect(await failure(cancelTimer)).toMatchObject({ message: 'no timer is set' });
    expect(await failure(cancelTimers)).toMatchObject({ message: 'no timer is set' });
    expect(rig.items).toHaveLength(1);
  });

  it('takes all of them, and brings all of them back', async () => {
    rig.clock.setAlarm(NOW + HOUR);
    for (const minutes of [1, 2, 3]) rig.clock.setTimer(minutes * MIN);
    expect(preview(cancelTimers)).toBe('Cancel all timers, 3 at the moment');
    const { reply: said, undo } = await perform(cancelTimers);
    expect(said).toBe('3 timers are cancelled.');
    expect(rig.items).toMatchObject([{ kind: 'alarm' }]);
    await undo?.();
    expect(rig.items).toHaveLength(4);
  });
});

describe('of timers that are alike', () => {
  beforeEach(() => {
    rig.clock.setTimer(5 * MIN);
    rig.pass(MIN);
    rig.clock.setTimer(5 * MIN);
    rig.pass(1);
    rig.clock.setTimer(HOUR, 'roast');
  });
  const left = () => rig.items.map(({ ringsAt }) => Math.round(((ringsAt ?? 0) - rig.now) / MIN));

  it('what is left and the order tell them apart', async () => {
    expect(await failure(cancelTimer, { length: 'PT5M' })).toMatchObject({
      message:
        'there are 2: the 5 minute timer with 4 minutes left and the 5 minute timer with 5 minutes left. ' +
        'Say the first or the last one',
    });
  });

  it.each<[string, number[]]>([
    ['first', [5, 60]],
    ['second', [4, 60]],
    ['third', [4, 5]],
    ['last', [4, 5]],
    ['longest', [4, 5]],
    ['shortest', [5, 60]],
    ['oldest', [5, 60]],
    ['newest', [4, 5]],
  ])('the %s one is cancelled', async (order, rest) => {
    await perform(cancelTimer, { order });
    expect(left()).toEqual(rest);
  });

  it('one of a length is, by its order', async () => {
    expect(preview(cancelTimer, { order: 'last', length: 'PT5M' })).toBe('Cancel the last 5 minute timer');
    await perform(cancelTimer, { order: 'last', length: 'PT5M' });
    expect(left()).toEqual([4, 60]);
  });

  it('none is where there are not so many', async () => {
    await perform(cancelTimers);
    rig.clock.setTimer(MIN);
    expect(await failure(cancelTimer, { order: 'second' })).toMatchObject({
      message: 'there is no second timer',
    });
  });
});

describe('pausing and resuming', () => {
  it('go by turns, each with its undo', async () => {
    rig.clock.setTimer(10 * MIN, 'egg');
    const paused = await perform(pauseTimer);
    expect(paused.reply).toBe('The egg timer is paused with 10 minutes left.');
    expect(await failure(pauseTimer)).toMatchObject({ message: 'no timer is running' });
    await paused.undo?.();
    expect(rig.items).toMatchObject([{ state: 'running' }]);
    await perform(pauseTimer);
    rig.pass(HOUR);
    const resumed = await perform(resumeTimer);
    expect(resumed.reply).toBe('The egg timer goes on, with 10 minutes left.');
    expect(await failure(resumeTimer)).toMatchObject({ message: 'no timer is paused' });
    await resumed.undo?.();
    expect(rig.items).toMatchObject([{ state: 'paused' }]);
  });

  it('take the only one that can be, of several', async () => {
    rig.clock.pause(rig.clock.setTimer(10 * MIN, 'egg').id);
    rig.clock.setTimer(20 * MIN, 'roast');
    expect(await reply(resumeTimer)).toContain('The egg timer');
    expect(await failure(pauseTimer)).toMatchObject({ message: expect.stringContaining('Say which one') });
    expect(await reply(pauseTimer, { name: 'roast' })).toContain('The roast timer');
  });

  it('know where there is none', async () => {
    expect(await failure(pauseTimer)).toMatchObject({ message: 'no timer is set' });
    expect(await failure(resumeTimer)).toMatchObject({ message: 'no timer is set' });
  });
});

describe('changing a timer', () => {
  it('adds and takes, with undo', async () => {
    rig.clock.setTimer(10 * MIN, 'pasta');
    expect(preview(lengthenTimer, { duration: 'PT5M', name: 'pasta' })).toBe(
      'Add 5 minutes to the pasta timer',
    );
    const { reply: said, undo } = await perform(lengthenTimer, { duration: 'PT5M', name: 'pasta' });
    expect(said).toBe('The pasta timer has 15 minutes left now.');
    await undo?.();
    expect(preview(shortenTimer, { duration: 'PT5M' })).toBe('Take 5 minutes off the timer');
    expect(await reply(shortenTimer, { duration: 'PT4M' })).toBe('The pasta timer has 6 minutes left now.');
    expect(await failure(shortenTimer, { duration: 'PT6M' })).toMatchObject({
      message: 'that leaves no time at all',
    });
  });

  it('is still found by the length that it was set for', async () => {
    rig.clock.setTimer(10 * MIN);
    rig.clock.setTimer(30 * MIN);
    await perform(lengthenTimer, { duration: 'PT5M', length: 'PT10M' });
    for (const length of ['PT10M', 'PT15M']) {
      expect(await reply(timeLeft, { length })).toBe('Your 15 minute timer has 15 minutes left.');
    }
  });

  it('sets another length, with undo, and starts one where there is none', async () => {
    expect(await reply(changeTimer, { duration: 'PT5M' })).toBe('Timer for 5 minutes, starting now.');
    rig.pass(MIN);
    expect(preview(changeTimer, { duration: 'PT10M' })).toBe('Change the timer to 10 minutes');
    const { reply: said, undo } = await perform(changeTimer, { duration: 'PT10M' });
    expect(said).toBe('Your 5 minute timer has 10 minutes left now.');
    expect(rig.items).toMatchObject([{ ringsAt: rig.now + 10 * MIN }]);
    await undo?.();
    expect(rig.items).toMatchObject([{ ringsAt: rig.now + 4 * MIN }]);
  });

  it('starts it over, with undo', async () => {
    rig.clock.setTimer(10 * MIN, 'pasta');
    rig.pass(4 * MIN);
    expect(preview(restartTimer)).toBe('Start the timer over');
    const { reply: said, undo } = await perform(restartTimer);
    expect(said).toBe('The pasta timer starts over, with 10 minutes left.');
    await undo?.();
    expect(rig.items).toMatchObject([{ ringsAt: rig.now + 6 * MIN }]);
  });

  it('lets an alarm that rings come back later where there is no timer', async () => {
    rig.clock.setAlarm(NOW + MIN);
    rig.pass(MIN);
    expect(await reply(lengthenTimer, { duration: 'PT5M' })).toBe('It rings again in 5 minutes.');
    expect(rig.items).toMatchObject([{ state: 'running', ringsAt: rig.now + 5 * MIN }]);
    expect(await failure(lengthenTimer, { duration: 'PT5M' })).toMatchObject({ message: 'no timer is set' });
  });

  it('gives one that rings more time', async () => {
    rig.clock.setTimer(S);
    rig.pass(S);
    expect(await reply(lengthenTimer, { duration: 'PT1M' })).toContain('1 minute left now.');
    expect(rig.items).toMatchObject([{ state: 'running' }]);
  });
});

describe('an alarm', () => {
  it.each<[Slots, string]>([
    [{ time: '07:15' }, 'Alarm set for 7:15 this evening.'],
    [{ time: '07:15', part: 'morning' }, 'Alarm set for 7:15 tomorrow morning.'],
    [{ time: '07:15', time_period: 'am' }, 'Alarm set for 7:15 tomorrow morning.'],
    [{ time: '22:00', time_period: 'pm', name: 'pill' }, "Pill alarm set for 10 o'clock tonight."],
    [{ time: '12:00', time_period: '24h', date: 'wednesday' }, 'Alarm set for noon on Wednesday.'],
    [{ time: '06:30', date: '06-24' }, 'Alarm set for 6:30 AM on June 24.'],
  ])('for %o', async (slots, expected) => {
    expect(preview(setAlarm, slots)).toBe(expected.replace(' set', '').replace(/\.$/, ''));
    const { reply: said, undo } = await perform(setAlarm, slots);
    expect(said).toBe(expected);
    expect(rig.items).toMatchObject([{ kind: 'alarm', state: 'running' }]);
    await undo?.();
    expect(rig.items).toEqual([]);
  });

  it('rings after a length of time, too', async () => {
    expect(preview(setAlarmIn, { duration: 'PT20M' })).toBe('Alarm in 20 minutes');
    expect(await reply(setAlarmIn, { duration: 'PT20M' })).toBe(
      'Alarm set for 9:50 this morning, in 20 minutes.',
    );
    expect(rig.items).toMatchObject([{ kind: 'alarm', ringsAt: NOW + 20 * MIN }]);
  });

  it('is refused for what is over', () => {
    expect(() => preview(setAlarm, { time: '08:00', time_period: 'am', date: 'today' })).toThrow(
      expect.objectContaining({ code: 'action.slots', message: 'that time is over' }),
    );
  });

  it('is listed', async () => {
    expect(await reply(listAlarms)).toBe('No alarm is set.');
    rig.clock.setAlarm(today(19, 15));
    expect(await reply(listAlarms)).toBe('Your alarm is set for 7:15 this evening.');
    rig.clock.setAlarm(today(18), 'pill');
    expect(await reply(listAlarms)).toBe("2 alarms: pill at 6 o'clock this evening and 7:15 this evening.");
  });

  it('is cancelled by its time, or as the only one', async () => {
    rig.clock.setAlarm(today(19, 15));
    rig.clock.setAlarm(today(12));
    expect(await failure(cancelAlarm)).toMatchObject({
      message: 'there are 2 alarms: noon today and 7:15 this evening. Say which one',
    });
    expect(await failure(cancelAlarm, { time: '07:15', time_period: 'am' })).toMatchObject({
      message: 'there is no 7:15 AM alarm',
    });
    expect(preview(cancelAlarm, { time: '07:15' })).toBe('Cancel the 7:15 alarm');
    const { reply: said, undo } = await perform(cancelAlarm, { time: '07:15' });
    expect(said).toBe('Your alarm for 7:15 this evening is cancelled.');
    expect(await reply(cancelAlarm)).toBe('Your alarm for noon today is cancelled.');
    await undo?.();
    expect(rig.items).toMatchObject([{ ringsAt: today(19, 15) }]);
    expect(await reply(cancelAlarm, { time: '07:15', part: 'evening' })).toContain('is cancelled');
    expect(await failure(cancelAlarm)).toMatchObject({ message: 'no alarm is set' });
  });

  it('is cancelled by its day and its name', async () => {
    const inDays = (days: number, hour: number) => new Date(2026, 5, 1 + days, hour).getTime();
    rig.clock.setAlarm(inDays(1, 7));
    rig.clock.setAlarm(inDays(4, 7));
    rig.clock.setAlarm(inDays(4, 18), 'gym');
    expect(await failure(cancelAlarm, { time: '07:00' })).toMatchObject({
      message:
        "there are 2 alarms: 7 o'clock tomorrow morning and 7 o'clock on Friday morning. Say which one",
    });
    expect(await failure(cancelAlarm, { date: 'friday' })).toMatchObject({
      message:
        "there are 2 alarms: 7 o'clock on Friday morning and gym at 6 o'clock on Friday evening. " +
        'Say which one',
    });
    for (const [slots, message] of [
      [{ date: 'wednesday' }, 'there is no alarm for Wednesday, June 3'],
      [{ time: '08:00', date: 'tomorrow' }, 'there is no 8:00 alarm for tomorrow'],
      [{ name: 'bus' }, 'there is no bus alarm'],
      [{ series: 'any' }, 'there is no repeating alarm'],
    ] as const) {
      expect(await failure(cancelAlarm, slots)).toMatchObject({ message });
    }
    expect(rig.items).toHaveLength(3);
    expect(preview(cancelAlarm, { time: '07:00', date: 'tomorrow' })).toBe(
      'Cancel the 7:00 alarm for tomorrow',
    );
    expect(await reply(cancelAlarm, { time: '07:00', date: 'tomorrow' })).toBe(
      "Your alarm for 7 o'clock tomorrow morning is cancelled.",
    );
    expect(await reply(cancelAlarm, { name: 'gym' })).toBe(
      "Your alarm is cancelled: gym at 6 o'clock on Friday evening.",
    );
    expect(await reply(cancelAlarm, { date: 'friday' })).toContain('on Friday morning is cancelled');
  });

  it.each([
    ['05', 'Friday, June 5', "8 o'clock on Friday morning"],
    ['07-05', 'Sunday, July 5', '8:00 AM on July 5'],
    ['2027-01-05', 'Tuesday, January 5, 2027', '8:00 AM on January 5, 2027'],
  ])('is set, moved and cancelled by the date %s', async (date, day, when) => {
    expect(await failure(cancelAlarm, { date })).toMatchObject({ message: 'no alarm is set' });
    rig.clock.setAlarm(today(12));
    expect(await failure(cancelAlarm, { date })).toMatchObject({ message: `there is no alarm for ${day}` });
    expect(await reply(setAlarm, { time: '08:00', date })).toBe(`Alarm set for ${when}.`);
    expect(await reply(cancelAlarm, { date })).toBe(`Your alarm for ${when} is cancelled.`);
    expect(await reply(changeAlarm, { time: '08:00', date, old_date: 'today' })).toBe(
      `Your alarm is set for ${when} now.`,
    );
    expect(await reply(changeAlarm, { time: '09:00', old_date: date })).toBe(
      `Your alarm is set for ${when.replace('8', '9')} now.`,
    );
  });

  it('can be years away, but not as many as were misheard', async () => {
    expect(await reply(setAlarm, { time: '08:00', date: '2031-06-01' })).toContain('June 1, 2031');
    expect(await failure(setAlarm, { time: '08:00', date: '2096-06-01' })).toMatchObject({
      message: 'that is more than 10 years away',
    });
  });

  it('moves to another time, of its own day where no other is said', async () => {
    rig.clock.setAlarm(new Date(2026, 5, 3, 7).getTime());
    expect(preview(changeAlarm, { time: '08:00' })).toBe('Move the alarm');
    const { reply: said, undo } = await perform(changeAlarm, { time: '08:00' });
    expect(said).toBe("Your alarm is set for 8 o'clock on Wednesday morning now.");
    await undo?.();
    expect(rig.items).toMatchObject([{ ringsAt: new Date(2026, 5, 3, 7).getTime() }]);
    expect(await reply(changeAlarm, { time: '06:00', date: 'tomorrow' })).toBe(
      "Your alarm is set for 6 o'clock tomorrow morning now.",
    );
    expect(await reply(changeAlarm, { time: '20:00', time_period: 'pm', old: '06:00' })).toBe(
      "Your alarm is set for 8 o'clock tomorrow evening now.",
    );
    expect(await failure(changeAlarm, { time: '20:00', old: '06:00' })).toMatchObject({
      message: 'there is no 6:00 alarm',
    });
  });

  it('tells how long it is until it rings', async () => {
    expect(await reply(timeToAlarm)).toBe('No alarm is set.');
    rig.clock.setAlarm(today(19, 15), 'gym');
    rig.clock.setAlarm(today(12));
    expect(preview(timeToAlarm)).toBe('Say how long until the alarm');
    expect(await reply(timeToAlarm)).toBe('Your alarm rings in 2 hours 30 minutes, at noon today.');
    expect(await reply(timeToAlarm, { name: 'gym' })).toBe(
      'Your alarm, gym, rings in 9 hours 45 minutes, at 7:15 this evening.',
    );
    rig.pass(today(12) - NOW);
    expect(await reply(timeToAlarm)).toBe('Your alarm is ringing.');
  });

  it('that rings is silenced, not one that is to come', async () => {
    rig.clock.setAlarm(NOW + HOUR);
    rig.clock.setAlarm(NOW + MIN);
    rig.pass(MIN);
    expect(await perform(cancelAlarm)).toEqual({ reply: '' });
    expect(rig.items).toMatchObject([{ ringsAt: NOW + HOUR }]);
  });

  it('goes with all others', async () => {
    expect(await failure(cancelAlarms)).toMatchObject({ message: 'no alarm is set' });
    rig.clock.setTimer(MIN);
    rig.clock.setAlarm(today(19));
    const { reply: said, undo } = await perform(cancelAlarms);
    expect(said).toBe('Your alarm is cancelled.');
    expect(rig.items).toMatchObject([{ kind: 'timer' }]);
    await undo?.();
    expect(rig.items).toHaveLength(2);
  });
});

describe('an alarm that comes again', () => {
  it.each<[Slots, string]>([
    [{ time: '07:00', repeat: 'daily' }, 'Alarm set for every day at 7:00 AM.'],
    [{ time: '07:00', repeat: 'weekdays', why: 'wake' }, 'Alarm set for every weekday at 7:00 AM.'],
    [
      { time: '08:30', repeat: 'weekends', name: 'run' },
      'Run alarm set for every Sunday and Saturday at 8:30 AM.',
    ],
    [{ time: '18:00', time_period: 'pm', repeat: 'friday' }, 'Alarm set for every Friday at 6:00 PM.'],
  ])('is set: %o', async (slots, expected) => {
    expect(preview(setAlarm, slots)).toBe(expected.replace(' set', '').replace(/\.$/, ''));
    const { reply: said, undo } = await perform(setAlarm, slots);
    expect(said).toBe(expected);
    expect(rig.items).toMatchObject([{ kind: 'alarm', repeat: { minute: expect.any(Number) } }]);
    await undo?.();
    expect(rig.items).toEqual([]);
  });

  it('is listed, found by its days, and cancelled with all of them', async () => {
    await perform(setAlarm, { time: '07:00', repeat: 'weekdays' });
    expect(await reply(listAlarms)).toBe('Your alarm is set for every weekday at 7:00 AM.');
    await perform(setAlarm, { time: '09:00', repeat: 'daily', name: 'pill' });
    expect(await reply(listAlarms)).toBe('2 alarms: every weekday at 7:00 AM and pill every day at 9:00 AM.');
    expect(await failure(cancelAlarm, { date: 'friday' })).toMatchObject({
      message: 'there are 2 alarms: every weekday at 7:00 AM and pill every day at 9:00 AM. Say which one',
    });
    expect(preview(cancelAlarm, { series: 'daily' })).toBe('Cancel the daily alarm');
    expect(await reply(cancelAlarm, { series: 'daily' })).toBe(
      'Your alarm is cancelled: pill every day at 9:00 AM.',
    );
    const { reply: said, undo } = await perform(cancelAlarm, { date: 'friday' });
    expect(said).toBe('Your alarm for every weekday at 7:00 AM is cancelled.');
    await undo?.();
    expect(rig.items).toMatchObject([{ repeat: { days: [1, 2, 3, 4, 5] } }]);
  });

  it('is only silenced where it rings, and moves on all its days', async () => {
    await perform(setAlarm, { time: '10:00', repeat: 'daily' });
    rig.pass(30 * MIN);
    expect(await perform(cancelAlarm)).toEqual({ reply: '' });
    expect(rig.items).toMatchObject([{ state: 'running', ringsAt: today(10) + 24 * HOUR }]);
    expect(await reply(changeAlarm, { time: '11:00' })).toBe(
      'Your alarm is set for every day at 11:00 AM now.',
    );
    expect(rig.items).toMatchObject([{ ringsAt: today(11), repeat: { hour: 11 } }]);
  });
});

it('cancels timers and alarms together, and brings them back', async () => {
  expect(await failure(cancelEverything)).toMatchObject({ message: 'no timer and no alarm is set' });
  rig.clock.setTimer(MIN);
  rig.clock.setTimer(HOUR);
  rig.clock.setAlarm(today(19));
  expect(preview(cancelEverything)).toBe('Cancel all timers and alarms, 3 at the moment');
  const { reply: said, undo } = await perform(cancelEverything);
  expect(said).toBe('Cancelled: 2 timers and 1 alarm.');
  expect(rig.items).toEqual([]);
  await undo?.();
  expect(rig.items).toHaveLength(3);
});

describe('a reminder', () => {
  it.each<[Action, Slots, string]>([
    [remindAt, { text: 'call mom', time: '05:00' }, "Reminder for 5 o'clock this evening: Call mom."],
    [
      remindAt,
      { text: 'take my pill', time: '09:00', repeat: 'daily' },
      'Reminder for every day at 9:00 AM: Take my pill.',
    ],
    [remindIn, { text: 'check the oven', duration: 'PT10M' }, 'Reminder in 10 minutes: Check the oven.'],
    [remindIn, { text: 'pay rent', duration: 'PT1008H' }, 'Reminder in 42 days: Pay rent.'],
    [
      remindAt,
      { text: 'call mom', time: '12:00', time_period: '24h', date: '12-24' },
      'Reminder for noon on December 24: Call mom.',
    ],
  ])('%# is an alarm that says why', async (action, slots, expected) => {
    expect(preview(action, slots)).toBe(expected.replace(/\.$/, ''));
    const { reply: said, undo } = await perform(action, slots);
    expect(said).toBe(expected);
    expect(rig.items).toMatchObject([{ kind: 'alarm', name: expected.split(': ')[1]?.replace('.', '') }]);
    await undo?.();
    expect(rig.items).toEqual([]);
  });
});

it.each<[Slots, string]>([
  [{ minutes: '1', seconds: '30' }, 'Timer for 1 minute 30 seconds, starting now.'],
  [{ duration: 'PT48H' }, 'Timer for 2 days, starting now.'],
  [{ duration: 'PT51H', name: 'cheese' }, 'Cheese timer for 2 days 3 hours, starting now.'],
  [{ minutes: '10', seconds: '5', name: 'egg' }, 'Egg timer for 10 minutes 5 seconds, starting now.'],
])('takes a length as a clock shows it: %o', async (slots, expected) => {
  expect(await reply(setTimer, slots)).toBe(expected);
});

it('takes no sentence for a name', () => {
  for (const action of [setTimer, setAlarm]) {
    const slots = { duration: 'PT5M', time: '07:00', name: 'timer for five minutes and an' };
    expect(() => preview(action, slots)).toThrow('name: that is no name; say one thing at a time');
  }
});

describe('snoozing', () => {
  it.each<[Slots, number, string]>([
    [{}, SNOOZE_MS, 'It rings again in 9 minutes.'],
    [{ duration: 'PT5M' }, 5 * MIN, 'It rings again in 5 minutes.'],
  ])('%o', async (slots, forMs, expected) => {
    rig.clock.setAlarm(NOW + MIN);
    rig.pass(MIN);
    expect(await reply(snooze, slots)).toBe(expected);
    expect(rig.items).toMatchObject([{ state: 'running', ringsAt: rig.now + forMs }]);
  });

  it('needs something that rings', async () => {
    rig.clock.setAlarm(NOW + MIN);
    expect(await failure(snooze)).toMatchObject({ message: 'nothing is ringing' });
  });
});

it('runs a stopwatch', async () => {
  expect(await reply(readStopwatch)).toBe('The stopwatch is not running.');
  expect(await failure(stopStopwatch)).toMatchObject({ message: 'the stopwatch is not running' });
  const started = await perform(startStopwatch);
  expect(started.reply).toBe('The stopwatch is running.');
  rig.pass(65_300);
  expect(await reply(startStopwatch)).toBe('The stopwatch is at 1 minute 5.3 seconds already.');
  expect(await reply(readStopwatch)).toBe('The stopwatch is at 1 minute 5.3 seconds.');
  const stopped = await perform(stopStopwatch);
  expect(stopped.reply).toBe('1 minute 5.3 seconds.');
  expect(await reply(readStopwatch)).toBe('The stopwatch is at 1 minute 5.3 seconds, stopped.');
  await stopped.undo?.();
  rig.pass(700);
  expect(await reply(readStopwatch)).toBe('The stopwatch is at 1 minute 6 seconds.');
  await perform(stopStopwatch);
  expect(await reply(startStopwatch)).toBe('The stopwatch goes on from 1 minute 6 seconds.');
  const reset = await perform(resetStopwatch);
  expect(rig.clock.snapshot().stopwatch).toBeNull();
  await reset.undo?.();
  expect(rig.clock.snapshot().stopwatch).not.toBeNull();
  await started.undo?.();
  expect(rig.clock.snapshot().stopwatch).toBeNull();
});

it('tells the time', async () => {
  expect(await reply(tellTime)).toBe('It is 9:30 AM.');
  rig.now = today(12);
  expect(await reply(tellTime)).toBe('It is noon.');
});

it.each<[Slots, string]>([
  [{}, 'Today is Monday, June 1, 2026.'],
  [{ date: 'tomorrow' }, 'Tomorrow is Tuesday, June 2.'],
  [{ date: 'friday' }, 'Friday, June 5.'],
  [{ date: '12-24' }, 'Thursday, December 24.'],
  [{ date: '01-01' }, 'Friday, January 1, 2027.'],
  [{ date: '02-29' }, 'Tuesday, February 29, 2028.'],
  [{ date: 'yesterday' }, 'Yesterday was Sunday, May 31.'],
  [{ date: 'yesterday', tense: 'past' }, 'Yesterday was Sunday, May 31.'],
  [{ date: 'day_before_yesterday' }, 'The day before yesterday was Saturday, May 30.'],
  [{ date: '05' }, 'Friday, June 5.'],
  [{ date: '05', tense: 'past' }, 'That was Tuesday, May 5.'],
  [{ date: '12-25', tense: 'past' }, 'That was Thursday, December 25, 2025.'],
  [{ date: '2026-01-05' }, 'That was Monday, January 5.'],
  [{ date: '2028-01-05' }, 'Wednesday, January 5, 2028.'],
])('tells the date of %o', async (slots, expected) => {
  expect(await reply(tellDate, slots)).toBe(expected);
});

it.each<[Slots, string]>([
  [{ date: '12-25' }, '207 days until Friday, December 25.'],
  [{ date: 'tomorrow' }, '1 day until Tuesday, June 2.'],
  [{ date: '01-01' }, '214 days until Friday, January 1, 2027.'],
  [{ date: '06-01' }, 'That is today, Monday, June 1.'],
  [{ date: '05' }, '4 days until Friday, June 5.'],
  [{ date: '2028-01-05' }, '583 days until Wednesday, January 5, 2028.'],
  [{ date: '2025-06-01' }, 'Sunday, June 1, 2025 was 365 days ago.'],
  [{ date: 'yesterday' }, 'Sunday, May 31 was 1 day ago.'],
])('counts the days until %o', async (slots, expected) => {
  expect(await reply(daysUntil, slots)).toBe(expected);
});

it('tells of no date that there is not', async () => {
  expect(await failure(tellDate, { date: '02-30' })).toMatchObject({ code: 'action.slots' });
});
