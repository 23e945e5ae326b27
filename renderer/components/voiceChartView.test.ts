import { describe, expect, it } from 'vitest';
import {
  axisTicks,
  type ChartedVoice,
  chartSummary,
  oneIn,
  scoreRanges,
  separation,
  separationText,
  voiceCurves,
} from './voiceChartView.ts';

const voice: ChartedVoice = {
  ownScores: [7.5, 8.2, 9, 8.8, 6.9],
  strangerScores: Array.from({ length: 200 }, (_, i) => -3 + i / 40),
  threshold: 2.6,
  strictThreshold: 4.2,
  targetFar: 0.005,
  expectedFrr: 0.001,
};

describe('the curves', () => {
  const curves = voiceCurves(voice);
  const peakAt = (heights: number[]) =>
    curves.from + ((curves.to - curves.from) * heights.indexOf(1)) / (heights.length - 1);

  it('hold every score and both thresholds', () => {
    expect(curves.from).toBeLessThan(-3);
    expect(curves.to).toBeGreaterThan(9);
  });

  it('are highest where the scores are', () => {
    expect(Math.max(...curves.own)).toBe(1);
    expect(peakAt(curves.own)).toBeCloseTo(8.4, 0);
    expect(peakAt(curves.strangers)).toBeCloseTo(-0.5, 0);
  });

  it('are drawn also of one take, of equal takes, and of none', () => {
    expect(Math.max(...voiceCurves({ ...voice, ownScores: [8] }).own)).toBe(1);
    expect(voiceCurves({ ...voice, ownScores: [8, 8, 8] }).own.every(Number.isFinite)).toBe(true);
    expect(voiceCurves({ ...voice, ownScores: [], strangerScores: [] })).toMatchObject({
      own: [],
      strangers: [],
    });
  });

  it('stand on an axis with a few round scores', () => {
    expect(axisTicks(-3.6, 9.6)).toEqual([-2, 0, 2, 4, 6, 8]);
    expect(axisTicks(0.1, 1.1).map((tick) => tick.toFixed(1))).toEqual(['0.2', '0.4', '0.6', '0.8', '1.0']);
  });
});

describe('the figures', () => {
  it('count every score once', () => {
    const ranges = scoreRanges(voice);
    expect(ranges.reduce((sum, { own }) => sum + own, 0)).toBe(5);
    expect(ranges.reduce((sum, { strangers }) => sum + strangers, 0)).toBe(200);
    expect(ranges.at(-1)?.to).toBeCloseTo(9);
  });

  it('are none without scores', () => {
    expect(scoreRanges({ ...voice, ownScores: [], strangerScores: [] })).toEqual([]);
  });
});

describe('the sentence', () => {
  it('says how far the voice lies from others and who would pass', () => {
    expect(separationText(voice)).toBe(
      'Your voice lies well away from others: about 1 in 200 strangers would pass.',
    );
    expect(separationText({ ...voice, expectedFrr: 0.05 }, 'Anna')).toBe(
      'The voice of Anna lies well away from others: about 1 in 200 strangers would pass. About 1 in 20 of its own commands would not be recognised.',
    );
  });

  it('is honest about a voice that is near to others', () => {
    expect(separation({ ...voice, ownScores: [3, 3.5, 5] })).toBe('apart');
    expect(separation({ ...voice, ownScores: [1, 2, 5] })).toBe('near');
    expect(separation({ ...voice, ownScores: [] })).toBe('near');
  });

  it('tells shares as people say them', () => {
    expect([0.01, 0.005, 0.001, 0.0001, 0.033, 0].map(oneIn)).toEqual([
      '1 in 100',
      '1 in 200',
      '1 in 1000',
      '1 in 10,000',
      '1 in 30',
      'none',
    ]);
  });

  it('stands for the picture', () => {
    expect(chartSummary(voice)).toContain('own takes score 6.9 to 9.0, strangers −3.0 to 2.0');
    expect(chartSummary(voice)).toContain('Recognised from 2.6, beyond doubt from 4.2.');
  });
});
