/** Results on stdout as NDJSON, words for people on stderr. */
import type { Writable } from 'node:stream';
import { HarkError } from '../../contract/failures.ts';

export class Output {
  /** Where progress can be redrawn in place; null when stderr is not a terminal. */
  readonly terminal: Writable | null;
  readonly #results: Writable;
  readonly #words: Writable;

  /** @param isTerminal whether a person watches `words` */
  constructor(results: Writable, words: Writable, isTerminal: boolean) {
    this.#results = results;
    this.#words = words;
    this.terminal = isTerminal ? words : null;
    // Without a listener a reader that went away would end the process; write() reports it instead.
    results.on('error', () => {});
    words.on('error', () => {});
  }

  /**
   * One result as a line. Resolves when it has been handed over, so that a slow reader slows the work down.
   * @throws HarkError output.unwritable
   */
  result(record: object): Promise<void> {
    return this.text(JSON.stringify(record));
  }

  /** A line of plain text in place of results: help and version. @throws HarkError output.unwritable */
  text(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#results.write(`${line}\n`, (cause) => {
        if (cause) reject(new HarkError('output.unwritable', 'the output cannot be written', { cause }));
        else resolve();
      });
    });
  }

  say(line: string): void {
    this.#words.write(`${line}\n`);
  }
}

/** True when whoever read the output has closed it, as `head` does: no fault worth a message. */
export function readerWentAway(error: unknown): boolean {
  return (
    error instanceof HarkError &&
    error.code === 'output.unwritable' &&
    error.cause instanceof Error &&
    'code' in error.cause &&
    error.cause.code === 'EPIPE'
  );
}
