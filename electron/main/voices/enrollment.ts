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
import { PROMPTS, TAKE_MAX_MS, TAKES_MIN, type TakeReport } from '../../../contract/speaker.ts';
import type { Log } from '../log/log.ts';
import { recordId } from '../store/recordId.ts';
import type { Draft, Sealed, VoiceStore } from '../store/voices.ts';
import type { EngineAsk } from './engineAsk.ts';
import type { KeyRing } from './keyRing.ts';
import type { Profiles } from './profiles.ts';
import { prompts } from './prompts.ts';
import type { Queue } from './queue.ts';
import type { VoicesInForce } from './voicesInForce.ts';

/** One that nobody went on with is not kept for longer. */
export const DRAFT_KEPT_MS = 7 * 86_400_000;
/** Time is counted in samples by the engine: where none arrive, it would listen for ever. */
export const LISTENING_LIMIT_MS = TAKE_MAX_MS + 10_000;
const DAY_MS = 86_400_000;
/** Characters of a microphone's name, as it is kept with a reference. */
const MICROPHONE_MAX = 200;

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
  profiles: Profiles;
  inForce: VoicesInForce;
  queue: Queue;
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

/** What the engine listens to now. */
interface Listening {
  id: string;
  /** Of a take; null for "try it". */
  take: { draftId: string; index: number } | null;
  limit: NodeJS.Timeout;
}

type Ended = Extract<EngineEvent, { kind: 'take_ended' }>;
export type EnrollmentEvent = Extract<EngineEvent, { kind: 'take_progress' | 'take_ended' | 'tried' }>;

export class EnrollmentService {
  readonly #options: EnrollmentOptions;
  #listening: Listening | null = null;

  constructor(options: EnrollmentOptions) {
    this.#options = options;
  }

  /** The one under way, also one that an earlier run began; null for none. */
  get current(): Enrollment | null {
    const draft = this.#options.store.draft();
    const take = this.#listening?.take ?? null;
    return draft === null ? null : { ...draft, recording: take?.draftId === draft.id ? take.index : null };
  }

  // ---- what a person does ----

  /** @throws HarkError (by rejection) profile.*, store.* */
  async begin(start: EnrollmentStart): Promise<void> {
    const phrases = await this.#options.wakePhrases();
    await this.#change(() => {
      const { store, keys, profiles, now } = this.#options;
      const name = this.#nameOf(start);
      this.#giveUp();
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
      profiles.erase(() => store.begin(draft));
    });
  }

  /** @throws HarkError (by rejection) enrollment.none, capture.busy, capture.deaf, profile.*, engine.* */
  async take(index: number): Promise<void> {
    const { store, keys, settings, now } = this.#options;
    const draft = this.#draft();
    const key = keys.open(draft.id);
    const takeId = recordId();
    await this.#listen({ id: takeId, take: { draftId: draft.id, index } }, () =>
      this.#options.ask({
        type: 'take',
        takeId,
        draftId: draft.id,
        draft: store.draftPrint(),
        key,
        index,
        microphone: settings().microphone.device?.label.slice(0, MICROPHONE_MAX) ?? '',
        at: now(),
        keepAudio: draft.keepAudioDays > 0,
      }),
    );
  }

  /** Ends a take, or gives up "try it". Nothing happens where neither is under way. @throws HarkError (by rejection) engine.* */
  async endTake(how: 'done' | 'cancel'): Promise<void> {
    if (this.#listening !== null) await this.#options.ask({ type: 'end_take', how });
  }

  /** @throws HarkError (by rejection) capture.busy, capture.deaf, engine.* */
  async try(): Promise<void> {
    const tryId = recordId();
    await this.#listen({ id: tryId, take: null }, () => this.#options.ask({ type: 'try_voice', tryId }));
  }

  /** @returns id of the profile. @throws HarkError (by rejection) enrollment.*, profile.*, engine.*, store.* */
  finish(): Promise<string> {
    return this.#change(async () => {
      const { store, inForce } = this.#options;
      const draft = this.#draft();
      const takes = store.draftPrint();
      if (takes === null || draft.takes.filter((take) => take !== null).length < TAKES_MIN) {
        throw new HarkError('enrollment.speech', `${TAKES_MIN} good sentences are needed`);
      }
      this.#giveUp();
      try {
        return draft.profileId === null
          ? await this.#makeNew(draft, takes)
          : await this.#addTo(draft, draft.profileId, takes);
      } finally {
        inForce.refresh();
      }
    });
  }

  /** Forgets it whole. @throws HarkError (by rejection) store.* */
  discard(): Promise<void> {
    return this.#change(() => this.#discard());
  }

  /** The profile that it changes is about to go. */
  discardOf(profileId: string): Promise<void> {
    return this.#change(() => {
      if (this.#options.store.draft()?.profileId === profileId) this.#discard();
    });
  }

  // ---- the engine ----

  engineSays(event: EnrollmentEvent): void {
    const listening = this.#listening;
    switch (event.kind) {
      case 'take_progress': {
        if (listening?.take == null || listening.id !== event.takeId) return;
        const { speechMs, snrDb, clippingRatio } = event;
        this.#options.progress({ enrollmentId: listening.take.draftId, speechMs, snrDb, clippingRatio });
        break;
      }
      case 'take_ended':
        if (listening?.id === event.takeId) this.#takeEnded(event);
        break;
      case 'tried':
        if (listening?.id === event.tryId) this.#tried(event.speaker);
        break;
    }
  }

  /** Whatever it was listening to is over: the engine is gone, or nothing can be heard. */
  lost(): void {
    if (this.#listening?.take === null) this.#tried(null);
    else this.#endTake(CANCELLED);
  }

  /** Nothing is listened to any more, and nobody waits for it. */
  close(): void {
    this.#stopListening();
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
    const { profiles } = this.#options;
    if (purpose === 'new') {
      profiles.refuseFull();
      profiles.refuseTaken(name ?? '');
      return name ?? '';
    }
    // One that cannot be opened any more can be made anew, but not added to.
    if (purpose === 'microphone') profiles.open(profileId ?? '');
    const known = profiles.find(profileId ?? '');
    if (known === null) throw new HarkError('profile.unknown', 'there is no such profile');
    return known.name;
  }

  async #makeNew(draft: Draft, takes: Sealed): Promise<string> {
    const { profiles } = this.#options;
    profiles.refuseFull();
    profiles.refuseTaken(draft.name);
    return profiles.withNewKey(async (keyId, key) => {
      const profileId = recordId();
      const { sealed } = await this.#enroll(draft, takes, { profileId, key, base: null });
      this.#becomes(draft, profileId, () => profiles.add(profileId, draft.name, keyId, sealed));
      return profileId;
    });
  }

  async #addTo(draft: Draft, profileId: string, takes: Sealed): Promise<string> {
    const { profiles, store } = this.#options;
    const known = profiles.find(profileId);
    if (known === null) throw new HarkError('profile.unknown', 'there is no such profile');
    if (draft.purpose === 'microphone' || profiles.isOpenable(profileId)) {
      const { sealed: print, key } = profiles.open(profileId);
      const base = draft.purpose === 'microphone' ? print : null;
      const { sealed } = await this.#enroll(draft, takes, { profileId, key, base });
      this.#becomes(draft, profileId, () => store.setPrint(profileId, sealed));
      return profileId;
    }
    // Its key is lost: it gets another, and the PIN, which that key was needed for, goes.
    return profiles.withNewKey(async (keyId, key) => {
      const { sealed } = await this.#enroll(draft, takes, { profileId, key, base: null });
      this.#becomes(draft, profileId, () => {
        store.setPrint(profileId, sealed, keyId);
        store.setPin(profileId, null);
      });
      return profileId;
    });
  }

  async #enroll(
    draft: Draft,
    takes: Sealed,
    into: { profileId: string; key: Uint8Array<ArrayBuffer>; base: Sealed | null },
  ): Promise<{ sealed: Sealed }> {
    const { ask, keys, settings } = this.#options;
    const made = await ask({
      type: 'enroll',
      draftId: draft.id,
      draft: takes,
      draftKey: keys.open(draft.id),
      ...into,
      targetFar: settings().voices.targetFar,
    });
    return { sealed: made.sealed as Sealed };
  }

  /** The one step: the profile is there, and the draft is not. */
  #becomes(draft: Draft, profileId: string, write: () => void): void {
    const { store, profiles } = this.#options;
    profiles.erase(() => store.finish(draft, profileId, write));
  }

  #discard(): void {
    const { store, profiles } = this.#options;
    this.#giveUp();
    profiles.erase(() => store.dropDraft());
  }

  #draft(): Draft {
    const draft = this.#options.store.draft();
    if (draft === null) throw new HarkError('enrollment.none', 'no enrollment is under way');
    return draft;
  }

  /** @throws HarkError (by rejection) capture.busy, capture.deaf; whatever `ask` throws */
  async #listen(to: Omit<Listening, 'limit'>, ask: () => Promise<unknown>): Promise<void> {
    if (!this.#options.hears()) throw new HarkError('capture.deaf', 'Hark does not listen');
    if (this.#listening !== null) throw new HarkError('capture.busy', 'a sentence is being heard');
    const limit = setTimeout(() => {
      this.#options.log.warn('a sentence did not end');
      this.#giveUp();
    }, LISTENING_LIMIT_MS);
    const listening = { ...to, limit };
    this.#listening = listening;
    this.#options.changed();
    try {
      await ask();
    } catch (error) {
      if (this.#listening === listening) {
        this.#stopListening();
        this.#options.changed();
      }
      throw error;
    }
  }

  /** What is being listened to is forgotten. */
  #giveUp(): void {
    if (this.#listening === null) return;
    this.#options.ask({ type: 'end_take', how: 'cancel' }).catch((error: unknown) => {
      this.#options.log.info('a sentence was not ended', { code: describeFailure(error).code });
    });
    this.lost();
  }

  #stopListening(): Listening | null {
    const listening = this.#listening;
    if (listening !== null) clearTimeout(listening.limit);
    this.#listening = null;
    return listening;
  }

  #takeEnded({ report, draft: sealed, audio }: Ended): void {
    const { store, now, log } = this.#options;
    const draft = store.draft();
    const take = this.#listening?.take;
    if (take == null || draft === null || draft.id !== take.draftId) {
      this.#stopListening();
      return;
    }
    let shown = report;
    if (report.verdict === 'good' && sealed !== null) {
      const takes = draft.takes.map((each, place) => (place === take.index ? report : each));
      const recording =
        audio === null || draft.keepAudioDays === 0
          ? null
          : { place: take.index, until: now() + draft.keepAudioDays * DAY_MS, sealed: audio as Sealed };
      try {
        store.keepTake({ ...draft, takes }, sealed as Sealed, recording);
      } catch (error) {
        log.warn('a sentence was not kept', { code: describeFailure(error).code });
        shown = { ...report, verdict: 'cancelled' };
      }
    }
    this.#endTake(shown);
  }

  #endTake(report: TakeReport): void {
    const ended = this.#stopListening();
    if (ended?.take == null) return;
    this.#options.changed();
    this.#options.takeEnded({ enrollmentId: ended.take.draftId, index: ended.take.index, report });
  }

  #tried(speaker: Extract<EnrollmentEvent, { kind: 'tried' }>['speaker']): void {
    if (this.#stopListening() === null) return;
    const profile = speaker?.profileId == null ? null : this.#options.profiles.find(speaker.profileId);
    this.#options.tried({ speaker: speaker === null ? null : { ...speaker, name: profile?.name ?? null } });
  }

  #change<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#options.queue.run(work).finally(() => this.#options.changed());
  }
}
