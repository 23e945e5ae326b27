/**
 * The assistant: sole owner of its state. Everything that happens (engine, microphone, person, power) comes in as an
 * event, contract/states.ts says what it leads to, and everyone else shows the snapshot that goes out.
 */
import type { AssistantSnapshot, MicrophoneState, WakeRecord } from '../../../contract/channels.ts';
import type { PushMode } from '../../../contract/command.ts';
import type { EngineEvent, FailureReport } from '../../../contract/engine.ts';
import { HarkError, unreachable } from '../../../contract/failures.ts';
import {
  type AssistantEvent,
  type AssistantState,
  HEARING_STATES,
  nextState,
} from '../../../contract/states.ts';
import type { Log } from '../log/log.ts';
import { Conversation, type ConversationOptions } from './conversation.ts';
import { Wakes, wakeIdOf } from './wakes.ts';

/** What the assistant asks of the engine. What comes of it comes back as an event. */
export interface EngineControl {
  pause(): void;
  /** Listen, and announce the next audio as a new stream; starts an engine where none runs. */
  resume(): void;
  retry(): void;
  /** Puts a fresh engine in the place of the one that runs. */
  restart(): void;
}

export interface AssistantOptions {
  engine: EngineControl & ConversationOptions['engine'];
  changed(snapshot: AssistantSnapshot): void;
  woke(wake: WakeRecord): void;
  /** What commands need beyond the engine. */
  commands: Pick<
    ConversationOptions,
    'plan' | 'replies' | 'speak' | 'silence' | 'changed' | 'over' | 'amended' | 'failed' | 'voices'
  >;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic ms. */
  ticks(): number;
  log: Log;
}

/** A timer of Node's holds no more; whoever pauses for longer resumes by hand. */
export const PAUSE_MAX_MS = 2 ** 31 - 1;
/** Nothing can be heard, whatever samples still arrive: a muted device delivers silence, for one. */
const DEAF: ReadonlySet<MicrophoneState> = new Set(['denied', 'missing', 'busy', 'muted', 'failed']);

export class Assistant {
  readonly #options: AssistantOptions;
  readonly #wakes = new Wakes();
  /** What becomes of commands. */
  readonly conversation: Conversation;
  #state: AssistantState = 'starting';
  /** Ends a pause that is not for ever. */
  #pauseTimer: NodeJS.Timeout | null = null;
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
    const { engine, commands, now, ticks, log } = options;
    this.conversation = new Conversation({
      ...commands,
      engine,
      move: (event) => this.#move(event),
      publish: () => this.#publish(),
      now,
      ticks,
      log,
    });
  }

  get paused(): boolean {
    return this.#state === 'paused';
  }

  /** Something can be heard. */
  get hears(): boolean {
    return HEARING_STATES.has(this.#state);
  }

  snapshot(): AssistantSnapshot {
    return {
      state: this.#state,
      since: this.#since,
      failure: this.#failure,
      microphone: this.#microphone,
      engineRestarts: this.#engineRestarts,
      wakes: [...this.#wakes.records],
      interaction: this.conversation.interaction,
      question: this.conversation.question,
    };
  }

  // ---- a person ----

  /** @param forMs listens again by itself after that; until someone says so where absent */
  pause(forMs: number | null = null): void {
    if (!this.paused && !this.#move('pause')) return;
    stopTimer(this.#pauseTimer);
    this.#pauseTimer = forMs === null ? null : setTimeout(() => this.resume(), Math.min(forMs, PAUSE_MAX_MS));
    this.#unbroken = false;
    this.#options.engine.pause();
    this.conversation.paused();
    this.#publish();
  }

  resume(): void {
    if (!this.#move('resume')) return;
    stopTimer(this.#pauseTimer);
    this.#options.engine.resume();
    this.#publish();
  }

  togglePause(): void {
    if (this.paused) this.resume();
    else this.pause();
  }

  /** @throws HarkError (by rejection) capture.deaf, capture.busy, engine.* */
  async push(what: 'press' | 'release', mode: PushMode): Promise<void> {
    if (what === 'press' && !this.hears) {
      throw new HarkError('capture.deaf', `Hark is ${this.#state}`);
    }
    await this.conversation.push(what, mode);
  }

  retry(): void {
    if (!this.#move('retry')) return;
    this.#options.engine.retry();
    this.#publish();
  }

  /** A fresh engine, whether one runs or not. */
  restartEngine(): void {
    if (nextState(this.#state, 'retry') === null) this.#options.engine.restart();
    else this.retry();
  }

  // ---- the microphone and the machine ----

  microphoneIs(microphone: MicrophoneState): void {
    if (microphone === this.#microphone) return;
    const wasMuted = this.#microphone === 'muted';
    this.#microphone = microphone;
    if (microphone === 'muted') this.#cutOff();
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
      case 'wake_maybe':
        if (!this.hears) break;
        this.#wakes.add(event, life, this.#options.now());
        this.#publish();
        break;
      case 'wake':
        this.#wake(event, life);
        break;
      case 'wake_rejected':
        if (this.#wakes.reject(life, event.wakeId, event.look)) this.#publish();
        break;
      case 'wake_speaker':
        this.conversation.wakeSpeaker(wakeIdOf(life, event.wakeId), event.speaker);
        break;
      case 'wake_unknown_voice':
        if (this.#wakes.unknownVoice(life, event.wakeId)) this.#publish();
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
      case 'capture_started':
        this.#captureStarted(event, life);
        break;
      case 'speaker':
        this.conversation.speakerTold(event, life);
        break;
      // What computes changes nothing of what is heard.
      case 'provider_dropped':
      // Of enrollments and profiles.
      case 'take_progress':
      case 'take_ended':
      case 'tried':
      case 'adapted':
        break;
      case 'command_speech':
      case 'partial':
      case 'capture_ended':
      case 'understood':
      case 'recognition_failed':
        this.conversation.captureSays(event, life);
        break;
      default:
        unreachable(event);
    }
  }

  engineLost(failure: FailureReport): void {
    this.#engineRestarts += 1;
    this.#engineGone('engine_lost', failure, null);
    this.#publish();
  }

  engineGaveUp(failure: FailureReport): void {
    if (this.#engineGone('engine_gave_up', failure, failure)) this.#publish();
  }

  engineCannotStart(failure: FailureReport): void {
    if (this.#engineGone('startup_failed', failure, failure)) this.#publish();
  }

  #engineGone(event: AssistantEvent, why: FailureReport, shown: FailureReport | null): boolean {
    this.#unbroken = false;
    this.#wakes.dropUndecided();
    const moved = this.#move(event, shown);
    this.conversation.engineLost(why);
    return moved;
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
    if (!this.hears) return;
    this.conversation.bargeIn();
    const record = this.#wakes.add(event, life, this.#options.now());
    this.#options.log.debug('wake', { model: event.model, score: event.score });
    this.#options.woke(record);
    this.#publish();
  }

  #captureStarted(event: Extract<EngineEvent, { kind: 'capture_started' }>, life: number): void {
    const wake = event.wakeId === null ? undefined : this.#wakes.find(wakeIdOf(life, event.wakeId));
    const from =
      wake === undefined ? null : { id: wake.id, phrase: wake.phrase, delayMs: wake.look?.delayMs ?? 0 };
    this.conversation.captureStarted(event, life, from);
  }

  #loseAudio(): boolean {
    this.#unbroken = false;
    const moved = this.#cutOff();
    if (moved) this.#announcementDue = true;
    return moved;
  }

  #cutOff(): boolean {
    const moved = this.#move('audio_lost');
    this.conversation.audioLost();
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

function stopTimer(timer: NodeJS.Timeout | null): void {
  if (timer !== null) clearTimeout(timer);
}
