import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Slots } from '../../../../contract/command.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../../contract/settings.ts';
import type { Action } from '../action.ts';
import { ClockRig } from '../clock/testing/clockRig.ts';
import type { Services } from '../services.ts';
import { context, services } from '../testing/services.ts';
import { cancel } from './cancel.ts';
import { help } from './help.ts';
import { pauseListening } from './pauseListening.ts';
import { quietOff, quietOn } from './quietMode.ts';
import { repeat } from './repeat.ts';
import { undo } from './undo.ts';

const perform = async (action: Action, slots: Slots, given: Partial<Services>) =>
  action.prepare(slots, services(given)).perform(context(given));

describe('repeating', () => {
  it.each([
    ['Timer set.', 'Timer set.'],
    [null, 'I have not said anything yet.'],
  ])('%s', async (last, expected) => {
    const conversation = { lastReply: () => last, undoLast: async () => null };
    expect((await perform(repeat, {}, { conversation })).reply).toBe(expected);
  });
});

describe('undoing', () => {
  it.each([
    ['Timer for 10 seconds', 'Taken back: Timer for 10 seconds.'],
    [null, 'There is nothing to take back.'],
  ])('%s', async (undone, expected) => {
    const conversation = { lastReply: () => null, undoLast: async () => undone };
    expect((await perform(undo, {}, { conversation })).reply).toBe(expected);
  });

  it('takes back what it was asked for', async () => {
    const undoLast = vi.fn(async () => 'Timer for 10 seconds');
    const given = { conversation: { lastReply: () => null, undoLast } };
    await undo.prepare({}, services(given)).perform({ ...context(given), undoes: 'one' });
    expect(undoLast).toHaveBeenCalledExactlyOnceWith('one');
  });

  it('passes on why it could not be done', async () => {
    const conversation = {
      lastReply: () => null,
      undoLast: () => Promise.reject(new Error('too long ago')),
    };
    await expect(perform(undo, {}, { conversation })).rejects.toThrow('too long ago');
  });
});

describe('stopping', () => {
  let rig: ClockRig;
  beforeEach(() => {
    vi.useFakeTimers();
    rig = new ClockRig();
  });
  afterEach(() => {
    rig.clock.close();
    vi.useRealTimers();
  });

  it('ends what rings first, and says nothing', async () => {
    for (const [seconds, name] of [
      [2, 'second'],
      [1, 'first'],
      [60, 'later'],
    ] as const) {
      rig.clock.setTimer(seconds * 1_000, name);
    }
    rig.pass(3_000);
    expect(cancel.prepare({}, services({ clock: rig.clock })).preview).toBe('Stop the ringing');
    const names = () => rig.items.map(({ name }) => name);
    expect(await perform(cancel, {}, { clock: rig.clock })).toEqual({ reply: '' });
    expect(names()).toEqual(['second', 'later']);
    await perform(cancel, {}, { clock: rig.clock });
    await perform(cancel, {}, { clock: rig.clock });
    expect(names()).toEqual(['later']);
    expect(cancel.prepare({}, services({ clock: rig.clock })).preview).toBe('Never mind');
  });
});

describe('pausing', () => {
  it.each<[Slots, number | null, string]>([
    [{}, null, 'I am not listening until you say so in the window.'],
    [{ duration: 'PT10M' }, 600_000, 'I am not listening for 10 minutes.'],
  ])('%o', async (slots, forMs, expected) => {
    const listening = { pause: vi.fn(), resume: vi.fn() };
    const result = await perform(pauseListening, slots, { listening });
    expect(listening.pause).toHaveBeenCalledExactlyOnceWith(forMs);
    expect(result.reply).toBe(expected);
    await result.undo?.();
    expect(listening.resume).toHaveBeenCalledOnce();
  });
});

describe('quiet mode', () => {
  it.each([
    [quietOn, false, true],
    [quietOff, true, false],
  ])('%#', async (action, before, after) => {
    let current: Settings = {
      ...DEFAULT_SETTINGS,
      replies: { ...DEFAULT_SETTINGS.replies, rate: 2, quiet: before },
    };
    const given: Partial<Services> = {
      settings: () => current,
      updateSettings: async (patch) => {
        current = { ...current, ...(patch as Partial<Settings>) };
      },
    };
    const { undo } = await perform(action, {}, given);
    expect(current.replies).toMatchObject({ rate: 2, quiet: after });
    await undo?.();
    expect(current.replies).toMatchObject({ rate: 2, quiet: before });
  });
});

describe('help', () => {
  it.each<[string[], string]>([
    [[], 'The window lists what you can say, under Commands.'],
    [
      ['set a timer', 'mute'],
      'You can say, for example, “set a timer” and “mute”. The window lists everything under Commands.',
    ],
  ])('%o', async (sentences, expected) => {
    expect((await perform(help, {}, { examples: async () => sentences })).reply).toBe(expected);
  });
});
