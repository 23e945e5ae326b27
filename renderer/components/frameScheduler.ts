/** Draws at most once per screen frame, and not at all while nothing changes or the window is hidden. */
export class FrameScheduler {
  readonly #draw: () => boolean;
  #handle: number | null = null;

  /** `draw` gives true while it wants another frame to finish a movement. */
  constructor(draw: () => boolean) {
    this.#draw = draw;
  }

  request(): void {
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
