/** The log as the window sees it: the lines of this run, and before them those of earlier ones. */
import type { LogLine } from '../../../contract/upkeep.ts';
import { earlierLines } from './earlierLines.ts';
import type { LineRing } from './lineRing.ts';

export class LogView {
  readonly #folder: string;
  readonly #ring: LineRing;
  readonly #startedAt: number;
  #preceded: Promise<void> | null = null;

  /** @param startedAt ms since the epoch: what is older is of an earlier run */
  constructor(folder: string, ring: LineRing, startedAt: number) {
    this.#folder = folder;
    this.#ring = ring;
    this.#startedAt = startedAt;
  }

  /** The files are read when somebody looks for the first time, not at the start. */
  async read(after: number | null): Promise<LogLine[]> {
    this.#preceded ??= earlierLines(this.#folder, this.#startedAt).then((lines) => this.#ring.precede(lines));
    await this.#preceded;
    return this.#ring.read(after);
  }
}
