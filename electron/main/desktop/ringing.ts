/** Tells of a timer or alarm that rings, also while the window is hidden; the window plays the sound. */
import { Notification } from 'electron';
import type { ClockItem } from '../../../contract/actions.ts';
import type { Log } from '../log/log.ts';

export class RingNotice {
  readonly #show: () => void;
  readonly #log: Log;
  readonly #shown = new Map<string, Notification>();

  /** @param show brings the window to the front */
  constructor(show: () => void, log: Log) {
    this.#show = show;
    this.#log = log;
  }

  /** Shows what rings and takes back what no longer does. */
  update(items: readonly ClockItem[]): void {
    const ringing = items.filter(({ state }) => state === 'ringing');
    const ids = new Set(ringing.map(({ id }) => id));
    for (const [id, notice] of this.#shown) {
      if (ids.has(id)) continue;
      notice.close();
      this.#shown.delete(id);
    }
    for (const item of ringing) if (!this.#shown.has(item.id)) this.#tell(item);
  }

  #tell(item: ClockItem): void {
    if (!Notification.isSupported()) {
      this.#log.debug('this desktop shows no notifications');
      return;
    }
    const kind = item.kind === 'timer' ? 'Timer' : 'Alarm';
    const notice = new Notification({
      title: item.name === null ? kind : `${kind}: ${item.name}`,
      body: 'Click to stop it in Hark.',
      urgency: 'critical',
      timeoutType: 'never',
      silent: true,
    });
    notice.on('click', () => this.#show());
    this.#shown.set(item.id, notice);
    notice.show();
  }
}
