import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '../../../contract/settings.ts';
import { safeSettings } from './safeSettings.ts';

const STORED: Settings = {
  ...DEFAULT_SETTINGS,
  theme: 'dark',
  words: { own: { enabled: true, sensitivity: 1 } },
  microphone: { ...DEFAULT_SETTINGS.microphone, device: { id: 'x', label: 'y' } },
  history: { retentionDays: 0 },
  actions: { ...DEFAULT_SETTINGS.actions, allowedSites: ['example.org'] },
  voices: { targetFar: 0.0001, onlyKnownWake: true, adapt: true, guardedBy: 'pin' },
  upkeep: { backups: { enabled: true, days: 30, weeks: 52 }, selfTest: true, archiveHistory: true },
  licencesSeen: true,
};

it('is the defaults, without shortcuts, second look and graphics processor', () => {
  const safe = parseSettings(safeSettings(STORED));
  expect(safe).toMatchObject({
    theme: 'system',
    words: DEFAULT_SETTINGS.words,
    microphone: DEFAULT_SETTINGS.microphone,
    actions: DEFAULT_SETTINGS.actions,
    pauseShortcut: null,
    pushToTalk: { shortcut: null },
    secondLook: false,
    engine: { provider: 'cpu' },
  });
  expect(Object.keys(safe.words)).not.toContain('own');
});

it('keeps what protects: how long texts are kept, and who may have what done', () => {
  const { history, voices, upkeep } = safeSettings(STORED);
  expect(history).toEqual({ retentionDays: 0 });
  expect(voices).toEqual({ ...STORED.voices, adapt: false });
  expect(upkeep).toEqual({
    backups: { enabled: false, days: 30, weeks: 52 },
    selfTest: false,
    archiveHistory: true,
  });
});
