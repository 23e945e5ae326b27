import { expect, it } from 'vitest';
import type { HopMessage } from '../../contract/engine.ts';
import { MeterBatch, QUIET_HOPS } from './meterBatch.ts';

function hop(seq: number, change: Partial<HopMessage> = {}): HopMessage {
  return {
    type: 'hop',
    seq,
    sample: seq * 1_280,
    levelDbfs: -70,
    peak: 0,
    clipped: false,
    speech: null,
    scores: [],
    evidence: [],
    thresholds: [],
    ...change,
  };
}

it('gathers the hops of a quiet room, and loses none', () => {
  const batch = new MeterBatch();
  const hops = Array.from({ length: 2 * QUIET_HOPS }, (_, seq) => hop(seq));
  const given = hops.map((one) => batch.add(one));
  expect(given.filter((one) => one !== null)).toHaveLength(2);
  expect(given.flatMap((one) => one ?? [])).toEqual(hops);
});

it.each([
  ['speech may be there', { speech: 0.01 }],
  ['it clips', { clipped: true }],
])('lets go at once where %s, what waited first', (_what, change) => {
  const batch = new MeterBatch();
  expect(batch.add(hop(0))).toBeNull();
  expect(batch.add(hop(1, change))).toEqual([hop(0), hop(1, change)]);
  expect(batch.add(hop(2))).toBeNull();
});

it('never keeps what other words the scores stand for', () => {
  const batch = new MeterBatch();
  expect(batch.add({ type: 'words', words: [] })).toEqual([{ type: 'words', words: [] }]);
});

it('forgets what an engine before said', () => {
  const batch = new MeterBatch();
  batch.add(hop(0));
  batch.clear();
  expect(batch.add(hop(9, { speech: 1 }))).toEqual([hop(9, { speech: 1 })]);
});
