/**
 * What is promised, held against what was measured over 24 h. Pure. A few bad values prove nothing: a level is at risk or
 * broken only with enough values, and enough of them bad.
 */

import { unreachable } from '../../../contract/failures.ts';
import {
  type MetricName,
  SERVICE_LEVELS,
  type ServiceLevel,
  type ServiceLevelId,
  type Targets,
} from '../../../contract/health.ts';
import type { Measured } from './measured.ts';
import { bucketQuantile, countAbove, quantile } from './quantiles.ts';
import { countOf, type RolledHistogram } from './rolled.ts';

/** Shares of values that may miss the target. */
export const ALLOWED_SLOW = 0.05;
export const ALLOWED_MINUTES = 0.01;
/** From this much of the budget gone, a level is at risk. */
export const BUDGET_AT_RISK = 0.5;
/** From this much of the target, what is held against it puts the level at risk. */
export const NEAR_TARGET = 0.9;
/** Values that a judgement takes at least, and how many of them have to miss: latencies and interactions, minutes. */
export const COUNT_MIN = 10;
export const MISSES_MIN = 2;
export const MINUTES_MIN = 30;
export const BAD_MINUTES_MIN = 5;

/** @param storageBytes what Hark keeps now; null where it is not known */
export function serviceLevels(
  measured: Measured,
  storageBytes: number | null,
  targets: Targets,
): ServiceLevel[] {
  return SERVICE_LEVELS.map((id) => levelOf(id, measured, storageBytes, targets[id]));
}

function levelOf(
  id: ServiceLevelId,
  measured: Measured,
  storageBytes: number | null,
  target: number,
): ServiceLevel {
  switch (id) {
    case 'wake_detection':
      return latency(id, 'hark_wake_detection_seconds', measured.wake, target);
    case 'command_detection':
      return latency(id, 'hark_command_detection_seconds', measured.command, target);
    case 'voice_verification':
      return latency(id, 'hark_voice_verification_seconds', measured.verification, target);
    case 'errors':
      return errors(measured, target);
    case 'cpu':
      return minutes(id, 'hark_app_cpu_ratio', measured.cpu, target);
    case 'memory':
      return minutes(id, 'hark_app_memory_ratio', measured.memory, target);
    case 'disk':
      return disk(storageBytes, target);
    default:
      return unreachable(id);
  }
}

function latency(
  id: ServiceLevelId,
  metric: MetricName,
  histogram: RolledHistogram,
  target: number,
): ServiceLevel {
  const { counts } = histogram;
  const count = countOf(histogram);
  const misses = countAbove(counts, target);
  const p95 = bucketQuantile(counts, 0.95);
  const budget = budgetOf(ALLOWED_SLOW, misses, count);
  return {
    id,
    metric,
    unit: 'seconds',
    target,
    value: p95,
    p50: bucketQuantile(counts, 0.5),
    p95,
    p99: bucketQuantile(counts, 0.99),
    count,
    budget,
    state: stateOf({ count, misses, budget, near: p95, target, countMin: COUNT_MIN, missesMin: MISSES_MIN }),
  };
}

function errors({ ended, failed }: Measured, target: number): ServiceLevel {
  const count = Math.round(ended);
  const budget = budgetOf(target, failed, ended);
  return {
    ...NO_QUANTILES,
    id: 'errors',
    metric: 'hark_interactions_total',
    unit: 'ratio',
    target,
    value: count === 0 ? null : budget.missed,
    count,
    budget,
    state: stateOf({
      count,
      misses: failed,
      budget,
      near: null,
      target,
      countMin: COUNT_MIN,
      missesMin: MISSES_MIN,
    }),
  };
}

function minutes(
  id: ServiceLevelId,
  metric: MetricName,
  values: readonly number[],
  target: number,
): ServiceLevel {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  const misses = values.filter((value) => value > target).length;
  const p95 = quantile(sorted, 0.95);
  const p99 = quantile(sorted, 0.99);
  const budget = budgetOf(ALLOWED_MINUTES, misses, count);
  const near = p95;
  return {
    id,
    metric,
    unit: 'ratio',
    target,
    // The one that the budget is about.
    value: p99,
    p50: quantile(sorted, 0.5),
    p95,
    p99,
    count,
    budget,
    state: stateOf({
      count,
      misses,
      budget,
      near,
      target,
      countMin: MINUTES_MIN,
      missesMin: BAD_MINUTES_MIN,
    }),
  };
}

/** It has no history: what is kept now is what counts. */
function disk(value: number | null, target: number): ServiceLevel {
  const share = value === null ? 0 : value / target;
  const isOver = share > 1;
  return {
    ...NO_QUANTILES,
    id: 'disk',
    metric: 'hark_storage_bytes',
    unit: 'bytes',
    target,
    value,
    count: value === null ? 0 : 1,
    budget: { allowed: 0, missed: isOver ? 1 : 0, left: Math.max(0, 1 - share) },
    state: value === null ? 'idle' : isOver ? 'broken' : share > NEAR_TARGET ? 'at_risk' : 'ok',
  };
}

const NO_QUANTILES = { p50: null, p95: null, p99: null };

function budgetOf(allowed: number, misses: number, count: number): ServiceLevel['budget'] {
  const missed = count === 0 ? 0 : misses / count;
  return { allowed, missed, left: Math.min(1, Math.max(0, 1 - missed / allowed)) };
}

interface Judged {
  count: number;
  misses: number;
  budget: ServiceLevel['budget'];
  /** Held against the target; null where only the budget counts. */
  near: number | null;
  target: number;
  countMin: number;
  missesMin: number;
}

function stateOf({
  count,
  misses,
  budget,
  near,
  target,
  countMin,
  missesMin,
}: Judged): ServiceLevel['state'] {
  if (count === 0) return 'idle';
  if (count < countMin) return 'ok';
  const enough = misses >= missesMin;
  if (enough && budget.missed > budget.allowed) return 'broken';
  if (enough && budget.missed > BUDGET_AT_RISK * budget.allowed) return 'at_risk';
  return near !== null && near > NEAR_TARGET * target ? 'at_risk' : 'ok';
}
