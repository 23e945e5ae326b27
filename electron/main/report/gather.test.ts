import { hostname, userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../contract/settings.ts';
import { inTime, knownNames, OWN_MODELS } from './gather.ts';

it('knows what people named, and what the account and the machine are called', () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    words: { ...DEFAULT_SETTINGS.words, my_word: { enabled: true, sensitivity: 0.5 } },
    microphone: { ...DEFAULT_SETTINGS.microphone, device: { id: 'an-id', label: 'A Label' } },
    actions: {
      ...DEFAULT_SETTINGS.actions,
      allowedSites: ['a.example'],
      homeAssistantUrl: 'http://h.example:8123/',
    },
  };
  const names = knownNames({
    settings: [DEFAULT_SETTINGS, settings],
    profiles: [{ name: 'Anna' }],
    actions: [
      {
        intent: 'Lamp',
        title: 'The lamp',
        sentences: ['lamp'],
        risk: 'open',
        kind: 'url',
        url: 'https://lamp.example/on',
      },
    ],
  });
  for (const name of [
    'my_word',
    'an-id',
    'A Label',
    'a.example',
    'h.example',
    'Anna',
    'Lamp',
    'The lamp',
    'lamp.example',
  ])
    expect(names).toContain(name);
  expect(names).toContain(hostname());
  expect(names).toContain(userInfo().username);
  expect(names).not.toContain('alexa');
  expect(OWN_MODELS.has('alexa')).toBe(true);
});

it('does without what does not answer, in time or at all', async () => {
  expect(await inTime(() => Promise.reject(new Error('no')))).toBeNull();
  expect(
    await inTime(() => {
      throw new Error('no');
    }),
  ).toBeNull();
  expect(await inTime(() => new Promise(() => undefined), 1)).toBeNull();
  expect(await inTime(() => 5)).toBe(5);
});
