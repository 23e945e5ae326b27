/**
 * A second look at a wake: head and recogniser decide together. Pure; one course per word, fed hop by hop.
 *
 * A head alone that lets every person's wake word through lets likenesses through too. So evidence that passes a low
 * first threshold only opens a course, in which the recogniser is asked how well the last second fits the phrase. The
 * log-odds of the evidence and the weighted score of the phrase are added up and held against one threshold. A word is
 * often not over yet when a course opens, so the recogniser is asked again while the evidence rises; the best counts.
 */
import { DEFAULT_SENSITIVITY, HOP_MS, SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import type { SecondLookDecision } from '../../../contract/models.ts';
import { logit, SENSITIVITY_LOGITS, sigmoid } from './decision.ts';

/** Asks of one course, and the hops from one to the next. */
const ASKS_MAX = 4;
const ASK_EVERY_HOPS = 2;
/** An answer that is still out this long after the question is not waited for any more. */
const GIVE_UP_HOPS = Math.round(640 / HOP_MS);
/** Over all words: however much babble there is, asking stays a small share of the machine. */
const ASKS_PER_MINUTE = 60;
const MINUTE_SAMPLES = 60 * SAMPLE_RATE_HZ;

/** What is held against what where only the phrase of a head is known: what most of the calibrated words have. */
const UNCALIBRATED = { firstThreshold: 0.005, weight: 4, threshold: -14 };

/** What is held against what, in units of log-odds. */
export interface LookBars {
  /** Evidence that opens a course. */
  first: number;
  /** What is heard now opens none, nor does the rest of it afterwards. */
  shut?: boolean;
  /** Evidence and phrase together that wake. */
  combined: number;
  /** Evidence that wakes where the recogniser gives no answer; null where nothing does. */
  alone: number | null;
}

/** The second look of a head of which only the phrase is known. @param phrase in any case, "hey savant" */
export function uncalibratedLook(phrase: string): SecondLookDecision {
  const words = phrase
    .trim()
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const written = words.join(' ');
  const called = [words[0], words.slice(1).join(' ')].filter(Boolean).join(', ');
  const spellings = [...new Set([written, called, `${written},`, `${written}.`])];
  return { ...UNCALIBRATED, spellings };
}

/** @param sensitivity 0..1 @returns the bars of the second look, without `alone` */
export function barsFor(
  decision: SecondLookDecision,
  sensitivity: number,
): Pick<LookBars, 'first' | 'combined'> {
  const shift = (DEFAULT_SENSITIVITY - sensitivity) * SENSITIVITY_LOGITS;
  return { first: logit(decision.firstThreshold) + shift, combined: decision.threshold + shift };
}

export interface Look {
  phraseScore: number;
  combined: number;
  threshold: number;
}

export type Step =
  | { kind: 'none' }
  /** The recogniser is to be asked; `opens` with the first question of a course. */
  | { kind: 'ask'; opens: boolean }
  /** The course is decided; `look` is null where the recogniser never answered. */
  | { kind: 'wake' | 'rejected'; look: Look | null };

const NONE: Step = { kind: 'none' };

export class LookCourse {
  readonly #weight: number;
  /** In 'spent' a course was decided and the evidence has not fallen since: the same sounds open no other. */
  #state: 'shut' | 'open' | 'spent' = 'shut';
  #bars: LookBars = { first: Number.POSITIVE_INFINITY, combined: Number.POSITIVE_INFINITY, alone: null };
  #hop = 0;
  #peak = 0;
  #peakHop = 0;
  #askedHop = 0;
  #asks = 0;
  #asking = false;
  /** An answer failed or is late: from here on the evidence alone may decide, too. */
  #alone = false;
  #phraseScore: number | null = null;

  constructor(decision: SecondLookDecision) {
    this.#weight = decision.weight;
  }

  /** The highest evidence of the course, 0..1. */
  get evidence(): number {
    return sigmoid(this.#peak);
  }

  /** The evidence that opens one, as of the last hop, 0..1. */
  get threshold(): number {
    return sigmoid(this.#bars.first);
  }

  /** The next hop. @param evidence 0..1 */
  hear(evidence: number, bars: LookBars): Step {
    const odds = logit(evidence);
    this.#hop++;
    this.#bars = bars;
    if (this.#state === 'spent' && odds < bars.first) this.#state = 'shut';
    if (this.#state === 'shut' && odds >= bars.first) {
      if (bars.shut !== true) return this.#open(odds);
      this.#state = 'spent';
    }
    if (this.#state !== 'open') return NONE;
    if (odds > this.#peak) {
      this.#peak = odds;
      this.#peakHop = this.#hop;
    }
    if (this.#wakes()) return this.#decide('wake');
    const sinceAsked = this.#hop - this.#askedHop;
    if (this.#asking) return this.#alone && sinceAsked >= GIVE_UP_HOPS ? this.#decide('rejected') : NONE;
    if (this.#alone) return odds < bars.first ? this.#decide('rejected') : NONE;
    if (sinceAsked < ASK_EVERY_HOPS) return NONE;
    // A first question comes early, so there are always two of them; more where the evidence still rose.
    const due = this.#asks < 2 || this.#peakHop > this.#askedHop;
    if (!due || this.#asks >= ASKS_MAX) return this.#decide('rejected');
    return this.#ask(false);
  }

  /** The answer to the last question: at most 0. */
  answer(phraseScore: number): Step {
    if (this.#state !== 'open') return NONE;
    this.#asking = false;
    this.#phraseScore = Math.max(phraseScore, this.#phraseScore ?? Number.NEGATIVE_INFINITY);
    if (this.#wakes()) return this.#decide('wake');
    return this.#asks >= ASKS_MAX ? this.#decide('rejected') : NONE;
  }

  /** The answer takes longer than a wake may: evidence alone decides, until it comes after all. */
  late(): Step {
    if (this.#state !== 'open' || !this.#asking) return NONE;
    this.#alone = true;
    return this.#wakes() ? this.#decide('wake') : NONE;
  }

  /** There is no answer to the last question. */
  fail(): Step {
    if (this.#state !== 'open') return NONE;
    this.#asking = false;
    this.#alone = true;
    return this.#wakes() ? this.#decide('wake') : NONE;
  }

  /** The next hop, which was not scored. */
  pass(): Step {
    const step = this.#state === 'open' ? this.#decide('rejected') : NONE;
    this.#state = 'shut';
    return step;
  }

  reset(): void {
    this.#state = 'shut';
  }

  #open(odds: number): Step {
    this.#state = 'open';
    this.#peak = odds;
    this.#peakHop = this.#hop;
    this.#asks = 0;
    this.#alone = false;
    this.#phraseScore = null;
    return this.#ask(true);
  }

  #ask(opens: boolean): Step {
    this.#asks++;
    this.#askedHop = this.#hop;
    this.#asking = true;
    return { kind: 'ask', opens };
  }

  #wakes(): boolean {
    const look = this.#look();
    if (look !== null && look.combined >= look.threshold) return true;
    return this.#alone && this.#bars.alone !== null && this.#peak >= this.#bars.alone;
  }

  #decide(kind: 'wake' | 'rejected'): Step {
    const look = this.#look();
    this.#state = 'spent';
    // A wake that the look did not carry was the evidence's alone.
    const carried = look !== null && look.combined >= look.threshold;
    return { kind, look: kind === 'rejected' || carried ? look : null };
  }

  #look(): Look | null {
    if (this.#phraseScore === null) return null;
    return {
      phraseScore: this.#phraseScore,
      combined: this.#peak + this.#weight * this.#phraseScore,
      threshold: this.#bars.combined,
    };
  }
}

/** How many questions may still be asked: ASKS_PER_MINUTE, and as many at once after a quiet minute. */
export class LookBudget {
  #left = ASKS_PER_MINUTE;
  #sample = 0;

  /** Takes one question at a sample; false where there is none left. */
  take(sample: number): boolean {
    const earned = (Math.max(0, sample - this.#sample) / MINUTE_SAMPLES) * ASKS_PER_MINUTE;
    this.#left = Math.min(ASKS_PER_MINUTE, this.#left + earned);
    this.#sample = sample;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }

  /** The stream begins anew at sample 0. What was spent stays spent. */
  restart(): void {
    this.#sample = 0;
  }

  /** As after a quiet minute: nothing was asked yet of another recording. */
  refill(): void {
    this.#left = ASKS_PER_MINUTE;
  }
}

/** What the engine says aloud must not wake it: does a text hold a phrase, whatever its case and punctuation? */
export function says(text: string, phrase: string): boolean {
  return ` ${wordsOf(text)} `.includes(` ${wordsOf(phrase)} `);
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}
