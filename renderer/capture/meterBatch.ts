/**
 * What the engine answers, put together for the page while nothing happens: waking it for each hop of a quiet room
 * costs more than all that is listened with. Whatever is worth a look goes on at once, with what waited before it.
 */
import type { MeterMessage } from '../../contract/engine.ts';

/** Hops of a quiet room that the page gets at a time: half a second. */
export const QUIET_HOPS = 6;

export class MeterBatch {
  #waiting: MeterMessage[] = [];

  /** @returns what the page gets now, oldest first; null while it waits */
  add(message: MeterMessage): MeterMessage[] | null {
    this.#waiting.push(message);
    if (isQuiet(message) && this.#waiting.length < QUIET_HOPS) return null;
    return this.#waiting.splice(0);
  }

  /** The engine is another: what it said last is of no use. */
  clear(): void {
    this.#waiting = [];
  }
}

function isQuiet(message: MeterMessage): boolean {
  return message.type === 'hop' && message.speech === null && !message.clipped;
}
