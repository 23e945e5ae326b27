import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineRequest } from '../../../contract/engine.ts';
import { REQUEST_TIMEOUT_MS, Requests } from './requests.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const sent: EngineRequest[] = [];
  const onTimeout = vi.fn();
  const requests = new Requests(onTimeout);
  const ask = (timeoutMs?: number | null) =>
    requests.ask({ type: 'ping' }, (request) => sent.push(request), timeoutMs);
  return { sent, onTimeout, requests, ask };
}

describe('Requests', () => {
  it('gives every request an id of its own and settles the one that is answered', async () => {
    const { sent, requests, ask } = setUp();
    const first = ask();
    const second = ask();
    expect(sent.map((request) => request.id)).toEqual([1, 2]);
    requests.settle(2, null);
    await second;
    requests.settle(1, { code: 'model.unknown', message: 'no such word' });
    await expect(first).rejects.toMatchObject({ code: 'model.unknown', message: 'no such word' });
  });

  it('rejects a request that is not answered in time, and says so', async () => {
    const { onTimeout, ask } = setUp();
    const asked = ask();
    const rejected = expect(asked).rejects.toMatchObject({ code: 'engine.timeout' });
    await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS - 1);
    expect(onTimeout).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await rejected;
    expect(onTimeout).toHaveBeenCalledExactlyOnceWith('ping');
  });

  it('gives the result where a request has one, and nothing where it has none', async () => {
    const { sent, requests, ask } = setUp();
    const parsed = requests.ask({ type: 'parse', text: 'stop' }, (request) => sent.push(request));
    const result = { text: 'stop', intent: 'HarkCancel', slots: {}, confidence: 1 };
    requests.settle(1, null, { ...result, extra: 1 });
    expect(await parsed).toEqual(result);
    const asked = ask();
    requests.settle(2, null, 'unexpected');
    expect(await asked).toBeUndefined();
  });

  it.each([undefined, null, { text: 'stop' }, { text: 'stop', intent: null, slots: {}, confidence: 2 }])(
    'refuses a result that does not fit the contract (%j)',
    async (result) => {
      const { requests } = setUp();
      const parsed = requests.ask({ type: 'parse', text: 'stop' }, () => undefined);
      requests.settle(1, null, result);
      await expect(parsed).rejects.toMatchObject({ code: 'ipc.result' });
    },
  );

  it('gives work that is long more time', async () => {
    const { onTimeout, requests } = setUp();
    const asked = requests.ask({ type: 'understand', recording: new Uint8Array() }, () => undefined);
    await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS + 1);
    expect(onTimeout).not.toHaveBeenCalled();
    const rejected = expect(asked).rejects.toMatchObject({ code: 'engine.timeout' });
    await vi.advanceTimersByTimeAsync(60_000);
    await rejected;
    expect(onTimeout).toHaveBeenCalledExactlyOnceWith('understand');
  });

  it('ignores an answer that comes too late, twice, or to nothing', async () => {
    const { requests, ask } = setUp();
    const asked = ask();
    requests.settle(1, null);
    requests.settle(1, { code: 'internal', message: '' });
    requests.settle(99, null);
    await asked;
  });

  it('does not time out once answered', async () => {
    const { onTimeout, requests, ask } = setUp();
    const asked = ask();
    requests.settle(1, null);
    await asked;
    await vi.advanceTimersByTimeAsync(2 * REQUEST_TIMEOUT_MS);
    expect(onTimeout).not.toHaveBeenCalled();
  });

  it('waits without end where something else bounds the wait', async () => {
    const { onTimeout, requests, ask } = setUp();
    const asked = ask(null);
    await vi.advanceTimersByTimeAsync(100 * REQUEST_TIMEOUT_MS);
    expect(onTimeout).not.toHaveBeenCalled();
    requests.settle(1, null);
    await asked;
  });

  it('rejects all that wait when the engine is gone, and lets no time-out follow', async () => {
    const { onTimeout, requests, ask } = setUp();
    const asked = [ask(), ask(null)];
    requests.rejectAll({ code: 'engine.crashed', message: 'gone' });
    for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'engine.crashed' });
    await vi.advanceTimersByTimeAsync(2 * REQUEST_TIMEOUT_MS);
    expect(onTimeout).not.toHaveBeenCalled();
  });
});
