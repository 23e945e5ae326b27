/** What happens in Hark, as measurements of it. It is told of everything and keeps numbers alone. */
import type { MicrophoneState } from '../../../contract/channels.ts';
import { type EngineEvent, type Heartbeat, HOP_MS } from '../../../contract/engine.ts';
import type { FailureReport } from '../../../contract/failureReport.ts';
import type { FailureCode } from '../../../contract/failures.ts';
import { MICROPHONE_STATES, type PROCESSES } from '../../../contract/health.ts';
import type { Interaction } from '../../../contract/interactions.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import type { ModelTimes, Provider } from '../../../contract/providers.ts';
import { ErrorExamples } from './errorExamples.ts';
import type { Registry } from './registry.ts';
import { TraceLog, traceOf } from './traces.ts';

/** Told when the engine goes: the command that goes with it is not another failure. */
const TOLD_BY_ENGINE: ReadonlySet<FailureCode> = new Set([
  'engine.crashed',
  'engine.hung',
  'engine.timeout',
  'engine.gave_up',
]);
/** Muting is what people do. */
const MICROPHONE_FAILURES: Partial<Record<MicrophoneState, FailureReport>> = {
  denied: { code: 'microphone.denied', message: 'the system does not let Hark use the microphone' },
  missing: { code: 'microphone.missing', message: 'no microphone is plugged in' },
  busy: { code: 'microphone.busy', message: 'another program keeps the microphone to itself' },
  failed: { code: 'microphone.failed', message: 'the microphone could not be opened' },
};

export interface FeedOptions {
  registry: Registry;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic ms. */
  ticks(): number;
}

export class Feed {
  readonly traces = new TraceLog();
  /** By code, ms since the epoch. */
  readonly lastErrors = new Map<string, number>();
  readonly examples = new ErrorExamples();
  readonly registry: Registry;
  readonly #options: Omit<FeedOptions, 'registry'>;
  readonly #hop: { p50: ReturnType<typeof gauge>; p99: ReturnType<typeof gauge> };
  #heartbeat: Heartbeat | null = null;
  #readySince: number | null = null;
  #lostAt: number | null = null;
  #microphone: MicrophoneState = 'off';
  #failedRecognitions = 0;
  #models: readonly ModelTimes[] = [];

  constructor(options: FeedOptions) {
    const { registry } = options;
    this.#options = options;
    this.registry = registry;
    this.#hop = { p50: gauge(registry, '0.5'), p99: gauge(registry, '0.99') };
  }

  /** Of the engine that runs; null before the first. */
  get heartbeat(): Heartbeat | null {
    return this.#heartbeat;
  }

  /** Since the engine that runs was ready, ms; null while none is. */
  get engineUpMs(): number | null {
    return this.#readySince === null ? null : Math.max(0, this.#options.ticks() - this.#readySince);
  }

  /** Since an engine was lost that nobody asked to go, ms; null where none was. */
  get engineLostAgoMs(): number | null {
    return this.#lostAt === null ? null : this.#options.ticks() - this.#lostAt;
  }

  /** Recognitions that failed, one after another. */
  get failedRecognitions(): number {
    return this.#failedRecognitions;
  }

  /** Of the engine that runs. */
  get models(): readonly ModelTimes[] {
    return this.#models;
  }

  // ---- the engine ----

  engineSays(event: EngineEvent): void {
    const { registry } = this;
    switch (event.kind) {
      case 'wake':
        registry.of('hark_wakes_total', { verdict: 'woke' }).add();
        // The end of the phrase waits for its hop to be full; how much earlier it was said cannot be known here.
        registry.of('hark_wake_detection_seconds').observe((HOP_MS + (event.look?.delayMs ?? 0)) / 1_000);
        break;
      case 'wake_rejected':
        registry.of('hark_wakes_total', { verdict: 'rejected' }).add();
        break;
      case 'wake_unknown_voice':
        registry.of('hark_wakes_total', { verdict: 'unknown_voice' }).add();
        break;
      case 'understood':
        this.#failedRecognitions = 0;
        if (event.understanding.path !== 'silent')
          registry.of('hark_command_detection_seconds').observe(event.afterSpeechMs / 1_000);
        break;
      case 'recognition_failed':
        this.#failedRecognitions += 1;
        break;
      case 'speaker':
        registry.of('hark_voice_verification_seconds').observe(event.speaker.latencyMs / 1_000);
        break;
      case 'provider_dropped':
        registry.of('hark_provider_fallbacks_total', { provider: event.provider }).add();
        break;
      default:
    }
  }

  beat(heartbeat: Heartbeat): void {
    const { registry } = this;
    const lost = heartbeat.droppedFrames - (this.#heartbeat?.droppedFrames ?? 0);
    registry.of('hark_frames_dropped_total').add(lost);
    registry.of('hark_frames_queued').set(heartbeat.queuedFrames);
    if (heartbeat.hopP50Ms !== null) this.#hop.p50.set(heartbeat.hopP50Ms / 1_000);
    if (heartbeat.hopP99Ms !== null) this.#hop.p99.set(heartbeat.hopP99Ms / 1_000);
    this.#heartbeat = heartbeat;
  }

  /** @param loadMs from its start */
  engineReady(loadMs: number): void {
    this.#models = [];
    this.#heartbeat = null;
    this.#readySince = this.#options.ticks();
    this.registry.of('hark_engine_load_seconds').set(loadMs / 1_000);
  }

  /** @param known what is known of each model */
  modelTimes(models: readonly ModelTimes[], known: readonly ModelStatus[]): void {
    this.#models = models;
    const tasks = new Map(known.map(({ name, task }) => [name, task]));
    const slowest = new Map<ModelStatus['task'], Record<'loadMs' | 'p50Ms' | 'p99Ms', number | null>>();
    for (const { model, loadMs, p50Ms, p99Ms } of models) {
      const task = tasks.get(model);
      if (task === undefined) continue;
      const before = slowest.get(task);
      slowest.set(task, {
        loadMs: slower(before?.loadMs, loadMs),
        p50Ms: slower(before?.p50Ms, p50Ms),
        p99Ms: slower(before?.p99Ms, p99Ms),
      });
    }
    const { registry } = this;
    for (const [task, { loadMs, p50Ms, p99Ms }] of slowest) {
      if (loadMs !== null) registry.of('hark_model_load_seconds', { task }).set(loadMs / 1_000);
      const inference = 'hark_model_inference_seconds';
      if (p50Ms !== null) registry.of(inference, { task, quantile: '0.5' }).set(p50Ms / 1_000);
      if (p99Ms !== null) registry.of(inference, { task, quantile: '0.99' }).set(p99Ms / 1_000);
    }
  }

  /** What computes most of the models that are loaded, and the most threads of any; the CPU before any is. */
  get computing(): { provider: Provider; threads: number | null } {
    const counts = new Map<Provider, number>();
    for (const { provider } of this.#models) counts.set(provider, (counts.get(provider) ?? 0) + 1);
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    const threads = this.#models.map((model) => model.threads);
    return { provider: most?.[0] ?? 'cpu', threads: threads.length === 0 ? null : Math.max(...threads) };
  }

  /** Another one is on its way. */
  engineLost(failure: FailureReport): void {
    this.registry.of('hark_engine_restarts_total').add();
    this.#engineGone();
    // It was asked for.
    if (failure.code === 'engine.not_running') return;
    this.#lostAt = this.#options.ticks();
    this.failed(failure);
  }

  /** None follows. */
  engineEnded(failure: FailureReport): void {
    this.#engineGone();
    this.failed(failure);
  }

  crashed(process: (typeof PROCESSES)[number]): void {
    this.registry.of('hark_crashes_total', { process }).add();
  }

  #engineGone(): void {
    this.#readySince = null;
    this.#heartbeat = null;
    const { registry } = this;
    for (const { state } of registry.matching('hark_hop_seconds')) if ('forget' in state) state.forget();
    for (const { state } of registry.matching('hark_model_inference_seconds'))
      if ('forget' in state) state.forget();
    this.#models = [];
    registry.of('hark_frames_queued').forget();
  }

  // ---- commands ----

  /** It is over. */
  interaction(interaction: Interaction): void {
    const { registry } = this;
    const { trigger, outcome, stages } = interaction;
    registry.of('hark_interactions_total', { trigger, outcome }).add();
    for (const { stage, state, durationMs } of stages) {
      if (state === 'skipped' || durationMs === null) continue;
      registry.of('hark_stage_seconds', { stage }).observe(durationMs / 1_000);
    }
    this.traces.add(traceOf(interaction), this.#options.now());
  }

  /** An interaction ended by it. */
  interactionFailed(failure: FailureReport): void {
    if (!TOLD_BY_ENGINE.has(failure.code)) this.failed(failure);
  }

  /** A failure that reaches a person. */
  failed({ code, message }: FailureReport): void {
    this.registry.of('hark_errors_total', { code }).add();
    this.lastErrors.set(code, this.#options.now());
    this.examples.add(code, message, this.#options.now());
  }

  // ---- the microphone ----

  microphoneIs(microphone: MicrophoneState): void {
    if (microphone === this.#microphone) return;
    this.#microphone = microphone;
    const failure = MICROPHONE_FAILURES[microphone];
    if (failure !== undefined) this.failed(failure);
    this.lookAtMicrophone();
  }

  /** To be called every few seconds. A state that was left says so once, and nothing from then on. */
  lookAtMicrophone(): void {
    for (const state of MICROPHONE_STATES) {
      const series = this.registry.of('hark_microphone_state', { state });
      const is = state === this.#microphone ? 1 : 0;
      if (is === 1 || (series.value ?? 0) !== 0) series.set(is);
    }
  }
}

function gauge(registry: Registry, quantile: '0.5' | '0.99') {
  return registry.of('hark_hop_seconds', { quantile });
}

function slower(a: number | null | undefined, b: number | null): number | null {
  return a === null || a === undefined ? b : b === null ? a : Math.max(a, b);
}
