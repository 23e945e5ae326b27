import { describe, expect, it } from 'vitest';
import { LevelWindow } from './levelWindow.ts';

/** Levels from -90 to -10, the same at every run. */
const LEVELS = Array.from({ length: 500 }, (_, i) => -50 + 40 * Math.sin(i * i));

describe('LevelWindow', () => {
  it.each([0, 0.1, 0.5, 0.9, 1])(
    'gives the %f quantile of the newest levels, as sorting them would',
    (share) => {
      const window = new LevelWindow(64);
      for (const [i, level] of LEVELS.entries()) {
        window.push(level);
        const newest = LEVELS.slice(Math.max(0, i - 63), i + 1).sort((a, b) => a - b);
        const expected = newest[Math.floor(share * (newest.length - 1))] ?? Number.NaN;
        expect(window.count).toBe(newest.length);
        expect(Math.abs(window.quantile(share) - expected)).toBeLessThanOrEqual(0.125 + 1e-9);
      }
    },
  );

  it('takes levels beyond its ends for its ends', () => {
    const window = new LevelWindow(2);
    window.push(-300);
    expect(window.quantile(0.5)).toBe(-100);
    window.push(40);
    window.push(40);
    expect(window.quantile(0.5)).toBe(6);
  });

  it('forgets on clear', () => {
    const window = new LevelWindow(8);
    for (const level of LEVELS.slice(0, 20)) window.push(level);
    window.clear();
    expect(window.count).toBe(0);
    window.push(-20);
    expect([0, 0.5, 1].map((share) => window.quantile(share))).toEqual([-20, -20, -20]);
  });
});
