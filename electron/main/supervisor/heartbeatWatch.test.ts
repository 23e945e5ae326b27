import { describe, expect, it } from 'vitest';
import {
  HeartbeatWatch,
  LATE_AFTER_MS,
  SILENT_AFTER_PING_MS,
  STALL_MS,
  type Verdict,
  WATCH_INTERVAL_MS,
} from './heartbeatWatch.ts';

/** Looks every interval from `from` until `to`, and gives the verdicts. */
function lookFromTo(watch: HeartbeatWatch, from: number, to: number): Verdict[] {
  const verdicts: Verdict[] = [];
  for (let now = from; now <= to; now += WATCH_INTERVAL_MS) verdicts.push(watch.look(now));
  return verdicts;
}

describe('HeartbeatWatch', () => {
  it('is content while something is heard', () => {
    const watch = new HeartbeatWatch(0);
    for (let now = WATCH_INTERVAL_MS; now < 60_000; now += WATCH_INTERVAL_MS) {
      if (now % 1_000 === 0) watch.heard(now);
      expect(watch.look(now)).toBe('fine');
    }
  });

  it('asks once when the heartbeat is late, and calls it hung when there is no answer', () => {
    const watch = new HeartbeatWatch(0);
    const verdicts = lookFromTo(watch, WATCH_INTERVAL_MS, LATE_AFTER_MS + SILENT_AFTER_PING_MS);
    expect(verdicts.indexOf('ping')).toBe(LATE_AFTER_MS / WATCH_INTERVAL_MS - 1);
    expect(verdicts.filter((verdict) => verdict === 'ping')).toHaveLength(1);
    expect(verdicts.indexOf('hung')).toBe(verdicts.length - 1);
  });

  it('takes any answer to the question as life, and asks again at the next silence', () => {
    const watch = new HeartbeatWatch(0);
    lookFromTo(watch, WATCH_INTERVAL_MS, LATE_AFTER_MS);
    const answered = LATE_AFTER_MS + SILENT_AFTER_PING_MS - 1;
    watch.heard(answered);
    const verdicts = lookFromTo(
      watch,
      LATE_AFTER_MS + WATCH_INTERVAL_MS,
      answered + LATE_AFTER_MS + WATCH_INTERVAL_MS,
    );
    expect(verdicts).not.toContain('hung');
    expect(verdicts.filter((verdict) => verdict === 'ping')).toHaveLength(1);
  });

  it('does not blame the engine for a time in which nobody looked', () => {
    const watch = new HeartbeatWatch(0);
    expect(watch.look(WATCH_INTERVAL_MS)).toBe('fine');
    const afterSleep = 8 * 60 * 60 * 1_000;
    expect(watch.look(afterSleep)).toBe('fine');
    expect(watch.look(afterSleep + WATCH_INTERVAL_MS)).toBe('fine');
    expect(lookFromTo(watch, afterSleep + 2 * WATCH_INTERVAL_MS, afterSleep + LATE_AFTER_MS)).toContain(
      'ping',
    );
  });

  it('does not blame it either when the sleep came after the question', () => {
    const watch = new HeartbeatWatch(0);
    lookFromTo(watch, WATCH_INTERVAL_MS, LATE_AFTER_MS);
    expect(watch.look(LATE_AFTER_MS + STALL_MS + 1)).toBe('fine');
  });
});
