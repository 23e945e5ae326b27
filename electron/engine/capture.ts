/**
 * One command, from the moment that something may be said to what was understood. Decides nothing itself: the endpointer
 * says when, the recogniser what.
 *
 * Recognition is speculative. It begins in the first pause, on what was said so far; the text tells the endpointer how
 * much longer to wait. Where nothing more is said, that text is the answer, ready when the endpoint comes; where speech
 * goes on, it is thrown away. While speech lasts, now and then a partial text is recognised for the eye.
 */
import type { CaptureEnd, PushMode, Understanding } from '../../contract/command.ts';
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { describeFailure, HarkError } from '../../contract/failures.ts';
import { CaptureBuffer } from './audio/captureBuffer.ts';
import type { CommandUnderstanding } from './command/understanding.ts';
import type { EngineContext } from './engineContext.ts';
import type { HeardAudio, Identified } from './speakerJudge.ts';
import { Endpointer, type Hint, MAX_COMMAND_MS, NOTHING_SAID_MS } from './vad/endpointer.ts';
import type { HeardWindow, SpeechHistory } from './vad/speechHistory.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;

/** People begin to speak while they press the key. */
export const PRE_ROLL_SAMPLES = 300 * SAMPLES_PER_MS;
/** Audio of a wake phrase, of waiting and of the longest command. */
const CAPACITY_S = 3 + (NOTHING_SAID_MS + MAX_COMMAND_MS) / 1_000;
/** A key is let go while the last sound is still on its way. */
const RELEASE_TAIL_SAMPLES = 160 * SAMPLES_PER_MS;
/** Two wakes closer than this are one, heard by two words that are alike. */
const LIKENESS_SAMPLES = 800 * SAMPLES_PER_MS;
/** After so much silence the wake phrase is left out of what is recognised; a soft onset before the speech is not. */
const PHRASE_APART_SAMPLES = 600 * SAMPLES_PER_MS;
const ONSET_SAMPLES = 500 * SAMPLES_PER_MS;

/** A partial text is begun this long after the last, and not before twice the time that it took. */
const PARTIAL_EVERY_SAMPLES = 1_000 * SAMPLES_PER_MS;
const PARTIAL_SHARE = 2;
/**
 * In loud voices no silence may ever come. The same whole command recognised again after this long ends the capture:
 * nothing was added to it.
 */
const SETTLED_SAMPLES = 500 * SAMPLES_PER_MS;

/**
 * A text below this confidence, or that is no command, is recognised once more when its pause lasts: the end of a last
 * word may have been too soft to be heard as speech.
 */
const SURE_CONFIDENCE = 0.7;

/** From the end of the capture to its text. */
export const RECOGNITION_TIMEOUT_MS = 5_000;
/** Whose voice it is takes a fraction of this, and is begun before the text is there: a command waits no longer. */
export const SPEAKER_WAIT_MS = 300;

/** A command that lasts so long after its wake phrase is judged by itself too. */
export const COMMAND_ALONE_SAMPLES = 1_500 * SAMPLES_PER_MS;

/** Whose voice a command is. */
export interface CommandSpeaker {
  /** @param commandSample where the command begins, if it is also to be judged without what comes before */
  identify(audio: HeardAudio, commandSample: number | null, signal: AbortSignal): Promise<Identified>;
  /** What is coming, or that it cannot be told: after `waitMs` at the latest. */
  within(coming: Promise<Identified>, waitMs: number): Promise<Identified>;
}

export interface CaptureOptions {
  context: EngineContext;
  captureId: number;
  /** The wake that began it, with the spellings of its phrase; null for push-to-talk. */
  wake: { wakeId: number; spellings: readonly string[] } | null;
  mode: 'wake' | PushMode;
  /** Sample at which it was asked for. */
  askedSample: number;
  /** What the stream holds from its first sample on, and what was heard of it. */
  audio: { sample: number; samples: Float32Array };
  history: SpeechHistory;
  /** Null where nobody's voice is known. */
  speaker: CommandSpeaker | null;
  /** Nothing more comes of it. */
  finished(): void;
}

interface Attempt {
  /**
   * 'pause' ends with silence, so it may be the answer, and 'again' with more of it; 'progress' is for the eye.
   */
  purpose: 'pause' | 'again' | 'progress' | 'final';
  controller: AbortController;
  /** Sample that its audio ends with. */
  endSample: number;
  result: Promise<Understanding>;
  tookMs: number | null;
}

/** A comparison of voices. */
interface Listening {
  controller: AbortController;
  /** Sample that its audio ends with. */
  endSample: number;
  result: Promise<Identified>;
}

/** Why a recognition was given up; never seen outside. */
const SUPERSEDED = new HarkError('recognition.failed', 'superseded');
const TIMED_OUT = () => new HarkError('recognition.timeout', 'the command was not recognised in time');

export class Capture {
  readonly #options: CaptureOptions;
  readonly #context: EngineContext;
  readonly #audio: CaptureBuffer;
  readonly #endpointer: Endpointer;
  /** First sample of what is recognised, and whether the wake phrase is part of it. */
  #from: number;
  #holdsPhrase: boolean;
  #attempt: Attempt | null = null;
  #listening: Listening | null = null;
  /** The next partial text is not begun before. */
  #partialDue = 0;
  /** What the last partial text meant, and where its audio ended. */
  #settling: { meaning: string; endSample: number } | null = null;
  /** The last guess wants another look once its pause lasts. */
  #unsure = false;
  #told = '';
  #spoke = false;
  #releasedAt: number | null = null;
  #ended = false;

  constructor(options: CaptureOptions) {
    const { audio, askedSample, mode, history, wake, captureId } = options;
    this.#options = options;
    this.#context = options.context;
    this.#audio = new CaptureBuffer(audio.sample, CAPACITY_S);
    this.#audio.append(audio.samples);
    this.#from = audio.sample;
    this.#holdsPhrase = mode === 'wake';
    this.#endpointer = new Endpointer({
      askedSample,
      afterPhrase: mode === 'wake',
      endsBySilence: mode !== 'hold',
      voicesDbfs: history.voicesBefore(audio.sample),
    });
    this.#context.emit({
      kind: 'capture_started',
      captureId,
      trigger: wake === null ? 'push' : 'wake',
      wakeId: wake?.wakeId ?? null,
      sample: audio.sample,
      askedSample,
    });
    for (const window of history.since(audio.sample)) this.hear(window);
  }

  /** Another wake begins another command: not while a key is held, nor right after the wake that began this one. */
  restartsAt(sample: number): boolean {
    const { mode, askedSample } = this.#options;
    return mode === 'wake' && sample - askedSample >= LIKENESS_SAMPLES;
  }

  /** It takes audio; otherwise it is being understood, or over. */
  get listening(): boolean {
    return !this.#ended;
  }

  /** The next audio of the stream. */
  append(samples: Float32Array): void {
    if (!this.#ended) this.#audio.append(samples);
  }

  /** The next window of the speech detector. */
  hear(window: HeardWindow): void {
    if (this.#ended) return;
    const { endSample } = window;
    const turn = this.#endpointer.hear(window);
    if (turn.resumed || turn.started !== null) {
      this.#unsure = false;
      this.#giveUpGuess();
    }
    if (turn.started !== null) this.#begin(turn.started);
    else if (turn.resumed) this.#expectProgress(endSample);
    if (turn.pause === 'begins') this.#recognise('pause', endSample);
    else if (turn.pause === 'lasts' && this.#unsure) this.#recognise('again', endSample);
    // Not where a pause may just have begun: what is under way then only delays its guess.
    else if (this.#endpointer.speaking && this.#endpointer.speechEndSample === endSample) {
      this.#tellProgress(endSample);
    }
    if (turn.end !== null) this.#end(turn.end);
    else if (this.#releasedAt !== null && endSample >= this.#releasedAt) this.#endAsReleased();
  }

  /** The key was let go, or pressed again: what was said up to here is the command. */
  release(): void {
    if (this.#ended || this.#releasedAt !== null) return;
    if (this.#endpointer.paused) this.#endAsReleased();
    else this.#releasedAt = this.#audio.end + RELEASE_TAIL_SAMPLES;
  }

  /** Nobody wants it any more: neither the rest of it nor what it means. */
  cancel(): void {
    if (!this.#ended) this.#end('cancelled');
    else this.#finish();
  }

  /** Its stream ends here. What was said before is still understood where it was all said. */
  breakOff(): void {
    if (!this.#ended) this.#end('stream_broke');
  }

  #endAsReleased(): void {
    this.#end(this.#endpointer.speaking ? 'released' : 'nothing_said');
  }

  #begin(sample: number): void {
    const { askedSample, captureId } = this.#options;
    if (!this.#holdsPhrase || sample - askedSample >= PHRASE_APART_SAMPLES) {
      const earliest = this.#holdsPhrase ? askedSample : this.#from;
      this.#from = Math.max(earliest, sample - ONSET_SAMPLES);
      this.#holdsPhrase = false;
    }
    this.#expectProgress(sample);
    if (this.#spoke) return;
    this.#spoke = true;
    this.#context.emit({ kind: 'command_speech', captureId, sample });
  }

  #expectProgress(sample: number): void {
    this.#partialDue = sample + PARTIAL_EVERY_SAMPLES;
    this.#settling = null;
  }

  #tellProgress(sample: number): void {
    if (sample < this.#partialDue || this.#context.lane.ready === null) return;
    if (this.#attempt !== null && this.#attempt.tookMs === null) return;
    this.#partialDue = Number.POSITIVE_INFINITY;
    this.#recognise('progress', sample);
  }

  #recognise(purpose: Attempt['purpose'], endSample: number): Attempt {
    this.#giveUp();
    const { lane, now, track } = this.#context;
    const controller = new AbortController();
    const { signal } = controller;
    const audio = this.#audio.view(this.#from, endSample);
    const wakePhrase = this.#holdsPhrase ? (this.#options.wake?.spellings ?? null) : null;
    const began = now();
    const understand = (understanding: CommandUnderstanding) =>
      understanding.understand(audio, {
        signal,
        wakePhrase,
        wakePhraseEnd: this.#options.askedSample - this.#from,
        onPartial: (text) => {
          if (this.#attempt === attempt && text.length > this.#told.length) this.#tell(text);
        },
      });
    const result = lane.run(understand, signal);
    const attempt: Attempt = { purpose, controller, endSample, result, tookMs: null };
    this.#attempt = attempt;
    track(
      result.then(
        (understanding) => {
          attempt.tookMs = now() - began;
          if (this.#attempt === attempt) this.#learn(attempt, understanding);
        },
        () => {
          if (this.#attempt === attempt && !this.#ended) this.#attempt = null;
        },
      ),
    );
    return attempt;
  }

  /** More was said than was to be recognised. */
  #giveUpGuess(): void {
    if (this.#attempt?.purpose === 'pause' || this.#attempt?.purpose === 'again') this.#giveUp();
    this.#giveUpListening();
  }

  #giveUpListening(): void {
    this.#listening?.controller.abort(SUPERSEDED);
    this.#listening = null;
  }

  /** Whose voice all of it is, up to a sample. */
  #identify(endSample: number): Listening | null {
    this.#giveUpListening();
    const { speaker } = this.#options;
    if (speaker === null) return null;
    const controller = new AbortController();
    const sample = this.#audio.start;
    const audio = { sample, samples: this.#audio.view(sample, endSample) };
    const result = speaker.identify(audio, this.#commandAlone(), controller.signal);
    this.#context.track(
      result.then(
        () => undefined,
        () => undefined,
      ),
    );
    this.#listening = { controller, endSample, result };
    return this.#listening;
  }

  /** First sample of the command without its wake phrase; null where it has none, or where little was said after it. */
  #commandAlone(): number | null {
    const { wake, askedSample } = this.#options;
    if (wake === null) return null;
    const from = Math.max(askedSample, this.#from);
    return this.#endpointer.speechEndSample - from >= COMMAND_ALONE_SAMPLES ? from : null;
  }

  #giveUp(): void {
    this.#attempt?.controller.abort(SUPERSEDED);
    this.#attempt = null;
  }

  /** What an attempt that is still wanted gave. */
  #learn(attempt: Attempt, understanding: Understanding): void {
    const understood = this.#context.lane.ready;
    if (this.#ended || understood === null) return;
    const { text } = understanding;
    const goesOn = understood.couldGoOn(text);
    if (attempt.purpose === 'progress') {
      this.#tell(text);
      this.#learnProgress(attempt, understanding, goesOn);
      return;
    }
    this.#learnGuess(attempt, understanding, goesOn);
    if (!this.#unsure || !this.#endpointer.pauseLasts || this.#ended) return;
    this.#recognise('again', this.#audio.end);
  }

  /** What was said up to a pause. */
  #learnGuess(attempt: Attempt, { text, intent, textConfidence }: Understanding, goesOn: boolean): void {
    this.#unsure = attempt.purpose === 'pause' && (intent === null || textConfidence < SURE_CONFIDENCE);
    const begun = this.#endpointer.speaking;
    if (text === '' || (!begun && intent === null && !goesOn)) {
      // The wake phrase alone, or a noise: the command is still to come.
      this.#tell(text);
      this.#attempt = null;
      this.#endpointer.nothing();
      return;
    }
    const hint = hintOf(intent, goesOn);
    const isWhole = hint === 'complete' || hint === 'extensible';
    const end = this.#endpointer.hint(this.#unsure && isWhole ? 'doubtful' : hint);
    if (!begun) this.#begin(this.#options.askedSample);
    this.#tell(text);
    if (end !== null) this.#end(end);
    // Only now, so that the text did not wait for it.
    else if (this.#listening === null) this.#identify(attempt.endSample);
  }

  #learnProgress({ endSample }: Attempt, { intent, slots }: Understanding, goesOn: boolean): void {
    const tookSamples = this.#audio.end - endSample;
    const whole = intent !== null && !goesOn && this.#options.mode !== 'hold';
    const meaning = whole ? JSON.stringify([intent, slots]) : null;
    const settled = this.#settling;
    if (meaning !== null && settled?.meaning === meaning) {
      if (endSample - settled.endSample >= SETTLED_SAMPLES) this.#end('endpoint', settled.endSample);
    } else {
      this.#settling = meaning === null ? null : { meaning, endSample };
    }
    const every = whole ? SETTLED_SAMPLES : PARTIAL_EVERY_SAMPLES;
    this.#partialDue = endSample + Math.max(every, (1 + PARTIAL_SHARE) * tookSamples);
  }

  #tell(text: string): void {
    if (this.#ended || text === this.#told) return;
    this.#told = text;
    this.#context.emit({ kind: 'partial', captureId: this.#options.captureId, text });
  }

  #end(reason: CaptureEnd, speechEndSample = this.#endpointer.speechEndSample): void {
    if (this.#ended) return;
    this.#ended = true;
    const { captureId } = this.#options;
    const sample = this.#audio.end;
    this.#context.emit({ kind: 'capture_ended', captureId, reason, speechEndSample, sample });
    if (reason === 'endpoint' || reason === 'released' || reason === 'max_length') {
      this.#context.track(this.#decide(sample, speechEndSample));
    } else {
      this.#finish();
    }
  }

  /** Waits for the text of the whole, which may be there already. */
  async #decide(sample: number, speechEndSample: number): Promise<void> {
    const { captureId } = this.#options;
    const { now, patient, emit } = this.#context;
    const endedAt = now();
    const known = this.#attempt;
    // An attempt whose audio ends after the last speech has heard all of it.
    const attempt =
      known !== null && known.endSample > speechEndSample ? known : this.#recognise('final', sample);
    const voice = this.#listening;
    const listening = voice !== null && voice.endSample > speechEndSample ? voice : this.#identify(sample);
    const timeout = new AbortController();
    const { signal } = attempt.controller;
    const timer = patient ? null : setTimeout(() => timeout.abort(TIMED_OUT()), RECOGNITION_TIMEOUT_MS);
    try {
      const gone = rejection(AbortSignal.any([signal, timeout.signal]));
      const understanding = await Promise.race([attempt.result, gone]);
      if (signal.aborted) return;
      const identified =
        listening && (await this.#options.speaker?.within(listening.result, SPEAKER_WAIT_MS));
      if (signal.aborted) return;
      if (identified) emit({ kind: 'speaker', captureId, sample, speaker: identified.speaker });
      const sinceEndMs = (sample - speechEndSample) / SAMPLES_PER_MS + now() - endedAt;
      const sinceBegunMs =
        (attempt.endSample - speechEndSample) / SAMPLES_PER_MS + understanding.timings.totalMs;
      const afterSpeechMs = Math.max(0, sinceEndMs, sinceBegunMs);
      emit({ kind: 'understood', captureId, understanding, afterSpeechMs });
      identified?.learn();
    } catch (error) {
      if (signal.aborted) return;
      const failure = describeFailure(error);
      const code = failure.code === 'internal' ? 'recognition.failed' : failure.code;
      emit({ kind: 'recognition_failed', captureId, error: { code, message: failure.message } });
    } finally {
      if (timer !== null) clearTimeout(timer);
      this.#finish();
    }
  }

  /** Nothing more comes of it. */
  #finish(): void {
    this.#giveUp();
    this.#giveUpListening();
    this.#audio.erase();
    this.#options.finished();
  }
}

function hintOf(intent: string | null, goesOn: boolean): Hint {
  if (intent !== null) return goesOn ? 'extensible' : 'complete';
  return goesOn ? 'incomplete' : 'unknown';
}

/** Rejects once the signal is aborted. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
