/** Whose voices Hark knows, and the enrollment under way. What is heard while a sentence is read goes past the store. */
import { describeFailure, type FailureCode } from '../../contract/failures.ts';
import type {
  EnrollmentStart,
  ProfileRules,
  ProfilesSnapshot,
  Recording,
  TakeEnded,
  Tried,
} from '../../contract/profiles.ts';
import { MICROPHONE_NAME_MAX } from '../../contract/speaker.ts';
import type { SliceCreator } from './store.ts';

/** What the wizard is opened for; 'resume' goes on with what was begun before. */
export type EnrollmentGoal =
  | { purpose: 'new' | 'resume' }
  | { purpose: 'again' | 'microphone'; profileId: string; name: string };

export interface Refusal {
  code: FailureCode;
  message: string;
}

export interface ProfilesSlice {
  /** Null until main answered for the first time. */
  profiles: ProfilesSnapshot | null;
  /** What the open wizard is for; null while it is closed. */
  enrolling: EnrollmentGoal | null;
  /** How the last sentence went; null before the first and while one is read. */
  lastTake: TakeEnded | null;
  /** Whose voice "try it" heard; null before. */
  tried: Tried | null;
  isTrying: boolean;
  /** Id of the recording that is being opened or played; null for none. */
  playingRecording: string | null;
  recordingPlaying(id: string | null): void;
  profilesChanged(snapshot: ProfilesSnapshot): void;
  loadProfiles(): Promise<void>;
  takeEnded(take: TakeEnded): void;
  triedVoice(tried: Tried): void;

  openEnrollment(goal: EnrollmentGoal): void;
  closeEnrollment(): void;

  // Below, the answer says why it was not done; null where it was.
  beginEnrollment(start: EnrollmentStart): Promise<Refusal | null>;
  readPrompt(index: number): Promise<Refusal | null>;
  endReading(how: 'done' | 'cancel'): Promise<void>;
  /** @returns the profile that was made, or why none was */
  finishEnrollment(): Promise<{ profileId: string } | Refusal>;
  discardEnrollment(): Promise<void>;
  tryVoiceprint(): Promise<Refusal | null>;

  renameProfile(id: string, name: string): Promise<Refusal | null>;
  setProfileRules(id: string, rules: ProfileRules): Promise<void>;
  setPin(id: string, pin: string | null): Promise<Refusal | null>;
  deleteProfile(id: string): Promise<Refusal | null>;
  removeReference(id: string, referenceId: string): Promise<void>;
  /** @param since ms since the epoch */
  undoAdaptation(id: string, since: number): Promise<Refusal | null>;
  deleteRecordings(id: string): Promise<void>;
  listRecordings(id: string): Promise<Recording[]>;
  /** @returns whether a file was written, or why not */
  exportProfile(id: string, passphrase: string): Promise<boolean | Refusal>;
  /** @returns the new profile's id, null where the person thought better of it, or why it was refused */
  importProfile(passphrase: string): Promise<{ profileId: string | null } | Refusal>;
  unlockProfiles(passphrase: string): Promise<Refusal | null>;
  setPassphrase(passphrase: string | null): Promise<Refusal | null>;
}

export const createProfilesSlice: SliceCreator<ProfilesSlice> = (client) => (set, get) => {
  const refusal = async (work: () => Promise<void>): Promise<Refusal | null> => {
    try {
      await work();
      return null;
    } catch (error) {
      return describeFailure(error);
    }
  };
  const answerOf = async <T>(work: () => Promise<T>): Promise<T | Refusal> => {
    try {
      return await work();
    } catch (error) {
      return describeFailure(error);
    }
  };
  let hasSnapshot = false;
  return {
    profiles: null,
    enrolling: null,
    lastTake: null,
    tried: null,
    isTrying: false,
    playingRecording: null,
    recordingPlaying: (playingRecording) => set({ playingRecording }),
    profilesChanged: (profiles) => {
      hasSnapshot = true;
      set({ profiles });
    },
    loadProfiles: () =>
      get().attempt(async () => {
        const profiles = await client.call('profiles.get');
        // An event that came meanwhile is newer than this answer.
        if (!hasSnapshot) set({ profiles });
      }),
    takeEnded: (lastTake) => set({ lastTake }),
    triedVoice: (tried) => set({ tried, isTrying: false }),

    openEnrollment: (enrolling) => set({ enrolling, lastTake: null, tried: null, isTrying: false }),
    closeEnrollment: () => set({ enrolling: null }),

    beginEnrollment: (start) =>
      refusal(async () => {
        set({ lastTake: null });
        await client.call('enrollment.begin', start);
      }),
    readPrompt: (index) =>
      refusal(async () => {
        set({ lastTake: null });
        const name = get().microphone.deviceLabel ?? '';
        await client.call('enrollment.take', index, name.slice(0, MICROPHONE_NAME_MAX));
      }),
    endReading: (how) => get().attempt(() => client.call('enrollment.endTake', how)),
    finishEnrollment: () => answerOf(async () => ({ profileId: await client.call('enrollment.finish') })),
    discardEnrollment: () => get().attempt(() => client.call('enrollment.discard')),
    tryVoiceprint: async () => {
      set({ tried: null, isTrying: true });
      const refused = await refusal(() => client.call('enrollment.try'));
      if (refused) set({ isTrying: false });
      return refused;
    },

    renameProfile: (id, name) => refusal(() => client.call('profiles.rename', id, name)),
    setProfileRules: (id, rules) => get().attempt(() => client.call('profiles.setRules', id, rules)),
    setPin: (id, pin) => refusal(() => client.call('profiles.setPin', id, pin)),
    deleteProfile: (id) => refusal(() => client.call('profiles.delete', id)),
    removeReference: (id, referenceId) =>
      get().attempt(() => client.call('profiles.removeReference', id, referenceId)),
    undoAdaptation: (id, since) => refusal(() => client.call('profiles.undoAdaptation', id, since)),
    deleteRecordings: (id) => get().attempt(() => client.call('profiles.deleteRecordings', id)),
    listRecordings: async (id) => {
      let found: Recording[] = [];
      await get().attempt(async () => {
        found = await client.call('profiles.recordings', id);
      });
      return found;
    },
    exportProfile: (id, passphrase) => answerOf(() => client.call('profiles.export', id, passphrase)),
    importProfile: (passphrase) =>
      answerOf(async () => ({ profileId: await client.call('profiles.import', passphrase) })),
    unlockProfiles: (passphrase) => refusal(() => client.call('profiles.unlock', passphrase)),
    setPassphrase: (passphrase) => refusal(() => client.call('profiles.setPassphrase', passphrase)),
  };
};
