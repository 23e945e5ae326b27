import { describe, expect, it } from 'vitest';
import { WORDS_MAX } from './engine.ts';
import { HarkError } from './failures.ts';
import { activeWords, applySettingsPatch, DEFAULT_SETTINGS, parseSettings } from './settings.ts';

describe('parseSettings', () => {
  it('reads back what was stored', () => {
    const settings = { ...DEFAULT_SETTINGS, theme: 'dark', pauseShortcut: null } as const;
    expect(parseSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  it('gives an absent group its default', () => {
    expect(parseSettings({ version: 1, theme: 'light' })).toEqual({ ...DEFAULT_SETTINGS, theme: 'light' });
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['text', 'dark'],
    ['no version', { theme: 'dark' }],
    ['a version that is no number', { version: '1' }],
    ['a version below one', { version: 0 }],
  ])('refuses %s', (_name, stored) => {
    expect(() => parseSettings(stored)).toThrow(expect.objectContaining({ code: 'settings.invalid' }));
  });

  it('names the field that does not fit', () => {
    const stored = { ...DEFAULT_SETTINGS, words: { alexa: { enabled: true, sensitivity: 2 } } };
    expect(() => parseSettings(stored)).toThrow(/words\.alexa\.sensitivity/);
  });

  it('refuses the file of a newer version rather than losing what it cannot read', () => {
    expect(() => parseSettings({ ...DEFAULT_SETTINGS, version: 2 })).toThrow(HarkError);
  });

  it('walks every migration from the stored version to this one, in order', () => {
    const migrations = {
      1: (old: Record<string, unknown>) => ({ ...old, theme: `${old['colours']}er` }),
      2: (old: Record<string, unknown>) => ({ ...old, theme: old['theme'] === 'darker' ? 'dark' : 'light' }),
    };
    expect(parseSettings({ version: 1, colours: 'dark' }, migrations, 3).theme).toBe('dark');
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
