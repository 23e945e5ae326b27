/** A shortcut that works whichever application is in front: one pauses listening, one begins a command. */
import type { ShortcutState } from '../../../contract/channels.ts';

/** The little of Electron's globalShortcut that is used here. */
export interface ShortcutRegistry {
  /** False where another application has it; throws on text that is no shortcut. */
  register(accelerator: string, pressed: () => void): boolean;
  unregister(accelerator: string): void;
}

/**
 * Under Wayland no application may grab keys. The desktop's portal is asked, and whether it says yes, and to which keys,
 * comes late or never: registering succeeds either way.
 */
export function shortcutsComeFromPortal(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (platform !== 'linux') return false;
  return env['XDG_SESSION_TYPE'] === 'wayland' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

export interface GlobalShortcutOptions {
  registry: ShortcutRegistry;
  /** See shortcutsComeFromPortal. */
  byPortal: boolean;
  pressed(): void;
  /** Another state, found out later than by setting it. */
  changed(): void;
}

export class GlobalShortcut {
  readonly #options: GlobalShortcutOptions;
  #accelerator: string | null = null;
  #state: ShortcutState = 'none';

  constructor(options: GlobalShortcutOptions) {
    this.#options = options;
  }

  get state(): ShortcutState {
    return this.#state;
  }

  /** @param accelerator null for none. The same one again is tried again: whoever had it may have let it go. */
  set(accelerator: string | null): void {
    const { registry } = this.#options;
    if (accelerator === this.#accelerator && this.#state !== 'refused') return;
    if (this.#accelerator !== null && this.#state !== 'refused') registry.unregister(this.#accelerator);
    this.#accelerator = accelerator;
    this.#state = accelerator === null ? 'none' : this.#register(accelerator);
  }

  #register(accelerator: string): ShortcutState {
    const { registry, byPortal } = this.#options;
    try {
      if (!registry.register(accelerator, () => this.#onPressed())) return 'refused';
      return byPortal ? 'asked' : 'works';
    } catch {
      return 'refused';
    }
  }

  #onPressed(): void {
    const { pressed, changed } = this.#options;
    if (this.#state === 'asked') {
      this.#state = 'works';
      changed();
    }
    pressed();
  }
}
