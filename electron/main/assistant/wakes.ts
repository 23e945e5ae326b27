/** The wakes of this run, newest first: in memory only, and only the last ones. */
import { WAKES_KEPT, type WakeRecord } from '../../../contract/channels.ts';
import type { SecondLook } from '../../../contract/command.ts';
import type { EngineEvent, WakeTrace } from '../../../contract/engine.ts';

type Wake = Extract<EngineEvent, { kind: 'wake' | 'wake_maybe' }>;

export class Wakes {
  #records: WakeRecord[] = [];

  get records(): readonly WakeRecord[] {
    return this.#records;
  }

  /**
   * A wake, or what may become one. A wake that was a maybe before takes its place and keeps its time.
   *
   * @param life which engine woke: what an engine numbers is unique only within its life
   * @param at wall clock, ms since the epoch
   */
  add(wake: Wake, life: number, at: number): WakeRecord {
    const { model, phrase, score, threshold } = wake;
    const id = wakeIdOf(life, wake.wakeId);
    const known = this.find(id);
    const record: WakeRecord = {
      id,
      model,
      phrase,
      at: known?.at ?? at,
      score,
      threshold,
      trace: known?.trace ?? null,
      verdict: wake.kind === 'wake' ? 'woke' : 'maybe',
      look: wake.kind === 'wake' ? wake.look : null,
    };
    if (known === undefined) this.#records = [record, ...this.#records].slice(0, WAKES_KEPT);
    else this.#change(id, record);
    return record;
  }

  find(id: string): WakeRecord | undefined {
    return this.#records.find((record) => record.id === id);
  }

  /** False where the wake is not kept (any more); so below. */
  reject(life: number, wakeId: number, look: SecondLook | null): boolean {
    return this.#change(wakeIdOf(life, wakeId), { verdict: 'rejected', look });
  }

  /** It was said by a voice that may not wake Hark. */
  unknownVoice(life: number, wakeId: number): boolean {
    return this.#change(wakeIdOf(life, wakeId), { verdict: 'unknown_voice' });
  }

  explain(life: number, wakeId: number, trace: WakeTrace): boolean {
    return this.#change(wakeIdOf(life, wakeId), { trace });
  }

  /** The engine that was deciding over them is gone. */
  dropUndecided(): void {
    this.#records = this.#records.filter((record) => record.verdict !== 'maybe');
  }

  #change(id: string, change: Partial<WakeRecord>): boolean {
    const known = this.find(id) !== undefined;
    if (known) {
      this.#records = this.#records.map((record) => (record.id === id ? { ...record, ...change } : record));
    }
    return known;
  }
}

export function wakeIdOf(life: number, wakeId: number): string {
  return `${life}-${wakeId}`;
}
