import { describe, expect, it, vi } from 'vitest';
import { SAFE_MODE_AFTER } from '../../../contract/upkeep.ts';
import { decideStart, goodStart, NO_STARTS, type Starts, StartWatch } from './starts.ts';

const NOW = 1_000_000;
/** @param fates of starts one after another */
function startAfter(fates: ('fails' | 'good' | 'ends' | 'crashes')[], isAsked = false) {
  let starts: Starts = NO_STARTS;
  let now = NOW;
  for (const fate of fates) {
    now += 1;
    const { starts: begun, isSafe } = decideStart(starts, false, now);
    starts = fate === 'fails' ? begun : goodStart(begun, isSafe);
    if (fate === 'ends') starts = { ...starts, state: 'ended' };
  }
  return decideStart(starts, isAsked, now + 1);
}

describe('a start', () => {
  it('is a usual one at first, and after fewer failures than it takes', () => {
    expect(startAfter([])).toMatchObject({ isSafe: false, failedStarts: 0, brokenOffAt: null });
    expect(startAfter(['fails', 'fails'])).toMatchObject({ isSafe: false, failedStarts: 2 });
  });

  it('is a safe one after three that failed one after another', () => {
    expect(SAFE_MODE_AFTER).toBe(3);
    expect(startAfter(['fails', 'fails', 'fails'])).toMatchObject({ isSafe: true, failedStarts: 3 });
    expect(startAfter(['fails', 'fails', 'fails', 'fails'])).toMatchObject({ isSafe: true, failedStarts: 4 });
  });

  it('forgets failures once one succeeded, however that one ended', () => {
    for (const fate of ['ends', 'crashes'] as const) {
      expect(startAfter(['fails', 'fails', fate, 'fails'])).toMatchObject({ isSafe: false, failedStarts: 1 });
    }
  });

  it('tries the usual way once after a safe one that succeeded', () => {
    expect(startAfter(['fails', 'fails', 'fails', 'ends'])).toMatchObject({ isSafe: false, failedStarts: 2 });
    expect(startAfter(['fails', 'fails', 'fails', 'ends', 'fails']).isSafe).toBe(true);
    expect(startAfter(['fails', 'fails', 'fails', 'ends', 'ends'])).toMatchObject({
      isSafe: false,
      failedStarts: 0,
    });
  });

  it('is safe where that is asked for, which is held against nobody', () => {
    const { isSafe, failedStarts, starts } = startAfter(['ends'], true);
    expect({ isSafe, failedStarts }).toEqual({ isSafe: true, failedStarts: 0 });
    expect(goodStart(starts, true).failed).toBe(0);
  });

  it('knows of the one before where that broke off', () => {
    expect(startAfter(['ends', 'crashes']).brokenOffAt).toBe(NOW + 2);
    expect(startAfter(['ends', 'fails']).brokenOffAt).toBe(NOW + 2);
    expect(startAfter(['crashes', 'ends']).brokenOffAt).toBeNull();
  });
});

describe('a start is good', () => {
  const watch = () => {
    const good = vi.fn();
    return { good, watch: new StartWatch(good) };
  };

  it.each([
    ['visible first', ['windowVisible', 'settled']],
    ['settled first', ['settled', 'windowVisible']],
    ['again and again', ['windowVisible', 'settled', 'settled', 'windowVisible']],
  ] as const)('once its window is visible and it settled: %s', (_what, calls) => {
    const { good, watch: watched } = watch();
    for (const call of calls) watched[call]();
    expect(good).toHaveBeenCalledTimes(1);
  });

  it('not with a window alone, nor without one', () => {
    for (const call of ['windowVisible', 'settled'] as const) {
      const { good, watch: watched } = watch();
      watched[call]();
      watched[call]();
      expect(good).not.toHaveBeenCalled();
    }
  });
});
