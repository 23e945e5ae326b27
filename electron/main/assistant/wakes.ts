/** The wakes of this run, newest first: in memory only, and only the last ones. */
import { WAKES_KEPT, type WakeRecord } from '../../../contract/channels.ts';
import type { EngineEvent, WakeTrace } from '../../../contract/engine.ts';

type Wake = Extract<EngineEvent, { kind: 'wake' }>;

export class Wakes {
  #records: WakeRecord[] = [];

  get records(): readonly WakeRecord[] {
    return this.#records;
  }

  /**
   * @param life which engine woke: what an engine numbers is unique only within its life
   * @param at wall clock, ms since the epoch
   */
  add(wake: Wake, life: number, at: number): WakeRecord {
    const { model, phrase, score, threshold } = wake;
    const record = { id: idOf(life, wake.wakeId), model, phrase, at, score, threshold, trace: null };
    this.#records = [record, ...this.#records].slice(0, WAKES_KEPT);
    return record;
  }

  /** False where the wake is not kept (any more). */
  explain(life: number, wakeId: number, trace: WakeTrace): boolean {
    const id = idOf(life, wakeId);
    const known = this.#records.some((record) => record.id === id);
    if (known) {
      this.#records = this.#records.map((record) => (record.id === id ? { ...record, trace } : record));
    }
    return known;
  }
}

function idOf(life: number, wakeId: number): string {
  return `${life}-${wakeId}`;
}
