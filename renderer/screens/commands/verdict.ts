/** What a check of sentences found, in one line. Pure. */
import type { GrammarDiagnostic } from '../../../contract/command.ts';

export function verdictText(diagnostics: readonly GrammarDiagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = diagnostics.length - errors.length;
  const [first] = errors;
  if (first) return `${counted(errors.length, 'mistake')}, the first in line ${first.line}.`;
  if (warnings > 0) return `No mistakes, ${counted(warnings, 'warning')}.`;
  return 'No mistakes.';
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
