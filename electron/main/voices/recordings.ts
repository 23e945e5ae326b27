/** Recordings of sentences that a person chose to keep, to be listed and heard. */
import { SAMPLE_RATE_HZ } from '../../../contract/audio.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { OpenedRecording, Recording } from '../../../contract/profiles.ts';
import type { Playing } from '../assistant/voice.ts';
import { recordId } from '../store/recordId.ts';
import type { VoiceStore } from '../store/voices.ts';
import type { EngineAsk } from './engineAsk.ts';
import type { KeyRing } from './keyRing.ts';
import type { VoiceVault } from './voiceVault.ts';

/** They hold 16-bit samples; the seal around them is too little to count. */
const BYTES_PER_MS = (2 * SAMPLE_RATE_HZ) / 1_000;

export interface RecordingsOptions {
  store: VoiceStore;
  keys: KeyRing;
  vault: VoiceVault;
  ask: EngineAsk;
  /** Of the wake words that are listened for. */
  wakePhrases(): Promise<string[]>;
  /** What Hark hears now may be that. @throws HarkError capture.busy */
  plays(playing: Playing): void;
}

export class Recordings {
  readonly #options: RecordingsOptions;

  constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  /** Those that go first come first, sentence by sentence. @throws HarkError profile.unknown, store.* */
  list(profileId: string): Recording[] {
    const { store, vault } = this.#options;
    vault.profile(profileId);
    return store
      .recordingsOf(profileId)
      .map(({ id, place, until, bytes }) => ({ id, place, until, durationMs: bytes / BYTES_PER_MS }));
  }

  /**
   * For its owner to hear. From now on, until the window says that it is over, it is taken for Hark's own sound: each
   * sentence begins with a wake phrase.
   *
   * @throws HarkError (by rejection) profile.*, store.*, engine.*, capture.busy
   */
  async open(profileId: string, id: string): Promise<OpenedRecording> {
    const { store, keys, vault, ask, wakePhrases, plays } = this.#options;
    vault.profile(profileId);
    const found = store.recording(profileId, id);
    if (found === null) throw new HarkError('store.not_found', 'there is no such recording');
    const { owner, sealed } = found;
    const { wav } = await ask({ type: 'open_audio', owner, sealed, key: keys.open(owner) });
    const playing: Playing = {
      id: recordId(),
      // Every word that could wake Hark may be said in it.
      text: (await wakePhrases()).join('. '),
      durationMs: wav.length / BYTES_PER_MS,
    };
    plays(playing);
    return { playing: playing.id, wav };
  }
}
