/** The page inside the window, as main speaks to it: events out, and audio ports on their way to its capture. */
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import type { EventName, EventPayload } from '../../contract/channels.ts';
import { EVENT_CHANNEL, PORT_CHANNEL } from '../../contract/wire.ts';

export class Page {
  #contents: WebContents | null = null;
  #captures = false;

  /** The page that counts from now on. It captures nothing before it asks for a port. */
  use(contents: WebContents): void {
    this.#contents = contents;
    this.#captures = false;
  }

  /** The page asked for its audio port: from now on it gets one of every engine. */
  startCapture(): void {
    this.#captures = true;
  }

  /** The page went away or was loaded anew, and its capture with it. */
  stopCapture(): void {
    this.#captures = false;
  }

  send<N extends EventName>(name: N, payload: EventPayload<N>): void {
    this.#alive()?.send(EVENT_CHANNEL, name, payload);
  }

  /** Hands one end of a fresh audio channel to capture and gives the other; null while nothing captures. */
  openChannel(): MessagePortMain | null {
    const contents = this.#alive();
    if (contents === null || !this.#captures) return null;
    const { port1, port2 } = new MessageChannelMain();
    contents.postMessage(PORT_CHANNEL, null, [port1]);
    return port2;
  }

  #alive(): WebContents | null {
    const contents = this.#contents;
    return contents === null || contents.isDestroyed() || contents.isCrashed() ? null : contents;
  }
}
