/** What `hark` says to a shell. */
import type { FailureCode } from '../../contract/failures.ts';

export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  /** Some input could not be used. */
  input: 65,
  /** A model is missing or fails its checksum. */
  model: 69,
  /** The output could not be written. */
  output: 74,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of a failure that ends the run, by the family of its code. */
export function exitCodeOf(code: FailureCode): ExitCode {
  if (code === 'backup.failed' || code === 'store.unwritable') return EXIT.output;
  const [family] = code.split('.');
  switch (family) {
    case 'usage':
    case 'provider':
      return EXIT.usage;
    case 'audio':
    case 'grammar':
    case 'profile':
    case 'enrollment':
    case 'backup':
      return EXIT.input;
    case 'model':
    case 'manifest':
    case 'speaker':
      return EXIT.model;
    case 'output':
      return EXIT.output;
    default:
      return EXIT.internal;
  }
}

/** Of two things that went wrong, the one to exit with: what is wrong with Hark comes before what is wrong with a file. */
export function worse(a: ExitCode, b: ExitCode): ExitCode {
  const order: ExitCode[] = [EXIT.ok, EXIT.input, EXIT.internal, EXIT.usage, EXIT.model, EXIT.output];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
