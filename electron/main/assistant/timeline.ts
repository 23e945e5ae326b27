/** One interaction while it happens: its stages and what is known so far. Pure: the caller tells the time. */
import type { Interaction, Outcome, Stage, StageRecord } from '../../../contract/interactions.ts';

export type ActionChange = Partial<NonNullable<Interaction['action']>>;
export type Trigger = Interaction['trigger'];

export interface Beginning {
  id: string;
  /** Wall clock, ms since the epoch. */
  at: number;
  trigger: Trigger;
  phrase: string | null;
  wakeId: string | null;
}

export class Timeline {
  readonly #began: number;
  #record: Interaction;

  /** @param now monotonic ms */
  constructor(beginning: Beginning, now: number) {
    this.#began = now;
    this.#record = {
      ...beginning,
      stages: [],
      partial: '',
      text: null,
      textConfidence: null,
      intent: null,
      confidence: null,
      slots: {},
      outcome: 'running',
      action: null,
      speaker: null,
      refusal: null,
      reply: null,
      wrong: false,
    };
  }

  get id(): string {
    return this.#record.id;
  }

  /** Never changes once given out. */
  get record(): Interaction {
    return this.#record;
  }

  set(known: Partial<Interaction>): void {
    this.#record = { ...this.#record, ...known };
  }

  /** Of the action, where there is one. */
  changeAction(change: ActionChange): void {
    const { action } = this.#record;
    if (action !== null) this.set({ action: { ...action, ...change } });
  }

  /** @param startMs since the interaction began; now where absent */
  begin(stage: Stage, now: number, startMs = this.#sinceBegan(now)): void {
    const stages = this.#record.stages.filter((one) => one.stage !== stage);
    const begun: StageRecord = { stage, state: 'running', startMs: tidy(startMs), durationMs: null };
    this.set({ stages: [...stages, begun] });
  }

  /** @param durationMs what it took where that is known better than by the clock; ms */
  end(stage: Stage, now: number, state: StageRecord['state'] = 'done', durationMs?: number): void {
    const elapsed = this.#sinceBegan(now);
    this.#endWhere(
      (one) => one.stage === stage,
      ({ startMs }) => ({ state, durationMs: tidy(durationMs ?? elapsed - startMs) }),
    );
  }

  /** When a stage began, in ms since the interaction did; now for one that has not. */
  startOf(stage: Stage, now: number): number {
    return this.#record.stages.find((one) => one.stage === stage)?.startMs ?? this.#sinceBegan(now);
  }

  /** When a stage that ended did so, in ms since the interaction began; now for one that has not. */
  endOf(stage: Stage, now: number): number {
    const found = this.#record.stages.find((one) => one.stage === stage);
    return found === undefined || found.durationMs === null
      ? this.#sinceBegan(now)
      : found.startMs + found.durationMs;
  }

  /** Nothing follows: what still runs ends with it. */
  finish(outcome: Outcome, now: number): void {
    const elapsed = this.#sinceBegan(now);
    this.#endWhere(
      (one) => one.state === 'running',
      ({ startMs }) => ({
        state: outcome === 'failed' ? 'failed' : 'skipped',
        durationMs: tidy(elapsed - startMs),
      }),
    );
    this.set({ outcome, partial: '' });
  }

  #endWhere(
    which: (stage: StageRecord) => boolean,
    end: (stage: StageRecord) => Pick<StageRecord, 'state' | 'durationMs'>,
  ): void {
    this.set({
      stages: this.#record.stages.map((stage) => (which(stage) ? { ...stage, ...end(stage) } : stage)),
    });
  }

  #sinceBegan(now: number): number {
    return Math.max(0, now - this.#began);
  }
}

/** In tenths of a ms, and never negative. */
function tidy(ms: number): number {
  return Math.max(0, Math.round(ms * 10) / 10);
}
