import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { VoiceRig } from './testing/voiceRig.ts';
import { TOLD_AGAIN_AFTER_MS } from './voicesInForce.ts';

let rig: VoiceRig;
beforeEach(() => {
  rig = new VoiceRig();
});
afterEach(() => {
  rig.dispose();
});

describe('the engine', () => {
  it('is told the voices and how to judge them, after each start and each change', async () => {
    await rig.enroll('Anna');
    rig.engine.asked.length = 0;
    rig.settings.voices = { ...rig.settings.voices, targetFar: 0.001, onlyKnownWake: true };
    rig.parts.refresh();
    await rig.settle();
    expect(rig.engine.lastAsked('voices').policy).toEqual({
      targetFar: 0.001,
      adapt: true,
      onlyKnownWake: true,
    });
    rig.parts.engineLost();
    expect(rig.parts.known.state).toBe('unavailable');
    expect(rig.snapshot.profiles).toMatchObject([{ state: 'ready' }]);
    rig.parts.engineReady();
    await rig.settle();
    expect(rig.parts.known.state).toBe('told_apart');
  });

  it('is not made deaf where no voice may wake it', async () => {
    rig.settings.voices = { ...rig.settings.voices, onlyKnownWake: true };
    rig.parts.refresh();
    await rig.settle();
    expect(rig.engine.lastAsked('voices').policy.onlyKnownWake).toBe(false);
    expect(rig.parts.known.state).toBe('none');
  });

  it('that has no speaker model says so', async () => {
    await rig.enroll('Anna');
    rig.engine.instead.set('voices', () =>
      Promise.reject(new HarkError('speaker.unavailable', 'there is no speaker model')),
    );
    rig.parts.refresh();
    await rig.settle();
    expect(rig.snapshot.unavailable).toMatchObject({ code: 'speaker.unavailable' });
    expect(rig.parts.known.state).toBe('unavailable');
    rig.engine.instead.clear();
    rig.parts.refresh();
    await rig.settle();
    expect(rig.snapshot.unavailable).toBeNull();
  });

  it('that took too long to load its model is told again', async () => {
    await rig.enroll('Anna');
    rig.engine.instead.set('voices', () =>
      Promise.reject(new HarkError('engine.timeout', 'the speaker model is still loading')),
    );
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      rig.parts.refresh();
      await rig.settle();
      expect(rig.parts.known.state).toBe('unavailable');
      rig.engine.instead.clear();
      vi.advanceTimersByTime(TOLD_AGAIN_AFTER_MS);
      await rig.settle();
      expect(rig.parts.known.state).toBe('told_apart');
      rig.engine.asked.length = 0;
      vi.advanceTimersByTime(TOLD_AGAIN_AFTER_MS);
      await rig.settle();
      expect(rig.engine.asked).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is told once more where something changed meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.engine.instead.set('voices', async () => {
      await promise;
      return [];
    });
    rig.engine.asked.length = 0;
    for (let count = 0; count < 4; count += 1) rig.parts.refresh();
    resolve();
    await rig.settle();
    expect(rig.engine.asked).toHaveLength(2);
  });
});
