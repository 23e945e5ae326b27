import { describe, expect, it, vi } from 'vitest';
import { WAKES_KEPT } from '../../../contract/channels.ts';
import type { EngineEvent, WakeTrace } from '../../../contract/engine.ts';
import type { Assistant } from './assistant.ts';
import { LOOK, listening, STREAM, setUp, wake } from './testing/rig.ts';

const GAVE_UP = { code: 'engine.gave_up', message: 'three times' } as const;
const CRASHED = { code: 'engine.crashed', message: 'it ended by itself' } as const;
const MISSING = { code: 'model.missing', message: 'alexa is not there' } as const;
const TRACE: WakeTrace = {
  hopMs: 80,
  scores: [0.1, null],
  evidence: [0.1, null],
  thresholds: [0.5, 0.5],
  levelsDbfs: [-40, -30],
  firedAt: 1,
};
const maybe = (wakeId: number): EngineEvent => ({
  kind: 'wake_maybe',
  wakeId,
  model: 'alexa',
  phrase: 'Alexa',
  sample: 16_000,
  score: 0.3,
  threshold: 0.2,
});

describe('starting', () => {
  it('listens only when the first audio arrived, not when the microphone says that it is live', () => {
    const { assistant, state } = setUp();
    expect(state()).toBe('starting');
    assistant.microphoneIs('live');
    expect(state()).toBe('starting');
    assistant.engineSays(STREAM, 1);
    expect(state()).toBe('listening');
  });

  it('fails with the reason when the engine cannot start, and starts again on retry', () => {
    const { assistant, engine } = setUp();
    assistant.engineCannotStart(MISSING);
    expect(assistant.snapshot()).toMatchObject({ state: 'failed', failure: MISSING });
    assistant.retry();
    expect(engine.retry).toHaveBeenCalledOnce();
    expect(assistant.snapshot()).toMatchObject({ state: 'starting', failure: null });
  });

  it('has no retry while nothing is wrong', () => {
    const { assistant, engine, published } = setUp();
    assistant.retry();
    expect(engine.retry).not.toHaveBeenCalled();
    expect(published).toEqual([]);
  });
});

describe('the microphone', () => {
  it.each(['denied', 'missing', 'busy', 'muted', 'failed', 'off', 'opening'] as const)(
    'that is %s ends listening',
    (microphone) => {
      const { assistant } = listening();
      assistant.microphoneIs(microphone);
      expect(assistant.snapshot()).toMatchObject({ state: 'starting', microphone, failure: null });
    },
  );

  it.each(['denied', 'missing', 'busy', 'muted', 'failed'] as const)(
    'that is %s is not listened to, whatever samples arrive',
    (microphone) => {
      const { assistant, state } = listening();
      assistant.microphoneIs(microphone);
      assistant.engineSays(STREAM, 1);
      expect(state()).toBe('starting');
    },
  );

  it('that was only muted goes on with the first sound, and nothing of it is lost to a new stream', () => {
    const { assistant, engine, state } = listening();
    assistant.microphoneIs('muted');
    assistant.microphoneIs('live');
    expect(state()).toBe('listening');
    expect(engine.resume).not.toHaveBeenCalled();
  });

  it('that was muted while the engine restarted goes on with the stream of the new engine', () => {
    const { assistant, engine, state } = listening();
    assistant.microphoneIs('muted');
    assistant.engineLost(CRASHED);
    assistant.microphoneIs('live');
    expect(state()).toBe('starting');
    assistant.microphoneIs('muted');
    assistant.engineSays(STREAM, 2);
    expect(state()).toBe('starting');
    assistant.microphoneIs('live');
    expect(state()).toBe('listening');
    expect(engine.resume).not.toHaveBeenCalled();
  });

  it('that comes back is announced anew by the engine, also where its samples never stopped', () => {
    const { assistant, engine, state } = listening();
    assistant.microphoneIs('missing');
    assistant.microphoneIs('live');
    expect(engine.resume).toHaveBeenCalledOnce();
    expect(state()).toBe('starting');
    assistant.engineSays(STREAM, 1);
    expect(state()).toBe('listening');
  });

  it('that comes back is announced anew where the announcement came before its report', () => {
    const { assistant, engine } = setUp();
    assistant.microphoneIs('missing');
    assistant.engineSays(STREAM, 1);
    assistant.microphoneIs('live');
    expect(engine.resume).toHaveBeenCalledOnce();
  });

  it('that was replaced needs no second announcement', () => {
    const { assistant, engine, state } = listening();
    assistant.microphoneIs('opening');
    assistant.engineSays(STREAM, 1);
    assistant.microphoneIs('live');
    expect(state()).toBe('listening');
    expect(engine.resume).not.toHaveBeenCalled();
  });

  it('starts without any announcement being asked for', () => {
    const { assistant, engine } = setUp();
    assistant.microphoneIs('opening');
    assistant.microphoneIs('live');
    expect(engine.resume).not.toHaveBeenCalled();
  });

  it('does not move a paused assistant', () => {
    const { assistant, engine } = listening();
    assistant.pause();
    assistant.microphoneIs('missing');
    assistant.microphoneIs('live');
    expect(assistant.snapshot()).toMatchObject({ state: 'paused', microphone: 'live' });
    expect(engine.resume).not.toHaveBeenCalled();
  });

  it('says nothing twice', () => {
    const { assistant, published } = listening();
    assistant.microphoneIs('live');
    expect(published).toEqual([]);
  });
});

it('does not claim to listen after the machine slept until audio arrives again', () => {
  const { assistant, state } = listening();
  assistant.machineSleeps();
  expect(state()).toBe('starting');
  assistant.engineSays(STREAM, 1);
  expect(state()).toBe('listening');
});

describe('pause', () => {
  it('pauses the engine, and resuming waits for audio again', () => {
    const { assistant, engine, state } = listening();
    assistant.pause();
    expect(state()).toBe('paused');
    expect(engine.pause).toHaveBeenCalledOnce();
    assistant.resume();
    expect(engine.resume).toHaveBeenCalledOnce();
    expect(state()).toBe('starting');
    assistant.engineSays(STREAM, 1);
    expect(state()).toBe('listening');
  });

  it('holds against audio, wakes and a restart of the engine', () => {
    const { assistant, woke, state } = listening();
    assistant.pause();
    assistant.engineSays(STREAM, 1);
    assistant.engineSays(wake(1), 1);
    assistant.engineLost(CRASHED);
    expect(state()).toBe('paused');
    expect(assistant.paused).toBe(true);
    expect(woke).not.toHaveBeenCalled();
  });

  it('toggles', () => {
    const { assistant, state } = listening();
    assistant.togglePause();
    expect(state()).toBe('paused');
    assistant.togglePause();
    expect(state()).toBe('starting');
  });

  it('for a time ends by itself', async () => {
    vi.useFakeTimers();
    const { assistant, state } = listening();
    assistant.pause(60_000);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(state()).toBe('paused');
    await vi.advanceTimersByTimeAsync(1);
    expect(state()).toBe('starting');
    vi.useRealTimers();
  });

  it.each([
    ['made longer', (assistant: Assistant) => assistant.pause(120_000), 'paused'],
    ['made one without end', (assistant: Assistant) => assistant.pause(), 'paused'],
    [
      'ended and begun by hand',
      (assistant: Assistant) => {
        assistant.resume();
        assistant.pause();
      },
      'paused',
    ],
  ] as const)('for a time that was %s does not end at the first one', async (_name, then, expected) => {
    vi.useFakeTimers();
    const { assistant, state } = listening();
    assistant.pause(60_000);
    then(assistant);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state()).toBe(expected);
    vi.useRealTimers();
  });

  it('is nothing to an assistant that failed', () => {
    const { assistant, engine, state } = setUp();
    assistant.engineCannotStart(MISSING);
    assistant.pause();
    assistant.resume();
    expect(state()).toBe('failed');
    expect(engine.pause).not.toHaveBeenCalled();
    expect(engine.resume).not.toHaveBeenCalled();
  });
});

describe('the engine', () => {
  it('that is lost is waited for', () => {
    const { assistant } = listening();
    assistant.engineLost(CRASHED);
    expect(assistant.snapshot()).toMatchObject({ state: 'starting', engineRestarts: 1, failure: null });
    assistant.engineSays(STREAM, 2);
    expect(assistant.snapshot()).toMatchObject({ state: 'listening', engineRestarts: 1 });
  });

  it.each(['listening', 'paused'] as const)('that gave up degrades an assistant that is %s', (before) => {
    const { assistant, engine, state } = listening();
    if (before === 'paused') assistant.pause();
    assistant.engineGaveUp(GAVE_UP);
    expect(assistant.snapshot()).toMatchObject({ state: 'degraded', failure: GAVE_UP });
    assistant.retry();
    expect(engine.retry).toHaveBeenCalledOnce();
    assistant.engineSays(STREAM, 4);
    expect(state()).toBe('listening');
    expect(assistant.snapshot().failure).toBeNull();
  });

  it('is put in the place of one that runs, and started where none does', () => {
    const { assistant, engine, state } = listening();
    assistant.restartEngine();
    expect(engine.restart).toHaveBeenCalledOnce();
    assistant.engineGaveUp(GAVE_UP);
    assistant.restartEngine();
    expect(engine.restart).toHaveBeenCalledOnce();
    expect(engine.retry).toHaveBeenCalledOnce();
    expect(state()).toBe('starting');
  });

  it('that cannot start again after a crash is shown also while paused', () => {
    const { assistant } = listening();
    assistant.pause();
    assistant.engineLost(CRASHED);
    assistant.engineCannotStart(MISSING);
    expect(assistant.snapshot()).toMatchObject({ state: 'failed', failure: MISSING });
  });
});

describe('a wake', () => {
  it('gets its wall clock here and is published, newest first', () => {
    const { assistant, woke, published } = listening();
    assistant.engineSays(wake(1), 1);
    assistant.engineSays(wake(2, 'hey_jarvis'), 1);
    const records = assistant.snapshot().wakes;
    expect(records.map((record) => record.model)).toEqual(['hey_jarvis', 'alexa']);
    expect(records[0]?.at).toBeGreaterThan(records[1]?.at ?? Number.POSITIVE_INFINITY);
    expect(woke).toHaveBeenCalledTimes(2);
    expect(published.at(-1)?.wakes).toEqual(records);
  });

  it('is explained later, without waking twice', () => {
    const { assistant, woke, published } = listening();
    assistant.engineSays(wake(1), 1);
    expect(assistant.snapshot().wakes[0]?.trace).toBeNull();
    assistant.engineSays({ kind: 'wake_explained', wakeId: 1, trace: TRACE }, 1);
    expect(assistant.snapshot().wakes[0]?.trace).toEqual(TRACE);
    expect(woke).toHaveBeenCalledOnce();
    expect(published.at(-1)?.wakes[0]?.trace).toEqual(TRACE);
  });

  it('is not confused with one of an earlier engine that had the same number', () => {
    const { assistant } = listening();
    assistant.engineSays(wake(1), 1);
    assistant.engineLost(CRASHED);
    assistant.engineSays(STREAM, 2);
    assistant.engineSays(wake(1), 2);
    assistant.engineSays({ kind: 'wake_explained', wakeId: 1, trace: TRACE }, 2);
    expect(assistant.snapshot().wakes.map((record) => record.trace !== null)).toEqual([true, false]);
    expect(new Set(assistant.snapshot().wakes.map((record) => record.id)).size).toBe(2);
  });

  it('is kept as one of a bounded number', () => {
    const { assistant, published } = listening();
    for (let id = 0; id < WAKES_KEPT + 10; id += 1) assistant.engineSays(wake(id), 1);
    expect(assistant.snapshot().wakes).toHaveLength(WAKES_KEPT);
    published.length = 0;
    assistant.engineSays({ kind: 'wake_explained', wakeId: 0, trace: TRACE }, 1);
    expect(published).toEqual([]);
  });

  it('is a maybe first, and keeps its time and place when the second look decided', () => {
    const { assistant, woke, published } = listening();
    assistant.engineSays(maybe(1), 1);
    const shown = published.at(-1)?.wakes[0];
    expect(shown).toMatchObject({ verdict: 'maybe', look: null, score: 0.3 });
    expect(woke).not.toHaveBeenCalled();
    assistant.engineSays(maybe(2), 1);
    assistant.engineSays(wake(1), 1);
    expect(woke).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ verdict: 'woke', look: LOOK, score: 0.9, at: shown?.at, id: shown?.id }),
    );
    expect(assistant.snapshot().wakes.map(({ verdict }) => verdict)).toEqual(['maybe', 'woke']);
  });

  it('that the second look rejected is shown as that, and woke nothing', () => {
    const { assistant, woke, published } = listening();
    assistant.engineSays(maybe(1), 1);
    assistant.engineSays({ kind: 'wake_rejected', wakeId: 1, sample: 17_000, look: LOOK }, 1);
    expect(published.at(-1)?.wakes).toMatchObject([{ verdict: 'rejected', look: LOOK }]);
    expect(woke).not.toHaveBeenCalled();
  });

  it('that nobody is left to decide over is not shown for ever', () => {
    const { assistant } = listening();
    assistant.engineSays(wake(1), 1);
    assistant.engineSays(maybe(2), 1);
    assistant.engineLost(CRASHED);
    expect(assistant.snapshot().wakes).toMatchObject([{ verdict: 'woke' }]);
  });

  it('does not change a snapshot that was given out', () => {
    const { assistant } = listening();
    assistant.engineSays(wake(1), 1);
    const before = assistant.snapshot();
    assistant.engineSays({ kind: 'wake_explained', wakeId: 1, trace: TRACE }, 1);
    expect(before.wakes[0]?.trace).toBeNull();
  });
});
