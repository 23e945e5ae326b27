import { describe, expect, it, vi } from 'vitest';
import type { GrammarReport, PushMode, Understanding } from '../../contract/command.ts';
import {
  ENGINE_FATAL_EXIT_CODE,
  type EngineEvent,
  type EngineMessage,
  engineMessageSchema,
  HOP_SAMPLES,
  type MeterMessage,
  type WordConfig,
} from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import type { ModelTimes, ProviderChoice } from '../../contract/providers.ts';
import { KEY_BYTES, SPEAKER_REQUESTS, SPEAKER_RESULTS, type VoiceSummary } from '../../contract/speaker.ts';
import { wavFile } from '../engine/audio/testing/wavFile.ts';
import { FakeUnderstanding, understandingOf } from '../engine/command/testing/fakeUnderstanding.ts';
import type { CommandUnderstanding } from '../engine/command/understanding.ts';
import { INTAKE_MAX_FRAMES } from '../engine/intake.ts';
import type { HopResult } from '../engine/pipeline.ts';
import {
  EngineHost,
  type GrammarSource,
  type HostedPipeline,
  type HostedUnderstanding,
  type PipelineSetup,
} from './engineHost.ts';
import type { AudioPort } from './ports.ts';

const WORDS: WordConfig[] = [{ model: 'alexa', sensitivity: 0.5 }];

const SUMMARY: VoiceSummary = {
  model: 'test-voices',
  modelSha256: 'ab'.repeat(32),
  references: [],
  speechMs: 9_000,
  cohesion: 0.8,
  threshold: 2,
  strictThreshold: 3,
  targetFar: 0.01,
  expectedFrr: 0,
  quality: 'good',
  ownScores: [],
  strangerScores: [],
};

/** A pipeline whose hops end when the test says so, and that notices when two of them overlap. */
class FakePipeline implements HostedPipeline {
  attentive = false;
  words = [{ model: 'alexa', phrase: 'Alexa' }];
  readonly calls: string[] = [];
  overlapped = false;
  hold: Promise<void> | null = null;
  fails: Error | null = null;
  /** Told with the next hop. */
  events: EngineEvent[] = [];
  onEvent: (event: EngineEvent) => void = () => undefined;
  understanding: Promise<CommandUnderstanding> | null = null;
  refuses: HarkError | null = null;
  #busy = false;

  async process(frame: Float32Array): Promise<HopResult> {
    return this.#alone(`hop ${frame[0]}`, () => {
      const events = this.events.splice(0);
      for (const event of events) this.onEvent(event);
      return {
        meter: {
          sample: HOP_SAMPLES,
          levelDbfs: -40,
          peak: 0.1,
          clipped: false,
          speech: null,
          scores: [0.5],
          evidence: [0.5],
          thresholds: [0.6],
        },
        events,
        scored: [],
      };
    });
  }
  async configure(words: WordConfig[], secondLook: boolean): Promise<void> {
    await this.#alone(`configure ${words.map((word) => word.model)}${secondLook ? '' : ' alone'}`, () => {
      this.words = words.map(({ model }) => ({ model, phrase: model.toUpperCase() }));
    });
  }
  reset(): void {
    this.calls.push('reset');
  }
  expectUnderstanding(coming: Promise<CommandUnderstanding>): void {
    this.understanding = coming;
  }
  async understand(samples: Float32Array): Promise<Understanding> {
    const understanding = await this.understanding;
    if (understanding === null) throw new Error('nothing understands');
    return understanding.understand(samples);
  }
  capture(mode: PushMode): void {
    this.calls.push(`capture ${mode}`);
    if (this.refuses !== null) throw this.refuses;
  }
  release(): void {
    this.calls.push('release');
  }
  cancel(): void {
    this.calls.push('cancel');
  }
  speak(text: string | null): void {
    this.calls.push(`speak ${text}`);
  }
  async voices({ profiles }: { profiles: readonly { profileId: string }[] }) {
    this.#asked(`voices ${profiles.map(({ profileId }) => profileId).join()}`);
    return [];
  }
  async take({ takeId }: { takeId: string }) {
    this.#asked(`take ${takeId}`);
    return () => void this.calls.push(`listen ${takeId}`);
  }
  async tryVoice({ tryId }: { tryId: string }) {
    this.#asked(`try ${tryId}`);
    return () => void this.calls.push(`listen ${tryId}`);
  }
  endTake(how: 'done' | 'cancel'): void {
    this.calls.push(`end ${how}`);
  }
  readonly desk: HostedPipeline['desk'] = {
    checkDraft: async ({ draftId }) => {
      this.#asked(`check ${draftId}`);
      return { takes: [], cohesion: null, consistent: true, speechMs: 0 };
    },
    enroll: async () => this.#sealed('enroll'),
    editVoice: async () => this.#sealed('edit'),
    summariseVoice: async () => this.#sealed('summarise').summary,
    exportVoice: async () => ({ file: this.#sealed('export').sealed }),
    importVoice: async () => ({ ...this.#sealed('import'), name: 'Anna' }),
    openAudio: async () => ({ wav: this.#sealed('audio').sealed }),
  };

  #sealed(call: string) {
    this.#asked(call);
    return { sealed: Uint8Array.of(1), summary: SUMMARY };
  }

  #asked(call: string): void {
    this.calls.push(call);
    if (this.refuses !== null) throw this.refuses;
  }

  async #alone<T>(call: string, work: () => T): Promise<T> {
    if (this.#busy) this.overlapped = true;
    this.#busy = true;
    this.calls.push(call);
    await this.hold;
    if (this.fails !== null) throw this.fails;
    this.#busy = false;
    return work();
  }
}

class FakePort implements AudioPort {
  readonly sent: MeterMessage[] = [];
  started = false;
  closed = false;
  #message: (event: { data: unknown }) => void = () => undefined;
  #close: () => void = () => undefined;

  on(event: 'message' | 'close', listener: (event: { data: unknown }) => void): void {
    if (event === 'message') this.#message = listener;
    else this.#close = listener as () => void;
  }
  start(): void {
    this.started = true;
  }
  postMessage(message: MeterMessage): void {
    this.sent.push(message);
  }
  close(): void {
    this.closed = true;
  }
  receive(data: unknown): void {
    this.#message({ data });
  }
  frames(from: number, count = 1): void {
    for (let seq = from; seq < from + count; seq += 1) {
      this.receive({ type: 'frame', seq, samples: new Float32Array(HOP_SAMPLES).fill(seq) });
    }
  }
  disconnect(): void {
    this.#close();
  }
}

const REPORT: GrammarReport = { intents: [], diagnostics: [] };

class FakeHostedUnderstanding extends FakeUnderstanding implements HostedUnderstanding {
  readonly sources: GrammarSource[] = [];
  async changeGrammar(source: GrammarSource): Promise<GrammarReport> {
    this.sources.push(source);
    return REPORT;
  }
  checkGrammar(file: string) {
    return [{ severity: 'error' as const, file, line: 1, column: 2, message: 'no such list' }];
  }
}

function setUp(
  load: (setup: PipelineSetup) => Promise<HostedPipeline>,
  loadUnderstanding: () => Promise<HostedUnderstanding> = async () => new FakeHostedUnderstanding(),
) {
  const posted: EngineMessage[] = [];
  const exits: number[] = [];
  const choices: ProviderChoice[] = [];
  const times: ModelTimes[] = [];
  let clock = 0;
  const host = new EngineHost({
    // Whatever is posted has to fit the contract that main checks it against.
    post: (message) => posted.push(engineMessageSchema.parse(message)),
    loadPipeline: load,
    loadUnderstanding,
    listModels: async () => [],
    chooseProviders: (chosen) => choices.push(chosen),
    modelTimes: () => times,
    exit: (code) => exits.push(code),
    now: () => {
      clock += 2;
      return clock;
    },
    rssBytes: () => 123,
  });
  let id = 0;
  const ask = (request: object, ...ports: AudioPort[]): number => {
    id += 1;
    const more = 'words' in request ? { secondLook: true, providers: {} } : {};
    host.receive({ id, ...more, ...request }, ports);
    return id;
  };
  const reply = (asked: number) =>
    vi.waitFor(() => {
      const found = posted.find((message) => message.type === 'reply' && message.id === asked);
      if (found?.type !== 'reply') throw new Error(`no reply to request ${asked}`);
      return found;
    });
  const events = () =>
    posted.flatMap((message) => (message.type === 'event' ? [message.event] : [])).map((event) => event.kind);
  return { host, posted, exits, choices, times, ask, reply, events };
}

async function running(loadUnderstanding?: () => Promise<HostedUnderstanding>) {
  const pipeline = new FakePipeline();
  const rig = setUp(async ({ onEvent }) => {
    pipeline.onEvent = onEvent;
    return pipeline;
  }, loadUnderstanding);
  await rig.reply(rig.ask({ type: 'configure', words: WORDS }));
  const port = new FakePort();
  await rig.reply(rig.ask({ type: 'attach' }, port));
  const hops = (count: number) =>
    vi.waitFor(() => expect(port.sent.filter((message) => message.type === 'hop')).toHaveLength(count));
  return { ...rig, pipeline, port, hops };
}

describe('starting', () => {
  it('loads the words of the first configure and says when it is ready', async () => {
    const load = vi.fn(async (_: PipelineSetup) => new FakePipeline());
    const { posted, ask, reply } = setUp(load);
    await reply(ask({ type: 'configure', words: WORDS }));
    expect(load).toHaveBeenCalledWith(expect.objectContaining({ words: WORDS, secondLook: true }));
    expect(posted.map((message) => message.type)).toEqual(
      expect.arrayContaining(['ready', 'models', 'reply']),
    );
  });

  it('has the models computed as the first configure says, and no later one', async () => {
    const { choices, ask, reply } = setUp(async () => new FakePipeline());
    await reply(ask({ type: 'configure', words: WORDS, providers: { alexa: 'webgpu' } }));
    await reply(ask({ type: 'configure', words: WORDS, providers: { alexa: 'cuda' } }));
    expect(choices).toEqual([{ alexa: 'webgpu' }]);
  });

  it('tells how the models do once they are loaded, and then where one ran', async () => {
    const { host, posted, times, ask, reply } = setUp(async () => new FakePipeline());
    const alexa = { model: 'alexa', provider: 'cpu', threads: 1, loadMs: 9, runs: 0 } as const;
    times.push({ ...alexa, p50Ms: null, p99Ms: null });
    await reply(ask({ type: 'configure', words: WORDS }));
    const told = () => posted.filter(({ type }) => type === 'model_times');
    expect(told()).toMatchObject([{ models: times }]);
    host.tellModelTimes();
    expect(told()).toHaveLength(1);
    times.splice(0, 1, { ...alexa, runs: 3, p50Ms: 1, p99Ms: 2 });
    host.tellModelTimes();
    expect(told()).toHaveLength(2);
  });

  it('tells of a provider that failed, in a pause too', async () => {
    const { host, posted, ask, reply } = await running();
    await reply(ask({ type: 'pause' }));
    host.providerDropped({ model: 'alexa', provider: 'webgpu', reason: 'device lost' });
    expect(posted.at(-1)).toEqual({
      type: 'event',
      event: { kind: 'provider_dropped', model: 'alexa', provider: 'webgpu', reason: 'device lost' },
    });
  });

  it('reports what keeps it from starting, with the models as they are, and ends unlike a crash', async () => {
    const { posted, exits, ask, reply } = setUp(async () => {
      throw new HarkError('model.missing', 'model alexa is not there');
    });
    const answer = await reply(ask({ type: 'configure', words: WORDS }));
    expect(answer.error?.code).toBe('model.missing');
    expect(posted).toContainEqual({ type: 'models', models: [] });
    expect(posted).toContainEqual({
      type: 'fatal',
      error: { code: 'model.missing', message: 'model alexa is not there' },
    });
    expect(exits).toEqual([ENGINE_FATAL_EXIT_CODE]);
  });

  it('answers a configure that follows a failed start', async () => {
    const { ask, reply } = setUp(async () => {
      throw new HarkError('model.missing', '');
    });
    ask({ type: 'configure', words: WORDS });
    expect((await reply(ask({ type: 'configure', words: WORDS }))).error?.code).toBe('engine.not_running');
  });

  it('processes frames that arrived while the models were loading', async () => {
    let loaded: (pipeline: HostedPipeline) => void = () => undefined;
    const rig = setUp(() => new Promise((resolve) => (loaded = resolve)));
    rig.ask({ type: 'configure', words: WORDS });
    const port = new FakePort();
    await rig.reply(rig.ask({ type: 'attach' }, port));
    port.frames(0, 2);
    expect(port.sent).toEqual([]);
    loaded(new FakePipeline());
    await vi.waitFor(() => expect(port.sent.map((message) => message.type)).toEqual(['words', 'hop', 'hop']));
  });
});

describe('requests', () => {
  it('refuses what does not fit the contract, says so, closes its ports and lives on', async () => {
    const { host, posted, ask, reply } = await running();
    const port = new FakePort();
    host.receive({ type: 'configure', id: 77, words: [{ model: '', sensitivity: 7 }] }, [port]);
    host.receive(null, []);
    expect(posted.filter((message) => message.type === 'log' && message.level === 'error')).toHaveLength(2);
    expect(port.closed).toBe(true);
    expect((await reply(77)).error?.code).toBe('ipc.arguments');
    expect((await reply(ask({ type: 'ping' }))).error).toBeNull();
  });

  it('answers a ping while a hop is stuck', async () => {
    const { pipeline, port, ask, reply } = await running();
    pipeline.hold = new Promise(() => undefined);
    port.frames(0);
    expect((await reply(ask({ type: 'ping' }))).error).toBeNull();
  });

  it('refuses an attach without a port', async () => {
    const { ask, reply } = await running();
    expect((await reply(ask({ type: 'attach' }))).error?.code).toBe('ipc.arguments');
  });

  it('tells the port its words at attach and after every change', async () => {
    const { port, ask, reply } = await running();
    await reply(ask({ type: 'configure', words: [{ model: 'hey_jarvis', sensitivity: 0.2 }] }));
    expect(port.sent).toEqual([
      { type: 'words', words: [{ model: 'alexa', phrase: 'Alexa' }] },
      { type: 'words', words: [{ model: 'hey_jarvis', phrase: 'HEY_JARVIS' }] },
    ]);
  });

  it('reports a configure that fails and keeps running', async () => {
    const { pipeline, port, ask, reply, hops, exits } = await running();
    pipeline.fails = new HarkError('model.unknown', 'no such word');
    expect((await reply(ask({ type: 'configure', words: WORDS }))).error?.code).toBe('model.unknown');
    pipeline.fails = null;
    port.frames(0);
    await hops(1);
    expect(exits).toEqual([]);
  });

  it('closes the earlier port and ignores what still comes through it', async () => {
    const { port, pipeline, ask, reply } = await running();
    const second = new FakePort();
    await reply(ask({ type: 'attach' }, second));
    expect(port.closed).toBe(true);
    port.frames(0);
    port.disconnect();
    second.frames(5);
    await vi.waitFor(() => expect(second.sent.at(-1)).toMatchObject({ type: 'hop', seq: 5 }));
    expect(pipeline.calls).toEqual(['reset', 'hop 5']);
  });
});

describe('frames', () => {
  it('runs one after another, never two at once, also across a configure', async () => {
    const { pipeline, port, ask, reply, hops } = await running();
    let release = () => {};
    pipeline.hold = new Promise((resolve) => (release = resolve));
    port.frames(0, 3);
    const asked = ask({ type: 'configure', words: WORDS });
    release();
    await reply(asked);
    await hops(3);
    expect(pipeline.overlapped).toBe(false);
    expect(pipeline.calls.filter((call) => call.startsWith('hop'))).toEqual(['hop 0', 'hop 1', 'hop 2']);
  });

  it('answers each with its sequence number, and announces the stream once', async () => {
    const { port, pipeline, hops, events } = await running();
    port.frames(7, 3);
    await hops(3);
    expect(port.sent.slice(1).map((message) => message.type === 'hop' && message.seq)).toEqual([7, 8, 9]);
    expect(events()).toEqual(['stream_started']);
    expect(pipeline.calls).toEqual(['reset', 'hop 7', 'hop 8', 'hop 9']);
  });

  it('resets and reports an overload when audio was lost', async () => {
    const { port, pipeline, posted, hops } = await running();
    port.frames(0);
    await hops(1);
    port.frames(4);
    await hops(2);
    expect(pipeline.calls).toEqual(['reset', 'hop 0', 'reset', 'hop 4']);
    expect(posted).toContainEqual({ type: 'event', event: { kind: 'overload', droppedFrames: 3 } });
  });

  it('stays bounded while a hop is stuck, then goes on with the newest audio', async () => {
    const { port, pipeline, posted, host, hops } = await running();
    let release = () => {};
    pipeline.hold = new Promise((resolve) => (release = resolve));
    port.frames(0);
    await vi.waitFor(() => expect(pipeline.calls).toContain('hop 0'));
    port.frames(1, INTAKE_MAX_FRAMES + 5);
    host.beat();
    expect(posted.at(-1)).toMatchObject({ queuedFrames: INTAKE_MAX_FRAMES, droppedFrames: 5 });
    pipeline.hold = null;
    release();
    await hops(1 + INTAKE_MAX_FRAMES);
    expect(pipeline.calls.slice(2, 4)).toEqual(['reset', 'hop 6']);
    expect(posted).toContainEqual({ type: 'event', event: { kind: 'overload', droppedFrames: 5 } });
  });

  it('announces a new stream after a discontinuity', async () => {
    const { port, hops, events } = await running();
    port.frames(0);
    port.receive({ type: 'discontinuity' });
    port.frames(1);
    await hops(2);
    expect(events()).toEqual(['stream_started', 'stream_started']);
  });

  it('survives and counts frames that are none', async () => {
    const { host, port, posted, hops } = await running();
    port.receive('noise');
    port.receive({ type: 'frame', seq: 0, samples: new Float32Array(HOP_SAMPLES).fill(Number.NaN) });
    port.frames(0);
    await hops(1);
    host.beat();
    host.beat();
    const warnings = posted.filter((message) => message.type === 'log' && message.level === 'warn');
    expect(warnings).toEqual([expect.objectContaining({ message: expect.stringContaining('refused 2') })]);
  });

  it('passes the events of the pipeline on', async () => {
    const { port, pipeline, hops, events } = await running();
    pipeline.events = [{ kind: 'speech_start', sample: 0 }];
    port.frames(0);
    await hops(1);
    expect(events()).toEqual(['stream_started', 'speech_start']);
  });

  it('ends as a crash when a hop fails, for its state is unknown then', async () => {
    const { port, pipeline, exits } = await running();
    pipeline.fails = new Error('out of memory');
    port.frames(0, 3);
    await vi.waitFor(() => expect(exits).toHaveLength(1));
    expect(exits[0]).not.toBe(ENGINE_FATAL_EXIT_CODE);
    expect(exits[0]).not.toBe(0);
    expect(pipeline.calls.filter((call) => call.startsWith('hop'))).toEqual(['hop 0']);
  });
});

describe('pause', () => {
  it('discards what waits and what comes, and a resume starts a new stream', async () => {
    const { port, pipeline, ask, reply, hops, events } = await running();
    await reply(ask({ type: 'pause' }));
    port.frames(0, 5);
    await reply(ask({ type: 'ping' }));
    // What was heard before is erased at once, not when listening resumes.
    expect(pipeline.calls).toEqual(['cancel', 'reset']);
    await reply(ask({ type: 'resume' }));
    port.frames(5);
    await hops(1);
    expect(pipeline.calls).toEqual(['cancel', 'reset', 'reset', 'hop 5']);
    expect(events()).toEqual(['stream_started']);
  });

  it('silences the hop that was running when it came', async () => {
    const { port, pipeline, ask, reply, events } = await running();
    let release = () => {};
    pipeline.hold = new Promise((resolve) => (release = resolve));
    pipeline.events = [{ kind: 'speech_start', sample: 0 }];
    port.frames(0, 2);
    await vi.waitFor(() => expect(pipeline.calls).toContain('hop 0'));
    const asked = ask({ type: 'pause' });
    release();
    await reply(asked);
    await reply(ask({ type: 'configure', words: WORDS }));
    expect(events()).toEqual(['stream_started']);
    expect(port.sent.some((message) => message.type === 'hop')).toBe(false);
  });

  it('before the models are loaded keeps the engine paused once they are', async () => {
    const pipeline = new FakePipeline();
    const { ask, reply, events } = setUp(async () => pipeline);
    const configured = ask({ type: 'configure', words: WORDS });
    const port = new FakePort();
    ask({ type: 'pause' });
    ask({ type: 'attach' }, port);
    await reply(configured);
    port.frames(0, 2);
    await reply(ask({ type: 'ping' }));
    expect(pipeline.calls.filter((call) => call !== 'reset')).toEqual([]);
    expect(events()).toEqual([]);
  });
});

describe('commands', () => {
  const LIGHTS = { sentences: 'lights off' };
  const SENTENCES = { type: 'grammar', language: 'en', files: [], lists: {} } as const;

  it('are loaded once it listens, and their absence keeps nothing from listening', async () => {
    let loaded: (understanding: HostedUnderstanding) => void = () => undefined;
    const { posted, port, hops, ask, reply } = await running(
      () => new Promise((resolve) => (loaded = resolve)),
    );
    expect(posted.some((message) => message.type === 'ready')).toBe(true);
    port.frames(0);
    await hops(1);
    const asked = ask({ type: 'parse', text: 'lights off' });
    const unanswered = async () => {
      await reply(ask({ type: 'ping' }));
      return !posted.some((message) => message.type === 'reply' && message.id === asked);
    };
    expect(await unanswered()).toBe(true);
    loaded(new FakeHostedUnderstanding());
    // Without any sentences, nothing would be a command.
    expect(await unanswered()).toBe(true);
    ask(SENTENCES);
    expect((await reply(asked)).result).toMatchObject({ text: 'lights off', intent: 'Parsed' });
  });

  it('that cannot be understood say why, and wakes go on', async () => {
    const { posted, ask, reply, port, hops, exits } = await running(async () => {
      throw new HarkError('model.missing', 'moonshine is not there');
    });
    for (const request of [
      { type: 'parse', text: 'a' },
      SENTENCES,
      { type: 'check_grammar', name: 'mine.yaml', text: '' },
    ]) {
      expect((await reply(ask(request))).error?.code).toBe('model.missing');
    }
    port.frames(0);
    await hops(1);
    expect(exits).toEqual([]);
    const errors = posted.filter((message) => message.type === 'log' && message.level === 'error');
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining('model.missing') })]);
  });

  it('are answered with nothing but errors where the engine did not start', async () => {
    const { ask, reply } = setUp(async () => {
      throw new HarkError('model.missing', '');
    });
    ask({ type: 'configure', words: WORDS });
    expect((await reply(ask({ type: 'parse', text: 'a' }))).error?.code).toBe('engine.not_running');
    expect((await reply(ask({ type: 'capture', mode: 'hold' }))).error?.code).toBe('engine.not_running');
  });

  it('do not keep main waiting for a recogniser that does not come', async () => {
    const { ask, reply } = await running(() => new Promise(() => undefined));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const asked = ask({ type: 'parse', text: 'a' });
      vi.advanceTimersByTime(4_500);
      vi.useRealTimers();
      expect((await reply(asked)).error?.code).toBe('engine.timeout');
    } finally {
      vi.useRealTimers();
    }
  });

  it('are held against the grammar that main sends', async () => {
    const understanding = new FakeHostedUnderstanding();
    const { ask, reply } = await running(async () => understanding);
    const source = {
      language: 'en',
      files: [{ name: 'mine.yaml', text: LIGHTS.sentences }],
      lists: { app: [{ in: 'mail', out: 'mail.desktop' }] },
    };
    expect((await reply(ask({ type: 'grammar', ...source }))).result).toEqual(REPORT);
    expect(understanding.sources).toEqual([source]);
    const faults = (await reply(ask({ type: 'check_grammar', name: 'mine.yaml', text: '{' }))).result;
    expect(faults).toEqual([
      { severity: 'error', file: 'mine.yaml', line: 1, column: 2, message: 'no such list' },
    ]);
  });

  it('are understood from a recording', async () => {
    const understanding = new FakeHostedUnderstanding();
    understanding.answers = [understandingOf('lights off', 'LightsOff')];
    const { ask, reply } = await running(async () => understanding);
    ask(SENTENCES);
    const recording = wavFile([new Float32Array(12000).fill(0.1)], { rateHz: 8_000 });
    const { result, error } = await reply(ask({ type: 'understand', recording }));
    expect(error).toBeNull();
    expect(result).toMatchObject({ intent: 'LightsOff' });
    expect(understanding.calls[0]?.samples).toBe(24_000);
  });

  it('that are no recording, or a long one, are refused', async () => {
    const { ask, reply } = await running();
    const junk = new TextEncoder().encode('not a recording at all');
    expect((await reply(ask({ type: 'understand', recording: junk }))).error?.code).toBe('audio.unsupported');
    const long = wavFile([new Float32Array(168000).fill(0.1)], { rateHz: 8_000 });
    expect((await reply(ask({ type: 'understand', recording: long }))).error?.code).toBe('audio.too_long');
  });

  it('begin and end by a key, in the order it was pressed', async () => {
    const { pipeline, ask, reply } = await running();
    ask({ type: 'capture', mode: 'toggle' });
    ask({ type: 'speaking', text: 'Timer set.' });
    ask({ type: 'release' });
    ask({ type: 'speaking', text: null });
    await reply(ask({ type: 'cancel' }));
    expect(pipeline.calls).toEqual(['capture toggle', 'speak Timer set.', 'release', 'speak null', 'cancel']);
  });

  it('are refused while another is heard, and while paused', async () => {
    const { pipeline, ask, reply } = await running();
    pipeline.refuses = new HarkError('capture.busy', 'busy');
    expect((await reply(ask({ type: 'capture', mode: 'hold' }))).error?.code).toBe('capture.busy');
    await reply(ask({ type: 'pause' }));
    expect((await reply(ask({ type: 'capture', mode: 'hold' }))).error?.code).toBe('engine.not_running');
  });

  it('tell what happens between two hops at once, and nothing after a pause', async () => {
    const { pipeline, ask, reply, events } = await running();
    const partial = (text: string) => pipeline.onEvent({ kind: 'partial', captureId: 0, text });
    partial('lights');
    expect(events()).toEqual(['partial']);
    await reply(ask({ type: 'pause' }));
    partial('lights off');
    expect(events()).toEqual(['partial']);
  });

  it('end when their microphone is gone', async () => {
    const { pipeline, port } = await running();
    port.disconnect();
    await vi.waitFor(() => expect(pipeline.calls).toEqual(['reset']));
  });
});

describe('voices', () => {
  const key = new Uint8Array(KEY_BYTES);
  const sealed = Uint8Array.of(1, 2, 3);
  const print = { profileId: 'anna', sealed, key, targetFar: 0.01 };
  const policy = { targetFar: 0.01, adapt: true, onlyKnownWake: false };
  const take = { draftId: 'd', draft: null, key, index: 0, microphone: '', at: 1, keepAudio: false };
  const REQUESTS = {
    voices: { profiles: [{ profileId: 'anna', sealed, key }], policy },
    take: { ...take, takeId: 't' },
    end_take: { how: 'done' },
    check_draft: { draftId: 'd', draft: sealed, key },
    enroll: { draftId: 'd', draft: sealed, draftKey: key, profileId: 'a', key, base: null, targetFar: 0.01 },
    edit_voice: { ...print, edit: { what: 'undo_adaptation', since: 0 } },
    summarise_voice: print,
    export_voice: { ...print, name: 'Anna', passphrase: 'pass' },
    import_voice: { file: sealed, passphrase: 'pass', profileId: 'anna', key, targetFar: 0.01 },
    try_voice: { tryId: 'y' },
    open_audio: { owner: 'd', sealed, key },
  };
  const types = SPEAKER_REQUESTS.map((schema) => schema.shape.type.value);

  it.each(types)('%s is answered as the contract has it', async (type) => {
    const { ask, reply } = await running();
    const { error, result } = await reply(ask({ type, ...REQUESTS[type] }));
    expect(error).toBeNull();
    if (type in SPEAKER_RESULTS) {
      const schema = SPEAKER_RESULTS[type as keyof typeof SPEAKER_RESULTS];
      expect(schema.safeParse(result).error).toBeUndefined();
    } else {
      expect(result).toBeUndefined();
    }
  });

  it('are unavailable without a speaker model, and everything else goes on', async () => {
    const { pipeline, port, ask, reply, hops, exits } = await running();
    pipeline.refuses = new HarkError('speaker.unavailable', 'there is no speaker model');
    for (const type of types.filter((one) => one !== 'end_take')) {
      const { error } = await reply(ask({ type, ...REQUESTS[type] }));
      expect(error?.code, type).toBe('speaker.unavailable');
    }
    port.frames(0);
    await hops(1);
    expect(exits).toEqual([]);
  });

  it('are listened to between two hops, and not while paused', async () => {
    const { pipeline, ask, reply } = await running();
    await reply(ask({ type: 'take', ...REQUESTS.take }));
    await reply(ask({ type: 'end_take', how: 'cancel' }));
    await reply(ask({ type: 'try_voice', tryId: 'y' }));
    expect(pipeline.calls).toEqual(['take t', 'listen t', 'end cancel', 'try y', 'listen y']);
    await reply(ask({ type: 'pause' }));
    expect((await reply(ask({ type: 'take', ...REQUESTS.take }))).error?.code).toBe('engine.not_running');
    expect(pipeline.calls.at(-1)).not.toBe('listen t');
  });

  it('do not keep main waiting for a speaker model that does not come', async () => {
    const { pipeline, ask, reply } = await running();
    pipeline.take = () => new Promise(() => undefined);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const asked = ask({ type: 'take', ...REQUESTS.take });
      vi.advanceTimersByTime(15_500);
      vi.useRealTimers();
      expect((await reply(asked)).error?.code).toBe('engine.timeout');
    } finally {
      vi.useRealTimers();
    }
  });
});

it('tells its hops and their times once per heartbeat', async () => {
  const { host, port, posted, hops } = await running();
  port.frames(0, 3);
  await hops(3);
  host.beat();
  expect(posted.at(-1)).toEqual({
    type: 'heartbeat',
    hops: 3,
    queuedFrames: 0,
    droppedFrames: 0,
    rssBytes: 123,
    hopP50Ms: 2,
    hopP99Ms: 2,
  });
  host.beat();
  expect(posted.at(-1)).toMatchObject({ hops: 3, hopP50Ms: null });
});
