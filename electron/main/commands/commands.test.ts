import { expect, it, vi } from 'vitest';
import type { ParseResult } from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import { Commands, type CommandsOptions } from './commands.ts';

const PARSED: ParseResult = { text: 'stop', intent: 'HarkCancel', slots: { a: 'b' }, confidence: 1 };
function setUp() {
  const plan = vi.fn(() => ({ preview: 'Stops' }));
  const parse = vi.fn(async () => PARSED);
  const options: CommandsOptions = {
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
  };
  return { commands: new Commands(options), options, plan, parse };
}

it('lists what can be said beside what can be done', async () => {
  expect(await setUp().commands.list()).toMatchObject({
    report: { intents: [] },
    actions: [{ intent: 'HarkCancel' }],
  });
});

it('gives an example of each group that works here', async () => {
  const intent = (name: string, ...examples: string[]) => ({
    intent: name,
    file: 'en/clock.yaml',
    builtIn: true,
    sentences: examples,
    examples,
  });
  const action = (name: string, group: string, unavailable: string | null = null) => ({
    intent: name,
    title: name,
    group,
    risk: 'open' as const,
    unavailable,
  });
  const commands = new Commands({
    ...setUp().options,
    grammar: {
      report: async () => ({
        intents: [
          intent('A', 'set a timer', 'timer'),
          intent('B', 'what time is it'),
          intent('C', 'next song'),
        ],
        diagnostics: [],
      }),
      check: async () => [],
      save: async () => [],
    },
    actions: () => [
      action('Unsaid', 'Clock'),
      action('A', 'Clock'),
      action('B', 'Clock'),
      action('C', 'Music and volume', 'no player'),
    ],
  });
  expect(await commands.examples()).toEqual(['set a timer']);
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
