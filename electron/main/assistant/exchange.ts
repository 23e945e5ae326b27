/**
 * One command under way: what is known of it, how far it has come, and what bounds it there. A limit belongs to its phase
 * and goes with it, so that none can end what has gone on since.
 */
import type { SpeakerResult } from '../../../contract/speaker.ts';
import type { Timeline } from './timeline.ts';

export type Phase = 'capturing' | 'deciding' | 'parsing' | 'acting' | 'replying' | 'over';

export interface Capture {
  /** Of the engine that makes it: its captures count anew with each of its lives. */
  readonly key: string;
  /** Where it woke, or the key was pressed: time 0 of its stages. */
  readonly askedSample: number;
}

export class Exchange {
  readonly timeline: Timeline;
  readonly abort = new AbortController();
  /** Null for what was typed. */
  readonly capture: Capture | null;
  /** What the engine says of the voice, once it did. */
  voice: SpeakerResult | null = null;
  #phase: Phase;
  #limit: NodeJS.Timeout | null = null;
  #chime: NodeJS.Timeout | null = null;

  constructor(timeline: Timeline, capture: Capture | null, phase: Phase) {
    this.timeline = timeline;
    this.capture = capture;
    this.#phase = phase;
  }

  get phase(): Phase {
    return this.#phase;
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  /** The engine is hearing or recognising it. */
  get isWithEngine(): boolean {
    return this.#phase === 'capturing' || this.#phase === 'deciding';
  }

  /** Goes on to the next one, which has no limit yet; what waited to chime in the one before no longer does. */
  enter(phase: Exclude<Phase, 'over'>): void {
    stopTimer(this.#limit);
    stopTimer(this.#chime);
    this.#phase = phase;
  }

  /** Bounds the phase. */
  limit(limitMs: number, exceeded: () => void): void {
    stopTimer(this.#limit);
    this.#limit = setTimeout(exceeded, limitMs);
  }

  /** Unless {@link noChime} comes before. */
  chimeAfter(waitMs: number, chime: () => void): void {
    this.#chime = setTimeout(chime, waitMs);
  }

  /** There is speech, or no more of it is awaited. */
  noChime(): void {
    stopTimer(this.#chime);
  }

  /** Nothing follows. */
  end(): void {
    this.#phase = 'over';
    stopTimer(this.#limit);
    stopTimer(this.#chime);
  }
}

function stopTimer(timer: NodeJS.Timeout | null): void {
  if (timer !== null) clearTimeout(timer);
}
