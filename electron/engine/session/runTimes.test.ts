import { expect, it } from 'vitest';
import { RUNS_KEPT, RunTimes } from './runTimes.ts';

it('quantiles are of the last runs alone', () => {
  const times = new RunTimes();
  expect(times.quantile(0.5)).toBeNull();
  times.add(8);
  expect([times.quantile(0.5), times.quantile(0.99)]).toEqual([8, 8]);
  for (let i = 0; i < RUNS_KEPT; i++) times.add(i === 3 ? 50 : 2);
  expect([times.quantile(0.5), times.quantile(0.99)]).toEqual([2, 50]);
  for (let i = 0; i < RUNS_KEPT; i++) times.add(1);
  expect([times.quantile(0.99), times.runs]).toEqual([1, 2 * RUNS_KEPT + 1]);
});
