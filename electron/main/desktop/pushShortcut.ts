/**
 * Push-to-talk by a global shortcut. The system tells when such a shortcut is pressed, never when it is let go, so
 * holding it cannot work: there it toggles, and says so. In the window itself, where keys go up too, holding works.
 */
import type { AppInfo } from '../../../contract/channels.ts';
import type { PushMode } from '../../../contract/command.ts';
import type { Settings } from '../../../contract/settings.ts';
import { GlobalShortcut, type GlobalShortcutOptions } from './shortcut.ts';

export const HOLD_UNAVAILABLE =
  'Outside Hark’s window the system does not tell when a key is let go, so there the shortcut starts on the first press and ends on silence or the second.';

export class PushShortcut {
  readonly #shortcut: GlobalShortcut;
  #mode: PushMode = 'toggle';

  /** @param options its `pressed` is to be taken as a press that toggles */
  constructor(options: GlobalShortcutOptions) {
    this.#shortcut = new GlobalShortcut(options);
  }

  get status(): AppInfo['pushShortcut'] {
    const { state } = this.#shortcut;
    const held = this.#mode === 'hold' && state !== 'none';
    return { state, holdUnavailable: held ? HOLD_UNAVAILABLE : null };
  }

  set({ shortcut, mode }: Settings['pushToTalk']): void {
    this.#mode = mode;
    this.#shortcut.set(shortcut);
  }

  release(): void {
    this.#shortcut.set(null);
  }
}
