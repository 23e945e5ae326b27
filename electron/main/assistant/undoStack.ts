/**
 * What can still be taken back: the last commands, for a while. An undo is a closure over what its action did, so it ends
 * with its time, with too many newer ones, or with this run of Hark; whoever shows it is told.
 */
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type { Interaction, Risk } from '../../../contract/interactions.ts';
import { UNDO_KEEP_MS } from '../actions/runner.ts';
import { discreet } from './discretion.ts';
import type { ActionChange, Timeline } from './timeline.ts';

/** Commands that can still be taken back; the oldest gives way. */
export const UNDO_KEPT = 20;

interface Undoable {
  readonly timeline: Timeline;
  readonly undo: () => Promise<void>;
  readonly expiry: NodeJS.Timeout;
  isUnderWay: boolean;
}

export class UndoStack {
  readonly #changed: (timeline: Timeline, change: ActionChange) => void;
  /** By the interaction's id, newest last. */
  readonly #undoable = new Map<string, Undoable>();

  /** @param changed told what is to change of an interaction that may long be over */
  constructor(changed: (timeline: Timeline, change: ActionChange) => void) {
    this.#changed = changed;
  }

  remember(timeline: Timeline, undo: () => Promise<void>): void {
    const { id } = timeline;
    const expiry = setTimeout(() => this.#forget(id), UNDO_KEEP_MS);
    expiry.unref?.();
    this.#undoable.set(id, { timeline, undo, expiry, isUnderWay: false });
    const [oldest] = this.#undoable.keys();
    if (this.#undoable.size > UNDO_KEPT && oldest !== undefined) this.#forget(oldest);
  }

  /** @throws HarkError (by rejection) store.not_found: it cannot be taken back (any more); or why that failed */
  async undo(id: string): Promise<void> {
    const found = this.#undoable.get(id);
    if (found === undefined || found.isUnderWay) {
      throw new HarkError('store.not_found', 'it can no longer be taken back');
    }
    const { timeline, undo } = found;
    found.isUnderWay = true;
    try {
      await undo();
    } catch (error) {
      found.isUnderWay = false;
      // What it would take back is gone: it must not stand before the older ones for ever.
      if (describeFailure(error).code === 'store.not_found') this.#forget(id);
      throw error;
    }
    this.#undoable.delete(id);
    clearTimeout(found.expiry);
    this.#changed(timeline, { undoable: false, undone: true });
  }

  /**
   * Takes an action back. @param id of the last that can be, where absent
   * @returns its preview; null where there is none
   */
  async undoLast(id = this.last?.id ?? null): Promise<string | null> {
    if (id === null) return null;
    const timeline = this.#undoable.get(id)?.timeline;
    await this.undo(id);
    // Said aloud, and kept: a deleted note that came back is not read out.
    return timeline === undefined ? null : (discreet(timeline.record).action?.preview ?? null);
  }

  /** What would be taken back next; null where there is nothing. */
  get last(): { id: string; risk: Risk } | null {
    const record = [...this.#undoable.values()].at(-1)?.timeline.record;
    return record === undefined ? null : { id: record.id, risk: record.action?.risk ?? 'open' };
  }

  /** One that was kept, with what can still be done about it. */
  asItStands(kept: Interaction): Interaction {
    const { id, action } = kept;
    if (!action?.undoable || this.#undoable.has(id)) return kept;
    return { ...kept, action: { ...action, undoable: false } };
  }

  /** It cannot be taken back any more. */
  #forget(id: string): void {
    const known = this.#undoable.get(id);
    if (known === undefined) return;
    clearTimeout(known.expiry);
    this.#undoable.delete(id);
    this.#changed(known.timeline, { undoable: false });
  }
}
