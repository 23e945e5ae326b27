import { describe, expect, it } from 'vitest';
import type { HarkBridge } from '../../contract/channels.ts';
import { DEFAULT_SETTINGS } from '../../contract/settings.ts';
import { createClient } from './client.ts';

type Listener = (payload: unknown) => void;

/** A bridge that answers every call with `reply` and lets the test send events. */
function fakeBridge(reply: unknown) {
  const listeners = new Map<string, Listener>();
  const calls: unknown[][] = [];
  const bridge: HarkBridge = {
    async call(name, args) {
      calls.push([name, args]);
      return reply;
    },
    on(name, listener) {
      listeners.set(name, listener);
      return () => listeners.delete(name);
    },
  };
  return {
    bridge,
    calls,
    listeners,
    send: (name: string, payload: unknown) => listeners.get(name)?.(payload),
  };
}

function clientAnswering(reply: unknown) {
  return createClient(fakeBridge(reply).bridge, () => undefined);
}

describe('call', () => {
  it('passes name and arguments on and gives the checked result', async () => {
    const { bridge, calls } = fakeBridge({ ok: true, value: DEFAULT_SETTINGS });
    const client = createClient(bridge, () => undefined);
    expect(await client.call('settings.update', { theme: 'dark' })).toEqual(DEFAULT_SETTINGS);
    expect(calls).toEqual([['settings.update', [{ theme: 'dark' }]]]);
  });

  it('takes a call without a result', async () => {
    expect(await clientAnswering({ ok: true, value: undefined }).call('assistant.pause')).toBeUndefined();
  });

  it('rejects with the code and words of a failure', async () => {
    const client = clientAnswering({
      ok: false,
      error: { code: 'engine.not_running', message: 'no engine' },
    });
    await expect(client.call('assistant.retry')).rejects.toMatchObject({
      code: 'engine.not_running',
      message: 'no engine',
    });
  });

  it.each([
    ['a result of another shape', { ok: true, value: { ...DEFAULT_SETTINGS, theme: 'purple' } }],
    ['a failure without a known code', { ok: false, error: { code: 'made.up', message: '' } }],
    ['no reply at all', undefined],
  ])('rejects %s as ipc.result', async (_, reply) => {
    await expect(clientAnswering(reply).call('settings.get')).rejects.toMatchObject({ code: 'ipc.result' });
  });

  it('names the field at fault', async () => {
    const client = clientAnswering({ ok: true, value: { ...DEFAULT_SETTINGS, theme: 'purple' } });
    await expect(client.call('settings.get')).rejects.toThrow(/^settings\.get: theme /);
  });
});

describe('on', () => {
  it('delivers what has the declared shape and reports what has not', () => {
    const { bridge, send, listeners } = fakeBridge(undefined);
    const invalid: string[] = [];
    const received: unknown[] = [];
    const client = createClient(bridge, (error) => invalid.push(error.code));
    const stop = client.on('settings.changed', (settings) => received.push(settings.theme));
    send('settings.changed', DEFAULT_SETTINGS);
    send('settings.changed', { theme: 'dark' });
    expect(received).toEqual(['system']);
    expect(invalid).toEqual(['ipc.result']);
    stop();
    expect(listeners.size).toBe(0);
  });
});
