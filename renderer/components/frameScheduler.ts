/** Draws at most once per screen frame, and not at all while nothing changes or nobody can see it. */
export class FrameScheduler {
  readonly #draw: () => boolean;
  readonly #isSeen: () => boolean;
  #handle: number | null = null;

  /** `draw` gives true while it wants another frame to finish a movement. */
  constructor(draw: () => boolean, isSeen: () => boolean) {
    this.#draw = draw;
    this.#isSeen = isSeen;
  }

  request(): void {
    if (!this.#isSeen()) return;
    this.#handle ??= requestAnimationFrame(() => {
      this.#handle = null;
      if (this.#draw()) this.request();
    });
  }

  stop(): void {
    if (this.#handle !== null) cancelAnimationFrame(this.#handle);
    this.#handle = null;
  }
}
