/** A clock whose hands a test moves: time that passes, sleep, a wall clock that is set, a restart. */
import { vi } from 'vitest';
import type { ClockSnapshot } from '../../../../../contract/actions.ts';
import { createLog } from '../../../log/log.ts';
import { NOW } from '../../testing/services.ts';
import { Clock } from '../clock.ts';
import type { ClockStorage } from '../storage.ts';

/** Keeps what JSON keeps, as a file would. */
export class MemoryStorage implements ClockStorage {
  text: string | null = null;
  failure: Error | null = null;

  load(): unknown {
    if (this.failure !== null) throw this.failure;
    return this.text === null ? undefined : JSON.parse(this.text);
  }

  save(document: unknown): void {
    if (this.failure !== null) throw this.failure;
    this.text = JSON.stringify(document);
  }
}

/** Needs `vi.useFakeTimers()`; the hands stand still beside it. */
export class ClockRig {
  readonly storage = new MemoryStorage();
  readonly told: ClockSnapshot[] = [];
  readonly lines: string[] = [];
  now = NOW;
  uptime = 1_000_000;
  clock = this.open();

  open(): Clock {
    return new Clock({
      storage: this.storage,
      changed: (snapshot) => this.told.push(snapshot),
      now: () => this.now,
      uptime: () => this.uptime,
      log: createLog(
        (level, line) => this.lines.push(`${level} ${line}`),
        (text) => text,
      ),
    });
  }

  /** Time passes while Hark runs. */
  pass(ms: number): void {
    for (let left = ms; left > 0; ) {
      const step = Math.min(left, 1_000);
      this.now += step;
      this.uptime += step;
      vi.advanceTimersByTime(step);
      left -= step;
    }
  }

  /** The machine sleeps: its clocks go on, timers of the system do not. */
  sleep(ms: number): void {
    this.now += ms;
    this.uptime += ms;
  }

  setWallClock(byMs: number): void {
    this.now += byMs;
  }

  /** Hark ends, time passes, Hark starts. */
  restart(afterMs: number): void {
    this.clock.close();
    this.now += afterMs;
    this.uptime += afterMs;
    this.clock = this.open();
  }

  get items() {
    return this.clock.snapshot().items;
  }
}
