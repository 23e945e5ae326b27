/** Tells of timers and alarms whose time passed unheard: while Hark was off, or while nobody was there. */
import type { MissedItem } from '../../../contract/actions.ts';

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

export interface MissedNoticeOptions {
  notify(
    title: string,
    body: string,
  ): { on(event: 'click', listener: () => void): unknown; show(): void } | null;
  /** Brings the window to the front. */
  show(): void;
}

export class MissedNotice {
  readonly #options: MissedNoticeOptions;
  #known: ReadonlySet<string> = new Set();

  constructor(options: MissedNoticeOptions) {
    this.#options = options;
  }

  /** Those that wait in the list already need not be told any more. */
  knows(missed: readonly MissedItem[]): void {
    this.#known = new Set(missed.map(({ id }) => id));
  }

  update(missed: readonly MissedItem[]): void {
    const fresh = missed.filter(({ id }) => !this.#known.has(id));
    this.knows(missed);
    const [first] = fresh;
    if (first === undefined) return;
    const { notify, show } = this.#options;
    const title = fresh.length === 1 ? `Missed ${first.kind}` : `Missed ${fresh.length} timers and alarms`;
    const notice = notify(title, fresh.map(inWords).join('\n'));
    notice?.on('click', show);
    notice?.show();
  }
}

function inWords({ kind, name, at }: MissedItem): string {
  const what = name ?? (kind === 'timer' ? 'Timer' : 'Alarm');
  return `${what}, ${clock.format(at)}`;
}
