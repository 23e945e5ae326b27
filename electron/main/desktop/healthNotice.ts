/** Tells that Hark is not as it should be, where people want to know. */
import { type Alert, LEVEL_WORDS } from '../../../contract/health.ts';

export interface HealthNoticeOptions {
  /** Asked each time. */
  isWanted(): boolean;
  notify(
    title: string,
    body: string,
  ): { on(event: 'click', listener: () => void): unknown; show(): void } | null;
  /** Brings the window to the front. */
  show(): void;
}

export class HealthNotice {
  readonly #options: HealthNoticeOptions;

  constructor(options: HealthNoticeOptions) {
    this.#options = options;
  }

  /** A service level broke. */
  broke({ level }: Alert): void {
    const { name, fix } = LEVEL_WORDS[level];
    this.tell({ reason: `The limit for ${name} is broken.`, fix });
  }

  /** @param trouble in sentences */
  tell({ reason, fix }: { reason: string; fix: string }): void {
    const { isWanted, notify, show } = this.#options;
    if (!isWanted()) return;
    const notice = notify('Hark is not as it should be', `${reason} ${fix}`);
    notice?.on('click', show);
    notice?.show();
  }
}
