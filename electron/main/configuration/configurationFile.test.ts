import { describe, expect, it } from 'vitest';
import type { UserAction } from '../../../contract/actions.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../contract/settings.ts';
import { changedSettings, readConfiguration, writeConfiguration } from './configurationFile.ts';

const OWN: Settings = {
  ...DEFAULT_SETTINGS,
  microphone: { ...DEFAULT_SETTINGS.microphone, device: { id: 'mine', label: 'My microphone' } },
  actions: { ...DEFAULT_SETTINGS.actions, allowedSites: ['example.org'] },
  licencesSeen: true,
};
const OTHER: Settings = {
  ...DEFAULT_SETTINGS,
  theme: 'dark',
  replies: { ...DEFAULT_SETTINGS.replies, rate: 1.5 },
  microphone: {
    ...DEFAULT_SETTINGS.microphone,
    noiseSuppression: true,
    device: { id: 'secret-id', label: 'secret-label' },
  },
  actions: {
    ...DEFAULT_SETTINGS.actions,
    allowedSites: ['secret-site.example'],
    homeAssistantUrl: 'http://user:secret-password@hass.example/',
  },
  licencesSeen: false,
};
const ACTION: UserAction = {
  intent: 'Lamp',
  title: 'Lamp',
  sentences: ['lamp on'],
  risk: 'personal',
  kind: 'webhook',
  url: 'http://lamp.example/on',
  method: 'POST',
};
const TEXT = writeConfiguration({ settings: OTHER, sentences: 'language: en\n', actions: [ACTION] });
const with_ = (change: (document: Record<string, unknown>) => void) => {
  const document = JSON.parse(TEXT);
  change(document);
  return JSON.stringify(document);
};

describe('a written configuration', () => {
  it('holds nothing of this computer, and no secret', () => {
    expect(TEXT).not.toContain('secret');
    expect(JSON.parse(TEXT).settings).not.toHaveProperty('licencesSeen');
  });

  it('is read again elsewhere, where what is there stays', () => {
    const { settings, sentences, actions } = readConfiguration(TEXT, OWN);
    expect(settings).toEqual({
      ...OTHER,
      microphone: { ...OTHER.microphone, device: OWN.microphone.device },
      actions: { ...OTHER.actions, allowedSites: ['example.org'], homeAssistantUrl: 'http://hass.example/' },
      licencesSeen: true,
    });
    expect(sentences).toBe('language: en\n');
    expect(actions).toEqual([ACTION]);
  });

  it('changes what it says and nothing else', () => {
    const { settings } = readConfiguration(TEXT, OWN);
    expect(changedSettings(OWN, settings).toSorted()).toEqual([
      'actions.homeAssistantUrl',
      'microphone.noiseSuppression',
      'replies.rate',
      'theme',
    ]);
    expect(changedSettings(OWN, OWN)).toEqual([]);
  });
});

describe('a file', () => {
  it('of an older Hark lacks what there was not yet', () => {
    const older = with_((document) => {
      const { settings } = document as unknown as { settings: Record<string, unknown> };
      delete settings['upkeep'];
      delete settings['microphone'];
    });
    const { settings } = readConfiguration(older, OWN);
    expect(settings.upkeep).toEqual(DEFAULT_SETTINGS.upkeep);
    expect(settings.microphone).toEqual({ ...DEFAULT_SETTINGS.microphone, device: OWN.microphone.device });
  });

  it('gives no permission, also where somebody wrote one into it', () => {
    const forged = with_((document) => {
      const { settings } = document as unknown as { settings: Settings };
      settings.actions.allowedSites = ['evil.example'];
      settings.microphone.device = { id: 'x', label: 'x' };
    });
    expect(readConfiguration(forged, OWN).settings).toMatchObject({
      actions: { allowedSites: ['example.org'] },
      microphone: { device: { id: 'mine' } },
    });
  });

  it.each([
    ['no JSON', 'nothing', 'the file'],
    ['a list', '[]', 'format'],
    ['something else', '{"format":"other","version":1}', 'format'],
    ['of a newer Hark', '{"format":"hark-configuration","version":2,"new":true}', 'version'],
    [
      'without settings',
      '{"format":"hark-configuration","version":1,"sentences":null,"actions":[]}',
      'settings',
    ],
    [
      'with a setting that does not fit',
      with_((d) => Object.assign(d['settings'] as object, { theme: 'pink' })),
      'settings.theme',
    ],
    [
      'with settings of a newer Hark',
      with_((d) => Object.assign(d['settings'] as object, { version: 99 })),
      'settings',
    ],
    [
      'with an action that does not fit',
      with_((d) => Object.assign(d, { actions: [{ ...ACTION, url: 'no' }] })),
      'actions.0',
    ],
    [
      'with two actions of one name',
      with_((d) => Object.assign(d, { actions: [ACTION, ACTION] })),
      'actions',
    ],
    ['with sentences that are no text', with_((d) => Object.assign(d, { sentences: 5 })), 'sentences'],
  ])('that is %s is refused, and the field named', (_what, text, field) => {
    expect(() => readConfiguration(text, OWN)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(`${field}`) }),
    );
  });
});
