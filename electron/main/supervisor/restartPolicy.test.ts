import { describe, expect, it } from 'vitest';
import { BACKOFF_BASE_MS, CRASH_LIMIT, CRASH_WINDOW_MS, RestartPolicy } from './restartPolicy.ts';

const GIVE_UP = { kind: 'give_up' };

describe('RestartPolicy', () => {
  it('restarts at once, then with a delay, and gives up at the limit', () => {
    const policy = new RestartPolicy();
    expect(policy.crashed(0)).toEqual({ kind: 'restart', delayMs: 0 });
    expect(policy.crashed(1_000)).toEqual({ kind: 'restart', delayMs: BACKOFF_BASE_MS });
    expect(policy.crashed(2_000)).toEqual(GIVE_UP);
  });

  it('counts across long stretches of success inside the window', () => {
    const policy = new RestartPolicy();
    const apart = CRASH_WINDOW_MS / CRASH_LIMIT;
    policy.crashed(0);
    policy.crashed(apart);
    expect(policy.crashed(2 * apart)).toEqual(GIVE_UP);
  });

  it('lets a crash go exactly when the window has passed it', () => {
    const inside = new RestartPolicy();
    inside.crashed(0);
    inside.crashed(1);
    expect(inside.crashed(CRASH_WINDOW_MS - 1)).toEqual(GIVE_UP);

    const outside = new RestartPolicy();
    outside.crashed(0);
    outside.crashed(1);
    expect(outside.crashed(CRASH_WINDOW_MS)).toEqual({ kind: 'restart', delayMs: BACKOFF_BASE_MS });
  });

  it('slides: rare crashes are restarted for ever', () => {
    const policy = new RestartPolicy();
    for (let crash = 0; crash < 50; crash += 1) {
      expect(policy.crashed(crash * CRASH_WINDOW_MS)).toEqual({ kind: 'restart', delayMs: 0 });
    }
  });

  it('stays given up while crashes keep coming', () => {
    const policy = new RestartPolicy();
    for (let crash = 1; crash < CRASH_LIMIT; crash += 1) policy.crashed(crash);
    expect(policy.crashed(10)).toEqual(GIVE_UP);
    expect(policy.crashed(11)).toEqual(GIVE_UP);
  });

  it('starts over when forgiven', () => {
    const policy = new RestartPolicy();
    for (let crash = 1; crash <= CRASH_LIMIT; crash += 1) policy.crashed(crash);
    policy.forgive();
    expect(policy.crashed(10)).toEqual({ kind: 'restart', delayMs: 0 });
  });
});
