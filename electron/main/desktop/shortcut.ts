/** A shortcut that works whichever application is in front: one pauses listening, one begins a command. */

/** The little of Electron's globalShortcut that is used here. */
export interface ShortcutRegistry {
  /** False where another application has it; throws on text that is no shortcut. */
  register(accelerator: string, pressed: () => void): boolean;
  unregister(accelerator: string): void;
}

export class GlobalShortcut {
  readonly #registry: ShortcutRegistry;
  readonly #pressed: () => void;
  #accelerator: string | null = null;
  #active: boolean | null = null;

  constructor(registry: ShortcutRegistry, pressed: () => void) {
    this.#registry = registry;
    this.#pressed = pressed;
  }

  /** True while the shortcut works, false where it could not be had, null where none is set. */
  get active(): boolean | null {
    return this.#active;
  }

  /** @param accelerator null for none. The same one again is tried again: whoever had it may have let it go. */
  set(accelerator: string | null): void {
    if (accelerator === this.#accelerator && this.#active !== false) return;
    if (this.#accelerator !== null && this.#active === true) this.#registry.unregister(this.#accelerator);
    this.#accelerator = accelerator;
    this.#active = accelerator === null ? null : this.#register(accelerator);
  }

  #register(accelerator: string): boolean {
    try {
      return this.#registry.register(accelerator, this.#pressed);
    } catch {
      return false;
    }
  }
}
