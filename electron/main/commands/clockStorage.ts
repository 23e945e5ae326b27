/**
 * Where the clock is kept. A reminder's words are as private as a note's: when they go, they are erased as a note is. What
 * has no name is only written, for a timer that ends is no reason to write the whole file out.
 */
import { CLOCK_DOCUMENT } from '../../backup/kept.ts';
import { type ClockDocument, type ClockStorage, readClockDocument } from '../actions/clock/storage.ts';
import type { Documents } from '../store/documents.ts';

export class StoredClock implements ClockStorage {
  readonly #documents: Pick<Documents, 'read' | 'write' | 'erase'>;
  /** As they were read or written last. */
  #names: ReadonlySet<string> = new Set();

  constructor(documents: Pick<Documents, 'read' | 'write' | 'erase'>) {
    this.#documents = documents;
  }

  load(): unknown {
    const stored = this.#documents.read(CLOCK_DOCUMENT);
    this.#names = namesIn(readClockDocument(stored));
    return stored;
  }

  save(document: ClockDocument): void {
    this.#documents.write(CLOCK_DOCUMENT, document);
    const names = namesIn(document);
    const isAnyGone = [...this.#names].some((name) => !names.has(name));
    this.#names = names;
    if (isAnyGone) this.#documents.erase();
  }
}

function namesIn({ items, missed }: ClockDocument): Set<string> {
  return new Set([...items, ...missed].flatMap(({ name }) => name ?? []));
}
