import { describe, expect, it, vi } from 'vitest';
import { type FailureCode, HarkError } from '../../../contract/failures.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../contract/settings.ts';
import type { ListenFor } from '../supervisor/supervisor.ts';
import { SettingsService } from './settings.ts';

async function open() {
  const stored: Settings[] = [];
  const file = {
    load: async () => ({ settings: DEFAULT_SETTINGS, notice: null }),
    save: vi.fn(async (settings: Settings) => void stored.push(settings)),
  };
  const applyWords = vi.fn(async (_wanted: ListenFor) => undefined);
  const changed = vi.fn();
  const settings = await SettingsService.open({ file, applyWords, changed });
  return { settings, file, stored, applyWords, changed };
}
const refusal = (code: FailureCode) => new HarkError(code, 'no');
const quieter = (sensitivity: number) => ({ words: { alexa: { enabled: true, sensitivity } } });

describe('update', () => {
  it('stores, announces and answers the new settings', async () => {
    const { settings, stored, applyWords, changed } = await open();
    const next = await settings.update({ theme: 'dark' });
    expect(next).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
    expect(settings.current).toEqual(next);
    expect(stored).toEqual([next]);
    expect(changed).toHaveBeenCalledExactlyOnceWith(next, DEFAULT_SETTINGS);
    expect(applyWords).not.toHaveBeenCalled();
  });

  it('applies words live, and only those that are on', async () => {
    const { settings, applyWords } = await open();
    await settings.update({
      words: { alexa: { enabled: true, sensitivity: 0.9 }, hey_jarvis: { enabled: false, sensitivity: 0.5 } },
    });
    expect(applyWords).toHaveBeenCalledExactlyOnceWith({
      words: [
        { model: 'alexa', sensitivity: 0.9 },
        { model: 'hey_mycroft', sensitivity: 0.5 },
        { model: 'hey_rhasspy', sensitivity: 0.5 },
      ],
      secondLook: true,
      providers: {},
    });
  });

  it('applies the second look live', async () => {
    const { settings, applyWords } = await open();
    await settings.update({ secondLook: false });
    expect(applyWords).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ secondLook: false }));
  });

  it('leaves the engine alone where only a word that is off changed', async () => {
    const { settings, applyWords } = await open();
    await settings.update({ words: { computer: { enabled: false, sensitivity: 0.1 } } });
    expect(applyWords).not.toHaveBeenCalled();
  });

  it('changes nothing where the engine refuses the words', async () => {
    const { settings, stored, applyWords, changed } = await open();
    applyWords.mockRejectedValueOnce(refusal('model.missing'));
    await expect(settings.update(quieter(0.1))).rejects.toMatchObject({ code: 'model.missing' });
    expect(settings.current).toEqual(DEFAULT_SETTINGS);
    expect(stored).toEqual([]);
    expect(changed).not.toHaveBeenCalled();
  });

  it.each(['engine.not_running', 'engine.crashed', 'engine.timeout'] as const)(
    'is kept where the engine is in no state to take it (%s)',
    async (code) => {
      const { settings, stored, applyWords } = await open();
      applyWords.mockRejectedValueOnce(refusal(code));
      const next = await settings.update(quieter(0.1));
      expect(next.words['alexa']?.sensitivity).toBe(0.1);
      expect(stored).toEqual([next]);
    },
  );

  it('is in force for an engine that starts while it is under way', async () => {
    const { settings, applyWords } = await open();
    applyWords.mockImplementationOnce(async () => {
      expect(settings.current.words['alexa']?.sensitivity).toBe(0.1);
      throw refusal('engine.crashed');
    });
    await settings.update(quieter(0.1));
    expect.assertions(1);
  });

  it('is taken back from the engine where it cannot be stored', async () => {
    const { settings, file, applyWords, changed } = await open();
    file.save.mockRejectedValueOnce(refusal('settings.unwritable'));
    await expect(settings.update(quieter(0.1))).rejects.toMatchObject({ code: 'settings.unwritable' });
    expect(settings.current).toEqual(DEFAULT_SETTINGS);
    expect(applyWords.mock.calls.map(([{ words }]) => words[0]?.sensitivity)).toEqual([0.1, 0.5]);
    expect(changed).not.toHaveBeenCalled();
  });

  it('builds on the one before it, however close they come', async () => {
    const { settings, stored } = await open();
    await Promise.all([
      settings.update({ theme: 'dark' }),
      settings.update({ closeToTray: false }),
      settings.update({ pauseShortcut: null }),
    ]);
    expect(stored.at(-1)).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'dark',
      closeToTray: false,
      pauseShortcut: null,
    });
  });

  it('is not held up by one before it that failed', async () => {
    const { settings, file } = await open();
    file.save.mockRejectedValueOnce(refusal('settings.unwritable'));
    const first = settings.update({ theme: 'dark' });
    const second = settings.update({ closeToTray: false });
    await expect(first).rejects.toThrow();
    expect(await second).toEqual({ ...DEFAULT_SETTINGS, closeToTray: false });
  });
});
