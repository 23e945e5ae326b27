import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ENGINE_FATAL_EXIT_CODE,
  type EngineRequest,
  HEARTBEAT_INTERVAL_MS,
} from '../../../contract/engine.ts';
import { createLog } from '../log/log.ts';
import { LATE_AFTER_MS, SILENT_AFTER_PING_MS, WATCH_INTERVAL_MS } from './heartbeatWatch.ts';
import { REQUEST_TIMEOUT_MS } from './requests.ts';
import { BACKOFF_BASE_MS, CRASH_LIMIT, CRASH_WINDOW_MS } from './restartPolicy.ts';
import {
  type EngineProcess,
  type EngineProcessListener,
  KILL_GRACE_MS,
  START_TIMEOUT_MS,
  Supervisor,
  type SupervisorListener,
} from './supervisor.ts';

const HEARTBEAT = {
  type: 'heartbeat',
  hops: 0,
  queuedFrames: 0,
  droppedFrames: 0,
  rssBytes: 1,
  hopP50Ms: null,
  hopP99Ms: null,
};

/** An engine that answers what it is asked while `answers`, and dies when killed while `mortal`. */
class FakeEngine implements EngineProcess<string> {
  readonly requests: EngineRequest[] = [];
  readonly ports: string[] = [];
  answers = true;
  mortal = true;
  killed = false;
  readonly listener: EngineProcessListener;

  constructor(listener: EngineProcessListener) {
    this.listener = listener;
  }
  post(request: EngineRequest, ports: string[]): void {
    this.requests.push(request);
    this.ports.push(...ports);
    if (this.answers) this.say({ type: 'reply', id: request.id, error: null });
  }
  kill(): void {
    this.killed = true;
    if (this.mortal) this.exit(9);
  }
  say(message: unknown): void {
    queueMicrotask(() => this.listener.message(message));
  }
  exit(code: number): void {
    queueMicrotask(() => this.listener.exit(code));
  }
  get asked(): string[] {
    return this.requests.map((request) => request.type);
  }
}

const LISTENER_CALLS = [
  'event',
  'heartbeat',
  'ready',
  'models',
  'lost',
  'gaveUp',
  'cannotStart',
  'crashed',
] as const;

function setUp() {
  const engines: FakeEngine[] = [];
  const lines: string[] = [];
  const listener = Object.fromEntries(LISTENER_CALLS.map((name) => [name, vi.fn()])) as {
    [K in keyof SupervisorListener]: ReturnType<typeof vi.fn<SupervisorListener[K]>>;
  };
  const state = { paused: false, captures: true, launchFails: false };
  let channels = 0;
  const supervisor = new Supervisor<string>({
    launch(engineListener) {
      if (state.launchFails) throw new Error('no such file');
      const engine = new FakeEngine(engineListener);
      engines.push(engine);
      return engine;
    },
    listenFor: () => ({ words: [{ model: 'alexa', sensitivity: 0.5 }], secondLook: true, providers: {} }),
    paused: () => state.paused,
    openChannel() {
      if (!state.captures) return null;
      channels += 1;
      return `port ${channels}`;
    },
    listener,
    log: createLog(
      (level, line) => lines.push(`${level} ${line}`),
      (text) => text,
    ),
    now: () => performance.now(),
  });
  const engine = (index = engines.length - 1): FakeEngine => {
    const found = engines[index];
    if (found === undefined) throw new Error(`no engine ${index}`);
    return found;
  };
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const ready = async () => {
    engine().say({ type: 'ready', loadMs: 5, words: [] });
    await pass(0);
  };
  /** Lets time go by with an engine that keeps its heartbeat. */
  const live = async (ms: number) => {
    for (let gone = 0; gone < ms; gone += HEARTBEAT_INTERVAL_MS) {
      engine().say(HEARTBEAT);
      await pass(HEARTBEAT_INTERVAL_MS);
    }
  };
  const crash = async () => {
    engine().exit(139);
    await pass(0);
  };
  return { supervisor, engines, engine, listener, lines, state, pass, ready, live, crash };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a start', () => {
  it('tells the engine its words, waits for ready, then attaches the audio', async () => {
    const { supervisor, engine, listener, ready, pass } = setUp();
    supervisor.start();
    await pass(0);
    expect(engine().requests).toEqual([
      {
        type: 'configure',
        id: 1,
        words: [{ model: 'alexa', sensitivity: 0.5 }],
        secondLook: true,
        providers: {},
      },
    ]);
    expect(listener.ready).not.toHaveBeenCalled();
    await ready();
    expect(listener.ready).toHaveBeenCalledOnce();
    expect(engine().asked).toEqual(['configure', 'attach']);
    expect(engine().ports).toEqual(['port 1']);
  });

  it('starts one engine, however often it is asked', async () => {
    const { supervisor, engines, ready } = setUp();
    supervisor.start();
    supervisor.start();
    await ready();
    supervisor.retry();
    expect(engines).toHaveLength(1);
  });

  it('starts it paused where the assistant is paused', async () => {
    const { supervisor, engine, state, ready } = setUp();
    state.paused = true;
    supervisor.start();
    await ready();
    expect(engine().asked).toEqual(['configure', 'pause', 'attach']);
  });

  it('attaches when capture comes later than the engine', async () => {
    const { supervisor, engine, state, ready, pass } = setUp();
    state.captures = false;
    supervisor.start();
    await ready();
    expect(engine().asked).toEqual(['configure']);
    state.captures = true;
    supervisor.connectCapture();
    await pass(0);
    expect(engine().ports).toEqual(['port 1']);
  });

  it('is bounded: an engine that does not get ready is ended and counts as a crash', async () => {
    const { supervisor, engines, engine, listener, pass } = setUp();
    supervisor.start();
    engine().answers = false;
    await pass(START_TIMEOUT_MS - 1);
    expect(engine().killed).toBe(false);
    await pass(2);
    expect(engine(0).killed).toBe(true);
    expect(listener.lost).toHaveBeenCalledWith(expect.objectContaining({ code: 'engine.timeout' }));
    expect(engines).toHaveLength(2);
  });

  it('that cannot even launch is a crash', async () => {
    const { supervisor, listener, state, pass } = setUp();
    state.launchFails = true;
    supervisor.start();
    await pass(60_000);
    expect(listener.lost).toHaveBeenCalledTimes(2);
    expect(listener.gaveUp).toHaveBeenCalledOnce();
  });
});

describe('a restart that was asked for', () => {
  it('puts a fresh engine in the place of the one that runs, and is no crash', async () => {
    const { supervisor, engines, engine, listener, ready } = setUp();
    supervisor.start();
    for (let round = 1; round <= CRASH_LIMIT + 1; round += 1) {
      await ready();
      supervisor.restart();
      await ready();
      expect(engine(round - 1).killed).toBe(true);
      expect(engines).toHaveLength(round + 1);
    }
    expect(listener.lost).toHaveBeenLastCalledWith(expect.objectContaining({ code: 'engine.not_running' }));
    expect(listener.crashed).not.toHaveBeenCalled();
    expect(listener.gaveUp).not.toHaveBeenCalled();
    expect(listener.ready).toHaveBeenLastCalledWith(5);
  });

  it('does not wait for the next try after a crash', async () => {
    const { supervisor, engines, ready, crash, pass } = setUp();
    supervisor.start();
    await ready();
    await crash();
    await ready();
    await crash();
    const before = engines.length;
    supervisor.restart();
    expect(engines).toHaveLength(before + 1);
    await pass(60_000);
    expect(engines[before]?.asked).toContain('configure');
  });

  it('starts one where none runs, and none where Hark closes', async () => {
    const { supervisor, engines, ready } = setUp();
    supervisor.restart();
    await ready();
    expect(engines).toHaveLength(1);
    supervisor.stop();
    supervisor.restart();
    expect(engines).toHaveLength(1);
  });
});

describe('a crash', () => {
  it('is answered by a new engine at once, with its words and a fresh audio channel', async () => {
    const { supervisor, engines, engine, listener, ready, crash } = setUp();
    supervisor.start();
    await ready();
    await crash();
    expect(listener.lost).toHaveBeenCalledExactlyOnceWith({
      code: 'engine.crashed',
      message: 'it ended by itself (exit code 139)',
    });
    expect(listener.crashed).toHaveBeenCalledExactlyOnceWith({
      life: 1,
      failure: { code: 'engine.crashed', message: 'it ended by itself (exit code 139)' },
      exitCode: 139,
    });
    expect(engines).toHaveLength(2);
    await ready();
    expect(engine().asked).toEqual(['configure', 'attach']);
    expect(engine().ports).toEqual(['port 2']);
  });

  it('waits longer the second time', async () => {
    const { supervisor, engines, ready, crash, pass } = setUp();
    supervisor.start();
    await ready();
    await crash();
    await ready();
    await crash();
    await pass(BACKOFF_BASE_MS - 1);
    expect(engines).toHaveLength(2);
    await pass(1);
    expect(engines).toHaveLength(3);
  });

  it('the third time in the window is the last, whatever went well in between', async () => {
    const { supervisor, engines, listener, ready, crash, live } = setUp();
    supervisor.start();
    for (let round = 0; round < 2; round += 1) {
      await ready();
      await live(60_000);
      await crash();
      await live(1_000);
    }
    await ready();
    await crash();
    await vi.advanceTimersByTimeAsync(2 * CRASH_WINDOW_MS);
    expect(engines).toHaveLength(3);
    expect(listener.gaveUp).toHaveBeenCalledOnce();
    expect(listener.gaveUp.mock.calls[0]?.[0]).toMatchObject({ code: 'engine.gave_up' });
    expect(listener.gaveUp.mock.calls[0]?.[0].message).toContain('exit code 139');
    await expect(supervisor.request({ type: 'ping' })).rejects.toMatchObject({ code: 'engine.not_running' });
  });

  it('after a retry is the first again', async () => {
    const { supervisor, engines, listener, ready, crash, pass } = setUp();
    supervisor.start();
    for (let round = 0; round < 3; round += 1) {
      await ready();
      await crash();
      await pass(1_000);
    }
    supervisor.retry();
    await ready();
    await crash();
    expect(engines).toHaveLength(5);
    expect(listener.gaveUp).toHaveBeenCalledOnce();
  });

  it('rejects what was asked of the engine that is gone', async () => {
    const { supervisor, engine, ready, crash } = setUp();
    supervisor.start();
    await ready();
    engine().answers = false;
    const asked = expect(supervisor.request({ type: 'pause' })).rejects.toMatchObject({
      code: 'engine.crashed',
    });
    await crash();
    await asked;
  });

  it('silences the engine that is gone', async () => {
    const { supervisor, engine, listener, ready, crash, pass } = setUp();
    supervisor.start();
    await ready();
    await crash();
    engine(0).say({ type: 'event', event: { kind: 'stream_started' } });
    engine(0).exit(1);
    await pass(0);
    expect(listener.event).not.toHaveBeenCalled();
    expect(listener.lost).toHaveBeenCalledOnce();
  });
});

describe('a hang', () => {
  it('is asked after first, and then ended and restarted', async () => {
    const { supervisor, engines, engine, listener, ready, pass } = setUp();
    supervisor.start();
    await ready();
    engine().answers = false;
    await pass(LATE_AFTER_MS + WATCH_INTERVAL_MS);
    expect(engine().asked.at(-1)).toBe('ping');
    expect(engine().killed).toBe(false);
    await pass(SILENT_AFTER_PING_MS);
    expect(engine(0).killed).toBe(true);
    expect(listener.lost).toHaveBeenCalledWith(expect.objectContaining({ code: 'engine.hung' }));
    expect(engines).toHaveLength(2);
  });

  it('is none while the engine answers the question', async () => {
    const { supervisor, engines, engine, ready, pass } = setUp();
    supervisor.start();
    await ready();
    await pass(60_000);
    expect(engine().asked.filter((type) => type === 'ping').length).toBeGreaterThan(5);
    expect(engines).toHaveLength(1);
  });

  it('ends also where the system does not report the end', async () => {
    const { supervisor, engines, engine, ready, pass } = setUp();
    supervisor.start();
    await ready();
    Object.assign(engine(), { answers: false, mortal: false });
    await pass(LATE_AFTER_MS + WATCH_INTERVAL_MS + SILENT_AFTER_PING_MS + KILL_GRACE_MS);
    expect(engines).toHaveLength(2);
  });
});

describe('a request', () => {
  it('that is not answered ends the engine', async () => {
    const { supervisor, engines, engine, listener, ready, live, pass } = setUp();
    supervisor.start();
    await ready();
    engine().answers = false;
    const asked = expect(supervisor.request({ type: 'pause' })).rejects.toMatchObject({
      code: 'engine.timeout',
    });
    await live(REQUEST_TIMEOUT_MS);
    await asked;
    await pass(1);
    expect(engine(0).killed).toBe(true);
    expect(listener.lost).toHaveBeenCalledWith(expect.objectContaining({ code: 'engine.timeout' }));
    expect(engines).toHaveLength(2);
  });

  it('may take as long as the start while the engine is still loading', async () => {
    const { supervisor, engine, ready, pass } = setUp();
    supervisor.start();
    engine().answers = false;
    const asked = supervisor.request({ type: 'pause' });
    await pass(2 * REQUEST_TIMEOUT_MS);
    expect(engine().killed).toBe(false);
    engine().say({ type: 'reply', id: engine().requests.at(-1)?.id, error: null });
    await ready();
    await asked;
  });

  it('is refused without an engine', async () => {
    const { supervisor } = setUp();
    await expect(supervisor.request({ type: 'ping' })).rejects.toMatchObject({ code: 'engine.not_running' });
  });
});

describe('an engine that cannot run', () => {
  const failure = { code: 'model.missing', message: 'model alexa is not there' };

  it('says why and is not started again until someone asks', async () => {
    const { supervisor, engines, engine, listener, pass } = setUp();
    supervisor.start();
    engine().say({ type: 'fatal', error: failure });
    engine().exit(ENGINE_FATAL_EXIT_CODE);
    await pass(60_000);
    expect(listener.cannotStart).toHaveBeenCalledExactlyOnceWith(failure);
    expect(listener.lost).not.toHaveBeenCalled();
    expect(engines).toHaveLength(1);
    supervisor.retry();
    expect(engines).toHaveLength(2);
  });

  it('is recognised by its exit code where its last words were lost', async () => {
    const { supervisor, engine, listener, pass } = setUp();
    supervisor.start();
    engine().exit(ENGINE_FATAL_EXIT_CODE);
    await pass(0);
    expect(listener.cannotStart).toHaveBeenCalledOnce();
  });

  it('does not use up the crashes', async () => {
    const { supervisor, engine, listener, ready, crash, pass } = setUp();
    for (let round = 0; round < 5; round += 1) {
      supervisor.start();
      engine().exit(ENGINE_FATAL_EXIT_CODE);
      await pass(0);
    }
    supervisor.start();
    await ready();
    await crash();
    expect(listener.gaveUp).not.toHaveBeenCalled();
    expect(listener.lost).toHaveBeenCalledOnce();
  });
});

describe('a stop', () => {
  it('ends the engine, is no crash and lets nothing start again', async () => {
    const { supervisor, engines, engine, listener, ready, pass } = setUp();
    supervisor.start();
    await ready();
    supervisor.stop();
    supervisor.start();
    supervisor.retry();
    await pass(60_000);
    expect(engine().killed).toBe(true);
    expect(engines).toHaveLength(1);
    expect(listener.lost).not.toHaveBeenCalled();
  });

  it('calls off a restart that was waiting', async () => {
    const { supervisor, engines, ready, crash, pass } = setUp();
    supervisor.start();
    await ready();
    await crash();
    await ready();
    await crash();
    supervisor.stop();
    await pass(60_000);
    expect(engines).toHaveLength(2);
  });
});

describe('messages of the engine', () => {
  it('reach the listener, events with the life they belong to', async () => {
    const { supervisor, engine, listener, ready, crash, pass } = setUp();
    supervisor.start();
    await ready();
    await crash();
    await ready();
    engine().say({ type: 'event', event: { kind: 'speech_start', sample: 7 } });
    engine().say(HEARTBEAT);
    engine().say({ type: 'models', models: [] });
    await pass(0);
    expect(listener.event).toHaveBeenCalledExactlyOnceWith({ kind: 'speech_start', sample: 7 }, 2);
    expect(listener.heartbeat).toHaveBeenCalledOnce();
    expect(listener.models).toHaveBeenCalledExactlyOnceWith([]);
  });

  it('are logged under its tag', async () => {
    const { supervisor, engine, lines, ready, pass } = setUp();
    supervisor.start();
    await ready();
    engine().say({ type: 'log', level: 'warn', message: 'refused 2 frames' });
    await pass(0);
    expect(lines).toContain('warn (engine) refused 2 frames');
  });

  it('are refused where they do not fit the contract', async () => {
    const { supervisor, engine, listener, lines, ready, pass } = setUp();
    supervisor.start();
    await ready();
    engine().say({ type: 'event', event: { kind: 'wake', score: 'high' } });
    engine().say('hello');
    await pass(0);
    expect(listener.event).not.toHaveBeenCalled();
    expect(lines.filter((line) => line.startsWith('error'))).toHaveLength(2);
  });
});
