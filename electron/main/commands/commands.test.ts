import { expect, it, vi } from 'vitest';
import type { ParseResult } from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import { Commands } from './commands.ts';

const PARSED: ParseResult = { text: 'stop', intent: 'HarkCancel', slots: { a: 'b' }, confidence: 1 };
function setUp() {
  const plan = vi.fn(() => ({ preview: 'Stops' }));
  const parse = vi.fn(async () => PARSED);
  const commands = new Commands({
    grammar: {
      report: async () => ({ intents: [], diagnostics: [] }),
      check: async () => [],
      save: async () => [],
    },
    own: { show: async () => ({ text: '', file: 'sentences.yaml' }) },
    actions: () => [
      { intent: 'HarkCancel', title: 'Cancel', group: 'Hark', risk: 'open', unavailable: null },
    ],
    plan,
    parse,
    understand: async () => {
      throw new HarkError('audio.malformed', 'no WAV');
    },
  });
  return { commands, plan, parse };
}

it('lists what can be said beside what can be done', async () => {
  expect(await setUp().commands.list()).toMatchObject({
    report: { intents: [] },
    actions: [{ intent: 'HarkCancel' }],
  });
});

it('tells what a text would do', async () => {
  const { commands, plan } = setUp();
  expect(await commands.try('stop')).toEqual({ ...PARSED, preview: 'Stops' });
  expect(plan).toHaveBeenCalledExactlyOnceWith('HarkCancel', { a: 'b' });
});

it('tells when a text would do nothing', async () => {
  const { commands, plan, parse } = setUp();
  plan.mockImplementationOnce(() => {
    throw new HarkError('action.unknown', 'nothing answers to it');
  });
  expect(await commands.try('stop')).toEqual({ ...PARSED, preview: null });
  parse.mockResolvedValueOnce({ ...PARSED, intent: null });
  expect(await commands.try('stop')).toMatchObject({ intent: null, preview: null });
});

it('passes on why a recording cannot be tried', async () => {
  await expect(setUp().commands.tryRecording(new Uint8Array())).rejects.toMatchObject({
    code: 'audio.malformed',
  });
});
