/**
 * Plays a recording to a pipeline, hop by hop as the microphone would, but without waiting for time to pass.
 *
 * When something would have happened live is counted on a clock of its own: a hop can be begun once its last sample was
 * said and the hop before it is done; what is computed takes what it takes here. So a latency is the audio that had to
 * be waited for and the computing, and neither a fast nor a slow run of the rest changes it.
 */
import { type EngineEvent, HOP_MS, HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import type { HopResult, ScoredHop } from '../pipeline.ts';

/** Of the pipeline, whose `onEvent` is the rehearsal's `hear`. */
export interface Player {
  process(hop: Float32Array): Promise<{
    meter: Pick<HopResult['meter'], 'evidence'>;
    scored: readonly Pick<ScoredHop, 'scores'>[];
  }>;
  settled(): Promise<unknown>;
  reset(): void;
}

export interface HeardEvent {
  event: EngineEvent;
  /** When it would have happened live, ms since the recording began. */
  atMs: number;
}

export interface Heard {
  events: HeardEvent[];
  /** The highest evidence of each word, 0..1; of words that never had any, null. */
  evidence: (number | null)[];
  /** The highest raw score of any word, 0..1; null where the gate let nothing through. */
  highest: number | null;
}

export class Rehearsal {
  readonly #now: () => number;
  #events: HeardEvent[] = [];
  /** Of the hop under way: when it would have begun live, and when it began here. */
  #hop = { startMs: 0, beganAt: 0 };

  /** @param now milliseconds of any clock that runs on */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** To be told each event of the pipeline the moment it happens. */
  hear(event: EngineEvent): void {
    this.#events.push({ event, atMs: this.#hop.startMs + this.#now() - this.#hop.beganAt });
  }

  /**
   * @param begin is done once the pipeline has forgotten what was before
   * @throws (by rejection) what the pipeline throws
   */
  async play(player: Player, samples: Float32Array, begin?: () => void): Promise<Heard> {
    player.reset();
    await player.settled();
    this.#events = [];
    this.#hop = { startMs: 0, beganAt: this.#now() };
    begin?.();
    const evidence: (number | null)[] = [];
    let highest: number | null = null;
    let freeMs = 0;
    for (let hop = 0; (hop + 1) * HOP_SAMPLES <= samples.length; hop++) {
      const startMs = Math.max((hop + 1) * HOP_MS, freeMs);
      this.#hop = { startMs, beganAt: this.#now() };
      const { meter, scored } = await player.process(
        samples.slice(hop * HOP_SAMPLES, (hop + 1) * HOP_SAMPLES),
      );
      freeMs = startMs + this.#now() - this.#hop.beganAt;
      // Live, what goes on beside the hops does so during the next ones.
      await player.settled();
      for (const [word, value] of meter.evidence.entries())
        evidence[word] = value === null ? (evidence[word] ?? null) : Math.max(evidence[word] ?? 0, value);
      for (const { scores } of scored) highest = Math.max(highest ?? 0, ...scores);
    }
    return { events: this.#events, evidence, highest };
  }
}

/** From a sample to a time of the rehearsal, ms; never negative, for a word can be known before it has ended. */
export function sinceMs(endSample: number, atMs: number): number {
  return Math.max(0, atMs - (endSample / SAMPLE_RATE_HZ) * 1_000);
}
