/** Tells that a service level broke, where people want to know. */
import { type Alert, LEVEL_WORDS } from '../../../contract/health.ts';

export interface LevelNoticeOptions {
  /** Asked each time. */
  isWanted(): boolean;
  notify(
    title: string,
    body: string,
  ): { on(event: 'click', listener: () => void): unknown; show(): void } | null;
  /** Brings the window to the front. */
  show(): void;
}

export class LevelNotice {
  readonly #options: LevelNoticeOptions;

  constructor(options: LevelNoticeOptions) {
    this.#options = options;
  }

  show({ level }: Alert): void {
    const { isWanted, notify, show } = this.#options;
    if (!isWanted()) return;
    const { name, fix } = LEVEL_WORDS[level];
    const notice = notify('Hark is not as it should be', `The limit for ${name} is broken. ${fix}`);
    notice?.on('click', show);
    notice?.show();
  }
}
