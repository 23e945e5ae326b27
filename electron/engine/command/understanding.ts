/** What whoever captures commands needs of whoever understands them. */
import type { GrammarReport, ParseResult, Understanding } from '../../../contract/command.ts';

export interface UnderstandOptions {
  /** Aborts between two steps of the decoder; the call then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Text recognised so far, as it grows. */
  onPartial?(text: string): void;
  /**
   * Spellings of the wake phrase that the audio begins with, or null. It is cut from the text; "hey Jarvis, lights
   * off" in one breath needs no other care.
   */
  wakePhrase?: readonly string[] | null;
  /** Sample of the audio at which the phrase was heard: where it cannot be cut from the text, the audio is cut here. */
  wakePhraseEnd?: number;
}

export interface CommandUnderstanding {
  /**
   * @param samples 16 kHz mono in -1..1, one utterance with silence around it or not, at most MAX_COMMAND_S
   * @throws HarkError recognition.failed; whatever `signal` was aborted with
   */
  understand(samples: Float32Array, options?: UnderstandOptions): Promise<Understanding>;
  /** The text matcher alone; tolerates slips of recognition. */
  parse(text: string): ParseResult;
  /** More words could follow this text within the grammar: "set a timer" can go on, "set a timer for ten seconds" not. */
  couldGoOn(text: string): boolean;
  /**
   * How well the audio fits a phrase: the best mean log-probability per token of its spellings over a few windows.
   * @param samples the last 1.1 to 2 s before the decision
   */
  scorePhrase(samples: Float32Array, spellings: readonly string[]): Promise<number>;
  /** The grammar in force. */
  readonly report: GrammarReport;
}
