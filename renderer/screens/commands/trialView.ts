/** What was understood of a recording, in words. Pure. */
import type { Understanding } from '../../../contract/command.ts';
import { unreachable } from '../../../contract/failures.ts';

/** How the intent was found. */
export function pathText(path: Understanding['path']): string {
  switch (path) {
    case 'transcript':
      return 'in the words as they were heard';
    case 'grammar':
      return 'by listening again for what can be said';
    case 'rejected':
      return 'no command is close enough';
    case 'silent':
      return 'no speech in it';
    default:
      return unreachable(path);
  }
}

/** The whole first, then its parts that took any time. */
export function timingViews(timings: Understanding['timings']): { name: string; ms: number }[] {
  const { encodeMs, transcribeMs, grammarMs, totalMs } = timings;
  const parts = [
    { name: 'Listening', ms: encodeMs },
    { name: 'Writing', ms: transcribeMs },
    { name: 'Commands', ms: grammarMs },
  ];
  return [{ name: 'Took', ms: totalMs }, ...parts.filter(({ ms }) => ms > 0)];
}
