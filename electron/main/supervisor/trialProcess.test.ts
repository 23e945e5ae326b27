import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TrialJob } from '../../../contract/trial.ts';
import { createLog } from '../log/log.ts';
import { TRIALS_WAITING_MAX, type TrialChild, type TrialListener, Trials } from './trialProcess.ts';

const OFFERED = { kind: 'offered' } as const;
const PROBE = { kind: 'probe', model: 'silero_vad', provider: 'webgpu' } as const;
const FOUND = { providers: ['webgpu'], runtime: '1.30.0' };
const LIMIT = { timeoutMs: 5_000 };

class FakeChild implements TrialChild {
  job: TrialJob | null = null;
  killed = false;
  readonly listener: TrialListener;

  constructor(listener: TrialListener) {
    this.listener = listener;
  }
  post(job: TrialJob): void {
    this.job = job;
  }
  kill(): void {
    this.killed = true;
  }
  answer(result: unknown): void {
    this.listener.message({ type: 'done', result });
  }
}

function setUp() {
  const children: FakeChild[] = [];
  const trials = new Trials({
    launch(listener) {
      const child = new FakeChild(listener);
      children.push(child);
      return child;
    },
    log: createLog(
      () => undefined,
      (text) => text,
    ),
  });
  /** The process of the n-th job, which is next. */
  async function child(n: number): Promise<FakeChild> {
    await vi.advanceTimersByTimeAsync(0);
    return children[n] ?? expect.unreachable(`job ${n} was not launched`);
  }
  return { trials, children, child };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a trial', () => {
  it('gives its job to a process of its own, and ends it when it answered', async () => {
    const { trials, child } = setUp();
    const result = trials.run(OFFERED, LIMIT);
    const process = await child(0);
    expect(process.job).toEqual(OFFERED);
    process.answer(FOUND);
    expect(await result).toEqual(FOUND);
    expect(process.killed).toBe(true);
  });

  it('fails as the process says', async () => {
    const { trials, child } = setUp();
    const result = trials.run(PROBE, LIMIT);
    const failure = { code: 'model.missing', message: 'no such file' };
    (await child(0)).listener.message({ type: 'failed', error: failure });
    await expect(result).rejects.toMatchObject(failure);
  });

  it.each([
    [139, 'it crashed (exit code 139)'],
    [0, 'it ended without an answer'],
  ])('fails where the process exits with %d', async (code, message) => {
    const { trials, child } = setUp();
    const result = trials.run(PROBE, LIMIT);
    (await child(0)).listener.exit(code);
    await expect(result).rejects.toMatchObject({ code: 'trial.failed', message });
  });

  it('is ended where it does not answer in time, whatever it says later', async () => {
    const { trials, child } = setUp();
    const result = trials.run(OFFERED, LIMIT);
    const late = expect(result).rejects.toMatchObject({
      code: 'trial.failed',
      message: 'it did not answer in time',
    });
    const process = await child(0);
    await vi.advanceTimersByTimeAsync(LIMIT.timeoutMs - 1);
    expect(process.killed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await late;
    expect(process.killed).toBe(true);
    process.answer(FOUND);
  });

  it.each([
    null,
    { type: 'done', result: { providers: ['abacus'], runtime: '1' } },
    { type: 'done' },
    { type: 'gone' },
  ])('fails where it answers %j', async (message) => {
    const { trials, child } = setUp();
    const result = trials.run(OFFERED, LIMIT);
    (await child(0)).listener.message(message);
    await expect(result).rejects.toMatchObject({ code: 'trial.failed' });
  });

  it('waits until the one before it is over, however that went', async () => {
    const { trials, children, child } = setUp();
    const first = trials.run(PROBE, LIMIT);
    const second = trials.run(OFFERED, LIMIT);
    const process = await child(0);
    await vi.advanceTimersByTimeAsync(LIMIT.timeoutMs / 2);
    expect(children).toHaveLength(1);
    process.listener.exit(6);
    await expect(first).rejects.toThrow('exit code 6');
    // Its time begins with its launch.
    const next = await child(1);
    await vi.advanceTimersByTimeAsync(LIMIT.timeoutMs - 1);
    next.answer(FOUND);
    expect(await second).toEqual(FOUND);
  });

  it('is refused where too many wait, and not once they are through', async () => {
    const { trials, child } = setUp();
    const all = Array.from({ length: TRIALS_WAITING_MAX + 1 }, () => trials.run(OFFERED, LIMIT));
    await expect(trials.run(OFFERED, LIMIT)).rejects.toMatchObject({ code: 'trial.busy' });
    for (const n of all.keys()) (await child(n)).answer(FOUND);
    expect(await Promise.all(all)).toHaveLength(TRIALS_WAITING_MAX + 1);
    const again = trials.run(OFFERED, LIMIT);
    (await child(all.length)).answer(FOUND);
    expect(await again).toEqual(FOUND);
  });

  it('fails where no process can be launched, and the next one does not', async () => {
    let launches = 0;
    const trials = new Trials({
      launch(listener) {
        launches += 1;
        if (launches === 1) throw new Error('no such file');
        const child = new FakeChild(listener);
        queueMicrotask(() => child.answer(FOUND));
        return child;
      },
      log: createLog(
        () => undefined,
        (text) => text,
      ),
    });
    await expect(trials.run(OFFERED, LIMIT)).rejects.toMatchObject({
      code: 'trial.failed',
      message: 'it could not be started: no such file',
    });
    expect(await trials.run(OFFERED, LIMIT)).toEqual(FOUND);
  });

  it('ends with Hark, and those that wait never begin', async () => {
    const { trials, children, child } = setUp();
    const running = trials.run(OFFERED, LIMIT);
    const waiting = trials.run(OFFERED, LIMIT);
    const process = await child(0);
    trials.stop();
    await expect(running).rejects.toThrow('Hark is closing');
    await expect(waiting).rejects.toThrow('Hark is closing');
    expect(process.killed).toBe(true);
    expect(children).toHaveLength(1);
  });
});
