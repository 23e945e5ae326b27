/** The sound of timers and alarms that ring: on until none rings any more, and never for ever. */
import type { LoopPlaying } from './player.ts';

/** Nobody is there to hear it. It goes on ringing on screen. */
export const SOUND_LIMIT_MS = 600_000;
/** While a command is heard or a reply is said. */
const DUCKED = 0.12;

export class AlarmSound {
  readonly #loop: () => LoopPlaying;
  #playing: LoopPlaying | null = null;
  #limit: ReturnType<typeof setTimeout> | undefined;
  #heard = new Set<string>();
  #ducked = false;

  /** @param loop starts the sound */
  constructor(loop: () => LoopPlaying) {
    this.#loop = loop;
  }

  /** @param ids what rings now; the sound begins with each that did not ring before */
  ring(ids: readonly string[]): void {
    const hasNew = ids.some((id) => !this.#heard.has(id));
    this.#heard = new Set(ids);
    if (ids.length === 0) this.#stop();
    else if (hasNew) this.#start();
  }

  /** Quieter, so that one can be understood over it. */
  duck(ducked: boolean): void {
    if (ducked === this.#ducked) return;
    this.#ducked = ducked;
    this.#playing?.setVolume(ducked ? DUCKED : 1);
  }

  #start(): void {
    clearTimeout(this.#limit);
    this.#limit = setTimeout(() => this.#stop(), SOUND_LIMIT_MS);
    if (this.#playing) return;
    this.#playing = this.#loop();
    if (this.#ducked) this.#playing.setVolume(DUCKED);
  }

  #stop(): void {
    clearTimeout(this.#limit);
    this.#playing?.stop();
    this.#playing = null;
  }
}
