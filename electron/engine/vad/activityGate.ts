/**
 * What the engine bothers to compute, decided hop by hop from what it costs little to know.
 *
 * idle: only levels are measured. watching: something stands out from the background, so the speech detector looks at
 * it. open: speech is about, or was a moment ago, so embeddings and heads run too. Going from idle or watching to open
 * loses no onset: the pipeline then catches up from the ring (see pipeline.ts).
 */
import type { Background } from './background.ts';

export type Activity = 'idle' | 'watching' | 'open';

/** A block this far over the background, or louder than this while the background is unknown, stands out. dB. */
const STANDS_OUT_DB = 5;
const AUDIBLE_DBFS = -80;
/** Probability of speech that opens the gate. Low: a missed onset costs a wake, an opened gate a millisecond. */
const SPEECH_OPENS = 0.1;
/** Hops without anything that stands out before watching ends (0.8 s). */
const WATCH_HOPS = 10;
/** Hops without speech before the gate shuts (1.6 s): a wake word is judged up to half a second after its end. */
const OPEN_HOPS = 20;

export class ActivityGate {
  #activity: Activity = 'idle';
  #quietHops = 0;
  #speechlessHops = 0;

  get activity(): Activity {
    return this.#activity;
  }

  /** First look, before the detector has run: the level of this hop alone. */
  hearLevel({ loudestDbfs, floorDbfs }: Background): Activity {
    const floor = floorDbfs === null ? AUDIBLE_DBFS : Math.max(AUDIBLE_DBFS, floorDbfs + STANDS_OUT_DB);
    this.#quietHops = loudestDbfs > floor ? 0 : this.#quietHops + 1;
    if (this.#activity === 'idle' && this.#quietHops === 0) this.#activity = 'watching';
    else if (this.#activity === 'watching' && this.#quietHops >= WATCH_HOPS) this.#activity = 'idle';
    return this.#activity;
  }

  /** Second look, where the detector ran. @param speech largest probability of speech it gave, 0..1 */
  hearSpeech(speech: number): Activity {
    this.#speechlessHops = speech >= SPEECH_OPENS ? 0 : this.#speechlessHops + 1;
    if (this.#speechlessHops === 0) this.#activity = 'open';
    else if (this.#activity === 'open' && this.#speechlessHops >= OPEN_HOPS) this.#activity = 'watching';
    return this.#activity;
  }

  reset(): void {
    this.#activity = 'idle';
    this.#quietHops = 0;
    this.#speechlessHops = 0;
  }
}
