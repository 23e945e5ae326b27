/**
 * Decides when the audio source is opened, closed and opened again, and what to call its state. Pure: it is told what
 * happened, asks an injected clock for the time, and answers with what to do.
 */
import type { MicrophoneState } from '../../contract/channels.ts';
import { unreachable } from '../../contract/failures.ts';
import type { OpenFailure } from './openFailure.ts';

/** Exact zeros for this long mean a mute switch or a dead input; a live microphone always carries some noise. */
export const MUTED_AFTER_MS = 5_000;
/** Twenty-five hops without one frame: the audio graph stands still. */
export const STALL_AFTER_MS = 2_000;
/** Hops this far apart mean that the machine slept: the source is opened afresh. */
export const SLEEP_GAP_MS = 5_000;
/** An open that takes longer is given up; a permission dialog may be answered within it. */
export const OPEN_TIMEOUT_MS = 20_000;
/** Frames for this long make the source count as healthy again, and its earlier failures as over. */
export const STABLE_AFTER_MS = 10_000;
/** Waiting times before the first, second, … attempt to reopen; the last one repeats. */
export const REOPEN_DELAYS_MS = [250, 500, 1_000, 2_000, 5_000, 10_000] as const;
/** How often `tick` is to be sent. */
export const TICK_MS = 500;

export type CaptureEvent =
  /** The assistant wants audio, or none (paused). */
  | { type: 'wanted'; wanted: boolean }
  /** Another source, device or processing option is to be used from now on. */
  | { type: 'target_changed' }
  /** `canMute` is false for a recording, whose silences mean nothing. */
  | { type: 'opened'; canMute: boolean }
  | { type: 'open_failed'; failure: OpenFailure }
  | { type: 'frame'; silent: boolean }
  | { type: 'track_muted'; muted: boolean }
  /** The device was unplugged, or the permission taken back. */
  | { type: 'track_ended' }
  | { type: 'devices_changed' }
  /** The person came back to the window or the permission changed: a denial may be lifted. */
  | { type: 'looked_again' }
  /** The person asked for another attempt. */
  | { type: 'retry' }
  | { type: 'tick' };

/**
 * `open`: close what is open and open the target. `rebuild`: the same with a new audio graph, for when a new source
 * alone did not help. `close`: release the device.
 */
export type CaptureCommand = 'open' | 'rebuild' | 'close';

type Phase =
  | { name: 'off' }
  | { name: 'opening'; since: number }
  | { name: 'waiting'; until: number; next: 'open' | 'rebuild' }
  | {
      name: 'open';
      since: number;
      lastFrameAt: number;
      canMute: boolean;
      /** A frame that was not digital silence arrived. */
      heard: boolean;
      silentSince: number | null;
      trackMuted: boolean;
    };

export class CaptureSupervisor {
  readonly #now: () => number;
  #phase: Phase = { name: 'off' };
  /** Why the last attempt failed; kept while the next one runs so that the screen does not flicker. */
  #problem: OpenFailure | null = null;
  /** Failed attempts in a row, stalls included. */
  #attempts = 0;

  /** `now` gives milliseconds that go on counting while the machine sleeps. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get state(): MicrophoneState {
    const phase = this.#phase;
    switch (phase.name) {
      case 'off':
        return 'off';
      case 'opening':
      case 'waiting':
        return this.#problem ?? 'opening';
      case 'open':
        if (phase.trackMuted || this.#silentTooLong(phase)) return 'muted';
        return phase.heard ? 'live' : (this.#problem ?? 'opening');
      default:
        return unreachable(phase);
    }
  }

  handle(event: CaptureEvent): CaptureCommand | null {
    switch (event.type) {
      case 'wanted':
        return this.#want(event.wanted);
      case 'target_changed':
        return this.#phase.name === 'off' ? null : this.#openAfresh();
      case 'opened':
        return this.#opened(event.canMute);
      case 'open_failed':
        return this.#openFailed(event.failure);
      case 'frame':
        return this.#frame(event.silent);
      case 'track_muted':
        if (this.#phase.name === 'open') this.#phase.trackMuted = event.muted && this.#phase.canMute;
        return null;
      case 'track_ended':
        return this.#phase.name === 'open' ? this.#openAfresh() : null;
      case 'devices_changed':
        // A new device does not lift a denial, and asking again would only be denied again.
        return this.#phase.name === 'waiting' && this.#problem !== 'denied' ? this.#openAfresh() : null;
      case 'looked_again':
        return this.#phase.name === 'waiting' ? this.#openAfresh() : null;
      case 'retry':
        return this.#phase.name === 'off' ? null : this.#openAfresh();
      case 'tick':
        return this.#tick();
      default:
        return unreachable(event);
    }
  }

  #want(wanted: boolean): CaptureCommand | null {
    if (!wanted) {
      if (this.#phase.name === 'off') return null;
      this.#phase = { name: 'off' };
      this.#problem = null;
      return 'close';
    }
    return this.#phase.name === 'off' ? this.#openAfresh() : null;
  }

  #openAfresh(): CaptureCommand {
    this.#attempts = 0;
    return this.#open('open');
  }

  #open(command: 'open' | 'rebuild'): CaptureCommand {
    this.#phase = { name: 'opening', since: this.#now() };
    return command;
  }

  #opened(canMute: boolean): null {
    if (this.#phase.name !== 'opening') return null;
    const now = this.#now();
    this.#phase = {
      name: 'open',
      since: now,
      lastFrameAt: now,
      canMute,
      heard: false,
      silentSince: null,
      trackMuted: false,
    };
    return null;
  }

  #openFailed(failure: OpenFailure): CaptureCommand | null {
    return this.#phase.name === 'opening' ? this.#wait(failure, 'open') : null;
  }

  #wait(failure: OpenFailure, next: 'open' | 'rebuild'): 'close' {
    this.#problem = failure;
    const delay = REOPEN_DELAYS_MS[Math.min(this.#attempts, REOPEN_DELAYS_MS.length - 1)] ?? 0;
    this.#attempts += 1;
    const until = failure === 'denied' ? Infinity : this.#now() + delay;
    this.#phase = { name: 'waiting', until, next };
    return 'close';
  }

  #frame(silent: boolean): CaptureCommand | null {
    const phase = this.#phase;
    if (phase.name !== 'open') return null;
    const now = this.#now();
    if (now - phase.lastFrameAt > SLEEP_GAP_MS) return this.#openAfresh();
    phase.lastFrameAt = now;
    if (silent) {
      phase.silentSince ??= now;
      return null;
    }
    phase.silentSince = null;
    phase.heard = true;
    this.#problem = null;
    if (now - phase.since >= STABLE_AFTER_MS) this.#attempts = 0;
    return null;
  }

  #tick(): CaptureCommand | null {
    const phase = this.#phase;
    const now = this.#now();
    switch (phase.name) {
      case 'off':
        return null;
      case 'opening':
        return now - phase.since < OPEN_TIMEOUT_MS ? null : this.#wait('failed', 'rebuild');
      case 'waiting':
        return now >= phase.until ? this.#open(phase.next) : null;
      case 'open':
        return now - phase.lastFrameAt < STALL_AFTER_MS ? null : this.#stalled();
      default:
        return unreachable(phase);
    }
  }

  /** The first stall is met with a new source at once, every further one with a new graph after a pause. */
  #stalled(): CaptureCommand {
    if (this.#attempts > 0) return this.#wait('failed', 'rebuild');
    this.#attempts = 1;
    return this.#open('open');
  }

  #silentTooLong(phase: Extract<Phase, { name: 'open' }>): boolean {
    return phase.canMute && phase.silentSince !== null && this.#now() - phase.silentSince >= MUTED_AFTER_MS;
  }
}
