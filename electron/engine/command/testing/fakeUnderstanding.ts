/** An understanding that says what a test wants, when the test wants it. */
import type { GrammarReport, ParseResult, Understanding } from '../../../../contract/command.ts';
import type { CommandUnderstanding, UnderstandOptions } from '../understanding.ts';

export interface UnderstandCall {
  /** Length of the audio when it came, samples. */
  samples: number;
  /** The audio itself, as whoever gave it has it now. */
  audio: Float32Array;
  wakePhrase: readonly string[] | null;
  aborted: boolean;
}

export function understandingOf(text: string, intent: string | null): Understanding {
  return {
    text,
    intent,
    slots: {},
    confidence: intent === null ? 0 : 1,
    textConfidence: text === '' ? 0 : 0.9,
    path: text === '' ? 'silent' : intent === null ? 'rejected' : 'transcript',
    audioS: 1,
    timings: { encodeMs: 10, transcribeMs: 20, grammarMs: 0, totalMs: 30 },
  };
}

export class FakeUnderstanding implements CommandUnderstanding {
  readonly report: GrammarReport = { intents: [], diagnostics: [] };
  readonly calls: UnderstandCall[] = [];
  readonly phrases: (readonly string[])[] = [];
  /** What is understood next, by the number of the call; the last one stays. */
  answers: (Understanding | Error)[] = [understandingOf('lights off', 'LightsOff')];
  phraseScores: (number | Error)[] = [-0.3];
  /** Texts that could go on. */
  open = new Set<string>();
  /** Calls end only once this does. */
  hold: Promise<void> | null = null;
  /** Two calls ran at once. */
  overlapped = false;
  #running = 0;

  async understand(samples: Float32Array, options: UnderstandOptions = {}): Promise<Understanding> {
    const { signal, wakePhrase = null } = options;
    const call: UnderstandCall = { samples: samples.length, audio: samples, wakePhrase, aborted: false };
    this.calls.push(call);
    const answer = this.answers[Math.min(this.calls.length, this.answers.length) - 1];
    return this.#alone(async () => {
      await Promise.race([this.hold, aborted(signal)]);
      if (signal?.aborted) {
        call.aborted = true;
        throw signal.reason;
      }
      if (answer instanceof Error) throw answer;
      if (answer === undefined) throw new Error('no answer is prepared');
      return answer;
    });
  }

  parse(text: string): ParseResult {
    return { text, intent: 'Parsed', slots: {}, confidence: 1 };
  }

  couldGoOn(text: string): boolean {
    return this.open.has(text);
  }

  async scorePhrase(_samples: Float32Array, spellings: readonly string[]): Promise<number> {
    this.phrases.push(spellings);
    const score = this.phraseScores[Math.min(this.phrases.length, this.phraseScores.length) - 1] ?? -20;
    return this.#alone(async () => {
      await this.hold;
      if (score instanceof Error) throw score;
      return score;
    });
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running > 0) this.overlapped = true;
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
    }
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
}
