import { describe, expect, it } from 'vitest';
import type { Trace } from '../../../contract/health.ts';
import { scaleOf, traceSummary, untilAnswered, waterfall } from './waterfallView.ts';

const TRACE: Trace = {
  id: 't',
  at: 0,
  trigger: 'wake',
  outcome: 'acted',
  totalMs: 2_000,
  stages: [
    { stage: 'wake', state: 'done', startMs: 0, durationMs: 200 },
    { stage: 'speech', state: 'done', startMs: 200, durationMs: 1_300 },
    { stage: 'intent', state: 'done', startMs: 1_800, durationMs: 0 },
    { stage: 'text', state: 'done', startMs: 1_500, durationMs: 300 },
    { stage: 'action', state: 'skipped', startMs: 1_800, durationMs: 0 },
    { stage: 'reply', state: 'running', startMs: 1_800, durationMs: null },
  ],
};

describe('a waterfall', () => {
  it('has a bar for each stage that took place, in order', () => {
    const bars = waterfall(TRACE, 2_000);
    expect(bars.map(({ stage }) => stage)).toEqual(['wake', 'speech', 'text', 'intent']);
    expect(bars[1]).toMatchObject({ x: 10, width: 65 });
    expect(bars[2]).toMatchObject({ x: 75, width: 15 });
  });

  it('shows what took no time, and nothing past its end', () => {
    const bars = waterfall(
      { stages: [{ stage: 'reply', state: 'done', startMs: 2_000, durationMs: 0 }] },
      2_000,
    );
    expect(bars[0]?.width).toBeGreaterThan(0);
    expect((bars[0]?.x ?? 0) + (bars[0]?.width ?? 0)).toBeLessThanOrEqual(100);
  });

  it('puts several on one scale, long enough for all', () => {
    const late = { stages: [{ stage: 'reply', state: 'done', startMs: 2_000, durationMs: 2_000 }] } as const;
    expect(scaleOf([TRACE, { stages: [...late.stages] }])).toBe(4_000);
    expect(scaleOf([TRACE, untilAnswered({ stages: [...late.stages] })])).toBe(1_800);
    expect(scaleOf([])).toBe(1);
  });

  it('is summed up by its longest stage', () => {
    expect(traceSummary(TRACE)).toBe('2.0 s until the answer, the longest stage speech with 1.3 s');
    expect(traceSummary({ ...TRACE, stages: [] })).toBe('2.0 s until the answer');
  });
});
