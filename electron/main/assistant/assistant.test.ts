import { describe, expect, it, vi } from 'vitest';
import { type AssistantSnapshot, assistantSnapshotSchema, WAKES_KEPT } from '../../../contract/channels.ts';
import type { EngineEvent, WakeTrace } from '../../../contract/engine.ts';
import { createLog } from '../log/log.ts';
import { Assistant } from './assistant.ts';

const GAVE_UP = { code: 'engine.gave_up', message: 'three times' } as const;
const MISSING = { code: 'model.missing', message: 'alexa is not there' } as const;
const STREAM: EngineEvent = { kind: 'stream_started' };
const TRACE: WakeTrace = {
  hopMs: 80,
  scores: [0.1, null],
  evidence: [0.1, null],
  thresholds: [0.5, 0.5],
  levelsDbfs: [-40, -30],
  firedAt: 1,
};
const wake = (wakeId: number, model = 'alexa'): EngineEvent => ({
  kind: 'wake',
  wakeId,
  model,
  phrase: 'Alexa',
  sample: 16_000,
  score: 0.9,
  threshold: 0.5,
});

function setUp() {
  let clock = 1_000;
  const engine = { pause: vi.fn(), resume: vi.fn(), retry: vi.fn() };
  // Everything published has to pass the parser that stands before the window.
  const published: AssistantSnapshot[] = [];
  const woke = vi.fn();
  const assistant = new Assistant({
    engine,
    changed: (snapshot) => published.push(assistantSnapshotSchema.parse(snapshot)),
    woke,
    now: () => {
      clock += 1;
      return clock;
    },
    log: createLog(
      () => undefined,
      (text) => text,
    ),
  });
  const state = () => assistant.snapshot().state;
  return { assistant, engine, published, woke, state };
}

function listening() {
  const rig = setUp();
  rig.assistant.microphoneIs('opening');
  rig.assistant.engineSays(STREAM, 1);
  rig.assistant.microphoneIs('live');
  expect(rig.state()).toBe('listening');
  rig.published.length = 0;
  return rig;
}

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
    assistant.engineLost();
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
    assistant.engineLost();
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
    assistant.engineLost();
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

  it('that cannot start again after a crash is shown also while paused', () => {
    const { assistant } = listening();
    assistant.pause();
    assistant.engineLost();
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
    assistant.engineLost();
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

  it('does not change a snapshot that was given out', () => {
    const { assistant } = listening();
    assistant.engineSays(wake(1), 1);
    const before = assistant.snapshot();
    assistant.engineSays({ kind: 'wake_explained', wakeId: 1, trace: TRACE }, 1);
    expect(before.wakes[0]?.trace).toBeNull();
  });
});
