/**
 * What becomes of a command, from the wake word or the keyboard to the end of its reply. One interaction stands in the
 * foreground and moves the assistant's state; the next one takes its place. An action that is still under way then goes
 * on, and its reply is shown but not spoken. Every wait ends: each step has a limit, and a lost engine ends its steps.
 */

import type { Question, SpokenReply } from '../../../contract/actions.ts';
import type { ParseResult, PushMode, Slots } from '../../../contract/command.ts';
import type { FailureReport } from '../../../contract/engine.ts';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type { Interaction, Outcome, Risk } from '../../../contract/interactions.ts';
import type { Settings } from '../../../contract/settings.ts';
import type { SpeakerResult } from '../../../contract/speaker.ts';
import type { AssistantEvent } from '../../../contract/states.ts';
import { withJoinedSite } from '../actions/web/joinedSite.ts';
import type { Log } from '../log/log.ts';
import { recordId } from '../store/recordId.ts';
import { Acting } from './acting.ts';
import { Answering, type Proof, type Trust } from './answering.ts';
import { challengeWords } from './challenge.ts';
import { type Capture, Exchange, type Phase } from './exchange.ts';
import {
  BROKE_OFF,
  type CaptureEvent,
  type CaptureStarted,
  Hearing,
  type SpeakerTold,
  type WokenBy,
} from './hearing.ts';
import type { Plan } from './plan.ts';
import type { Verdict } from './policy.ts';
import { PushToTalk } from './pushToTalk.ts';
import type { Answer, QuestionBody } from './questions.ts';
import type { KnownVoices } from './speakers.ts';
import { SpeakerWatch } from './speakerWatch.ts';
import { type ActionChange, type Beginning, Timeline } from './timeline.ts';
import { UndoStack } from './undoStack.ts';
import { type Playing, type Saying, Voice } from './voice.ts';
import { cut, inWords, NOT_CAUGHT, refusalInWords, TYPE_PIN, wordsToSay } from './wording.ts';

/** Its reply is the last one there was. */
export const REPEAT_INTENT = 'HarkRepeat';
const UNDO_INTENT = 'HarkUndo';

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
  voices: KnownVoices;
  speak(reply: SpokenReply): void;
  silence(): void;
  /** The running interaction, or the last, changed. */
  changed(interaction: Interaction): void;
  /** It is over: to be kept. */
  over(interaction: Interaction): void;
  /** It failed; it is over only once that was said. */
  failed(failure: FailureReport): void;
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

export class Conversation {
  readonly #options: ConversationOptions;
  readonly #voice: Voice;
  readonly #answering: Answering;
  readonly #pushToTalk: PushToTalk;
  readonly #hearing: Hearing;
  readonly #acting: Acting;
  readonly #undoStack: UndoStack;
  readonly #speakers: SpeakerWatch;
  #current: Exchange | null = null;
  #lastReply: string | null = null;
  /** Of the command that it answered. */
  #lastReplyRisk: Risk = 'open';
  #lastAt = 0;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { engine, ticks, log } = options;
    this.#speakers = new SpeakerWatch(options.voices);
    this.#voice = new Voice({
      telling: (text) => engine.speaking(text),
      speak: (reply) => options.speak(reply),
      settings: () => options.replies(),
      silence: () => options.silence(),
    });
    this.#answering = new Answering({
      trust: (heard) => this.#trust(heard),
      cancel: () => engine.cancel(),
      changed: () => options.publish(),
      dropped: () => this.#current?.timeline.set({ partial: '' }),
      goesOn: () => {
        if (this.#current !== null) this.#tell(this.#current);
        this.#moved('understood');
      },
      again: () => this.#voice.chime(`${recordId()}-again`, 'failed'),
      takesOver: (heard) => {
        this.#leave();
        this.#current = heard;
      },
    });
    this.#pushToTalk = new PushToTalk({ engine, begins: () => this.bargeIn() });
    this.#hearing = new Hearing({
      cancel: () => engine.cancel(),
      chime: ({ timeline }) => this.#voice.chime(`${timeline.id}-listening`, 'listening'),
      captureOver: () => this.#pushToTalk.ended(),
      deciding: (exchange) => {
        options.move('capture_ended');
        this.#tell(exchange);
        options.publish();
      },
      tell: (exchange) => this.#tell(exchange),
      understood: (exchange, parsed, intentMs) => this.#parsed(exchange, parsed, intentMs),
      failed: (exchange, failure) => this.#failed(exchange, failure),
      dropped: (exchange, outcome) => this.#drop(exchange, outcome),
      ticks,
      log,
    });
    this.#undoStack = new UndoStack((timeline, change) => this.#changeAction(timeline, change));
    this.#acting = new Acting({
      plan: (intent, slots) => this.#plan(intent, slots),
      ask: (exchange, question) => this.#ask(exchange, question),
      judge: (exchange, risk) => this.#speakers.judge(exchange, risk),
      prove: (exchange, wanted) => this.#prove(exchange, wanted),
      began: (exchange) => {
        if (this.#isForeground(exchange)) options.move('understood');
        this.#tell(exchange);
        options.publish();
      },
      tell: (exchange) => this.#tell(exchange),
      refused: (exchange, reason) => this.#reply(exchange, refusalInWords(reason), { chime: 'failed' }),
      acted: (exchange, reply) => this.#reply(exchange, reply, { chime: 'done' }),
      failed: (exchange, failure) => this.#failed(exchange, failure),
      undoable: (timeline, undo) => this.#undoStack.remember(timeline, undo),
      changed: (timeline, change) => this.#changeAction(timeline, change),
      ticks,
      log,
    });
  }

  /** The running interaction, or the last. */
  get interaction(): Interaction | null {
    return this.#current?.timeline.record ?? null;
  }

  get question(): Question | null {
    return this.#answering.question;
  }

  /** What was last answered, to be said again; null before the first. */
  get lastReply(): string | null {
    return this.#lastReply;
  }

  // ---- a person ----

  /** Drops what is being heard, recognised, done or said. */
  cancel(): void {
    const exchange = this.#current;
    this.#pushToTalk.ended();
    if (exchange === null || exchange.isOver) return;
    this.#answering.giveUp();
    if (exchange.isWithEngine) this.#options.engine.cancel();
    if (exchange.phase === 'replying') {
      this.#voice.stop();
      return;
    }
    exchange.abort.abort();
    this.#end(exchange, 'cancelled');
    this.#moved('dropped');
  }

  /** @throws HarkError (by rejection) capture.busy, engine.* */
  push(what: 'press' | 'release', mode: PushMode): Promise<void> {
    return this.#pushToTalk.push(what, mode);
  }

  /** Does what a text says. What comes of it is told as that of a spoken one is. */
  type(text: string): void {
    if (this.#answering.heard !== null) this.#answering.giveUp();
    else if (this.#current?.isWithEngine) this.cancel();
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
    this.#answering.answer(id, answer);
  }

  /**
   * @returns whether it is the PIN that is asked for
   * @throws HarkError (by rejection) store.not_found: it is not asked for (any more); action.refused: it was tried too
   *   often; profile.*
   */
  async answerPin(id: string, pin: string): Promise<boolean> {
    const profileId = this.#answering.pinAskedOf(id);
    if (profileId === null) throw new HarkError('store.not_found', 'no PIN is asked for any more');
    try {
      const isRight = await this.#options.voices.isPin(profileId, pin);
      if (isRight) this.#answering.proven(id);
      return isRight;
    } catch (error) {
      this.#answering.answer(id, 'no');
      throw error;
    }
  }

  /** @throws HarkError (by rejection) store.not_found: it cannot be taken back (any more); or why that failed */
  undo(id: string): Promise<void> {
    return this.#undoStack.undo(id);
  }

  /** Takes the last action back that can be, or that of an interaction. @returns its preview; null where there is none */
  undoLast(id?: string | null): Promise<string | null> {
    return this.#undoStack.undoLast(id);
  }

  /** One that was kept, with what can still be done about it: an undo ends with its time, or with this run of Hark. */
  asItStands(kept: Interaction): Interaction {
    return this.#undoStack.asItStands(kept);
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

  /** It is about to play a recording, instead of whatever is being said. @throws HarkError capture.busy */
  plays(playing: Playing): void {
    if (this.#current?.isWithEngine) throw new HarkError('capture.busy', 'a command is being heard');
    this.#voice.plays(playing);
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
  captureStarted(event: CaptureStarted, life: number, from: WokenBy | null): void {
    if (!this.#options.move('capture_started')) {
      this.#options.engine.cancel();
      return;
    }
    const exchange = this.#beginOrAnswer(
      { trigger: event.trigger, phrase: from?.phrase ?? null, wakeId: from?.id ?? null },
      { key: captureKey(life, event.captureId), askedSample: event.askedSample },
      'capturing',
      from?.delayMs,
    );
    this.#speakers.show(exchange);
    this.#hearing.begin(exchange, from);
    this.#tell(exchange);
    this.#options.publish();
  }

  captureSays(event: CaptureEvent, life: number): void {
    const exchange = this.#ofCapture(event.captureId, life);
    // What an engine still says of a capture that was given up is of no interest.
    if (exchange !== null) this.#hearing.says(exchange, event);
  }

  /** A first guess at who woke, to be shown: nothing is decided by it. */
  wakeSpeaker(wakeId: string, result: SpeakerResult): void {
    if (!this.#speakers.guessed(wakeId, result)) return;
    for (const exchange of this.#atHand) if (this.#speakers.show(exchange)) this.#tell(exchange);
  }

  /** Whose voice a command was said by. */
  speakerTold({ captureId, speaker }: SpeakerTold, life: number): void {
    const exchange = this.#ofCapture(captureId, life);
    if (exchange === null || exchange.isOver) return;
    this.#speakers.told(exchange, speaker);
    this.#tell(exchange);
  }

  /** A profile is gone: what is shown does not name it any more. */
  forgetVoice(profileId: string): void {
    this.#answering.forget(profileId);
    for (const exchange of this.#atHand) if (this.#speakers.forget(exchange, profileId)) this.#tell(exchange);
    this.#options.publish();
  }

  /** What was being said is cut off. What was said before can still be recognised. */
  audioLost(): void {
    this.#pushToTalk.ended();
    this.#answering.giveUp();
    if (this.#current?.phase !== 'capturing') return;
    this.#options.engine.cancel();
    this.#failed(this.#current, BROKE_OFF);
  }

  /** Whoever pauses listening wants nothing heard so far to be done. An action under way goes on. */
  paused(): void {
    this.#pushToTalk.ended();
    this.#answering.end();
    if (this.#current?.isWithEngine) this.#end(this.#current, 'cancelled');
  }

  engineLost(failure: FailureReport): void {
    this.#pushToTalk.ended();
    this.#answering.end();
    if (this.#current?.isWithEngine) this.#failed(this.#current, failure);
  }

  // ---- understood, and done ----

  #parsed(exchange: Exchange, read: ParseResult, intentMs?: number): void {
    if (exchange.isOver) return;
    this.#speakers.heard(exchange);
    const { ticks } = this.#options;
    const { timeline } = exchange;
    const parsed = withJoinedSite(read);
    const { intent, slots, confidence } = parsed;
    if (exchange === this.#answering.heard && !this.#answering.standsAlone(parsed)) return;
    timeline.end('intent', ticks(), intent === null ? 'failed' : 'done', intentMs);
    timeline.set({ intent, slots, confidence });
    if (intent === null) {
      timeline.set({ outcome: 'rejected' });
      this.#reply(exchange, NOT_CAUGHT, { chime: 'failed', aloud: false });
    } else {
      void this.#acting.act(exchange, intent, slots);
    }
  }

  /** What is taken back or said again is as much a matter of who asks as it was the first time. */
  #plan(intent: string, slots: Slots): Plan {
    const plan = this.#options.plan(intent, slots);
    if (intent === UNDO_INTENT) {
      const { last } = this.#undoStack;
      // What is done while something is to be shown first is not what this was asked for.
      const undoes = last?.id ?? null;
      return {
        ...plan,
        risk: last?.risk ?? plan.risk,
        perform: (context) => plan.perform({ ...context, undoes }),
      };
    }
    // It does nothing, but it can tell what was read from the notes.
    if (intent === REPEAT_INTENT && this.#lastReplyRisk !== 'open') return { ...plan, risk: 'personal' };
    return plan;
  }

  /** What was said in answer to a question is as much a matter of who says it as what is asked about. */
  #trust(heard: Exchange): Trust {
    const verdict = this.#speakers.judge(heard, this.#current?.timeline.record.action?.risk ?? 'open');
    if (verdict.may !== 'not') return 'full';
    return verdict.reason === 'stranger' || verdict.reason === 'rules' ? 'none' : 'doubtful';
  }

  async #prove(exchange: Exchange, { by, profileId }: Extract<Verdict, { may: 'prove' }>): Promise<boolean> {
    const words = by === 'words' ? challengeWords() : null;
    const question: QuestionBody =
      words === null
        ? { kind: 'pin', subject: this.#options.voices.find(profileId)?.name ?? '', text: TYPE_PIN }
        : { kind: 'words', subject: words.join(' '), text: wordsToSay(words) };
    return (await this.#ask(exchange, question, { profileId, words })) === 'yes';
  }

  #ask(exchange: Exchange, question: QuestionBody, proof: Proof | null = null): Promise<Answer> {
    if (!this.#isForeground(exchange)) return Promise.resolve('no');
    const answer = this.#answering.ask(question, exchange.abort.signal, proof);
    this.#voice.say(
      { id: `${exchange.timeline.id}-question`, text: question.text, chime: 'listening' },
      () => undefined,
    );
    return answer.finally(() => this.#voice.stop());
  }

  /** Of an interaction that may long be over. */
  #changeAction(timeline: Timeline, change: ActionChange): void {
    timeline.changeAction(change);
    this.#options.changed(timeline.record);
    if (timeline.record.outcome !== 'running') this.#options.amended(timeline.record);
  }

  // ---- replying, and the end ----

  #failed(exchange: Exchange, failure: FailureReport): void {
    if (exchange.isOver) return;
    if (exchange === this.#answering.heard) {
      this.#answering.askAgain();
      return;
    }
    const { ticks } = this.#options;
    for (const { stage, state } of exchange.timeline.record.stages) {
      if (state === 'running') exchange.timeline.end(stage, ticks(), 'failed');
    }
    exchange.timeline.set({ outcome: 'failed', partial: '' });
    this.#options.failed(failure);
    this.#reply(exchange, inWords(failure), { chime: 'failed' });
  }

  #reply(exchange: Exchange, full: string, how: Pick<Saying, 'chime' | 'aloud'>): void {
    const { ticks } = this.#options;
    const { timeline } = exchange;
    const text = cut(full);
    timeline.set({ reply: text });
    const { outcome, intent } = timeline.record;
    // What is no command is only shown. Saying the last reply again, or that there is none, is no reply of its own.
    if (text !== '' && outcome !== 'rejected' && intent !== REPEAT_INTENT) {
      this.#lastReply = text;
      this.#lastReplyRisk = outcome === 'acted' ? (timeline.record.action?.risk ?? 'open') : 'open';
    }
    if (!this.#isForeground(exchange)) {
      this.#end(exchange);
      return;
    }
    exchange.enter('replying');
    this.#options.move('reply_started');
    timeline.begin('reply', ticks());
    this.#tell(exchange);
    this.#options.publish();
    this.#voice.say({ ...how, id: timeline.id, text }, () => {
      timeline.end('reply', ticks());
      this.#end(exchange);
      this.#moved('reply_ended');
    });
  }

  #drop(exchange: Exchange, outcome: Outcome): void {
    if (exchange === this.#answering.heard) {
      this.#answering.end();
      return;
    }
    this.#end(exchange, outcome);
    this.#moved('dropped');
  }

  /** @param outcome the one it has where absent */
  #end(exchange: Exchange, outcome = exchange.timeline.record.outcome): void {
    if (exchange.isOver) return;
    exchange.end();
    exchange.timeline.finish(outcome, this.#options.ticks());
    this.#tell(exchange);
    this.#options.over(exchange.timeline.record);
  }

  // ---- small parts ----

  #ofCapture(captureId: number, life: number): Exchange | null {
    const key = captureKey(life, captureId);
    return this.#atHand.find(({ capture }) => capture?.key === key) ?? null;
  }

  /** What may be an answer first. */
  get #atHand(): Exchange[] {
    return [this.#answering.heard, this.#current].filter((exchange) => exchange !== null);
  }

  /** @param agoMs how long ago it began */
  #beginOrAnswer(
    from: Pick<Beginning, 'trigger' | 'phrase' | 'wakeId'>,
    capture: Capture | null,
    phase: Phase,
    agoMs = 0,
  ): Exchange {
    const isAsking = this.#answering.question !== null;
    if (isAsking) this.#answering.drop();
    else this.#leave();
    const exchange = this.#begin(from, capture, phase, agoMs);
    if (isAsking) this.#answering.hear(exchange);
    else this.#current = exchange;
    return exchange;
  }

  #begin(
    from: Pick<Beginning, 'trigger' | 'phrase' | 'wakeId'>,
    capture: Capture | null,
    phase: Phase,
    agoMs: number,
  ): Exchange {
    const { now, ticks } = this.#options;
    // Histories are ordered and paged by it.
    this.#lastAt = Math.max(now(), this.#lastAt + 1);
    const timeline = new Timeline({ ...from, id: recordId(), at: this.#lastAt }, ticks() - agoMs);
    return new Exchange(timeline, capture, phase);
  }

  /** Another interaction comes. */
  #leave(): void {
    const exchange = this.#current;
    if (exchange === null) return;
    this.#answering.refuse();
    if (exchange.phase === 'replying') this.#voice.stop();
    else if (exchange.phase !== 'acting') this.#end(exchange, 'cancelled');
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
    if (exchange !== this.#answering.heard) this.#options.changed(record);
    // As far as it is understood, what is heard shows where the question came from.
    else if (this.#current !== null && this.#current.timeline.record.partial !== record.partial) {
      this.#current.timeline.set({ partial: record.partial });
      this.#options.changed(this.#current.timeline.record);
    }
  }
}

function captureKey(life: number, captureId: number): string {
  return `${life}-${captureId}`;
}
