import { describe, expect, it } from 'vitest';
import { HOP_MS } from '../../contract/audio.ts';
import {
  type CaptureCommand,
  type CaptureEvent,
  CaptureSupervisor,
  MUTED_AFTER_MS,
  OPEN_TIMEOUT_MS,
  REOPEN_DELAYS_MS,
  SLEEP_GAP_MS,
  STABLE_AFTER_MS,
  STALL_AFTER_MS,
  TICK_MS,
} from './supervisor.ts';

/** A supervisor with a clock of its own. */
function rig() {
  let now = 1_000_000;
  const supervisor = new CaptureSupervisor(() => now);
  const handle = (event: CaptureEvent) => supervisor.handle(event);
  return {
    supervisor,
    handle,
    sleep(ms: number) {
      now += ms;
    },
    /** Lets time pass with ticks and no frames; gives the commands that came of it. */
    wait(ms: number): CaptureCommand[] {
      const commands: CaptureCommand[] = [];
      for (let passed = 0; passed < ms; passed += TICK_MS) {
        now += TICK_MS;
        const command = handle({ type: 'tick' });
        if (command) commands.push(command);
      }
      return commands;
    },
    /** Lets frames arrive for `ms`, with ticks in between; gives the commands that came of it. */
    play(ms: number, silent = false): CaptureCommand[] {
      const commands: CaptureCommand[] = [];
      for (let passed = 0; passed < ms; passed += HOP_MS) {
        now += HOP_MS;
        for (const event of [{ type: 'frame', silent } as const, { type: 'tick' } as const]) {
          const command = handle(event);
          if (command) commands.push(command);
        }
      }
      return commands;
    },
    open() {
      handle({ type: 'wanted', wanted: true });
      handle({ type: 'opened', canMute: true });
    },
  };
}

describe('CaptureSupervisor', () => {
  it('is live only after the first frame with sound in it', () => {
    const { supervisor, handle, play } = rig();
    expect(supervisor.state).toBe('off');
    expect(handle({ type: 'wanted', wanted: true })).toBe('open');
    expect(supervisor.state).toBe('opening');
    handle({ type: 'opened', canMute: true });
    play(HOP_MS, true);
    expect(supervisor.state).toBe('opening');
    play(HOP_MS);
    expect(supervisor.state).toBe('live');
  });

  it('releases the device while paused and opens it again after', () => {
    const { supervisor, handle, open, play, wait } = rig();
    open();
    play(HOP_MS);
    expect(handle({ type: 'wanted', wanted: false })).toBe('close');
    expect(handle({ type: 'wanted', wanted: false })).toBeNull();
    expect(supervisor.state).toBe('off');
    expect(wait(60_000)).toEqual([]);
    expect(handle({ type: 'wanted', wanted: true })).toBe('open');
  });

  it('forgets an open that ends after the pause', () => {
    const { supervisor, handle } = rig();
    handle({ type: 'wanted', wanted: true });
    handle({ type: 'wanted', wanted: false });
    handle({ type: 'opened', canMute: true });
    expect(supervisor.state).toBe('off');
    handle({ type: 'open_failed', failure: 'busy' });
    expect(supervisor.state).toBe('off');
  });

  describe('failures to open', () => {
    it('tries again with growing pauses while the device is busy, and says busy all along', () => {
      const { supervisor, handle, wait } = rig();
      handle({ type: 'wanted', wanted: true });
      for (const delay of [...REOPEN_DELAYS_MS, REOPEN_DELAYS_MS.at(-1) ?? 0]) {
        handle({ type: 'open_failed', failure: 'busy' });
        expect(supervisor.state).toBe('busy');
        const rounded = Math.ceil(delay / TICK_MS) * TICK_MS;
        expect(wait(rounded - TICK_MS)).toEqual([]);
        expect(wait(TICK_MS)).toEqual(['open']);
        expect(supervisor.state).toBe('busy');
      }
      handle({ type: 'opened', canMute: true });
      expect(supervisor.state).toBe('busy');
      handle({ type: 'frame', silent: false });
      expect(supervisor.state).toBe('live');
    });

    it('does not ask again after a denial until there is a reason to', () => {
      const { supervisor, handle, wait } = rig();
      handle({ type: 'wanted', wanted: true });
      handle({ type: 'open_failed', failure: 'denied' });
      expect(wait(120_000)).toEqual([]);
      expect(handle({ type: 'devices_changed' })).toBeNull();
      expect(supervisor.state).toBe('denied');
      expect(handle({ type: 'looked_again' })).toBe('open');
      handle({ type: 'open_failed', failure: 'denied' });
      expect(handle({ type: 'retry' })).toBe('open');
    });

    it('opens at once when a missing device is plugged in', () => {
      const { handle } = rig();
      handle({ type: 'wanted', wanted: true });
      handle({ type: 'open_failed', failure: 'missing' });
      expect(handle({ type: 'devices_changed' })).toBe('open');
    });

    it('gives up an open that never ends, and tries again', () => {
      const { supervisor, handle, wait } = rig();
      handle({ type: 'wanted', wanted: true });
      expect(wait(OPEN_TIMEOUT_MS - TICK_MS)).toEqual([]);
      expect(supervisor.state).toBe('opening');
      expect(wait(TICK_MS)).toEqual(['close']);
      expect(supervisor.state).toBe('failed');
      expect(wait(TICK_MS)).toEqual(['rebuild']);
    });
  });

  describe('muted', () => {
    it('is digital silence for a while, and ends with the first sound', () => {
      const { supervisor, open, play } = rig();
      open();
      play(HOP_MS);
      play(MUTED_AFTER_MS - HOP_MS, true);
      expect(supervisor.state).toBe('live');
      play(3 * HOP_MS, true);
      expect(supervisor.state).toBe('muted');
      play(HOP_MS);
      expect(supervisor.state).toBe('live');
    });

    it('is also what the system says about the track', () => {
      const { supervisor, handle, open, play } = rig();
      open();
      play(HOP_MS);
      handle({ type: 'track_muted', muted: true });
      expect(supervisor.state).toBe('muted');
      handle({ type: 'track_muted', muted: false });
      expect(supervisor.state).toBe('live');
    });

    it('never is a recording, whose pauses mean nothing', () => {
      const { supervisor, handle, play } = rig();
      handle({ type: 'wanted', wanted: true });
      handle({ type: 'opened', canMute: false });
      play(HOP_MS);
      play(3 * MUTED_AFTER_MS, true);
      expect(supervisor.state).toBe('live');
    });

    it('does not reopen by itself, but does when asked', () => {
      const { handle, open, play } = rig();
      open();
      expect(play(60_000, true)).toEqual([]);
      expect(handle({ type: 'looked_again' })).toBeNull();
      expect(handle({ type: 'retry' })).toBe('open');
    });
  });

  describe('stalls', () => {
    it('reopens the source first, then rebuilds the graph after a pause', () => {
      const { supervisor, handle, open, play, wait } = rig();
      open();
      play(HOP_MS);
      expect(wait(STALL_AFTER_MS)).toEqual(['open']);
      expect(supervisor.state).toBe('opening');
      handle({ type: 'opened', canMute: true });
      expect(wait(STALL_AFTER_MS)).toEqual(['close']);
      expect(supervisor.state).toBe('failed');
      expect(wait(TICK_MS)).toEqual(['rebuild']);
      handle({ type: 'opened', canMute: true });
      expect(wait(STALL_AFTER_MS + 2 * TICK_MS)).toEqual(['close', 'rebuild']);
    });

    it('does not take one good frame for a recovery', () => {
      const { handle, open, play, wait } = rig();
      open();
      play(HOP_MS);
      expect(wait(STALL_AFTER_MS)).toEqual(['open']);
      handle({ type: 'opened', canMute: true });
      play(HOP_MS);
      expect(wait(STALL_AFTER_MS)).toEqual(['close']);
    });

    it('starts afresh after frames came for long enough', () => {
      const { handle, open, play, wait } = rig();
      open();
      play(HOP_MS);
      wait(STALL_AFTER_MS);
      handle({ type: 'opened', canMute: true });
      expect(play(STABLE_AFTER_MS + HOP_MS)).toEqual([]);
      expect(wait(STALL_AFTER_MS)).toEqual(['open']);
    });
  });

  describe('changes around it', () => {
    it('opens the new target at once, whatever the state', () => {
      const { handle, open, play } = rig();
      expect(handle({ type: 'target_changed' })).toBeNull();
      open();
      play(HOP_MS);
      expect(handle({ type: 'target_changed' })).toBe('open');
      handle({ type: 'open_failed', failure: 'denied' });
      expect(handle({ type: 'target_changed' })).toBe('open');
    });

    it('opens again when the device is unplugged', () => {
      const { supervisor, handle, open, play } = rig();
      open();
      play(HOP_MS);
      expect(handle({ type: 'track_ended' })).toBe('open');
      expect(supervisor.state).toBe('opening');
      handle({ type: 'open_failed', failure: 'missing' });
      expect(supervisor.state).toBe('missing');
    });

    it('opens afresh after the machine slept, whether frames or a tick come first', () => {
      const first = rig();
      first.open();
      first.play(HOP_MS);
      first.sleep(SLEEP_GAP_MS + HOP_MS);
      expect(first.handle({ type: 'frame', silent: true })).toBe('open');

      const second = rig();
      second.open();
      second.play(HOP_MS);
      second.sleep(60_000);
      expect(second.handle({ type: 'tick' })).toBe('open');
    });
  });
});
