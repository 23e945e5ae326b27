/**
 * The enrollment under way, at most one: sentences are read, the engine judges them, and each good one is kept at once,
 * sealed, so that it can go on after a restart. A profile comes of it in one step at its end, or never.
 */
import type { EngineEvent } from '../../../contract/engine.ts';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type {
  Enrollment,
  EnrollmentStart,
  TakeEnded,
  TakeProgress,
  Tried,
} from '../../../contract/profiles.ts';
import type { Settings } from '../../../contract/settings.ts';
import { PROMPTS, type TakeReport } from '../../../contract/speaker.ts';
import type { Log } from '../log/log.ts';
import { recordId } from '../store/recordId.ts';
import type { Draft, Sealed, TakeKept, VoiceStore } from '../store/voices.ts';
import type { EngineAsk } from './engineAsk.ts';
import type { KeyRing } from './keyRing.ts';
import { Listening, type Sentence } from './listening.ts';
import { ProfileMaker } from './profileMaker.ts';
import type { Profiles } from './profiles.ts';
import { prompts } from './prompts.ts';
import type { VoiceVault } from './voiceVault.ts';

/** One that nobody went on with is not kept for longer. */
export const DRAFT_KEPT_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;

const CANCELLED: TakeReport = {
  verdict: 'cancelled',
  speechMs: 0,
  snrDb: null,
  clippingRatio: 0,
  levelDbfs: -120,
  likeness: null,
};

export interface EnrollmentOptions {
  store: VoiceStore;
  keys: KeyRing;
  vault: VoiceVault;
  profiles: Profiles;
  ask: EngineAsk;
  settings(): Settings;
  /** Of the wake words that are listened for. */
  wakePhrases(): Promise<string[]>;
  /** Anything can be heard at all. */
  hears(): boolean;
  changed(): void;
  progress(progress: TakeProgress): void;
  takeEnded(ended: TakeEnded): void;
  tried(tried: Tried): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  log: Log;
}

type EventOf<K extends EngineEvent['kind']> = Extract<EngineEvent, { kind: K }>;
export type EnrollmentEvent = EventOf<'take_progress' | 'take_ended' | 'tried'>;

export class EnrollmentService {
  readonly #options: EnrollmentOptions;
  readonly #listening: Listening;
  readonly #maker: ProfileMaker;

  constructor(options: EnrollmentOptions) {
    this.#options = options;
    const { ask, hears, changed, log, settings } = options;
    this.#listening = new Listening({
      ask,
      hears,
      changed,
      cancelled: (sentence) => this.#cancelled(sentence),
      log,
    });
    this.#maker = new ProfileMaker({ ...options, targetFar: () => settings().voices.targetFar });
  }

  /** The one under way, also one that an earlier run began; null for none. */
  get current(): Enrollment | null {
    const draft = this.#options.store.draft();
    if (draft === null) return null;
    const { sentence } = this.#listening;
    return { ...draft, recording: sentence?.draftId === draft.id ? sentence.index : null };
  }

  // ---- what a person does ----

  /** @throws HarkError (by rejection) profile.*, store.* */
  async begin(start: EnrollmentStart): Promise<void> {
    const { profiles, wakePhrases } = this.#options;
    const phrases = await wakePhrases();
    await profiles.change(() => {
      const { store, keys, vault, now } = this.#options;
      const name = this.#nameOf(start);
      this.#listening.giveUp();
      const draft: Draft = {
        id: recordId(),
        purpose: start.purpose,
        profileId: start.purpose === 'new' ? null : start.profileId,
        name,
        startedAt: now(),
        keepAudioDays: start.keepAudioDays,
        prompts: prompts(phrases),
        takes: Array(PROMPTS).fill(null),
      };
      keys.create(draft.id);
      vault.erase(() => store.begin(draft));
    });
  }

  /**
   * @param microphone its name, empty where it has none
   * @throws HarkError (by rejection) enrollment.none, capture.busy, capture.deaf, profile.*, engine.*
   */
  async take(index: number, microphone: string): Promise<void> {
    const { ask, store, keys, now } = this.#options;
    const draft = this.#draft();
    const draftId = draft.id;
    const key = keys.open(draftId);
    const takeId = recordId();
    await this.#listening.to(takeId, { draftId, index }, () =>
      ask({
        type: 'take',
        takeId,
        draftId,
        draft: store.draftPrint(),
        key,
        index,
        microphone,
        at: now(),
        keepAudio: draft.keepAudioDays > 0,
      }),
    );
  }

  /** Ends a sentence, or gives up "try it". Nothing happens where neither is under way. @throws HarkError (by rejection) engine.* */
  async endTake(how: 'done' | 'cancel'): Promise<void> {
    if (this.#listening.isOpen) await this.#options.ask({ type: 'end_take', how });
  }

  /** @throws HarkError (by rejection) capture.busy, capture.deaf, enrollment.none, engine.* */
  async try(): Promise<void> {
    const tryId = recordId();
    await this.#listening.to(tryId, null, () => this.#options.ask({ type: 'try_voice', tryId }));
  }

  /** @returns id of the profile. @throws HarkError (by rejection) enrollment.*, profile.*, engine.*, store.* */
  finish(): Promise<string> {
    return this.#options.profiles.changeVoices(() => {
      const draft = this.#draft();
      this.#listening.giveUp();
      return this.#maker.make(draft);
    });
  }

  /** Forgets it whole. @throws HarkError (by rejection) store.* */
  discard(): Promise<void> {
    return this.#options.profiles.change(() => this.#discard());
  }

  /** The profile that it changes is about to go. */
  discardOf(profileId: string): Promise<void> {
    const { profiles, store } = this.#options;
    return profiles.change(() => {
      if (store.draft()?.profileId === profileId) this.#discard();
    });
  }

  // ---- the engine ----

  engineSays(event: EnrollmentEvent): void {
    switch (event.kind) {
      case 'take_progress':
        this.#progressed(event);
        break;
      case 'take_ended':
        if (this.#listening.is(event.takeId)) this.#takeEnded(event);
        break;
      case 'tried':
        if (this.#listening.is(event.tryId)) this.#tried(event.speaker);
        break;
    }
  }

  /** The engine is gone, and with it whatever it was listening to. */
  lost(): void {
    this.#listening.lost();
  }

  /** Nothing can be heard: whatever was being listened to comes to nothing. The engine may not say so. */
  deaf(): void {
    this.#listening.giveUp();
  }

  /** Nothing is listened to any more, and nobody waits for it. */
  close(): void {
    this.#listening.end();
  }

  /** One that was left for too long, or that cannot be read, is forgotten. */
  dropStale(): void {
    const { store, now, log } = this.#options;
    try {
      const draft = store.draft();
      if (draft !== null && now() - draft.startedAt < DRAFT_KEPT_MS) return;
      if (draft === null && !store.hasDraft()) return;
      this.#discard();
      log.info('an enrollment that was not finished is forgotten');
    } catch (error) {
      log.warn('an enrollment could not be forgotten', { code: describeFailure(error).code });
    }
  }

  // ---- small parts ----

  /** The name it has. @throws HarkError profile.* */
  #nameOf({ purpose, profileId, name }: EnrollmentStart): string {
    const { profiles, vault } = this.#options;
    if (purpose === 'new') {
      profiles.refuseFull();
      profiles.refuseTaken(name ?? '');
      return name ?? '';
    }
    // One that cannot be opened any more can be made anew, but not added to.
    if (purpose === 'microphone') vault.open(profileId ?? '');
    return vault.profile(profileId ?? '').name;
  }

  #discard(): void {
    const { store, vault } = this.#options;
    this.#listening.giveUp();
    vault.erase(() => store.dropDraft());
  }

  #draft(): Draft {
    const draft = this.#options.store.draft();
    if (draft === null) throw new HarkError('enrollment.none', 'no enrollment is under way');
    return draft;
  }

  #progressed({ takeId, speechMs, snrDb, clippingRatio }: EventOf<'take_progress'>): void {
    const { sentence } = this.#listening;
    if (sentence === null || !this.#listening.is(takeId)) return;
    this.#options.progress({ enrollmentId: sentence.draftId, speechMs, snrDb, clippingRatio });
  }

  #takeEnded(event: EventOf<'take_ended'>): void {
    const { sentence } = this.#listening;
    this.#listening.end();
    if (sentence !== null) this.#ended(sentence, this.#kept(sentence, event));
  }

  /** Keeps what was good. @returns the report as it is shown */
  #kept(
    { index }: NonNullable<Sentence>,
    { report, draft: sealed, audio }: EventOf<'take_ended'>,
  ): TakeReport {
    const { store, now, log } = this.#options;
    if (report.verdict !== 'good' || sealed === null) return report;
    try {
      const draft = this.#draft();
      const takes = draft.takes.map((each, place) => (place === index ? report : each));
      const recording: TakeKept | null =
        audio === null || draft.keepAudioDays === 0
          ? null
          : { place: index, until: now() + draft.keepAudioDays * DAY_MS, sealed: audio as Sealed };
      store.keepTake({ ...draft, takes }, sealed as Sealed, recording);
      return report;
    } catch (error) {
      log.warn('a sentence was not kept', { code: describeFailure(error).code });
      return { ...report, verdict: 'cancelled' };
    }
  }

  #cancelled(sentence: Sentence): void {
    if (sentence === null) this.#options.tried({ speaker: null });
    else this.#ended(sentence, CANCELLED);
  }

  #ended({ draftId, index }: NonNullable<Sentence>, report: TakeReport): void {
    this.#options.changed();
    this.#options.takeEnded({ enrollmentId: draftId, index, report });
  }

  #tried(speaker: EventOf<'tried'>['speaker']): void {
    this.#listening.end();
    const profile = speaker?.profileId == null ? null : this.#options.profiles.find(speaker.profileId);
    this.#options.tried({ speaker: speaker === null ? null : { ...speaker, name: profile?.name ?? null } });
  }
}
