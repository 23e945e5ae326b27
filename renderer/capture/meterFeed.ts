/**
 * The last ten seconds of what the engine said about the audio, and the one way by which it reaches the canvases.
 * It is kept out of React on purpose: at 12.5 hops a second every render would cost more than the engine itself.
 */
import { HOP_MS, type HopMessage, type MeterMessage } from '../../contract/engine.ts';
import { unreachable } from '../../contract/failures.ts';

const TRACE_MS = 10_000;
export const TRACE_HOPS = TRACE_MS / HOP_MS;
/** In a calm room the level wavers by less; drawing that would cost more than listening. */
export const CALM_STEP_DB = 4;

/** Hop by hop, oldest first; null where the head did not run or nothing was received. */
export interface Trace {
  /** Raw, as the head gave them. */
  scores: (number | null)[];
  /** What is held against the threshold. */
  evidence: (number | null)[];
  thresholds: (number | null)[];
}

function emptyTrace(): Trace {
  const nothing = () => new Array<number | null>(TRACE_HOPS).fill(null);
  return { scores: nothing(), evidence: nothing(), thresholds: nothing() };
}

type HopOfWord = { [K in keyof Trace]: Trace[K][number] };
const BREAK: HopOfWord = { scores: null, evidence: null, thresholds: null };

function slide<T>(values: T[], newest: T): void {
  values.shift();
  values.push(newest);
}

export class MeterFeed {
  readonly #traces = new Map<string, Trace>();
  readonly #listeners = new Set<() => void>();
  #words: readonly string[] = [];
  #last: HopMessage | null = null;
  #watched = true;
  /** Hops since the engine last heard anything worth a look. */
  #quietHops = 0;
  /** The level that was last drawn. */
  #toldDbfs = 0;

  /** Whether anyone can see what would be drawn. */
  get watched(): boolean {
    return this.#watched;
  }

  /** While nobody watches, everything is still kept, but nobody is told. */
  set watched(watched: boolean) {
    this.#watched = watched;
    this.#notify();
  }

  /** The newest hop; null until one came, and after `rest`. */
  get last(): HopMessage | null {
    return this.#last;
  }

  /** Nothing happened in all that a trace shows: what still moves is noise. */
  get calm(): boolean {
    return this.#quietHops > TRACE_HOPS;
  }

  /** The trace of one wake word, TRACE_HOPS long. The arrays are live: read them, do not keep them. */
  trace(model: string): Trace {
    let trace = this.#traces.get(model);
    if (!trace) {
      trace = emptyTrace();
      this.#traces.set(model, trace);
    }
    return trace;
  }

  accept(message: MeterMessage): void {
    switch (message.type) {
      case 'words':
        this.#words = message.words.map((word) => word.model);
        break;
      case 'hop':
        this.#acceptHop(message);
        if (this.calm && Math.abs(message.levelDbfs - this.#toldDbfs) < CALM_STEP_DB) return;
        this.#toldDbfs = message.levelDbfs;
        break;
      default:
        unreachable(message);
    }
    this.#notify();
  }

  /** The source was closed: meters fall back to nothing, and the traces get a break where the audio has one. */
  rest(): void {
    if (!this.#last) return;
    this.#last = null;
    this.#quietHops = 0;
    this.#advance(() => BREAK);
    this.#notify();
  }

  /** Calls `listener` after every change; gives the function that ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #acceptHop(hop: HopMessage): void {
    const isNewStream = this.#last !== null && hop.sample <= this.#last.sample;
    if (isNewStream) this.#advance(() => BREAK);
    this.#last = hop;
    this.#quietHops = hop.speech === null && !hop.clipped ? this.#quietHops + 1 : 0;
    this.#advance((model) => {
      const at = this.#words.indexOf(model);
      if (at < 0) return BREAK;
      return {
        scores: hop.scores[at] ?? null,
        evidence: hop.evidence[at] ?? null,
        thresholds: hop.thresholds[at] ?? null,
      };
    });
  }

  /** Moves every trace on by one hop, those of words that are off included, so that all share one time axis. */
  #advance(newest: (model: string) => HopOfWord): void {
    for (const model of this.#words) this.trace(model);
    for (const [model, trace] of this.#traces) {
      const hop = newest(model);
      slide(trace.scores, hop.scores);
      slide(trace.evidence, hop.evidence);
      slide(trace.thresholds, hop.thresholds);
    }
  }

  #notify(): void {
    if (!this.#watched) return;
    for (const listener of this.#listeners) listener();
  }
}

/** True when nothing in a trace moves: no score, and one threshold throughout. Such a trace looks the same a hop later. */
export function isStill({ scores, evidence, thresholds }: Trace): boolean {
  const [threshold] = thresholds;
  return (
    scores.every((score) => score === null) &&
    evidence.every((value) => value === null) &&
    thresholds.every((value) => value === threshold)
  );
}

/** The most that was held against the threshold in a trace, or null when the head never ran in it. */
export function highestEvidence(trace: Trace): number | null {
  let highest: number | null = null;
  for (const evidence of trace.evidence) {
    if (evidence !== null && (highest === null || evidence > highest)) highest = evidence;
  }
  return highest;
}
