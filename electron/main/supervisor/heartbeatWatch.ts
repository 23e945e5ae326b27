/**
 * Tells a hung engine from a slow one, in two stages: a late heartbeat is asked after, and only silence to the
 * question too is death. Pure: the caller tells the time and does what the verdict says.
 */
import { HEARTBEAT_INTERVAL_MS } from '../../../contract/engine.ts';

/** Two heartbeats missed and some. */
export const LATE_AFTER_MS = 2.5 * HEARTBEAT_INTERVAL_MS;
/** How long after the question the engine still has. */
export const SILENT_AFTER_PING_MS = 2 * HEARTBEAT_INTERVAL_MS;
/** How often to look. */
export const WATCH_INTERVAL_MS = HEARTBEAT_INTERVAL_MS / 2;
/** Looks further apart than this mean that this process itself stood still (sleep, overload): that proves nothing. */
export const STALL_MS = 2 * WATCH_INTERVAL_MS;

export type Verdict = 'fine' | 'ping' | 'waiting' | 'hung';

export class HeartbeatWatch {
  #heard: number;
  #looked: number;
  #pinged: number | null = null;

  /** @param now monotonic ms */
  constructor(now: number) {
    this.#heard = now;
    this.#looked = now;
  }

  /** The engine said something; anything counts. */
  heard(now: number): void {
    this.#heard = now;
    this.#pinged = null;
  }

  /** To be called every WATCH_INTERVAL_MS. 'ping' is said once per silence; after 'hung' the watch is over. */
  look(now: number): Verdict {
    const stalled = now - this.#looked > STALL_MS;
    this.#looked = now;
    if (stalled) {
      this.heard(now);
      return 'fine';
    }
    if (this.#pinged !== null) return now - this.#pinged >= SILENT_AFTER_PING_MS ? 'hung' : 'waiting';
    if (now - this.#heard < LATE_AFTER_MS) return 'fine';
    this.#pinged = now;
    return 'ping';
  }
}
