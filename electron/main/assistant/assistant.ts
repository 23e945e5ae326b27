/**
 * The assistant: sole owner of its state. Everything that happens (engine, microphone, person, power) comes in as an
 * event, contract/states.ts says what it leads to, and everyone else shows the snapshot that goes out.
 */
import type { AssistantSnapshot, MicrophoneState, WakeRecord } from '../../../contract/channels.ts';
import type { EngineEvent, FailureReport } from '../../../contract/engine.ts';
import { unreachable } from '../../../contract/failures.ts';
import { type AssistantEvent, type AssistantState, nextState } from '../../../contract/states.ts';
import type { Log } from '../log/log.ts';
import { Wakes } from './wakes.ts';

/** What the assistant asks of the engine. None of it waits: what comes of it comes back as an event. */
export interface EngineControl {
  pause(): void;
  /** Listen, and announce the next audio as a new stream; starts an engine where none runs. */
  resume(): void;
  retry(): void;
}

export interface AssistantOptions {
  engine: EngineControl;
  changed(snapshot: AssistantSnapshot): void;
  woke(wake: WakeRecord): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  log: Log;
}

/** States in which the engine hears: only then may something wake. */
const HEARING: ReadonlySet<AssistantState> = new Set([
  'listening',
  'capturing',
  'deciding',
  'acting',
  'replying',
]);
/** Nothing can be heard, whatever samples still arrive: a muted device delivers silence, for one. */
const DEAF: ReadonlySet<MicrophoneState> = new Set(['denied', 'missing', 'busy', 'muted', 'failed']);

export class Assistant {
  readonly #options: AssistantOptions;
  readonly #wakes = new Wakes();
  #state: AssistantState = 'starting';
  #since: number;
  #failure: FailureReport | null = null;
  #microphone: MicrophoneState = 'off';
  #engineRestarts = 0;
  /** Audio was lost, or announced while it could not be trusted: the engine has to announce it anew. */
  #announcementDue = false;
  /** The stream that the engine announced last still runs. Muting only silences it. */
  #unbroken = false;

  constructor(options: AssistantOptions) {
    this.#options = options;
    this.#since = options.now();
  }

  get paused(): boolean {
    return this.#state === 'paused';
  }

  snapshot(): AssistantSnapshot {
    return {
      state: this.#state,
      since: this.#since,
      failure: this.#failure,
      microphone: this.#microphone,
      engineRestarts: this.#engineRestarts,
      wakes: [...this.#wakes.records],
    };
  }

  // ---- a person ----

  pause(): void {
    if (!this.#move('pause')) return;
    this.#unbroken = false;
    this.#options.engine.pause();
    this.#publish();
  }

  resume(): void {
    if (!this.#move('resume')) return;
    this.#options.engine.resume();
    this.#publish();
  }

  togglePause(): void {
    if (this.paused) this.resume();
    else this.pause();
  }

  retry(): void {
    if (!this.#move('retry')) return;
    this.#options.engine.retry();
    this.#publish();
  }

  // ---- the microphone and the machine ----

  microphoneIs(microphone: MicrophoneState): void {
    if (microphone === this.#microphone) return;
    const wasMuted = this.#microphone === 'muted';
    this.#microphone = microphone;
    if (microphone === 'muted') this.#move('audio_lost');
    else if (microphone !== 'live') this.#loseAudio();
    // A new stream here would cut off the word that ended the silence: some microphones are silent between words.
    else if (wasMuted && this.#unbroken) this.#firstAudio();
    else if (this.#state === 'starting' && this.#announcementDue) this.#options.engine.resume();
    this.#publish();
  }

  /** The machine goes to sleep: what the microphone delivers afterwards is not to be relied on. */
  machineSleeps(): void {
    if (this.#loseAudio()) this.#publish();
  }

  // ---- the engine ----

  engineSays(event: EngineEvent, life: number): void {
    switch (event.kind) {
      case 'stream_started':
        this.#unbroken = true;
        this.#firstAudio();
        break;
      case 'wake':
        this.#wake(event, life);
        break;
      case 'wake_explained':
        if (this.#wakes.explain(life, event.wakeId, event.trace)) this.#publish();
        break;
      case 'overload':
        this.#options.log.warn('audio lost', { frames: event.droppedFrames });
        break;
      case 'speech_start':
      case 'speech_end':
        break;
      default:
        unreachable(event);
    }
  }

  engineLost(): void {
    this.#engineRestarts += 1;
    this.#unbroken = false;
    this.#move('engine_lost');
    this.#publish();
  }

  engineGaveUp(failure: FailureReport): void {
    if (this.#move('engine_gave_up', failure)) this.#publish();
  }

  engineCannotStart(failure: FailureReport): void {
    if (this.#move('startup_failed', failure)) this.#publish();
  }

  #firstAudio(): void {
    if (DEAF.has(this.#microphone)) {
      this.#announcementDue = true;
      return;
    }
    if (!this.#move('first_audio')) return;
    this.#announcementDue = false;
    this.#publish();
  }

  #wake(event: Extract<EngineEvent, { kind: 'wake' }>, life: number): void {
    if (!HEARING.has(this.#state)) return;
    const record = this.#wakes.add(event, life, this.#options.now());
    this.#options.log.debug('wake', { model: event.model, score: event.score });
    this.#options.woke(record);
    this.#publish();
  }

  #loseAudio(): boolean {
    this.#unbroken = false;
    const moved = this.#move('audio_lost');
    if (moved) this.#announcementDue = true;
    return moved;
  }

  /** Follows the table; false where it has no such transition. */
  #move(event: AssistantEvent, failure: FailureReport | null = null): boolean {
    const next = nextState(this.#state, event);
    if (next === null) return false;
    if (next !== this.#state) {
      this.#options.log.info('state', { from: this.#state, to: next, event, code: failure?.code });
      this.#state = next;
      this.#since = this.#options.now();
    }
    this.#failure = failure;
    return true;
  }

  #publish(): void {
    this.#options.changed(this.snapshot());
  }
}
