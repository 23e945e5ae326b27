import { describe, expect, it } from 'vitest';
import { WORDS_MAX } from './engine.ts';
import {
  activeWords,
  applySettingsPatch,
  DEFAULT_SETTINGS,
  parseSettings,
  readSettings,
  type Settings,
} from './settings.ts';

const FILE = JSON.parse(JSON.stringify(DEFAULT_SETTINGS));

describe('readSettings', () => {
  it('reads back what was stored', () => {
    const settings = { ...DEFAULT_SETTINGS, theme: 'dark', pauseShortcut: null } as const;
    expect(readSettings(JSON.parse(JSON.stringify(settings)))).toEqual({ settings, mended: [] });
  });

  it('gives what is absent its default, which is nothing to tell', () => {
    expect(readSettings({ version: 1, theme: 'light', replies: { speak: false } })).toEqual({
      settings: {
        ...DEFAULT_SETTINGS,
        theme: 'light',
        replies: { ...DEFAULT_SETTINGS.replies, speak: false },
      },
      mended: [],
    });
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['text', 'dark'],
    ['no version', { theme: 'dark' }],
    ['a version that is no number', { version: '1' }],
    ['a version below one', { version: 0 }],
    ['the file of a newer version', { ...FILE, version: 2 }],
  ])('refuses %s', (_name, stored) => {
    expect(() => readSettings(stored)).toThrow(expect.objectContaining({ code: 'settings.invalid' }));
  });

  it.each<[string, Record<string, unknown>, Partial<Settings>, string[]]>([
    ['a field', { theme: 'pink' }, {}, ['theme']],
    ['a field that is no such thing at all', { closeToTray: { a: 1 } }, {}, ['closeToTray']],
    ['a group', { replies: 'loud' }, {}, ['replies']],
    [
      'a field of a group, and keeps the rest of it',
      { replies: { ...FILE.replies, quiet: true, rate: 9 } },
      { replies: { ...DEFAULT_SETTINGS.replies, quiet: true } },
      ['replies.rate'],
    ],
    [
      'a field of a word that has a default',
      { words: { ...FILE.words, alexa: { enabled: false, sensitivity: 2 } } },
      { words: { ...DEFAULT_SETTINGS.words, alexa: { enabled: false, sensitivity: 0.5 } } },
      ['words.alexa.sensitivity'],
    ],
    [
      'a word that has none, which is left out',
      { words: { ...FILE.words, computer: { enabled: false, sensitivity: 2 } } },
      {},
      ['words.computer'],
    ],
    [
      'one of two forms, as a whole',
      { microphone: { ...FILE.microphone, autoGainControl: true, device: { id: 7, label: 'Desk' } } },
      { microphone: { ...DEFAULT_SETTINGS.microphone, autoGainControl: true } },
      ['microphone.device'],
    ],
    [
      'members of a list, and keeps the others',
      { actions: { ...FILE.actions, allowedSites: ['a.example', 7, 'b.example', ''] } },
      { actions: { ...DEFAULT_SETTINGS.actions, allowedSites: ['a.example', 'b.example'] } },
      ['actions.allowedSites.3', 'actions.allowedSites.1'],
    ],
    [
      'a retention that is no number of days',
      { history: { retentionDays: -1 } },
      {},
      ['history.retentionDays'],
    ],
    [
      'a search that leads nowhere',
      { actions: { ...FILE.actions, searchUrl: 'https://example.com' } },
      {},
      ['actions.searchUrl'],
    ],
  ])('mends %s', (_name, stored, expected, mended) => {
    expect(readSettings({ ...FILE, licencesSeen: true, ...stored })).toEqual({
      settings: { ...DEFAULT_SETTINGS, licencesSeen: true, ...expected },
      mended,
    });
  });

  it('mends also what shows only once something else is mended', () => {
    const words = Object.fromEntries(
      Array.from({ length: WORDS_MAX + 1 }, (_, index) => [`w${index}`, { enabled: true, sensitivity: 0.5 }]),
    );
    const { settings, mended } = readSettings({ ...FILE, theme: 'pink', words: { ...words, w0: 'on' } });
    expect(Object.keys(settings.words)).toHaveLength(WORDS_MAX);
    expect(mended.sort()).toEqual(['theme', 'words.w0']);
    expect(readSettings({ ...FILE, words: { ...words, w99: { enabled: true, sensitivity: 0.5 } } })).toEqual({
      settings: DEFAULT_SETTINGS,
      mended: ['words'],
    });
  });

  it('walks every migration from the stored version to this one, in order', () => {
    const migrations = {
      1: (old: Record<string, unknown>) => ({ ...old, theme: `${old['colours']}er` }),
      2: (old: Record<string, unknown>) => ({ ...old, theme: old['theme'] === 'darker' ? 'dark' : 'light' }),
    };
    expect(readSettings({ version: 1, colours: 'dark' }, migrations, 3).settings.theme).toBe('dark');
  });

  it('does not touch what it was given, nor the defaults', () => {
    const stored = { ...FILE, words: { alexa: { enabled: 'no', sensitivity: 1 } } };
    const before = JSON.stringify([stored, DEFAULT_SETTINGS]);
    readSettings(stored).settings.words['alexa'] = { enabled: false, sensitivity: 0 };
    expect(JSON.stringify([stored, DEFAULT_SETTINGS])).toBe(before);
  });
});

describe('parseSettings', () => {
  it('names the field that does not fit', () => {
    const given = { ...DEFAULT_SETTINGS, words: { alexa: { enabled: true, sensitivity: 2 } } };
    expect(() => parseSettings(given)).toThrow(/words\.alexa\.sensitivity/);
  });
});

describe('applySettingsPatch', () => {
  it('merges words by word and leaves the rest alone', () => {
    const next = applySettingsPatch(DEFAULT_SETTINGS, {
      words: { alexa: { enabled: false, sensitivity: 0.1 }, computer: { enabled: true, sensitivity: 1 } },
    });
    expect(next.words['alexa']).toEqual({ enabled: false, sensitivity: 0.1 });
    expect(next.words['computer']).toEqual({ enabled: true, sensitivity: 1 });
    expect(next.words['hey_jarvis']).toEqual(DEFAULT_SETTINGS.words['hey_jarvis']);
    expect({ ...next, words: {} }).toEqual({ ...DEFAULT_SETTINGS, words: {} });
  });

  it('tells null, which clears, from absent, which keeps', () => {
    expect(applySettingsPatch(DEFAULT_SETTINGS, { pauseShortcut: null }).pauseShortcut).toBeNull();
    expect(applySettingsPatch(DEFAULT_SETTINGS, {}).pauseShortcut).toBe(DEFAULT_SETTINGS.pauseShortcut);
  });

  it('refuses a patch that fits by itself but makes too much of the whole', () => {
    const many = (from: number, count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `word_${from + index}`,
          { enabled: false, sensitivity: 0 },
        ]),
      );
    const full = applySettingsPatch(DEFAULT_SETTINGS, { words: many(0, WORDS_MAX - 4) });
    expect(() => applySettingsPatch(full, { words: many(WORDS_MAX, 1) })).toThrow(
      expect.objectContaining({ code: 'settings.invalid' }),
    );
  });

  it('does not touch the settings it was given', () => {
    const before = JSON.stringify(DEFAULT_SETTINGS);
    applySettingsPatch(DEFAULT_SETTINGS, { words: { alexa: { enabled: false, sensitivity: 0 } } });
    expect(JSON.stringify(DEFAULT_SETTINGS)).toBe(before);
  });
});

describe('activeWords', () => {
  it('lists only the words that are on, always in the same order', () => {
    const settings = applySettingsPatch(DEFAULT_SETTINGS, {
      words: { hey_mycroft: { enabled: false, sensitivity: 0.5 } },
    });
    expect(activeWords(settings).map((word) => word.model)).toEqual(['alexa', 'hey_jarvis', 'hey_rhasspy']);
  });
});
