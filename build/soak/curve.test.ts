import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../electron/engine/audio/testing/signals.ts';
import { growthOf, slopeOf } from './curve.ts';

/** Readings around a line, with the collector's saw teeth over it. */
function readings(count: number, at: (i: number) => number): number[] {
  const random = randomNumbers(7);
  return Array.from({ length: count }, (_, i) => at(i) + 20 * random());
}

describe('growth', () => {
  it('is none where readings only jump about', () => {
    const growth = growthOf(readings(450, () => 400));
    expect(Math.abs(growth?.share ?? 1)).toBeLessThan(0.01);
    expect(Math.abs(growth?.trend ?? 1)).toBeLessThan(0.01);
  });

  it('is seen under teeth that are higher than it', () => {
    const growth = growthOf(readings(450, (i) => 400 + (40 * i) / 450));
    expect(growth?.share).toBeGreaterThan(0.06);
    expect(growth?.trend).toBeGreaterThan(0.07);
  });

  it('is not made up by some readings that are far off', () => {
    const growth = growthOf(readings(450, (i) => (i % 10 === 9 ? 4_000 : 400)));
    expect(Math.abs(growth?.share ?? 1)).toBeLessThan(0.02);
    expect(Math.abs(growth?.trend ?? 1)).toBeLessThan(0.02);
  });

  it('is not told from a few', () => {
    expect(growthOf(readings(9, () => 400))).toBeNull();
    expect(growthOf(readings(10, () => 400))).not.toBeNull();
  });
});

it('slopes per step', () => {
  expect(slopeOf([1, 3, 5, 7])).toBe(2);
  expect(slopeOf([5])).toBe(0);
});
