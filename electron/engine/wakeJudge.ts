/**
 * From the scores of the heads to wakes: one decider per word, and for words that can have it a second look, in which
 * the recogniser is asked beside the hops.
 */
import type { SecondLook } from '../../contract/command.ts';
import { HOP_SAMPLES, SAMPLE_RATE_HZ, type WordConfig } from '../../contract/engine.ts';
import type { EngineContext } from './engineContext.ts';
import { logit, sigmoid, thresholdFor, WakeDecider } from './wake/decision.ts';
import { type TracedHop, type TracedWake, WakeExplainer } from './wake/explanation.ts';
import type { WakeHead } from './wake/heads.ts';
import { barsFor, LookBudget, LookCourse, type Step, says } from './wake/secondLook.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** Audio that the recogniser judges a wake by: a little more than its largest window. */
const LOOK_SAMPLES = 1.6 * SAMPLE_RATE_HZ;
/** An answer that takes longer does not hold a wake up. */
const LOOK_TIMEOUT_MS = 150;
/** While Hark speaks, and as long after as the room still does, a wake takes this much more, in log-odds. */
const SPEAKING_LOGITS = 2;
const SPEAKING_TAIL_SAMPLES = 0.5 * SAMPLE_RATE_HZ;

/** The raw scores of one hop, 0..1, a word each. */
export interface ScoredHop {
  /** Number of the sample after the hop. */
  sample: number;
  scores: Float32Array;
}

/** One answer of the recogniser about a wake: what weights and thresholds are calibrated on. */
export interface LookObservation {
  model: string;
  /** The hop that was asked about. */
  sample: number;
  /** Highest so far, 0..1. */
  evidence: number;
  phraseScore: number;
}

export interface WokenWord {
  wakeId: number;
  word: number;
  /** Number of the sample after the window that fired. */
  sample: number;
}

export interface WakeJudgeOptions {
  context: EngineContext;
  /** One raw threshold for every word in every noise; there is no second look then. */
  threshold: number | null;
  /** The newest audio, at most so many samples of it. */
  lastAudio(samples: number): Float32Array;
  /** Wakes count for nothing right now. */
  muted(): boolean;
  /** Who is told of a word that a head hears in place of its wake; null where it may wake. */
  overheard(): ((sample: number) => void) | null;
  woke(wake: WokenWord): void;
  onLook?: ((observation: LookObservation) => void) | undefined;
}

interface JudgedWord {
  head: WakeHead;
  sensitivity: number;
  decider: WakeDecider;
  course: LookCourse | null;
  /** Of the course that is open. */
  opened: { wakeId: number; sample: number; threshold: number } | null;
}

export class WakeJudge {
  readonly #options: WakeJudgeOptions;
  readonly #context: EngineContext;
  readonly #explainer = new WakeExplainer();
  readonly #budget = new LookBudget();
  #words: JudgedWord[] = [];
  #secondLook = true;
  /** The latest scores and evidence, a word each. */
  #latest: { scores: (number | null)[]; evidence: (number | null)[] } = { scores: [], evidence: [] };
  /** Wakes whose explanation has yet to begin. */
  #unexplained: WokenWord[] = [];
  #wakes = 0;
  /** What Hark says aloud; and where its echo ends, once it has fallen silent. */
  #speaking: { text: string; untilSample: number } | null = null;
  /** End of the newest hop. */
  #sample = 0;

  constructor(options: WakeJudgeOptions) {
    this.#options = options;
    this.#context = options.context;
  }

  /** The latest scores and evidence, a word each; null where the gate is shut or the heads are mute. */
  get latest(): { scores: (number | null)[]; evidence: (number | null)[] } {
    return this.#latest;
  }

  /** A course is open: a wake may be decided any moment. */
  get looking(): boolean {
    return this.#words.some(({ opened }) => opened !== null);
  }

  /** Other heads, as they begin. */
  replaceHeads(heads: readonly WakeHead[]): void {
    for (const word of this.#words) word.opened = null;
    this.#words = heads.map((head) => ({
      head,
      sensitivity: 0,
      decider: new WakeDecider(),
      course: head.decision.second === null ? null : new LookCourse(head.decision.second),
      opened: null,
    }));
    this.#unexplained = [];
    this.#explainer.reset();
    this.#latest = this.#unscored();
  }

  configure(words: readonly WordConfig[], secondLook: boolean): void {
    this.#secondLook = secondLook;
    for (const [i, word] of this.#words.entries()) {
      word.sensitivity = words[i]?.sensitivity ?? 0;
      if (secondLook) continue;
      word.course?.reset();
      word.opened = null;
    }
  }

  /** @param text what Hark says aloud from now on; null once it fell silent */
  speak(text: string | null): void {
    if (text !== null) this.#speaking = { text, untilSample: Number.POSITIVE_INFINITY };
    else if (this.#speaking) this.#speaking.untilSample = this.#sample + SPEAKING_TAIL_SAMPLES;
  }

  /** The thresholds in force, 0..1, a word each: where there is a second look, those that begin it. */
  thresholds(snrDb: number | null): number[] {
    return this.#words.map((word) => {
      const { second } = word.head.decision;
      if (second && this.#looksAt(word)) return sigmoid(barsFor(second, word.sensitivity).first);
      return this.#thresholdAlone(word, snrDb);
    });
  }

  /** A hop has begun that ends with `sample`. */
  begin(sample: number): void {
    this.#sample = sample;
    if (this.#speaking !== null && sample >= this.#speaking.untilSample) this.#speaking = null;
  }

  /** One scored hop, in order. @param thresholds as given for it */
  hear(hop: ScoredHop, thresholds: number[], snrDb: number | null, levelDbfs: number): void {
    const overheard = this.#options.overheard();
    const evidence = this.#words.map((word, i) => {
      const silenced = this.#options.muted() || this.#isSpeakingOf(word);
      const threshold = thresholds[i] ?? 1;
      const looks = word.course !== null && this.#looksAt(word);
      const shut = silenced || looks ? Number.POSITIVE_INFINITY : threshold;
      const bar = overheard ? this.#thresholdAlone(word, snrDb) : shut;
      const judged = word.decider.hear(hop.scores[i] ?? 0, bar);
      if (judged.wakes && overheard) {
        overheard(hop.sample);
      } else if (judged.wakes) {
        const wakeId = this.#wakes++;
        this.#announce(word, { wakeId, word: i, sample: hop.sample }, judged.evidence, threshold, null);
      } else if (looks) {
        this.#look(word, i, judged.evidence, silenced, hop.sample, snrDb);
      }
      return judged.evidence;
    });
    this.#latest = { scores: [...hop.scores], evidence };
    this.#explain({ ...this.#latest, thresholds, levelDbfs }, hop.sample);
  }

  /** A hop that was not scored. */
  pass(thresholds: number[], levelDbfs: number): void {
    for (const [i, word] of this.#words.entries()) {
      word.decider.pass();
      if (word.course) this.#follow(word, i, word.course.pass(), this.#sample);
    }
    this.#latest = this.#unscored();
    this.#explain({ ...this.#latest, thresholds, levelDbfs }, this.#sample);
  }

  /** Forget the stream. */
  reset(): void {
    for (const word of this.#words) {
      word.decider.reset();
      word.course?.reset();
      word.opened = null;
    }
    this.#budget.restart();
    // What one recording holds does not depend on those before it.
    if (this.#context.patient) this.#budget.refill();
    this.#unexplained = [];
    this.#explainer.reset();
    this.#latest = this.#unscored();
    this.#sample = 0;
    if (this.#speaking && this.#speaking.untilSample < Number.POSITIVE_INFINITY) this.#speaking = null;
  }

  #look(
    word: JudgedWord,
    index: number,
    evidence: number,
    silenced: boolean,
    sample: number,
    snrDb: number | null,
  ): void {
    const { second } = word.head.decision;
    if (!word.course || !second) return;
    const bars = barsFor(second, word.sensitivity);
    const speaking = this.#speaking !== null;
    const shut = word.opened === null && (silenced || word.decider.resting);
    const step = word.course.hear(evidence, {
      first: bars.first,
      shut,
      combined: bars.combined + (speaking ? SPEAKING_LOGITS : 0),
      // What Hark says itself sounds like a person: without a second look nothing wakes it then.
      alone: speaking ? null : logit(this.#thresholdAlone(word, snrDb)),
    });
    this.#follow(word, index, step, sample);
  }

  /** @param computingMs how long the step was in the making, beyond the audio up to `sample` */
  #follow(word: JudgedWord, index: number, step: Step, sample: number, computingMs = 0): void {
    if (step.kind === 'none') return;
    if (step.kind === 'ask') {
      if (step.opens) this.#open(word, sample);
      this.#ask(word, index, sample);
      return;
    }
    const { opened } = word;
    if (opened === null) return;
    word.opened = null;
    const delayMs = (sample - opened.sample) / SAMPLES_PER_MS + computingMs;
    const look = step.look && { ...step.look, delayMs };
    const { wakeId } = opened;
    if (step.kind === 'rejected' || this.#options.muted()) {
      this.#context.emit({ kind: 'wake_rejected', wakeId, sample, look });
    } else {
      const evidence = word.course?.evidence ?? 0;
      this.#announce(word, { wakeId, word: index, sample }, evidence, opened.threshold, look);
    }
  }

  #open(word: JudgedWord, sample: number): void {
    const { name: model, decision } = word.head;
    const threshold = word.course?.threshold ?? 1;
    const wakeId = this.#wakes++;
    word.opened = { wakeId, sample, threshold };
    const score = word.course?.evidence ?? 0;
    this.#context.emit({
      kind: 'wake_maybe',
      wakeId,
      model,
      phrase: decision.phrase,
      sample,
      score,
      threshold,
    });
  }

  #ask(word: JudgedWord, index: number, sample: number): void {
    const { course, opened, head } = word;
    const spellings = head.decision.second?.spellings;
    if (course === null || opened === null || spellings === undefined) return;
    const { lane, now, patient, track } = this.#context;
    if (!this.#budget.take(sample)) {
      this.#follow(word, index, course.fail(), sample);
      return;
    }
    const began = now();
    const settle = (next: () => Step): void => {
      if (word.opened === opened) this.#follow(word, index, next(), sample, now() - began);
    };
    const timer = patient ? null : setTimeout(() => settle(() => course.late()), LOOK_TIMEOUT_MS);
    const audio = this.#options.lastAudio(LOOK_SAMPLES);
    const answered = lane
      .run((understanding) => understanding.scorePhrase(audio, spellings))
      .then(
        (phraseScore) => {
          if (word.opened !== opened) return;
          this.#options.onLook?.({ model: head.name, sample, evidence: course.evidence, phraseScore });
          settle(() => course.answer(phraseScore));
        },
        () => settle(() => course.fail()),
      )
      .finally(() => {
        if (timer !== null) clearTimeout(timer);
        audio.fill(0);
      });
    track(answered);
  }

  #announce(
    word: JudgedWord,
    woken: WokenWord,
    score: number,
    threshold: number,
    look: SecondLook | null,
  ): void {
    const { name: model, decision } = word.head;
    const { wakeId, sample } = woken;
    word.decider.rest();
    this.#unexplained.push(woken);
    this.#context.emit({
      kind: 'wake',
      wakeId,
      model,
      phrase: decision.phrase,
      sample,
      score,
      threshold,
      look,
    });
    this.#options.woke(woken);
  }

  #explain(hop: TracedHop, sample: number): void {
    const wakes = this.#unexplained.map(
      (wake): TracedWake => ({ ...wake, hopsAgo: Math.round((sample - wake.sample) / HOP_SAMPLES) }),
    );
    this.#unexplained = [];
    for (const explanation of this.#explainer.hear(hop, wakes)) {
      this.#context.emit({ kind: 'wake_explained', ...explanation });
    }
  }

  /** The second look is there for this word. */
  #looksAt({ head }: JudgedWord): boolean {
    return (
      this.#secondLook &&
      this.#options.threshold === null &&
      head.decision.second !== null &&
      this.#context.lane.ready !== null
    );
  }

  /** Evidence that wakes without a second look, 0..1. */
  #thresholdAlone({ head, sensitivity }: JudgedWord, snrDb: number | null): number {
    const threshold = this.#options.threshold ?? thresholdFor(head.decision, sensitivity, snrDb);
    return this.#speaking === null ? threshold : sigmoid(logit(threshold) + SPEAKING_LOGITS);
  }

  #isSpeakingOf({ head }: JudgedWord): boolean {
    return this.#speaking !== null && says(this.#speaking.text, head.decision.phrase);
  }

  #unscored(): { scores: null[]; evidence: null[] } {
    const nothing = this.#words.map(() => null);
    return { scores: nothing, evidence: nothing };
  }
}
