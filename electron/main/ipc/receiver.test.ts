import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CALLS } from '../../../contract/channels.ts';
import type { FailureReport } from '../../../contract/failureReport.ts';
import { HarkError } from '../../../contract/failures.ts';
import { DEFAULT_SETTINGS } from '../../../contract/settings.ts';
import { createLog } from '../log/log.ts';
import { isAppUrl } from '../security/origin.ts';
import { type CallHandlers, CallReceiver, type Sender } from './receiver.ts';

const OURS: Sender = { url: 'app://hark/index.html#/settings', mainFrame: true };

function setUp(overrides: Partial<CallHandlers> = {}) {
  const handlers = {
    ...Object.fromEntries(Object.keys(CALLS).map((name) => [name, vi.fn()])),
    ...overrides,
  } as { [N in keyof CallHandlers]: ReturnType<typeof vi.fn> };
  const lines: string[] = [];
  const log = createLog(
    (_level, line) => lines.push(line),
    (text) => text,
  );
  const failures: FailureReport[] = [];
  const receiver = new CallReceiver(handlers as CallHandlers, isAppUrl, log, (failure) =>
    failures.push(failure),
  );
  return { handlers, lines, failures, receiver };
}
let rig: ReturnType<typeof setUp>;
beforeEach(() => {
  rig = setUp();
});
const expectNothingCalled = () => {
  for (const handler of Object.values(rig.handlers)) expect(handler).not.toHaveBeenCalled();
};

describe('the sender', () => {
  it.each<[string, Sender]>([
    ['another origin', { url: 'https://example.com/', mainFrame: true }],
    ['another host of our scheme', { url: 'app://other/index.html', mainFrame: true }],
    ['a host that only begins like ours', { url: 'app://hark.example.com/', mainFrame: true }],
    ['our name as a user of another host', { url: 'app://hark@example.com/', mainFrame: true }],
    ['a file', { url: 'file:///app/hark/index.html', mainFrame: true }],
    ['a data URL', { url: 'data:text/html,app://hark/', mainFrame: true }],
    ['no URL at all', { url: '', mainFrame: true }],
    ['a frame inside our page', { url: 'app://hark/index.html', mainFrame: false }],
    ['a frame that is gone', { url: null, mainFrame: true }],
  ])('is refused when it is %s', async (_name, sender) => {
    expect(await rig.receiver.receive(sender, 'assistant.pause', [])).toMatchObject({
      ok: false,
      error: { code: 'ipc.sender' },
    });
    expectNothingCalled();
  });

  it('is checked before anything else: a stranger does not even learn which calls exist', async () => {
    const stranger = { url: 'https://example.com/', mainFrame: true };
    expect(await rig.receiver.receive(stranger, 'nonsense', 'nonsense')).toMatchObject({
      error: { code: 'ipc.sender' },
    });
  });
});

describe('the name', () => {
  it.each(['', 'nonsense', '__proto__', 'constructor', 'toString', 7, null, undefined, ['app.info'], {}])(
    'is refused when it is %j',
    async (name) => {
      expect(await rig.receiver.receive(OURS, name, [])).toMatchObject({
        ok: false,
        error: { code: 'ipc.arguments' },
      });
      expectNothingCalled();
    },
  );

  it('of a stranger does not reach the log', async () => {
    await rig.receiver.receive(OURS, 'secret words', []);
    expect(rig.lines.join()).not.toContain('secret');
  });
});

describe('the arguments', () => {
  it.each<[string, string, unknown]>([
    ['no list', 'assistant.pause', undefined],
    ['an object', 'assistant.pause', { length: 0 }],
    ['one too many', 'assistant.pause', [1]],
    ['one too few', 'capture.report', []],
    ['a state that does not exist', 'capture.report', ['broken']],
    ['a setting that does not exist', 'settings.update', [{ colour: 'red' }]],
    ['a version, which is not for setting', 'settings.update', [{ version: 2 }]],
    [
      'a sensitivity out of range',
      'settings.update',
      [{ words: { alexa: { enabled: true, sensitivity: 1.1 } } }],
    ],
    [
      'a sensitivity that is no number',
      'settings.update',
      [{ words: { a: { enabled: true, sensitivity: Number.NaN } } }],
    ],
    ['an endless shortcut', 'settings.update', [{ pauseShortcut: 'A'.repeat(101) }]],
  ])('are refused when they are %s', async (_name, call, args) => {
    expect(await rig.receiver.receive(OURS, call, args)).toMatchObject({
      ok: false,
      error: { code: 'ipc.arguments', message: expect.stringContaining(call) },
    });
    expectNothingCalled();
  });

  it('reach the handler when they fit', async () => {
    expect(await rig.receiver.receive(OURS, 'capture.report', ['busy'])).toEqual({
      ok: true,
      value: undefined,
    });
    expect(rig.handlers['capture.report']).toHaveBeenCalledExactlyOnceWith('busy');
  });
});

describe('the handler', () => {
  it('answers with a result that fits', async () => {
    rig.handlers['settings.get'].mockResolvedValue(DEFAULT_SETTINGS);
    expect(await rig.receiver.receive(OURS, 'settings.get', [])).toEqual({
      ok: true,
      value: DEFAULT_SETTINGS,
    });
  });

  it.each<[string, keyof CallHandlers, unknown]>([
    ['of another shape', 'settings.get', { theme: 'dark' }],
    ['where there is to be none', 'assistant.pause', 'done'],
    ['missing', 'app.info', undefined],
  ])('is not believed with a result %s', async (_name, call, result) => {
    rig.handlers[call].mockReturnValue(result);
    expect(await rig.receiver.receive(OURS, call, [])).toMatchObject({
      ok: false,
      error: { code: 'ipc.result' },
    });
  });

  it('passes its failure on with the code', async () => {
    rig.handlers['settings.update'].mockRejectedValue(
      new HarkError('settings.unwritable', 'the disk is full'),
    );
    expect(await rig.receiver.receive(OURS, 'settings.update', [{ theme: 'dark' }])).toEqual({
      ok: false,
      error: { code: 'settings.unwritable', message: 'the disk is full' },
    });
  });

  it('that throws anything else is an internal failure', async () => {
    rig.handlers['assistant.retry'].mockImplementation(() => {
      throw new TypeError('boom');
    });
    expect(await rig.receiver.receive(OURS, 'assistant.retry', [])).toEqual({
      ok: false,
      error: { code: 'internal', message: 'boom' },
    });
    expect(rig.lines).toEqual(['(main) call failed call="assistant.retry" code="internal"']);
    expect(rig.failures).toEqual([{ code: 'internal', message: 'boom' }]);
  });
});
