import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { HarkError } from '../../../contract/failures.ts';
import { durationSlot } from '../../../contract/slots.ts';
import { createLog } from '../log/log.ts';
import { ACTION_TIMEOUT_MS, type ActionContext, type ActionResult, defineAction } from './action.ts';
import { ActionRegistry } from './registry.ts';
import { ActionRunner, UNDO_KEEP_MS } from './runner.ts';
import { context, services } from './testing/services.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

let ticks = 0;
const lines: string[] = [];
const log = createLog(
  (level, line) => lines.push(`${level} ${line}`),
  (text) => text,
);

type Work = (slots: { for: number }, context: ActionContext) => ActionResult | Promise<ActionResult>;

function runnerOf(perform: Work, more: { available?: () => string | null | Promise<string | null> } = {}) {
  const action = defineAction({
    intent: 'Wait',
    title: 'Wait',
    group: 'Clock',
    risk: 'open',
    slots: z.object({ for: durationSlot }),
    ...more,
    preview: ({ for: ms }) => `Wait ${ms} ms`,
    perform,
  });
  return new ActionRunner(new ActionRegistry([action]), services({ ticks: () => ticks }), log);
}

const SLOTS = { for: 'PT10S' };
const done = () => ({ reply: 'Done.' });
/** The failure as it is now that all timers of this moment are through. */
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('a plan', () => {
  it('says what would be done, and does nothing', () => {
    const perform = vi.fn(done);
    const plan = runnerOf(perform).plan('Wait', SLOTS);
    expect(plan).toMatchObject({ title: 'Wait', preview: 'Wait 10000 ms', risk: 'open' });
    expect(perform).not.toHaveBeenCalled();
  });

  it('is refused for an intent that nothing answers to', () => {
    expect(() => runnerOf(done).plan('Fly', {})).toThrow(
      expect.objectContaining({ code: 'action.unknown', message: 'nothing answers to Fly' }),
    );
  });

  it.each([
    [{}, 'for: is missing'],
    [{ for: 'soon' }, 'for: "soon" is no duration'],
  ])('names the slot of %o that does not fit', (slots, message) => {
    expect(() => runnerOf(done).plan('Wait', slots as never)).toThrow(
      expect.objectContaining({ code: 'action.slots', message }),
    );
  });

  it('takes slots that its action does not know', () => {
    expect(runnerOf(done).plan('Wait', { ...SLOTS, for_period: 'am' }).preview).toBe('Wait 10000 ms');
  });
});

describe('an action that is performed', () => {
  it('gets its slots, the command and all services', async () => {
    const perform = vi.fn<Work>(done);
    const performed = await runnerOf(perform)
      .plan('Wait', SLOTS)
      .perform(context({ text: 'wait ten seconds' }));
    expect(performed).toEqual({ reply: 'Done.', undo: null });
    expect(perform.mock.calls[0]?.[0]).toEqual({ for: 10_000 });
    expect(perform.mock.calls[0]?.[1]).toMatchObject({ text: 'wait ten seconds', platform: 'linux' });
  });

  it('is not begun where it cannot be done here', async () => {
    const perform = vi.fn(done);
    const runner = runnerOf(perform, { available: async () => 'There is no display.' });
    const failure = await failureOf(runner.plan('Wait', SLOTS).perform(context()));
    expect(failure).toMatchObject({ code: 'action.unavailable', message: 'There is no display.' });
    expect(perform).not.toHaveBeenCalled();
  });

  it('is not begun where even that cannot be found out', async () => {
    const perform = vi.fn(done);
    const runner = runnerOf(perform, { available: () => Promise.reject(new Error('no such file')) });
    const failure = await failureOf(runner.plan('Wait', SLOTS).perform(context()));
    expect(failure).toMatchObject({ code: 'action.unavailable' });
    expect(perform).not.toHaveBeenCalled();
  });

  it('is given up after its time, and told so', async () => {
    let signal: AbortSignal | undefined;
    const runner = runnerOf((_slots, given) => {
      signal = given.signal;
      return new Promise(() => undefined);
    });
    const failure = failureOf(runner.plan('Wait', SLOTS).perform(context()));
    await vi.advanceTimersByTimeAsync(ACTION_TIMEOUT_MS - 1);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failure).toMatchObject({ code: 'action.timeout' });
    expect(signal?.aborted).toBe(true);
  });

  it('does not lose time while a person is asked', async () => {
    let answer: (answer: 'yes') => void = () => undefined;
    const ask = () => new Promise<'yes'>((resolve) => (answer = resolve));
    const runner = runnerOf(async (_slots, given) => {
      await given.ask({ kind: 'site', subject: 'example.org', text: 'Open example.org?' });
      return new Promise(() => undefined);
    });
    const failure = failureOf(runner.plan('Wait', SLOTS).perform(context({ ask })));
    const settled = vi.fn();
    void failure.then(settled);
    await vi.advanceTimersByTimeAsync(10 * ACTION_TIMEOUT_MS);
    expect(settled).not.toHaveBeenCalled();
    answer('yes');
    await vi.advanceTimersByTimeAsync(ACTION_TIMEOUT_MS);
    expect(await failure).toMatchObject({ code: 'action.timeout' });
  });

  it('hears that it is no longer wanted', async () => {
    const abort = new AbortController();
    const runner = runnerOf(
      (_slots, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new HarkError('action.failed', 'given up')));
        }),
    );
    const failure = failureOf(runner.plan('Wait', SLOTS).perform(context({ signal: abort.signal })));
    await vi.advanceTimersByTimeAsync(0);
    abort.abort();
    expect(await failure).toMatchObject({ message: 'given up' });
  });

  it('fails with its own code, or with one that keeps what others say to itself', async () => {
    const own = runnerOf(() => {
      throw new HarkError('action.full', 'there is no room');
    });
    expect(await failureOf(own.plan('Wait', SLOTS).perform(context()))).toMatchObject({
      code: 'action.full',
      message: 'there is no room',
    });
    const other = runnerOf(() => Promise.reject(new Error('ENOENT /home/ada/secret')));
    expect(await failureOf(other.plan('Wait', SLOTS).perform(context()))).toMatchObject({
      code: 'action.failed',
      message: 'that did not work',
    });
    expect(lines.join()).toContain('an action broke');
    expect(lines.join()).not.toContain('ada');
  });

  it('leaves no timer behind', async () => {
    await runnerOf(done).plan('Wait', SLOTS).perform(context());
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an undo', () => {
  const undoable = async (undo: () => void) => {
    const runner = runnerOf(() => ({ reply: 'Done.', undo }));
    return (await runner.plan('Wait', SLOTS).perform(context())).undo;
  };

  it('takes back what was done', async () => {
    const undo = vi.fn();
    await (await undoable(undo))?.();
    expect(undo).toHaveBeenCalledOnce();
  });

  it('is over after a while', async () => {
    ticks = 0;
    const undo = vi.fn();
    const kept = await undoable(undo);
    ticks = UNDO_KEEP_MS + 1;
    expect(await failureOf(kept?.() ?? Promise.resolve())).toMatchObject({ code: 'store.not_found' });
    expect(undo).not.toHaveBeenCalled();
  });

  it('that breaks has a code', async () => {
    ticks = 0;
    const kept = await undoable(() => {
      throw new TypeError('x');
    });
    expect(await failureOf(kept?.() ?? Promise.resolve())).toMatchObject({ code: 'action.failed' });
  });
});
