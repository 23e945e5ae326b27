/**
 * What becomes of a command, from the wake word or the keyboard to the end of its reply. One interaction stands in the
 * foreground and moves the assistant's state; the next one takes its place. An action that is still under way then goes
 * on, and its reply is shown but not spoken. Every wait ends: each step has a limit, and a lost engine ends its steps.
 */

import type { Question, SpokenReply } from '../../../contract/actions.ts';
import type { ParseResult, PushMode, Slots } from '../../../contract/command.ts';
import { type EngineEvent, type FailureReport, SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { describeFailure, type FailureCode, HarkError, unreachable } from '../../../contract/failures.ts';
import type { Interaction, Outcome, Risk } from '../../../contract/interactions.ts';
import type { Settings } from '../../../contract/settings.ts';
import type { AssistantEvent } from '../../../contract/states.ts';
import { UNDO_KEEP_MS } from '../actions/runner.ts';
import { withJoinedSite } from '../actions/web/joinedSite.ts';
import type { Log } from '../log/log.ts';
import { recordId } from '../store/recordId.ts';
import { answerIn } from './answers.ts';
import { discreet } from './discretion.ts';
import { mayPerform } from './policy.ts';
import { type Answer, type QuestionBody, Questions } from './questions.ts';
import { type Beginning, Timeline } from './timeline.ts';
import { Voice } from './voice.ts';

/** The engine ends a capture by itself long before; one of its that outlasts this is stuck. */
export const CAPTURE_LIMIT_MS = 30_000;
/** From the end of speech to what was said. The engine has a limit of its own. */
export const DECIDING_LIMIT_MS = 10_000;
/** Whoever speaks on at once needs no sign that Hark listens, and none is to sound into the command. */
export const LISTENING_CHIME_AFTER_MS = 600;
/** Commands that can still be taken back; the oldest gives way. */
export const UNDO_KEPT = 20;
/** What an action answers beyond this is cut: it comes from elsewhere, and is read aloud and stored. */
export const REPLY_MAX_CHARACTERS = 1_000;

/** Its reply is the last one there was. */
export const REPEAT_INTENT = 'HarkRepeat';
export const NOT_CAUGHT = 'I did not catch that.';
export const NOT_ALLOWED = 'I may not do that for you.';

/** What an action says when it is done, and how it is taken back where it can be. */
export interface Performed {
  reply: string;
  undo: (() => Promise<void>) | null;
}

/** One action with its slots, ready to be done. */
export interface Plan {
  title: string;
  /** What it does, in one line. */
  preview: string;
  risk: Risk;
  perform(context: PerformContext): Promise<Performed>;
}

export interface PerformContext {
  /** The command as it was said. */
  text: string;
  signal: AbortSignal;
  ask(question: QuestionBody): Promise<Answer>;
}

export interface ConversationOptions {
  engine: {
    capture(mode: PushMode): Promise<unknown>;
    release(): void;
    cancel(): void;
    speaking(text: string | null): void;
    parse(text: string): Promise<ParseResult>;
  };
  /** @throws HarkError action.unknown, action.slots */
  plan(intent: string, slots: Slots): Plan;
  replies(): Settings['replies'];
  speak(reply: SpokenReply): void;
  silence(): void;
  /** The running interaction, or the last, changed. */
  changed(interaction: Interaction): void;
  /** It is over: to be kept. */
  over(interaction: Interaction): void;
  /** One that is over changed: its action was undone, say. */
  amended(interaction: Interaction): void;
  /** Follows the table of states; false where it has no such transition. */
  move(event: AssistantEvent): boolean;
  /** The snapshot is out of date. */
  publish(): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic ms. */
  ticks(): number;
  log: Log;
}

const BROKE_OFF: FailureReport = { code: 'recognition.failed', message: 'the sound broke off' };

type Phase = 'capturing' | 'deciding' | 'parsing' | 'acting' | 'replying' | 'over';

interface Exchange {
  readonly timeline: Timeline;
  readonly abort: AbortController;
  /** The engine's capture; null for what was typed. */
  readonly capture: string | null;
  phase: Phase;
  /** First sample of the capture. */
  startSample: number;
  /** Bounds the phase. */
  timer: NodeJS.Timeout | null;
  chime: NodeJS.Timeout | null;
}

interface Undoable {
  readonly timeline: Timeline;
  readonly undo: () => Promise<void>;
  readonly expiry: NodeJS.Timeout;
  isUnderWay: boolean;
}

type EventOf<K extends EngineEvent['kind']> = Extract<EngineEvent, { kind: K }>;
export type CaptureEvent = EventOf<
  'command_speech' | 'partial' | 'capture_ended' | 'understood' | 'recognition_failed'
>;

export class Conversation {
  readonly #options: ConversationOptions;
  readonly #voice: Voice;
  readonly #questions: Questions;
  /** Newest last. */
  readonly #undoable = new Map<string, Undoable>();
  #current: Exchange | null = null;
  /**
   * What is heard while a question is open: an answer to it, most likely. It stays out of sight, and the one that asks
   * stays at hand, until it turns out to be a command of its own.
   */
  #answering: Exchange | null = null;
  /** A push-to-talk was begun and not yet ended. */
  #pushing = false;
  #lastReply: string | null = null;
  #lastAt = 0;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#voice = new Voice({
      telling: (text) => options.engine.speaking(text),
      speak: (reply) => options.speak(reply),
      rate: () => options.replies().rate,
      silence: () => options.silence(),
    });
    this.#questions = new Questions((open) => {
      // Answered by hand, or too late: whoever still speaks of it is not heard any more.
      if (open === null) this.#stopAnswering();
      options.publish();
    });
  }

  /** The running interaction, or the last. */
  get interaction(): Interaction | null {
    return this.#current?.timeline.record ?? null;
  }

  get question(): Question | null {
    return this.#questions.open;
  }

  /** What was last answered, to be said again; null before the first. */
  get lastReply(): string | null {
    return this.#lastReply;
  }

  // ---- a person ----

  /** Drops what is being heard, recognised, done or said. */
  cancel(): void {
    const exchange = this.#current;
    this.#pushing = false;
    if (exchange === null || exchange.phase === 'over') return;
    this.#stopAnswering();
    if (isWithEngine(exchange)) this.#options.engine.cancel();
    if (exchange.phase === 'replying') {
      this.#voice.stop();
      return;
    }
    exchange.abort.abort();
    this.#end(exchange, 'cancelled');
    this.#moved('dropped');
  }

  /** @throws HarkError (by rejection) capture.busy, engine.* */
  async push(what: 'press' | 'release', mode: PushMode): Promise<void> {
    const { engine } = this.#options;
    if (what === 'release' || this.#pushing) {
      // A held key repeats its press; one that toggles has no release that counts.
      const ends = mode === 'hold' ? what === 'release' : what === 'press';
      if (!this.#pushing || !ends) return;
      this.#pushing = false;
      engine.release();
      return;
    }
    this.bargeIn();
    this.#pushing = true;
    try {
      await engine.capture(mode);
    } catch (error) {
      this.#pushing = false;
      throw error;
    }
  }

  /** Does what a text says. What comes of it is told as that of a spoken one is. */
  type(text: string): void {
    if (this.#answering !== null) this.#stopAnswering();
    else if (this.#current !== null && isWithEngine(this.#current)) this.cancel();
    const exchange = this.#beginOrAnswer({ trigger: 'typed', phrase: null, wakeId: null }, null, 'parsing');
    const { timeline } = exchange;
    const { ticks, engine } = this.#options;
    timeline.set({ text });
    timeline.begin('text', ticks());
    timeline.end('text', ticks());
    timeline.begin('intent', ticks());
    this.#tell(exchange);
    engine.parse(text).then(
      (parsed) => this.#parsed(exchange, parsed),
      (error: unknown) => this.#failed(exchange, describeFailure(error)),
    );
  }

  answer(id: string, answer: Answer): void {
    this.#questions.answer(id, answer);
  }

  /** @throws HarkError (by rejection) store.not_found: it cannot be taken back (any more); or why that failed */
  async undo(id: string): Promise<void> {
    const found = this.#undoable.get(id);
    if (found === undefined || found.isUnderWay) {
      throw new HarkError('store.not_found', 'it can no longer be taken back');
    }
    const { timeline, undo } = found;
    found.isUnderWay = true;
    try {
      await undo();
    } catch (error) {
      found.isUnderWay = false;
      // What it would take back is gone: it must not stand before the older ones for ever.
      if (describeFailure(error).code === 'store.not_found') this.#cannotUndo(id);
      throw error;
    }
    this.#undoable.delete(id);
    clearTimeout(found.expiry);
    this.#changeAction(timeline, { undoable: false, undone: true });
  }

  /** Takes the last action back that can be. @returns its preview; null where there is none */
  async undoLast(): Promise<string | null> {
    const last = [...this.#undoable].at(-1);
    if (last === undefined) return null;
    const [id, { timeline }] = last;
    await this.undo(id);
    // Said aloud, and kept: a deleted note that came back is not read out.
    return discreet(timeline.record).action?.preview ?? null;
  }

  /** One that was kept, with what can still be done about it: an undo ends with its time, or with this run of Hark. */
  asItStands(kept: Interaction): Interaction {
    const { id, action } = kept;
    if (!action?.undoable || this.#undoable.has(id)) return kept;
    return { ...kept, action: { ...action, undoable: false } };
  }

  /** False where it is not the interaction at hand. */
  markWrong(id: string, wrong: boolean): boolean {
    if (this.#current?.timeline.id !== id) return false;
    this.#current.timeline.set({ wrong });
    this.#tell(this.#current);
    return true;
  }

  // ---- the window ----

  replyFinished(id: string): void {
    this.#voice.finished(id);
  }

  /** The page that was speaking is gone. */
  pageGone(): void {
    this.#voice.stop();
  }

  /** Hark closes: what runs ends here, so that it is kept. */
  close(): void {
    this.#leave();
    if (this.#current !== null) this.#end(this.#current, 'cancelled');
  }

  // ---- the engine ----

  /** The wake word was said: whatever is being said aloud ends. */
  bargeIn(): void {
    this.#voice.stop();
  }

  /** @param from what woke; null for push-to-talk */
  captureStarted(
    event: EventOf<'capture_started'>,
    life: number,
    from: { id: string; phrase: string; delayMs: number } | null,
  ): void {
    if (!this.#options.move('capture_started')) {
      this.#options.engine.cancel();
      return;
    }
    const { ticks } = this.#options;
    const exchange = this.#beginOrAnswer(
      { trigger: event.trigger, phrase: from?.phrase ?? null, wakeId: from?.id ?? null },
      captureKey(life, event.captureId),
      'capturing',
    );
    exchange.startSample = event.sample;
    if (from !== null) {
      exchange.timeline.begin('wake', ticks());
      exchange.timeline.end('wake', ticks(), 'done', from.delayMs);
    }
    exchange.timeline.begin('speech', ticks(), from?.delayMs ?? 0);
    this.#limit(exchange, CAPTURE_LIMIT_MS, {
      code: 'recognition.timeout',
      message: 'the command did not end',
    });
    this.#chimeSoon(exchange);
    this.#tell(exchange);
    this.#options.publish();
  }

  captureSays(event: CaptureEvent, life: number): void {
    const key = captureKey(life, event.captureId);
    const exchange = [this.#answering, this.#current].find((each) => each?.capture === key) ?? null;
    // What an engine still says of a capture that was given up is of no interest.
    if (exchange === null) return;
    switch (event.kind) {
      case 'command_speech':
        stopTimer(exchange.chime);
        break;
      case 'partial':
        if (exchange.phase !== 'capturing' && exchange.phase !== 'deciding') break;
        exchange.timeline.set({ partial: event.text });
        this.#tell(exchange);
        break;
      case 'capture_ended':
        this.#captureEnded(exchange, event);
        break;
      case 'understood':
        this.#understood(exchange, event);
        break;
      case 'recognition_failed':
        if (isWithEngine(exchange)) this.#failed(exchange, event.error);
        break;
      default:
        unreachable(event);
    }
  }

  /** What was being said is cut off. What was said before can still be recognised. */
  audioLost(): void {
    this.#pushing = false;
    this.#stopAnswering();
    if (this.#current?.phase !== 'capturing') return;
    this.#options.engine.cancel();
    this.#failed(this.#current, BROKE_OFF);
  }

  /** Whoever pauses listening wants nothing heard so far to be done. An action under way goes on. */
  paused(): void {
    this.#pushing = false;
    this.#endAnswering();
    if (this.#current !== null && isWithEngine(this.#current)) this.#end(this.#current, 'cancelled');
  }

  engineLost(failure: FailureReport): void {
    this.#pushing = false;
    this.#endAnswering();
    if (this.#current !== null && isWithEngine(this.#current)) this.#failed(this.#current, failure);
  }

  #captureEnded(exchange: Exchange, event: EventOf<'capture_ended'>): void {
    if (exchange.phase !== 'capturing') return;
    const { ticks } = this.#options;
    const { timeline } = exchange;
    this.#pushing = false;
    stopTimer(exchange.chime);
    const speechMs = samplesToMs(event.speechEndSample - exchange.startSample);
    switch (event.reason) {
      case 'endpoint':
      case 'released':
      case 'max_length':
        timeline.end('speech', ticks(), 'done', speechMs);
        timeline.begin('text', ticks(), timeline.endOf('speech', ticks()));
        exchange.phase = 'deciding';
        this.#limit(exchange, DECIDING_LIMIT_MS, {
          code: 'recognition.timeout',
          message: 'the command was not recognised in time',
        });
        this.#options.move('capture_ended');
        this.#tell(exchange);
        this.#options.publish();
        break;
      case 'nothing_said':
        this.#drop(exchange, 'nothing_said');
        break;
      case 'cancelled':
        this.#drop(exchange, 'cancelled');
        break;
      case 'stream_broke':
        this.#failed(exchange, BROKE_OFF);
        break;
      default:
        unreachable(event.reason);
    }
  }

  #understood(exchange: Exchange, { understanding, afterSpeechMs }: EventOf<'understood'>): void {
    if (exchange.phase !== 'deciding') return;
    const { ticks } = this.#options;
    const { timeline } = exchange;
    const { text, textConfidence, path, timings } = understanding;
    if (path === 'silent') {
      this.#drop(exchange, 'nothing_said');
      return;
    }
    timeline.set({ text, textConfidence, partial: '' });
    // In stream time: by this clock, what the engine took would seem shorter by the time that audio is under way.
    const intentMs = Math.min(timings.grammarMs, afterSpeechMs);
    timeline.end('text', ticks(), 'done', afterSpeechMs - intentMs);
    timeline.begin('intent', ticks(), timeline.endOf('text', ticks()));
    this.#parsed(exchange, understanding, intentMs);
  }

  #parsed(exchange: Exchange, read: ParseResult, intentMs?: number): void {
    if (exchange.phase === 'over') return;
    const { ticks } = this.#options;
    const { timeline } = exchange;
    const parsed = withJoinedSite(read);
    const { intent, slots, confidence } = parsed;
    if (exchange === this.#answering && !this.#standsAlone(parsed)) return;
    timeline.end('intent', ticks(), intent === null ? 'failed' : 'done', intentMs);
    timeline.set({ intent, slots, confidence });
    if (intent === null) {
      timeline.set({ outcome: 'rejected' });
      this.#reply(exchange, NOT_CAUGHT, { chime: 'failed', aloud: false });
    } else {
      void this.#act(exchange, intent, slots);
    }
  }

  // ---- answering ----

  /** What was heard while a question is open. @returns whether it is a command of its own, which takes over */
  #standsAlone(parsed: ParseResult): boolean {
    const heard = this.#answering;
    const { open } = this.#questions;
    if (heard === null || open === null) return true;
    const answer = answerIn(parsed);
    if (answer === null && parsed.intent !== null) {
      this.#answering = null;
      this.#leave();
      this.#current = heard;
      return true;
    }
    if (answer === null) this.#askAgain();
    else {
      this.#endAnswering();
      this.#questions.answer(open.id, answer);
    }
    return false;
  }

  /** It was no answer: the question stays as it is. */
  #askAgain(): void {
    this.#endAnswering();
    const chime = this.#spoken(`${recordId()}-again`, '', 'failed');
    if (chime.chime !== null) this.#options.speak(chime);
  }

  /** What is still being heard is given up. */
  #stopAnswering(): void {
    if (this.#answering !== null && isWithEngine(this.#answering)) this.#options.engine.cancel();
    this.#endAnswering();
  }

  /** The one that asks goes on. */
  #endAnswering(): void {
    if (!this.#dropAnswering()) return;
    if (this.#current !== null) this.#tell(this.#current);
    this.#moved('understood');
  }

  /** Nothing comes of it. @returns whether there was something */
  #dropAnswering(): boolean {
    const heard = this.#answering;
    if (heard === null) return false;
    this.#answering = null;
    heard.phase = 'over';
    stopTimer(heard.timer);
    stopTimer(heard.chime);
    this.#current?.timeline.set({ partial: '' });
    return true;
  }

  // ---- acting ----

  async #act(exchange: Exchange, intent: string, slots: Slots): Promise<void> {
    const { ticks, log } = this.#options;
    const { timeline, abort } = exchange;
    stopTimer(exchange.timer);
    exchange.phase = 'acting';
    if (this.#isForeground(exchange)) this.#options.move('understood');
    timeline.begin('action', ticks());
    this.#tell(exchange);
    this.#options.publish();
    try {
      const plan = this.#options.plan(intent, slots);
      const { title, preview, risk } = plan;
      const action = { intent, title, preview, risk, undoable: false, undone: false, error: null };
      timeline.set({ action });
      if (!mayPerform(risk, null)) {
        timeline.end('action', ticks(), 'skipped');
        timeline.set({ outcome: 'refused' });
        this.#reply(exchange, NOT_ALLOWED, { chime: 'failed' });
        return;
      }
      this.#tell(exchange);
      const performed = await plan.perform({
        text: timeline.record.text ?? '',
        signal: abort.signal,
        ask: (question) => this.#ask(exchange, question),
      });
      // What was done after all can be taken back also where nobody waits for it any more.
      if (performed.undo !== null) this.#remember(timeline, performed.undo);
      if (hasEnded(exchange)) {
        if (performed.undo !== null) this.#changeAction(timeline, { undoable: true });
        return;
      }
      timeline.end('action', ticks());
      timeline.set({ outcome: 'acted', action: { ...action, undoable: performed.undo !== null } });
      this.#reply(exchange, performed.reply, { chime: 'done' });
    } catch (error) {
      const failure = describeFailure(error);
      log.warn('an action failed', { intent, code: failure.code });
      if (timeline.record.action !== null) this.#setAction(timeline, { error: failure });
      this.#failed(exchange, failure);
    }
  }

  #ask(exchange: Exchange, question: QuestionBody): Promise<Answer> {
    if (!this.#isForeground(exchange)) return Promise.resolve('no');
    const answer = this.#questions.ask(question, exchange.abort.signal);
    this.#voice.say(
      this.#spoken(`${exchange.timeline.id}-question`, question.text, 'listening'),
      () => undefined,
    );
    return answer.finally(() => this.#voice.stop());
  }

  #remember(timeline: Timeline, undo: () => Promise<void>): void {
    const { id } = timeline;
    const expiry = setTimeout(() => this.#cannotUndo(id), UNDO_KEEP_MS);
    expiry.unref?.();
    this.#undoable.set(id, { timeline, undo, expiry, isUnderWay: false });
    const [oldest] = this.#undoable.keys();
    if (this.#undoable.size > UNDO_KEPT && oldest !== undefined) this.#cannotUndo(oldest);
  }

  /** Any more. */
  #cannotUndo(id: string): void {
    const known = this.#undoable.get(id);
    if (known === undefined) return;
    clearTimeout(known.expiry);
    this.#undoable.delete(id);
    this.#changeAction(known.timeline, { undoable: false });
  }

  #setAction(timeline: Timeline, change: Partial<NonNullable<Interaction['action']>>): void {
    const { action } = timeline.record;
    if (action !== null) timeline.set({ action: { ...action, ...change } });
  }

  /** Of an interaction that may long be over. */
  #changeAction(timeline: Timeline, change: Partial<NonNullable<Interaction['action']>>): void {
    this.#setAction(timeline, change);
    this.#options.changed(timeline.record);
    if (timeline.record.outcome !== 'running') this.#options.amended(timeline.record);
  }

  // ---- replying, and the end ----

  #failed(exchange: Exchange, failure: FailureReport): void {
    if (exchange.phase === 'over') return;
    if (exchange === this.#answering) {
      this.#askAgain();
      return;
    }
    const { ticks } = this.#options;
    for (const { stage, state } of exchange.timeline.record.stages) {
      if (state === 'running') exchange.timeline.end(stage, ticks(), 'failed');
    }
    exchange.timeline.set({ outcome: 'failed', partial: '' });
    this.#reply(exchange, inWords(failure), { chime: 'failed' });
  }

  #reply(
    exchange: Exchange,
    full: string,
    how: { chime: NonNullable<SpokenReply['chime']>; aloud?: boolean },
  ): void {
    const { ticks } = this.#options;
    const { timeline } = exchange;
    const text = full.length > REPLY_MAX_CHARACTERS ? `${full.slice(0, REPLY_MAX_CHARACTERS)}…` : full;
    stopTimer(exchange.timer);
    timeline.set({ reply: text });
    const { outcome, intent } = timeline.record;
    // What is no command is only shown. Saying the last reply again, or that there is none, is no reply of its own.
    if (text !== '' && outcome !== 'rejected' && intent !== REPEAT_INTENT) this.#lastReply = text;
    if (!this.#isForeground(exchange)) {
      this.#end(exchange);
      return;
    }
    exchange.phase = 'replying';
    this.#options.move('reply_started');
    timeline.begin('reply', ticks());
    this.#tell(exchange);
    this.#options.publish();
    this.#voice.say(this.#spoken(timeline.id, text, how.chime, how.aloud), () => {
      timeline.end('reply', ticks());
      this.#end(exchange);
      this.#moved('reply_ended');
    });
  }

  /** As the settings have it: aloud or only shown, with a chime or without. */
  #spoken(id: string, text: string, chime: NonNullable<SpokenReply['chime']>, aloud = true): SpokenReply {
    const { speak, quiet, chime: chimes } = this.#options.replies();
    return {
      id,
      text,
      chime: chimes && !quiet ? chime : null,
      speak: aloud && speak && !quiet && text !== '',
    };
  }

  #drop(exchange: Exchange, outcome: Outcome): void {
    if (exchange === this.#answering) {
      this.#endAnswering();
      return;
    }
    this.#end(exchange, outcome);
    this.#moved('dropped');
  }

  /** @param outcome the one it has where absent */
  #end(exchange: Exchange, outcome = exchange.timeline.record.outcome): void {
    if (exchange.phase === 'over') return;
    exchange.phase = 'over';
    stopTimer(exchange.timer);
    stopTimer(exchange.chime);
    exchange.timeline.finish(outcome, this.#options.ticks());
    this.#tell(exchange);
    this.#options.over(exchange.timeline.record);
  }

  // ---- small parts ----

  #beginOrAnswer(
    from: Pick<Beginning, 'trigger' | 'phrase' | 'wakeId'>,
    capture: string | null,
    phase: Phase,
  ): Exchange {
    const answering = this.#questions.open !== null;
    if (answering) this.#dropAnswering();
    else this.#leave();
    const exchange = this.#begin(from, capture, phase);
    if (answering) {
      this.#questions.prolong();
      this.#answering = exchange;
    } else {
      this.#current = exchange;
    }
    return exchange;
  }

  #begin(
    from: Pick<Beginning, 'trigger' | 'phrase' | 'wakeId'>,
    capture: string | null,
    phase: Phase,
  ): Exchange {
    const { now, ticks } = this.#options;
    // Histories are ordered and paged by it.
    this.#lastAt = Math.max(now(), this.#lastAt + 1);
    return {
      timeline: new Timeline({ ...from, id: recordId(), at: this.#lastAt }, ticks()),
      abort: new AbortController(),
      capture,
      phase,
      startSample: 0,
      timer: null,
      chime: null,
    };
  }

  /** Another interaction comes. */
  #leave(): void {
    const exchange = this.#current;
    if (exchange === null) return;
    const open = this.#questions.open;
    if (open !== null) this.#questions.answer(open.id, 'no');
    if (exchange.phase === 'replying') this.#voice.stop();
    else if (exchange.phase !== 'acting') this.#end(exchange, 'cancelled');
  }

  #limit(exchange: Exchange, limitMs: number, failure: { code: FailureCode; message: string }): void {
    stopTimer(exchange.timer);
    exchange.timer = setTimeout(() => {
      this.#options.log.error('a command took too long', { phase: exchange.phase, limitMs });
      this.#pushing = false;
      this.#options.engine.cancel();
      this.#failed(exchange, failure);
    }, limitMs);
  }

  #chimeSoon(exchange: Exchange): void {
    exchange.chime = setTimeout(() => {
      const reply = this.#spoken(`${exchange.timeline.id}-listening`, '', 'listening');
      if (reply.chime !== null) this.#options.speak(reply);
    }, LISTENING_CHIME_AFTER_MS);
  }

  #isForeground(exchange: Exchange): boolean {
    return exchange === this.#current;
  }

  #moved(event: AssistantEvent): void {
    this.#options.move(event);
    this.#options.publish();
  }

  #tell(exchange: Exchange): void {
    const { record } = exchange.timeline;
    if (exchange !== this.#answering) this.#options.changed(record);
    // As far as it is understood, what is heard shows where the question came from.
    else if (this.#current !== null && this.#current.timeline.record.partial !== record.partial) {
      this.#current.timeline.set({ partial: record.partial });
      this.#options.changed(this.#current.timeline.record);
    }
  }
}

/** The engine is hearing or recognising it. */
function isWithEngine({ phase }: Exchange): boolean {
  return phase === 'capturing' || phase === 'deciding';
}

/** Apart, for what is awaited can have ended it: the compiler does not see that. */
function hasEnded({ phase }: Exchange): boolean {
  return phase === 'over';
}

function captureKey(life: number, captureId: number): string {
  return `${life}-${captureId}`;
}

function samplesToMs(samples: number): number {
  return (Math.max(0, samples) * 1_000) / SAMPLE_RATE_HZ;
}

function stopTimer(timer: NodeJS.Timeout | null): void {
  if (timer !== null) clearTimeout(timer);
}

/** A failure as a sentence to be said. What is not about the command itself has no words fit for that. */
function inWords({ code, message }: FailureReport): string {
  if (code.startsWith('engine.')) return 'That was lost: the engine had to start again.';
  if (code.startsWith('recognition.')) return `I could not make that out: ${message}.`;
  if (code === 'internal' || message === '') return 'Something went wrong.';
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}
