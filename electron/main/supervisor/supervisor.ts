/**
 * Keeps one voice engine alive: starts it, feeds it its words, watches its heartbeat, ends it when it hangs, starts
 * another when it crashes, and stops trying when crashes repeat. What the engine is, a process or a test's double, is
 * the launcher's business; when to restart and what counts as hung is decided in restartPolicy and heartbeatWatch.
 */
import {
  ENGINE_FATAL_EXIT_CODE,
  type EngineEvent,
  type EngineMessage,
  type EngineRequest,
  type EngineResult,
  engineMessageSchema,
  type FailureReport,
  type Heartbeat,
} from '../../../contract/engine.ts';
import { describeFailure, HarkError, unreachable } from '../../../contract/failures.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import type { ModelTimes } from '../../../contract/providers.ts';
import { MILESTONES } from '../../../contract/startup.ts';
import { limitedLog } from '../log/lineLimit.ts';
import type { Log } from '../log/log.ts';
import { HeartbeatWatch, WATCH_INTERVAL_MS } from './heartbeatWatch.ts';
import { type RequestBody, Requests } from './requests.ts';
import { CRASH_LIMIT, CRASH_WINDOW_MS, type RestartDecision, RestartPolicy } from './restartPolicy.ts';

/** From launch to ready. Loading takes well under a second; a cold disk and a busy machine may need some. */
export const START_TIMEOUT_MS = 20_000;
/** From a kill to the report of the exit; a process that the system cannot end in this time is left behind. */
export const KILL_GRACE_MS = 2_000;

/** What an engine is told to wake for. */
export type ListenFor = Omit<Extract<RequestBody, { type: 'configure' }>, 'type'>;

/** One running engine. `Port` is an end of an audio channel. */
export interface EngineProcess<Port> {
  post(request: EngineRequest, ports: Port[]): void;
  /** At once and for certain: a hung process does not listen to polite signals. */
  kill(): void;
}

export interface EngineProcessListener {
  message(message: unknown): void;
  exit(code: number): void;
}

export interface SupervisorOptions<Port> {
  launch(listener: EngineProcessListener): EngineProcess<Port>;
  /** What a new engine starts with. */
  listenFor(): ListenFor;
  paused(): boolean;
  /** Makes an audio channel, hands capture its end and gives the other; null while nobody captures. */
  openChannel(): Port | null;
  listener: SupervisorListener;
  log: Log;
  /** Monotonic ms. */
  now(): number;
}

export interface SupervisorListener {
  /** @param life counts the engines started, from 1; what an engine numbers is unique only within its life */
  event(event: EngineEvent, life: number): void;
  heartbeat(heartbeat: Heartbeat): void;
  /** Models are loaded, `loadMs` after its start: from now on it takes a grammar. */
  ready(loadMs: number): void;
  models(models: ModelStatus[]): void;
  modelTimes(models: ModelTimes[]): void;
  /** The engine is gone; another is on its way. */
  lost(failure: FailureReport): void;
  /** The engine is gone, and so is hope, until someone asks for a retry. */
  gaveUp(failure: FailureReport): void;
  /** The engine says why it cannot run; starting it again would not help. */
  cannotStart(failure: FailureReport): void;
  /** It ended by itself or had to be ended; what follows is told after. */
  crashed(crash: EngineCrash): void;
}

export interface EngineCrash {
  life: number;
  failure: FailureReport;
  /** Null where the system never told of its end. */
  exitCode: number | null;
}

interface Life<Port> {
  readonly number: number;
  process: EngineProcess<Port> | null;
  readonly requests: Requests;
  watch: HeartbeatWatch | null;
  /** Ends the wait for ready, later the watch. */
  timer: NodeJS.Timeout | null;
  killTimer: NodeJS.Timeout | null;
  /** Why it was killed, where it was. */
  cause: FailureReport | null;
  fatal: FailureReport | null;
  /** Its end was asked for, and another is to follow. */
  replaced: boolean;
}

export class Supervisor<Port> {
  readonly #options: SupervisorOptions<Port>;
  readonly #engineLog: Log;
  readonly #policy = new RestartPolicy();
  #life: Life<Port> | null = null;
  #lives = 0;
  #restartTimer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: SupervisorOptions<Port>) {
    this.#options = options;
    this.#engineLog = limitedLog(options.log.of('engine'));
  }

  /** Starts an engine unless one runs or is about to. */
  start(): void {
    if (this.#stopped || this.#life !== null || this.#restartTimer !== null) return;
    this.#lives += 1;
    const life: Life<Port> = {
      number: this.#lives,
      process: null,
      requests: new Requests((type) =>
        this.#kill(life, { code: 'engine.timeout', message: `no answer to ${type}` }),
      ),
      watch: null,
      timer: null,
      killTimer: null,
      cause: null,
      fatal: null,
      replaced: false,
    };
    this.#life = life;
    try {
      life.process = this.#options.launch({
        message: (message) => this.#received(life, message),
        exit: (code) => this.#ended(life, code),
      });
    } catch (error) {
      life.cause = { code: 'engine.crashed', message: describeFailure(error).message };
      this.#ended(life, null);
      return;
    }
    life.timer = setTimeout(
      () => this.#kill(life, { code: 'engine.timeout', message: 'it did not start in time' }),
      START_TIMEOUT_MS,
    );
    // A failed start also comes as `fatal` or as an exit, which is where it is dealt with.
    this.#ask(life, { type: 'configure', ...this.#options.listenFor() }).catch(() => undefined);
    if (this.#options.paused()) this.#ask(life, { type: 'pause' }).catch(() => undefined);
  }

  /** Someone asked for another try: earlier crashes no longer count. */
  retry(): void {
    this.#policy.forgive();
    this.start();
  }

  /** Someone asked for a fresh engine: the end of the one that runs is no crash, and earlier ones no longer count. */
  restart(): void {
    this.#policy.forgive();
    if (this.#restartTimer !== null) clearTimeout(this.#restartTimer);
    this.#restartTimer = null;
    const life = this.#life;
    if (life === null) {
      this.start();
      return;
    }
    life.replaced = true;
    this.#kill(life, { code: 'engine.not_running', message: 'the voice engine is started anew' });
  }

  /** Ends the engine for good. A deliberate end is not a crash. */
  stop(): void {
    this.#stopped = true;
    if (this.#restartTimer !== null) clearTimeout(this.#restartTimer);
    this.#restartTimer = null;
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    this.#close(life, { code: 'engine.not_running', message: 'Hark is closing' });
    life.process?.kill();
  }

  /** @throws HarkError (by rejection) engine.not_running, engine.timeout, engine.crashed, or the engine's own answer */
  request<B extends RequestBody>(body: B): Promise<EngineResult<B['type']>> {
    if (this.#life === null) {
      return Promise.reject(new HarkError('engine.not_running', 'the voice engine is not running'));
    }
    return this.#ask(this.#life, body);
  }

  /** Gives capture a fresh audio port. Without a ready engine the port follows by itself as soon as there is one. */
  connectCapture(): void {
    const life = this.#life;
    if (life === null || life.watch === null) return;
    const port = this.#options.openChannel();
    if (port === null) return;
    this.#ask(life, { type: 'attach' }, [port]).catch((error: unknown) => {
      this.#options.log.warn('the audio port could not be attached', { code: describeFailure(error).code });
    });
  }

  #ask<B extends RequestBody>(
    life: Life<Port>,
    body: B,
    ports: Port[] = [],
  ): Promise<EngineResult<B['type']>> {
    const post = (request: EngineRequest) => life.process?.post(request, ports);
    // While it loads, an engine answers late for good reason; the limit on its start bounds that wait.
    return life.watch === null ? life.requests.ask(body, post, null) : life.requests.ask(body, post);
  }

  #received(life: Life<Port>, raw: unknown): void {
    if (life !== this.#life) return;
    life.watch?.heard(this.#options.now());
    const parsed = engineMessageSchema.safeParse(raw);
    if (parsed.success) this.#handle(life, parsed.data);
    else this.#options.log.error('refused a message of the engine that does not fit the contract');
  }

  #handle(life: Life<Port>, message: EngineMessage): void {
    const { listener } = this.#options;
    switch (message.type) {
      case 'ready':
        this.#ready(life, message.loadMs);
        break;
      case 'reply':
        life.requests.settle(message.id, message.error, message.result);
        break;
      case 'event':
        listener.event(message.event, life.number);
        break;
      case 'heartbeat':
        listener.heartbeat(message);
        break;
      case 'model_times':
        listener.modelTimes(message.models);
        break;
      case 'models':
        listener.models(message.models);
        break;
      case 'log':
        this.#engineLog[message.level](message.message);
        break;
      case 'fatal':
        life.fatal = message.error;
        break;
      default:
        unreachable(message);
    }
  }

  #ready(life: Life<Port>, loadMs: number): void {
    this.#options.log.info(MILESTONES.engineReady, { life: life.number, loadMs });
    if (life.timer !== null) clearTimeout(life.timer);
    life.watch = new HeartbeatWatch(this.#options.now());
    life.timer = setInterval(() => this.#look(life), WATCH_INTERVAL_MS);
    this.connectCapture();
    this.#options.listener.ready(loadMs);
  }

  #look(life: Life<Port>): void {
    const verdict = life.watch?.look(this.#options.now()) ?? 'fine';
    switch (verdict) {
      case 'fine':
      case 'waiting':
        break;
      case 'ping':
        this.#options.log.warn('engine heartbeat late', { life: life.number });
        // The watch decides over silence; the answer itself is only one more sign of life.
        this.#ask(life, { type: 'ping' }).catch(() => undefined);
        break;
      case 'hung':
        this.#kill(life, { code: 'engine.hung', message: 'it fell silent' });
        break;
      default:
        unreachable(verdict);
    }
  }

  #kill(life: Life<Port>, cause: FailureReport): void {
    if (life !== this.#life || life.cause !== null) return;
    this.#options.log[life.replaced ? 'info' : 'error']('ending the engine', {
      life: life.number,
      code: cause.code,
    });
    life.cause = cause;
    life.killTimer = setTimeout(() => this.#ended(life, null), KILL_GRACE_MS);
    life.process?.kill();
  }

  #ended(life: Life<Port>, exitCode: number | null): void {
    if (life !== this.#life) return;
    this.#life = null;
    const { log, listener } = this.#options;
    const failure: FailureReport = life.cause ?? {
      code: 'engine.crashed',
      message: `it ended by itself (exit code ${exitCode})`,
    };
    this.#close(life, failure);
    if (life.fatal !== null || exitCode === ENGINE_FATAL_EXIT_CODE) {
      const fatal = life.fatal ?? { code: 'internal', message: 'the voice engine could not start' };
      log.error('engine cannot start', { life: life.number, code: fatal.code, reason: fatal.message });
      listener.cannotStart(fatal);
      return;
    }
    log[life.replaced ? 'info' : 'error']('engine lost', { life: life.number, code: failure.code, exitCode });
    if (!life.replaced) listener.crashed({ life: life.number, failure, exitCode });
    const decision: RestartDecision = life.replaced
      ? { kind: 'restart', delayMs: 0 }
      : this.#policy.crashed(this.#options.now());
    if (decision.kind === 'give_up') {
      const minutes = CRASH_WINDOW_MS / 60_000;
      listener.gaveUp({
        code: 'engine.gave_up',
        message: `the voice engine failed ${CRASH_LIMIT} times in ${minutes} minutes; the last time ${failure.message}`,
      });
      return;
    }
    this.#restartTimer = setTimeout(() => {
      this.#restartTimer = null;
      this.start();
    }, decision.delayMs);
    listener.lost(failure);
  }

  #close(life: Life<Port>, failure: FailureReport): void {
    if (life.timer !== null) clearTimeout(life.timer);
    if (life.killTimer !== null) clearTimeout(life.killTimer);
    life.requests.rejectAll(failure);
  }
}
