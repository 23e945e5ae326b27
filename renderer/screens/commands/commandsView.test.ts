import { expect, it } from 'vitest';
import type { CommandList } from '../../../contract/channels.ts';
import { commandsOf, faultText, findCommands, UNANSWERED } from './commandsView.ts';

const LIST: CommandList = {
  report: {
    intents: [
      {
        intent: 'HarkSetTimer',
        file: 'en/clock.yaml',
        builtIn: true,
        sentences: ['<please> (set|start) [a] timer [for] {duration}', 'count down [from] {duration}'],
        // One more than there are templates: the first is the one that was written down for all of them.
        examples: ['set a timer for ten minutes', 'set a timer ten minutes', 'count down ten minutes'],
      },
      {
        intent: 'HarkMute',
        file: 'en/media.yaml',
        builtIn: true,
        sentences: ['mute [the sound]'],
        examples: ['mute the sound', 'mute'],
      },
      {
        intent: 'GoodNight',
        file: 'sentences.yaml',
        builtIn: false,
        sentences: ['good night [in the {room:place}]'],
        examples: ['good night in the kitchen'],
      },
    ],
    diagnostics: [],
  },
  actions: [
    { intent: 'HarkMute', title: 'Mute', group: 'Volume', risk: 'open', unavailable: null },
    { intent: 'HarkSetTimer', title: 'Set a timer', group: 'Clock', risk: 'open', unavailable: null },
  ],
};
const commands = commandsOf(LIST);
const found = (search: string) => findCommands(commands, search).map(({ intent }) => intent);

it('has every action in its order, and what nothing answers to at the end', () => {
  expect(commands).toMatchObject([
    { intent: 'HarkMute', hasAction: true },
    { intent: 'HarkSetTimer', hasAction: true, slots: ['duration'], files: ['en/clock.yaml'] },
    { intent: 'GoodNight', hasAction: false, group: UNANSWERED, slots: ['place'] },
  ]);
});

it('tells sentences as people say them, not less their small words', () => {
  expect(commands[1]?.examples).toEqual(['set a timer for ten minutes', 'count down ten minutes']);
  expect(commands[0]?.examples).toEqual(['mute the sound', 'mute']);
});

it('finds by sentences as they are said and as they are written, not by the names of rules', () => {
  expect(found('ten minutes')).toEqual(['HarkSetTimer']);
  expect(found('START timer')).toEqual(['HarkSetTimer']);
  expect(found('{room')).toEqual(['GoodNight']);
  expect(found('clock')).toEqual(['HarkSetTimer']);
  expect(found('please')).toEqual([]);
  expect(found('')).toHaveLength(3);
});

it('puts first what was looked for', () => {
  const [timer] = findCommands(commands, 'down');
  expect(timer?.examples[0]).toBe('count down ten minutes');
  expect(timer?.templates[0]).toBe('count down [from] {duration}');
});

it('tells where a mistake is', () => {
  const fault = {
    severity: 'error',
    file: 'sentences.yaml',
    line: 4,
    column: 9,
    message: 'no such list',
  } as const;
  expect(faultText(fault)).toBe('sentences.yaml, line 4, column 9: no such list');
});
