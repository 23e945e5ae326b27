/** Why it woke: keeps the last two seconds hop by hop, and hands them over once the second after a wake has passed. */
import { HOP_MS, type WakeTrace } from '../../../contract/engine.ts';

const TRACE_HOPS = Math.round(2_000 / HOP_MS);
const HOPS_AFTER = Math.floor(TRACE_HOPS / 2);

/** What was known of one hop; arrays run over the words. */
export interface TracedHop {
  scores: (number | null)[];
  evidence: (number | null)[];
  thresholds: number[];
  levelDbfs: number;
}

export interface TracedWake {
  wakeId: number;
  word: number;
  hopsAgo?: number;
}

export interface Explanation {
  wakeId: number;
  trace: WakeTrace;
}

export class WakeExplainer {
  #hops: TracedHop[] = [];
  #waiting: { wakeId: number; word: number; hopsLeft: number }[] = [];

  /**
   * The next hop, and the wakes that it brought.
   * @param wakes `hopsAgo` where the hop that fired was an earlier one, decided only now
   * @returns the explanations that it completed
   */
  hear(hop: TracedHop, wakes: readonly TracedWake[]): Explanation[] {
    this.#hops.push(hop);
    this.#hops.splice(0, this.#hops.length - TRACE_HOPS);
    for (const wake of this.#waiting) wake.hopsLeft--;
    for (const { wakeId, word, hopsAgo = 0 } of wakes) {
      this.#waiting.push({ wakeId, word, hopsLeft: Math.max(0, HOPS_AFTER - hopsAgo) });
    }
    const complete = this.#waiting.filter(({ hopsLeft }) => hopsLeft <= 0);
    this.#waiting = this.#waiting.filter(({ hopsLeft }) => hopsLeft > 0);
    return complete.map(({ wakeId, word }) => ({ wakeId, trace: this.#traceOf(word) }));
  }

  /** Forget the past, and the wakes not explained yet. */
  reset(): void {
    this.#hops = [];
    this.#waiting = [];
  }

  #traceOf(word: number): WakeTrace {
    return {
      hopMs: HOP_MS,
      scores: this.#hops.map(({ scores }) => scores[word] ?? null),
      evidence: this.#hops.map(({ evidence }) => evidence[word] ?? null),
      thresholds: this.#hops.map(({ thresholds }) => thresholds[word] ?? 1),
      levelsDbfs: this.#hops.map(({ levelDbfs }) => levelDbfs),
      firedAt: this.#hops.length - 1 - HOPS_AFTER,
    };
  }
}
