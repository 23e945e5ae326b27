/**
 * One engine in one process: control requests and audio frames in, meters, events and heartbeats out.
 *
 * Everything that touches the pipeline goes through one lane, strictly one at a time: its models are recurrent, and
 * two overlapping calls would mix their states.
 */
import type { GrammarDiagnostic, GrammarReport } from '../../contract/command.ts';
import {
  ENGINE_FATAL_EXIT_CODE,
  type EngineEvent,
  type EngineMessage,
  type EngineRequest,
  engineRequestSchema,
  type WordConfig,
} from '../../contract/engine.ts';
import { describeFailure, HarkError, unreachable } from '../../contract/failures.ts';
import type { ModelStatus } from '../../contract/models.ts';
import type { ModelTimes, ProviderChoice, ProviderDropped } from '../../contract/providers.ts';
import type { CommandUnderstanding } from '../engine/command/understanding.ts';
import { Intake, type IntakeFrame } from '../engine/intake.ts';
import type { Pipeline } from '../engine/pipeline.ts';
import type { VoiceDesk } from '../engine/speaker/voiceDesk.ts';
import { HopTimes } from './hopTimes.ts';
import type { AudioPort } from './ports.ts';
import { decodeRecording } from './recording.ts';

/** How an engine exits when something that should not happen happened: a crash, so main starts another. */
const CRASH_EXIT_CODE = 70;

/**
 * How long a request may wait for the recogniser to load, ms: below what main takes for a hung engine, so that a slow
 * machine answers and is not restarted for ever.
 */
const LOADING_WAIT_MS = { grammar: 15_000, check_grammar: 15_000, parse: 4_000, understand: 15_000 };
/** The same for the speaker model, which is loaded by the first request that needs it. */
const SPEAKER_WAIT_MS = 15_000;

export type HostedPipeline = Pick<
  Pipeline,
  | 'words'
  | 'attentive'
  | 'process'
  | 'configure'
  | 'reset'
  | 'expectUnderstanding'
  | 'understand'
  | 'capture'
  | 'release'
  | 'cancel'
  | 'speak'
  | 'voices'
  | 'take'
  | 'tryVoice'
  | 'endTake'
> & { readonly desk: Omit<VoiceDesk, 'voices' | 'draft'> };

export type GrammarSource = Omit<Extract<EngineRequest, { type: 'grammar' }>, 'type' | 'id'>;

/** What understands commands, and whose grammar can be changed. */
export interface HostedUnderstanding extends CommandUnderstanding {
  /** @throws HarkError grammar.*; the grammar before then stays */
  changeGrammar(source: GrammarSource): Promise<GrammarReport>;
  /** Faults of a user's file beside the language pack in force. */
  checkGrammar(name: string, text: string): GrammarDiagnostic[] | Promise<GrammarDiagnostic[]>;
}

/** What a pipeline is loaded with. */
export interface PipelineSetup {
  words: WordConfig[];
  secondLook: boolean;
  onEvent(event: EngineEvent): void;
  onSpeakerFailure(error: unknown): void;
}

export interface HostOptions {
  post(message: EngineMessage): void;
  loadPipeline(setup: PipelineSetup): Promise<HostedPipeline>;
  /** Begun once the pipeline listens, so that listening does not wait for it. */
  loadUnderstanding(): Promise<HostedUnderstanding>;
  listModels(): Promise<ModelStatus[]>;
  /** What computes the models that are loaded from now on. */
  chooseProviders(chosen: ProviderChoice): void;
  /** Of the models that are loaded. */
  modelTimes(): ModelTimes[];
  /** End the process once what was posted had time to leave. */
  exit(code: number): void;
  /** Milliseconds since the process started. */
  now(): number;
  rssBytes(): number;
}

export class EngineHost {
  readonly #options: HostOptions;
  readonly #intake = new Intake();
  readonly #hopTimes = new HopTimes();
  /** The end of the lane: what is to use the pipeline next waits for it. */
  #lane: Promise<unknown> = Promise.resolve();
  #loading = false;
  #pipeline: HostedPipeline | null = null;
  readonly #recogniser = Promise.withResolvers<HostedUnderstanding>();
  /** Main sends the sentences as soon as the engine runs. Before them nothing would be a command. */
  readonly #grammarCame = Promise.withResolvers<void>();
  readonly #understanding: Promise<HostedUnderstanding>;
  #port: AudioPort | null = null;
  #paused = false;
  #draining = false;
  #ended = false;
  #hops = 0;
  #refusedReported = 0;
  /** What was last told of the models: which, on what, and after how many runs. */
  #timesTold = '';

  constructor(options: HostOptions) {
    this.#options = options;
    this.#understanding = Promise.all([this.#recogniser.promise, this.#grammarCame.promise]).then(
      ([understanding]) => understanding,
    );
    // Told to whoever asks for it; without it Hark still wakes.
    this.#understanding.catch(() => undefined);
  }

  /** A command or a sentence is being heard, or models are still being loaded. */
  get busy(): boolean {
    return this.#pipeline === null || this.#pipeline.attentive;
  }

  /** A message of main, with the ports that came along. */
  receive(message: unknown, ports: readonly AudioPort[]): void {
    const parsed = engineRequestSchema.safeParse(message);
    if (!parsed.success) {
      this.#log('error', 'refused a request that does not fit the contract');
      for (const port of ports) port.close();
      const id = idOf(message);
      if (id !== null) {
        const error = { code: 'ipc.arguments', message: 'the request does not fit the contract' } as const;
        this.#options.post({ type: 'reply', id, error });
      }
      return;
    }
    const request = parsed.data;
    this.#answer(request, ports).then(
      (result) =>
        this.#options.post({
          type: 'reply',
          id: request.id,
          error: null,
          ...(result === undefined ? {} : { result }),
        }),
      (error: unknown) =>
        this.#options.post({ type: 'reply', id: request.id, error: describeFailure(error) }),
    );
  }

  /** Called every HEARTBEAT_INTERVAL_MS. */
  beat(): void {
    this.#options.post({
      type: 'heartbeat',
      hops: this.#hops,
      queuedFrames: this.#intake.queued,
      droppedFrames: this.#intake.lost,
      rssBytes: this.#options.rssBytes(),
      ...this.#hopTimes.take(),
    });
    const refused = this.#intake.refused - this.#refusedReported;
    if (refused > 0) this.#log('warn', `refused ${refused} frames that were not valid audio`);
    this.#refusedReported = this.#intake.refused;
  }

  /** Called every MODEL_TIMES_INTERVAL_MS. */
  tellModelTimes(): void {
    const models = this.#options.modelTimes();
    const now = models.map(({ model, provider, runs }) => `${model} ${provider} ${runs}`).join();
    if (now === this.#timesTold) return;
    this.#timesTold = now;
    this.#options.post({ type: 'model_times', models });
  }

  /** Told also in a pause: it is not about what was heard. */
  providerDropped(dropped: ProviderDropped): void {
    this.#emit({ kind: 'provider_dropped', ...dropped });
  }

  /** @returns the result of the request, as ENGINE_RESULTS has it */
  async #answer(request: EngineRequest, ports: readonly AudioPort[]): Promise<unknown> {
    switch (request.type) {
      case 'ping':
        return;
      case 'configure':
        return this.#configure(request);
      case 'grammar': {
        const { type, id: _, ...source } = request;
        try {
          return await (await this.#understandingFor(type, this.#recogniser.promise)).changeGrammar(source);
        } finally {
          this.#grammarCame.resolve();
        }
      }
      case 'check_grammar':
        return (await this.#understandingFor(request.type)).checkGrammar(request.name, request.text);
      case 'parse':
        return (await this.#understandingFor(request.type)).parse(request.text);
      case 'understand':
        return this.#understand(request.recording);
      case 'capture':
        return this.#inLane(async () => {
          this.#requireListening();
          this.#running().capture(request.mode);
        });
      case 'release':
        return this.#inLane(async () => this.#pipeline?.release());
      case 'cancel':
        return this.#inLane(async () => this.#pipeline?.cancel());
      case 'speaking':
        return this.#inLane(async () => this.#pipeline?.speak(request.text));
      case 'pause':
        // The end of a command is told before all is silent.
        this.#pipeline?.cancel();
        this.#paused = true;
        this.#intake.restart();
        // What was heard before a pause is nobody's any more.
        return this.#inLane(async () => this.#pipeline?.reset());
      case 'resume':
        this.#paused = false;
        this.#intake.restart();
        return;
      case 'attach':
        return this.#attach(ports[0]);
      case 'take':
        return this.#listen((pipeline) => pipeline.take(request));
      case 'try_voice':
        return this.#listen((pipeline) => pipeline.tryVoice(request));
      case 'end_take':
        return this.#inLane(async () => this.#pipeline?.endTake(request.how));
      case 'voices':
        return this.#withSpeakers((pipeline) => pipeline.voices(request));
      case 'check_draft':
        return this.#withSpeakers(({ desk }) => desk.checkDraft(request));
      case 'enroll':
        return this.#withSpeakers(({ desk }) => desk.enroll(request));
      case 'edit_voice':
        return this.#withSpeakers(({ desk }) => desk.editVoice(request));
      case 'summarise_voice':
        return this.#withSpeakers(({ desk }) => desk.summariseVoice(request));
      case 'export_voice':
        return this.#withSpeakers(({ desk }) => desk.exportVoice(request));
      case 'import_voice':
        return this.#withSpeakers(({ desk }) => desk.importVoice(request));
      case 'open_audio':
        return this.#withSpeakers(({ desk }) => desk.openAudio(request));
      default:
        unreachable(request);
    }
  }

  async #configure({
    words,
    secondLook,
    providers,
  }: Extract<EngineRequest, { type: 'configure' }>): Promise<void> {
    if (!this.#loading) {
      this.#loading = true;
      this.#options.chooseProviders(providers);
      return this.#inLane(() => this.#load(words, secondLook));
    }
    return this.#inLane(async () => {
      await this.#running().configure(words, secondLook);
      this.#sendWords();
    });
  }

  async #load(words: WordConfig[], secondLook: boolean): Promise<void> {
    const onEvent = (event: EngineEvent): void => {
      // A pause silences what was still going on when it came: after a pause nothing may wake any more.
      if (!this.#paused && !this.#ended) this.#emit(event);
    };
    const onSpeakerFailure = (error: unknown): void => {
      const { code, message } = describeFailure(error);
      this.#log('error', `a voice could not be compared (${code}): ${message}`);
    };
    try {
      this.#pipeline = await this.#options.loadPipeline({ words, secondLook, onEvent, onSpeakerFailure });
      const loadMs = Math.round(this.#options.now());
      this.#options.post({ type: 'ready', loadMs, words: [...this.#pipeline.words] });
      this.#sendWords();
      this.tellModelTimes();
      void this.#reportModels();
    } catch (error) {
      this.#recogniser.reject(new HarkError('engine.not_running', 'the engine did not start'));
      await this.#reportModels();
      this.#end(ENGINE_FATAL_EXIT_CODE, { type: 'fatal', error: describeFailure(error) });
      throw error;
    }
    this.#loadUnderstanding(this.#pipeline);
    void this.#drain();
  }

  #loadUnderstanding(pipeline: HostedPipeline): void {
    const coming = this.#options.loadUnderstanding();
    this.#recogniser.resolve(coming);
    pipeline.expectUnderstanding(this.#understanding);
    coming.catch((error: unknown) => {
      const { code, message } = describeFailure(error);
      this.#log('error', `commands cannot be understood (${code}): ${message}`);
    });
  }

  /** @throws HarkError engine.timeout; whatever kept the recogniser from loading */
  #understandingFor(
    type: keyof typeof LOADING_WAIT_MS,
    coming = this.#understanding,
  ): Promise<HostedUnderstanding> {
    return within(coming, LOADING_WAIT_MS[type], 'the recogniser is still loading');
  }

  /**
   * What is done about voices beside the hops.
   * @throws HarkError engine.timeout, engine.not_running, speaker.unavailable; what `work` throws
   */
  #withSpeakers<T>(work: (pipeline: HostedPipeline) => Promise<T>): Promise<T> {
    const result = (async () => work(this.#running()))();
    return within(result, SPEAKER_WAIT_MS, 'the speaker model is still loading');
  }

  /** Begins to listen to a sentence, between two hops. @throws HarkError as above; capture.busy */
  async #listen(prepare: (pipeline: HostedPipeline) => Promise<() => void>): Promise<void> {
    this.#requireListening();
    const begin = await this.#withSpeakers(prepare);
    return this.#inLane(async () => {
      this.#requireListening();
      begin();
    });
  }

  /** @throws HarkError engine.not_running */
  #requireListening(): void {
    if (this.#paused) throw new HarkError('engine.not_running', 'the engine is paused');
  }

  async #understand(recording: Uint8Array): Promise<unknown> {
    const samples = await decodeRecording(recording);
    await this.#understandingFor('understand');
    return this.#running().understand(samples);
  }

  /** @throws HarkError engine.not_running */
  #running(): HostedPipeline {
    if (this.#pipeline === null) throw new HarkError('engine.not_running', 'the engine did not start');
    return this.#pipeline;
  }

  async #reportModels(): Promise<void> {
    try {
      this.#options.post({ type: 'models', models: await this.#options.listModels() });
    } catch (error) {
      const { code, message } = describeFailure(error);
      this.#log('error', `the models could not be listed (${code}): ${message}`);
      this.#options.post({ type: 'models', models: [] });
    }
  }

  #attach(port: AudioPort | undefined): void {
    if (port === undefined) throw new HarkError('ipc.arguments', 'attach carries a port');
    this.#port?.close();
    this.#port = port;
    this.#intake.restart();
    port.on('message', ({ data }) => {
      if (port !== this.#port || this.#paused) return;
      if (this.#intake.accept(data) === 'queued') void this.#drain();
    });
    port.on('close', () => {
      if (port !== this.#port) return;
      this.#port = null;
      this.#intake.restart();
      // Nobody will say more of a command that was being heard.
      void this.#inLane(async () => this.#pipeline?.reset());
    });
    port.start();
    this.#sendWords();
  }

  async #drain(): Promise<void> {
    if (this.#draining || this.#pipeline === null) return;
    this.#draining = true;
    try {
      for (let frame = this.#intake.next(); frame !== null; frame = this.#intake.next()) {
        const next = frame;
        await this.#inLane(() => this.#hop(next));
      }
    } catch (error) {
      // What state the models are in is unknown now: a new process is the only sure way back to a known one.
      const { code, message } = describeFailure(error);
      this.#end(CRASH_EXIT_CODE, {
        type: 'log',
        level: 'error',
        message: `a hop failed (${code}): ${message}`,
      });
    } finally {
      this.#draining = false;
    }
  }

  async #hop(frame: IntakeFrame): Promise<void> {
    const pipeline = this.#pipeline;
    if (pipeline === null || this.#paused || this.#ended) return;
    if (frame.start !== null) pipeline.reset();
    if (frame.lost > 0) this.#emit({ kind: 'overload', droppedFrames: frame.lost });
    if (frame.start === 'stream') this.#emit({ kind: 'stream_started' });
    const began = this.#options.now();
    const { meter } = await pipeline.process(frame.samples);
    this.#hopTimes.add(this.#options.now() - began);
    this.#hops += 1;
    if (this.#paused) return;
    this.#port?.postMessage({ type: 'hop', seq: frame.seq, ...meter });
  }

  #inLane<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#lane.then(work);
    this.#lane = result.catch(() => undefined);
    return result;
  }

  #sendWords(): void {
    if (this.#pipeline !== null) this.#port?.postMessage({ type: 'words', words: [...this.#pipeline.words] });
  }

  #emit(event: EngineEvent): void {
    this.#options.post({ type: 'event', event });
  }

  #log(level: 'error' | 'warn' | 'info', message: string): void {
    this.#options.post({ type: 'log', level, message });
  }

  #end(code: number, last: EngineMessage): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.post(last);
    this.#options.exit(code);
  }
}

/** @throws HarkError engine.timeout; what `coming` rejects with */
async function within<T>(coming: Promise<T>, waitMs: number, why: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HarkError('engine.timeout', why)), waitMs);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The id of a request that is wrong in other ways, so that whoever waits for its answer gets one. */
function idOf(message: unknown): number | null {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : null;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
}
