import { describe, expect, it } from 'vitest';
import type { HopMessage } from '../../contract/engine.ts';
import { CLIP_HOLD_MS, FLOOR_DBFS, LevelBallistics, scalePosition } from './levelBallistics.ts';

function hop(change: Partial<HopMessage>): HopMessage {
  return {
    type: 'hop',
    seq: 0,
    sample: 0,
    levelDbfs: -20,
    peak: 0.5,
    clipped: false,
    speech: null,
    scores: [],
    evidence: [],
    thresholds: [],
    ...change,
  };
}

describe('LevelBallistics', () => {
  it('rises at once and falls gently', () => {
    const meter = new LevelBallistics();
    expect(meter.step(0, hop({ levelDbfs: -20 })).levelDbfs).toBe(-20);
    const quiet = hop({ levelDbfs: -60, peak: 0 });
    const soon = meter.step(100, quiet);
    expect(soon.levelDbfs).toBeCloseTo(-23);
    expect(soon.moving).toBe(true);
    expect(meter.step(5_000, quiet).levelDbfs).toBe(-60);
  });

  it('comes to rest, so that nothing is drawn in silence', () => {
    const meter = new LevelBallistics();
    meter.step(0, hop({}));
    for (let now = 100; now < 10_000; now += 100) meter.step(now, null);
    expect(meter.step(10_000, null)).toMatchObject({ levelDbfs: FLOOR_DBFS, moving: false });
  });

  it('stands still between hops while a peak is held, and falls after it', () => {
    const meter = new LevelBallistics();
    const steady = hop({ levelDbfs: -30, peak: 0.5 });
    meter.step(0, steady);
    expect(meter.step(100, steady).moving).toBe(false);
    expect(meter.step(1_490, steady).moving).toBe(false);
    expect(meter.step(1_510, hop({ levelDbfs: -30, peak: 0.05 })).moving).toBe(true);
  });

  it('in a calm room shows what is heard, and moves no further', () => {
    const meter = new LevelBallistics();
    meter.step(0, hop({ peak: 1, levelDbfs: -10 }));
    expect(meter.step(100, hop({ peak: 0.001, levelDbfs: -65 }), true)).toMatchObject({
      levelDbfs: -65,
      peakDbfs: -60,
      moving: false,
    });
  });

  it('holds the peak for a while', () => {
    const meter = new LevelBallistics();
    meter.step(0, hop({ peak: 1, levelDbfs: -30 }));
    const quiet = hop({ peak: 0.001, levelDbfs: -60 });
    expect(meter.step(1_000, quiet).peakDbfs).toBeCloseTo(0);
    expect(meter.step(2_500, quiet).peakDbfs).toBeLessThan(-20);
  });

  it('keeps the clipping mark lit after one clipped hop, and counts the hop once', () => {
    const meter = new LevelBallistics();
    const loud = hop({ clipped: true });
    expect(meter.step(0, loud).clipped).toBe(true);
    expect(meter.step(CLIP_HOLD_MS - 1, loud).clipped).toBe(true);
    expect(meter.step(CLIP_HOLD_MS, loud).clipped).toBe(false);
  });
});

describe('scalePosition', () => {
  it('spans the scale and stays on it', () => {
    expect([-120, FLOOR_DBFS, FLOOR_DBFS / 2, 0, 3].map(scalePosition)).toEqual([0, 0, 0.5, 1, 1]);
  });
});
