/**
 * Plays one recording at a time of those that are kept of an enrollment. Main takes what is heard meanwhile for Hark's
 * own sound, so each end is told, also where it was stopped or cannot be played.
 */
import type { OpenedRecording } from '../../contract/profiles.ts';
import type { Playing } from './player.ts';

export interface RecordingPlaybackOptions {
  open(profileId: string, id: string): Promise<OpenedRecording>;
  play(wav: Uint8Array): Promise<Playing>;
  /** Id of the one that is being opened or played; null once none is. */
  playing(id: string | null): void;
  /** Called once for each that was opened. */
  finished(playing: string): void;
}

interface Turn {
  /** Main's name for it; null until it is open. */
  playing: string | null;
  isOver: boolean;
  halt(): void;
}

export class RecordingPlayback {
  readonly #options: RecordingPlaybackOptions;
  #turn: Turn | null = null;

  constructor(options: RecordingPlaybackOptions) {
    this.#options = options;
  }

  /** Takes the place of any other. Resolves once it is over. @throws HarkError (by rejection) why it is not opened */
  async start(profileId: string, id: string): Promise<void> {
    const { open, play, playing, finished } = this.#options;
    this.stop();
    const turn: Turn = { playing: null, isOver: false, halt: () => undefined };
    this.#turn = turn;
    playing(id);
    try {
      const opened = await open(profileId, id);
      if (turn.isOver) return finished(opened.playing);
      turn.playing = opened.playing;
      const sound = await play(opened.wav);
      turn.halt = () => sound.stop();
      if (turn.isOver) sound.stop();
      await sound.ended;
    } finally {
      this.#end(turn);
    }
  }

  stop(): void {
    if (this.#turn === null) return;
    this.#turn.halt();
    this.#end(this.#turn);
  }

  /** Main wants silence: of what it did not open yet, it does not speak. */
  silence(): void {
    if (this.#turn !== null && this.#turn.playing !== null) this.stop();
  }

  #end(turn: Turn): void {
    if (turn.isOver) return;
    turn.isOver = true;
    this.#turn = null;
    this.#options.playing(null);
    if (turn.playing !== null) this.#options.finished(turn.playing);
  }
}
