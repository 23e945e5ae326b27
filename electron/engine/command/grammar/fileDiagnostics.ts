/** What is wrong with one sentence file, and where: by line and column, as an editor counts them. */
import { LineCounter } from 'yaml';
import type { GrammarDiagnostic } from '../../../../contract/command.ts';

/** Diagnostics of one file beyond these are left out. */
export const DIAGNOSTICS_MAX = 100;
const SHOWN_MAX_CHARACTERS = 60;

export interface Place {
  line: number;
  column: number;
}

export class FileDiagnostics {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #told: GrammarDiagnostic[] = [];

  /** @param text all of the file */
  constructor(file: string, text: string) {
    this.#file = file;
    this.#lines.lineStarts.push(0);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
      this.#lines.addNewLine(at + 1);
  }

  /** In the order in which they were told. */
  get told(): GrammarDiagnostic[] {
    return this.#told;
  }

  placeOf(offset: number): Place {
    const { line, col } = this.#lines.linePos(Math.max(0, offset));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  tell(place: Place, message: string, severity: 'error' | 'warning' = 'error'): void {
    if (this.#told.length < DIAGNOSTICS_MAX) {
      this.#told.push({ severity, file: this.#file, ...place, message });
    }
  }
}

/** A name of a file as a message shows it. */
export function shown(name: string): string {
  return name.length > SHOWN_MAX_CHARACTERS ? `${name.slice(0, SHOWN_MAX_CHARACTERS)}…` : name;
}
