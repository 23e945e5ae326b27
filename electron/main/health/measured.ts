/** What service levels are read from: a stretch of time, put together. Pure. */
import type { MetricRow } from '../store/metrics.ts';
import { emptyHistogram, merge, type Rolled, type RolledHistogram } from './rolled.ts';

export interface Measured {
  wake: RolledHistogram;
  command: RolledHistogram;
  verification: RolledHistogram;
  /** Interactions that ended, and those of them that failed. */
  ended: number;
  failed: number;
  /** Means of minutes. */
  cpu: number[];
  memory: number[];
}

export function measuredOf(rows: readonly MetricRow[]): Measured {
  const measured = nothingMeasured();
  for (const { rolled } of rows) add(measured, rolled);
  return measured;
}

/** @param running the minute under way; `measured` stays as it is */
export function withRunning(measured: Measured, { rolled }: MetricRow): Measured {
  const all = { ...measured, cpu: [...measured.cpu], memory: [...measured.memory] };
  add(all, rolled);
  return all;
}

export function nothingMeasured(): Measured {
  return {
    wake: emptyHistogram(),
    command: emptyHistogram(),
    verification: emptyHistogram(),
    ended: 0,
    failed: 0,
    cpu: [],
    memory: [],
  };
}

function add(measured: Measured, rolled: ReadonlyMap<string, Rolled>): void {
  measured.wake = plus(measured.wake, rolled.get('hark_wake_detection_seconds'));
  measured.command = plus(measured.command, rolled.get('hark_command_detection_seconds'));
  measured.verification = plus(measured.verification, rolled.get('hark_voice_verification_seconds'));
  const cpu = rolled.get('hark_app_cpu_ratio');
  if (cpu?.kind === 'gauge') measured.cpu.push(cpu.mean);
  const memory = rolled.get('hark_app_memory_ratio');
  if (memory?.kind === 'gauge') measured.memory.push(memory.mean);
  for (const [name, one] of rolled) {
    if (one.kind !== 'counter' || !name.startsWith('hark_interactions_total')) continue;
    measured.ended += one.growth;
    if (name.includes('outcome="failed"')) measured.failed += one.growth;
  }
}

function plus(histogram: RolledHistogram, more: Rolled | undefined): RolledHistogram {
  if (more?.kind !== 'histogram') return histogram;
  const sum = merge(histogram, more);
  return sum.kind === 'histogram' ? sum : histogram;
}
