/** A grammar that cannot be used, with everything that is wrong with it; its message is the first of that. */
import type { GrammarDiagnostic } from '../../../../contract/command.ts';
import { type FailureCode, HarkError } from '../../../../contract/failures.ts';

export class GrammarError extends HarkError {
  readonly diagnostics: readonly GrammarDiagnostic[];

  constructor(code: Extract<FailureCode, `grammar.${string}`>, diagnostics: readonly GrammarDiagnostic[]) {
    const faults = diagnostics.filter(({ severity }) => severity === 'error');
    super(code, faults[0] === undefined ? 'no sentences' : lineOf(faults[0]));
    this.diagnostics = faults;
  }
}

/** "clock.yaml:12:5: reason" */
export function lineOf({ file, line, column, message }: GrammarDiagnostic): string {
  return `${file}:${line}:${column}: ${message}`;
}
