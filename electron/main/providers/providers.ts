/**
 * What computes the models: tries every offered provider on every model, each in a process of its own, remembers what
 * was found, and has the engine use the fastest that passed. One that fails or hangs in use is not used again until all
 * are tried anew.
 */
import type { EngineEvent, FailureReport } from '../../../contract/engine.ts';
import { describeFailure, type FailureCode, HarkError } from '../../../contract/failures.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import type {
  Provider,
  ProviderChoice,
  ProviderProbe,
  ProvidersSnapshot,
} from '../../../contract/providers.ts';
import type { ProvidersControl } from '../ipc/handlers.ts';
import type { Log } from '../log/log.ts';
import type { Documents } from '../store/documents.ts';
import type { Trials } from '../supervisor/trialProcess.ts';
import { type Attempt, attemptsOf, choose, failsAlways, isOf, stillHolds } from './choice.ts';
import { type Kept, readKept, writeKept } from './kept.ts';

/** The first look comes so long after the engine is ready: a start has other things to do. */
export const FIRST_LOOK_MS = 30_000;
/** How often it is asked whether nobody is being heard. */
export const QUIET_POLL_MS = 1_000;
export const OFFERED_TIMEOUT_MS = 20_000;
/** Of one provider on one model: longer than all limits that the probe itself keeps. */
export const PROBE_TIMEOUT_MS = 90_000;
/** Engines lost so close to one another are given up by the restart policy at the third: before that, the CPU. */
export const LOSSES_WINDOW_MS = 5 * 60_000;
const LOSSES_MAX = 2;
/** A graphics processor that dies takes all models at once; it is said once. */
export const NOTICE_INTERVAL_MS = 60_000;
const DROPS_KEPT = 50;

/** Ends of an engine that a provider may have caused. */
const SUSPICIOUS: ReadonlySet<FailureCode> = new Set(['engine.crashed', 'engine.hung', 'engine.timeout']);

export interface ProvidersOptions {
  trials: Pick<Trials, 'run'>;
  documents: Pick<Documents, 'read' | 'write'>;
  /** Something else than the CPU may compute. */
  isAllowed(): boolean;
  models(): readonly ModelStatus[] | null;
  /** Nobody is being heard, answered or served. */
  isQuiet(): boolean;
  /** See graphics.ts. */
  graphics(): Promise<string>;
  restartEngine(): void;
  changed(snapshot: ProvidersSnapshot): void;
  noticed(failure: FailureReport): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic ms. */
  ticks(): number;
  log: Log;
}

export class Providers implements ProvidersControl {
  readonly #options: ProvidersOptions;
  #kept: Kept;
  #probing: ProvidersSnapshot['probing'] = null;
  /** What the engine that runs was started with, less what it dropped since. */
  #inForce: ProviderChoice = {};
  /** When engines were lost that used more than the CPU, monotonic ms. */
  #losses: number[] = [];
  #noticedAt: number | null = null;
  #hasLooked = false;
  #isClosed = false;
  #lookTimer: NodeJS.Timeout | null = null;
  #applyTimer: NodeJS.Timeout | null = null;

  constructor(options: ProvidersOptions) {
    this.#options = options;
    this.#kept = readKept(options.documents, options.log);
  }

  // ---- the window ----

  snapshot(): ProvidersSnapshot {
    const { runtime, offered, probedAt, probes, dropped } = this.#kept;
    return {
      offered,
      probing: this.#probing,
      probedAt,
      runtime,
      probes: probes.map(({ sha256: _, ...probe }) => probe),
      chosen: this.#chosen,
      dropped: dropped.map(({ sha256: _, ...drop }) => drop),
    };
  }

  /** @throws HarkError trial.busy */
  probe(): void {
    if (this.#probing !== null) throw new HarkError('trial.busy', 'the providers are being tried already');
    void this.#examine(true);
  }

  // ---- the engine ----

  /** What an engine that starts now computes with. */
  forEngine(): ProviderChoice {
    this.#inForce = this.#chosen;
    return this.#inForce;
  }

  /** What computes in the engine that runs. */
  get inForce(): ProviderChoice {
    return this.#inForce;
  }

  engineReady(): void {
    if (this.#hasLooked || this.#lookTimer !== null) return;
    this.#lookTimer = setTimeout(() => {
      this.#lookTimer = null;
      this.#look();
    }, FIRST_LOOK_MS);
    this.#lookTimer.unref?.();
  }

  engineSays(event: EngineEvent): void {
    if (event.kind === 'provider_dropped') this.#drop([event], event.reason);
  }

  /** What took it is not known. Where it happens again, and more than the CPU computed both times, the CPU is tried. */
  engineLost(code: FailureCode): void {
    const used = Object.entries(this.#inForce).map(([model, provider]) => ({ model, provider }));
    if (used.length === 0 || !SUSPICIOUS.has(code)) return;
    const now = this.#options.ticks();
    this.#losses = [...this.#losses.filter((at) => now - at < LOSSES_WINDOW_MS), now];
    if (this.#losses.length < LOSSES_MAX) return;
    this.#losses = [];
    this.#drop(used, 'the voice engine failed twice while it was in use');
  }

  /** Whether more than the CPU may compute was decided anew. */
  settingsChanged(): void {
    if (this.#options.isAllowed() && !this.#hasLooked && this.#lookTimer === null) this.#look();
    this.#apply();
    this.#tell();
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of [this.#lookTimer, this.#applyTimer]) if (timer !== null) clearTimeout(timer);
  }

  get #chosen(): ProviderChoice {
    return this.#options.isAllowed() ? choose(this.#kept.probes, this.#kept.dropped) : {};
  }

  // ---- trying ----

  #look(): void {
    if (!this.#options.isAllowed() || this.#probing !== null) return;
    void this.#examine(false);
  }

  /** @param anew forget what is known; otherwise only what is not known is tried */
  async #examine(anew: boolean): Promise<void> {
    const { log, models, now } = this.#options;
    this.#hasLooked = true;
    this.#probing = { done: 0, total: 0 };
    this.#tell();
    try {
      const attempts = await this.#attempts(anew);
      const unknown = attempts.filter((attempt) => !this.#kept.probes.some(isOf(attempt)));
      this.#probing = { done: 0, total: unknown.length };
      for (const attempt of unknown) {
        await this.#quiet();
        const probe = await this.#try(attempt);
        if (this.#isClosed) return;
        log.info('provider probed', { ...probe });
        const probes = [...this.#kept.probes, { ...probe, sha256: attempt.sha256 }];
        this.#probing = { done: this.#probing.done + 1, total: unknown.length };
        this.#keep({ ...this.#kept, probes, probedAt: now() });
      }
      // A machine without any is known to have none.
      if (unknown.length === 0 && (anew || this.#kept.probedAt === null) && models() !== null)
        this.#keep({ ...this.#kept, probedAt: now() });
    } catch (error) {
      // The next start, or whoever asks, tries again.
      if (!this.#isClosed) log.warn('providers could not be tried', { ...describeFailure(error) });
    } finally {
      this.#probing = null;
      if (!this.#isClosed) {
        this.#tell();
        this.#apply();
      }
    }
  }

  /** What there is to try today; what was found of anything else is forgotten. */
  async #attempts(anew: boolean): Promise<Attempt[]> {
    const { trials, graphics, models } = this.#options;
    const [{ providers, runtime }, machine] = await Promise.all([
      trials.run({ kind: 'offered' }, { timeoutMs: OFFERED_TIMEOUT_MS }),
      graphics(),
    ]);
    const identity = `ONNX Runtime ${runtime}, ${machine}`;
    const attempts = attemptsOf(models() ?? [], providers);
    const holds = !anew && this.#kept.runtime === identity;
    this.#keep({
      runtime: identity,
      offered: providers,
      probedAt: holds ? this.#kept.probedAt : null,
      probes: holds ? stillHolds(this.#kept.probes, attempts) : [],
      dropped: holds ? stillHolds(this.#kept.dropped, attempts) : [],
    });
    return attempts;
  }

  async #try({ model, provider }: Attempt): Promise<ProviderProbe> {
    const always = failsAlways(this.#kept.probes, provider);
    if (always !== null) return { ...always, model };
    try {
      return await this.#options.trials.run(
        { kind: 'probe', model, provider },
        { timeoutMs: PROBE_TIMEOUT_MS },
      );
    } catch (error) {
      const { code, message } = describeFailure(error);
      if (code === 'trial.busy') throw error;
      const verdict = code === 'trial.failed' ? 'hung' : 'failed';
      return { model, provider, verdict, cpuMs: null, providerMs: null, difference: null, reason: message };
    }
  }

  async #quiet(): Promise<void> {
    while (!this.#isClosed && !this.#options.isQuiet())
      await new Promise((resolve) => setTimeout(resolve, QUIET_POLL_MS));
  }

  // ---- using ----

  /** Has the engine use what was chosen, once nobody is being heard. */
  #apply(): void {
    if (this.#applyTimer !== null) clearTimeout(this.#applyTimer);
    this.#applyTimer = null;
    if (this.#isClosed || isSame(this.#chosen, this.#inForce)) return;
    if (this.#options.isQuiet()) {
      this.#options.log.info('the engine is started anew for another choice of providers');
      this.#options.restartEngine();
      return;
    }
    this.#applyTimer = setTimeout(() => this.#apply(), QUIET_POLL_MS);
  }

  #drop(what: readonly { model: string; provider: Provider }[], reason: string): void {
    const { now, ticks, models, noticed, log } = this.#options;
    const drops = what.map(({ model, provider }) => {
      log.warn('provider dropped', { model, provider, reason });
      const sha256 = models()?.find(({ name }) => name === model)?.sha256 ?? '';
      return { model, provider, reason, sha256, at: now() };
    });
    const lost = new Set(drops.map(({ model }) => model));
    this.#inForce = Object.fromEntries(Object.entries(this.#inForce).filter(([model]) => !lost.has(model)));
    const dropped = [...drops, ...this.#kept.dropped].slice(0, DROPS_KEPT);
    this.#keep({ ...this.#kept, dropped });
    if (this.#noticedAt !== null && ticks() - this.#noticedAt < NOTICE_INTERVAL_MS) return;
    this.#noticedAt = ticks();
    const [first] = drops;
    if (first !== undefined)
      noticed({ code: 'provider.failed', message: `${first.provider} failed at ${first.model}: ${reason}` });
  }

  #keep(kept: Kept): void {
    this.#kept = kept;
    writeKept(this.#options.documents, kept, this.#options.log);
    this.#tell();
  }

  #tell(): void {
    this.#options.changed(this.snapshot());
  }
}

function isSame(a: ProviderChoice, b: ProviderChoice): boolean {
  const models = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...models].every((model) => a[model] === b[model]);
}
