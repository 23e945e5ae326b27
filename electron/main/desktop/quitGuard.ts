/**
 * Before Hark quits while something is to ring soon: it does not ring without Hark, and who set an alarm should not find
 * that out in the morning. The system's own shutdown is never held up.
 */
import type { ClockItem } from '../../../contract/actions.ts';
import { unreachable } from '../../../contract/failures.ts';

export type QuitAnswer = 'quit' | 'background' | 'cancel';

/** What rings later is not asked about: Hark is back by then, and an alarm of every Friday would ask at every quit. */
export const ASKS_WITHIN_MS = 24 * 3_600_000;

export interface QuitGuardOptions {
  /** Wall clock, ms since the epoch. */
  now(): number;
  items(): readonly ClockItem[];
  /** @param waiting what is set, as a sentence */
  ask(waiting: string): Promise<QuitAnswer>;
  /** Out of sight, and still there. */
  hide(): void;
  /** It goes on, whatever it was to end for. */
  kept(): void;
  quit(): void;
}

export class QuitGuard {
  readonly #options: QuitGuardOptions;
  #isFree = false;
  #isAsking = false;

  constructor(options: QuitGuardOptions) {
    this.#options = options;
  }

  /** From now on it quits without a question: the system shuts down, say. */
  release(): void {
    this.#isFree = true;
  }

  /** @returns whether Hark may quit now; where not, the person is being asked */
  lets(): boolean {
    const waiting = waitingText(this.#options.items(), this.#options.now());
    if (this.#isFree || waiting === null) return true;
    if (!this.#isAsking) void this.#ask(waiting);
    return false;
  }

  async #ask(waiting: string): Promise<void> {
    const { ask, hide, kept, quit } = this.#options;
    this.#isAsking = true;
    // A question that cannot be asked holds nothing up.
    const answer = await ask(waiting).catch((): QuitAnswer => 'quit');
    this.#isAsking = false;
    switch (answer) {
      case 'quit':
        this.#isFree = true;
        quit();
        break;
      case 'background':
        kept();
        hide();
        break;
      case 'cancel':
        kept();
        break;
      default:
        unreachable(answer);
    }
  }
}

/** "A timer and 2 alarms are to ring within a day."; null where nothing is. @param now ms since the epoch */
export function waitingText(items: readonly ClockItem[], now: number): string | null {
  const waiting = items.filter(
    ({ state, ringsAt }) => state !== 'paused' && ringsAt !== null && ringsAt - now <= ASKS_WITHIN_MS,
  );
  const counts = (['timer', 'alarm'] as const)
    .map((kind) => ({ kind, count: waiting.filter((item) => item.kind === kind).length }))
    .filter(({ count }) => count > 0);
  if (counts.length === 0) return null;
  const words = counts.map(({ kind, count }) => {
    if (count > 1) return `${count} ${kind}s`;
    return kind === 'alarm' ? 'an alarm' : 'a timer';
  });
  const text = words.join(' and ');
  const verb = waiting.length === 1 ? 'is' : 'are';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} ${verb} to ring within a day.`;
}
