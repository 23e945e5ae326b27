import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AlarmSound, SOUND_LIMIT_MS } from './alarmSound.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function rig() {
  const state = { started: 0, playing: 0, volume: 1 };
  const alarm = new AlarmSound(() => {
    state.started += 1;
    state.playing += 1;
    state.volume = 1;
    return {
      ended: Promise.resolve(),
      stop: () => {
        state.playing -= 1;
      },
      setVolume: (volume) => {
        state.volume = volume;
      },
    };
  });
  return { alarm, state };
}

it('sounds once for all that ring, until none does', () => {
  const { alarm, state } = rig();
  alarm.ring([]);
  expect(state.started).toBe(0);
  alarm.ring(['a']);
  alarm.ring(['a', 'b']);
  alarm.ring(['b']);
  expect(state).toMatchObject({ started: 1, playing: 1 });
  alarm.ring([]);
  expect(state.playing).toBe(0);
  alarm.ring(['a']);
  expect(state).toMatchObject({ started: 2, playing: 1 });
});

it('does not sound for ever, but begins again with the next that rings', () => {
  const { alarm, state } = rig();
  alarm.ring(['a']);
  vi.advanceTimersByTime(SOUND_LIMIT_MS);
  expect(state.playing).toBe(0);
  alarm.ring(['a']);
  expect(state.playing).toBe(0);
  alarm.ring(['a', 'b']);
  expect(state.playing).toBe(1);
});

it('is quiet while someone speaks, also where it began then', () => {
  const { alarm, state } = rig();
  alarm.duck(true);
  alarm.ring(['a']);
  expect(state.volume).toBeLessThan(0.5);
  alarm.duck(false);
  expect(state.volume).toBe(1);
});
