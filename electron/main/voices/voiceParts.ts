/** Profiles and enrollment with what they stand on, as the rest of main sees them. */
import { join } from 'node:path';
import type { EngineEvent, FailureReport } from '../../../contract/engine.ts';
import { describeFailure } from '../../../contract/failures.ts';
import type { Interaction } from '../../../contract/interactions.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import type { ProfilesSnapshot } from '../../../contract/profiles.ts';
import { activeWords, type Settings } from '../../../contract/settings.ts';
import type { KnownVoices } from '../assistant/speakers.ts';
import type { Log } from '../log/log.ts';
import { type HistoryStore, withoutSpeaker } from '../store/history.ts';
import type { Sealed, VoiceStore } from '../store/voices.ts';
import type { EngineAsk } from './engineAsk.ts';
import { type EnrollmentOptions, EnrollmentService } from './enrollment.ts';
import { KeyRing, type SystemKeyStore } from './keyRing.ts';
import { Pins } from './pins.ts';
import { Profiles } from './profiles.ts';
import { ProfilesMark } from './profilesMark.ts';
import { Queue } from './queue.ts';
import { Recordings, type RecordingsOptions } from './recordings.ts';
import { PASSPHRASE_COST, PIN_COST, type ScryptCost } from './scrypt.ts';
import { VoicesInForce } from './voicesInForce.ts';
import { VoiceTransfer, type VoiceTransferOptions } from './voiceTransfer.ts';
import { VoiceVault } from './voiceVault.ts';

const KEY_FOLDER = 'voice-keys';
const LOST: FailureReport = {
  code: 'profile.lost',
  message: 'Hark knew voices before, and what it keeps now holds none.',
};
/** Recordings whose time is over, and an enrollment that nobody goes on with, go at the latest after this. */
export const SWEEP_INTERVAL_MS = 86_400_000;

export interface VoiceNeeds
  extends Pick<VoiceTransferOptions, 'askWhereToSave' | 'askWhatToOpen'>,
    Pick<EnrollmentOptions, 'hears' | 'progress' | 'takeEnded' | 'tried' | 'now'>,
    Pick<RecordingsOptions, 'plays'> {
  folder: string;
  keyStore: SystemKeyStore;
  store: { voices: VoiceStore; history: Pick<HistoryStore, 'forgetSpeaker'> };
  ask: EngineAsk;
  settings(): Settings;
  models(): Promise<ModelStatus[]>;
  changed(snapshot: ProfilesSnapshot): void;
  /** A profile is gone: nothing at hand is to name it. */
  forgotten(profileId: string): void;
  log: Log;
  /** What guessing costs; as much as it should where absent. */
  costs?: { passphrase: ScryptCost; pin: ScryptCost };
}

export interface VoiceParts {
  profiles: Profiles;
  pins: Pins;
  transfer: VoiceTransfer;
  enrollment: EnrollmentService;
  recordings: Recordings;
  /** What the assistant asks of them. */
  known: KnownVoices;
  snapshot(): ProfilesSnapshot;
  /** There were profiles, and the store at hand has none: nobody is known, and nobody counts as the owner. */
  readonly areLost: boolean;
  /** They are given up: Hark is as it is without profiles. */
  giveUpLost(): void;
  /** With an enrollment that would change it. @throws HarkError (by rejection) profile.unknown, store.* */
  delete(id: string): Promise<void>;
  /** An interaction as it is to be kept: a profile that is gone is named nowhere. */
  asItStands(interaction: Interaction): Interaction;
  engineSays(event: EngineEvent): void;
  engineReady(): void;
  engineLost(): void;
  /** Nothing can be heard (any more). */
  deaf(): void;
  /** How voices are judged is another, or the store was replaced. */
  refresh(): void;
  close(): void;
}

export function openVoices(needs: VoiceNeeds): VoiceParts {
  const { ask, now, log, settings } = needs;
  const store = needs.store.voices;
  const queue = new Queue();
  const costs = needs.costs ?? { passphrase: PASSPHRASE_COST, pin: PIN_COST };
  const keys = new KeyRing({
    folder: join(needs.folder, KEY_FOLDER),
    cipher: needs.keyStore,
    log,
    cost: costs.passphrase,
  });
  const mark = new ProfilesMark(join(needs.folder, KEY_FOLDER), log);
  const areLost = () => mark.isSet && store.count() === 0;
  const policy = () => settings().voices;
  const changed = () => {
    try {
      if (store.count() > 0) mark.set();
      needs.changed(snapshot());
    } catch (error) {
      log.warn('the profiles cannot be shown', { code: describeFailure(error).code });
    }
  };
  const forget = async (id: string) => {
    await needs.store.history.forgetSpeaker(id);
    store.forgot(id);
  };
  /** Those that were deleted just before Hark ended. */
  const forgetOthers = async () => {
    try {
      for (const id of store.forgetting()) await queue.run(() => forget(id));
    } catch (error) {
      log.warn('the history still names a voice that is gone', { code: describeFailure(error).code });
    }
  };
  const vault = new VoiceVault(store, keys, log);
  const inForce = new VoicesInForce({ store, keys, ask, policy, changed, log });
  const profiles = new Profiles({
    store,
    mark,
    keys,
    vault,
    inForce,
    queue,
    ask,
    policy,
    changed,
    forgotten(id) {
      needs.forgotten(id);
      return forget(id);
    },
    now,
    log,
  });
  const pins = new Pins({ store, keys, vault, queue, changed, now, cost: costs.pin });
  const transfer = new VoiceTransfer({
    store,
    vault,
    profiles,
    ask,
    policy,
    askWhereToSave: needs.askWhereToSave,
    askWhatToOpen: needs.askWhatToOpen,
  });
  const wakePhrases = async () => phrasesOf(settings(), await needs.models());
  const recordings = new Recordings({ store, keys, vault, ask, wakePhrases, plays: needs.plays });
  const enrollment = new EnrollmentService({
    store,
    keys,
    vault,
    profiles,
    ask,
    settings,
    wakePhrases,
    hears: needs.hears,
    changed,
    progress: needs.progress,
    takeEnded: needs.takeEnded,
    tried: needs.tried,
    now,
    log,
  });
  /** A store that cannot be read knows nobody. */
  const orElse = <T>(otherwise: T, look: () => T): T => {
    try {
      return look();
    } catch (error) {
      log.warn('the profiles cannot be read', { code: describeFailure(error).code });
      return otherwise;
    }
  };
  const find = (id: string) => orElse(null, () => profiles.find(id));
  const sweep = () => {
    enrollment.dropStale();
    if (vault.sweepRecordings(now())) changed();
  };
  const snapshot = (): ProfilesSnapshot => ({
    profiles: profiles.list(),
    enrollment: enrollment.current,
    keyStore: profiles.keyStore,
    unavailable: inForce.unavailable ?? (areLost() ? LOST : null),
  });

  if (orElse(false, () => store.count() > 0)) mark.set();
  // What was lost may yet be found again, and its keys are needed then.
  if (!orElse(true, areLost)) vault.tidyUp();
  sweep();
  void forgetOthers();
  const sweeping = setInterval(sweep, SWEEP_INTERVAL_MS);
  sweeping.unref?.();

  return {
    profiles,
    pins,
    transfer,
    enrollment,
    recordings,
    known: {
      get state() {
        return orElse('unavailable', () => stateOf(store.count(), keys.locked, inForce, areLost()));
      },
      find(id) {
        const profile = find(id);
        return profile === null
          ? null
          : { name: profile.name, rules: profile.rules, hasPin: profile.pin !== null };
      },
      guardedBy: () => policy().guardedBy,
      heard: (id) => profiles.heard(id),
      isPin: (id, pin) => pins.isRight(id, pin),
    },
    snapshot,
    get areLost() {
      return orElse(false, areLost);
    },
    giveUpLost() {
      mark.clear();
      changed();
    },
    async delete(id) {
      await enrollment.discardOf(id);
      await profiles.delete(id);
    },
    asItStands(interaction) {
      const id = interaction.speaker?.profileId ?? null;
      return id === null || find(id) !== null ? interaction : withoutSpeaker(interaction);
    },
    engineSays(event) {
      if (event.kind === 'adapted') profiles.adapted(event.profileId, event.sealed as Sealed, event.summary);
      else if (event.kind === 'take_progress' || event.kind === 'take_ended' || event.kind === 'tried')
        enrollment.engineSays(event);
    },
    engineReady: () => inForce.refresh(),
    engineLost() {
      inForce.lost();
      enrollment.lost();
    },
    deaf: () => enrollment.deaf(),
    refresh: () => inForce.refresh(),
    close() {
      clearInterval(sweeping);
      inForce.close();
      enrollment.close();
    },
  };
}

/** Of the words that are listened for, as they are said. */
function phrasesOf(settings: Settings, models: readonly ModelStatus[]): string[] {
  return activeWords(settings).flatMap(({ model }) => {
    const phrase = models.find(({ name }) => name === model)?.phrase ?? null;
    return phrase === null ? [] : [phrase];
  });
}

function stateOf(
  profiles: number,
  locked: boolean,
  { isAny }: Pick<VoicesInForce, 'isAny'>,
  areLost: boolean,
): KnownVoices['state'] {
  if (profiles === 0) return areLost ? 'unavailable' : 'none';
  if (isAny) return 'told_apart';
  return locked ? 'locked' : 'unavailable';
}
