import { describe, expect, it } from 'vitest';
import { chooseVoice, listVoices } from './voices.ts';

function voice(name: string, lang: string, change: { default?: boolean; localService?: boolean } = {}) {
  return { name, lang, default: false, localService: true, ...change };
}

describe('the voices offered', () => {
  it('are those of this machine that speak English, by name, each once', () => {
    const all = [
      voice('Zoe', 'en_US'),
      voice('Anna', 'de-DE', { default: true }),
      voice('Cloud', 'en-US', { localService: false }),
      voice('Amy', 'en-GB'),
      voice('Amy', 'en-GB'),
    ];
    expect(listVoices(all).map(({ name }) => name)).toEqual(['Amy', 'Zoe']);
  });

  it('leave out the many timbres of one voice, but no voice that has no plain one', () => {
    const names = ['English (America) espeak-ng', 'English (America)+Adam espeak-ng', 'Duo+Max'];
    expect(listVoices(names.map((name) => voice(name, 'en-US'))).map(({ name }) => name)).toEqual([
      'Duo+Max',
      'English (America) espeak-ng',
    ]);
  });

  it('are all that there are where none speaks English', () => {
    expect(listVoices([voice('Anna', 'de-DE', { default: true })])).toEqual([
      { name: 'Anna', language: 'de-DE', isDefault: true },
    ]);
    expect(listVoices([voice('Cloud', 'en-US', { localService: false })])).toEqual([]);
  });
});

describe('the voice that speaks', () => {
  const voices = listVoices([voice('Amy', 'en-GB'), voice('Ben', 'en-US', { default: true })]);

  it('is one of the person’s locale where the system names no default', () => {
    const none = listVoices([voice('Amy', 'en-GB'), voice('Cal', 'en-US')]);
    expect(chooseVoice(none, null, 'en-US')?.name).toBe('Cal');
  });

  it('is the chosen one, else the default, else the first; and none where there is none', () => {
    expect(chooseVoice(voices, 'Amy', 'en-GB')?.name).toBe('Amy');
    expect(chooseVoice(voices, 'uninstalled', 'en-GB')?.name).toBe('Ben');
    expect(chooseVoice(voices.slice(0, 1), null, 'en-US')?.name).toBe('Amy');
    expect(chooseVoice([], 'Amy', 'en-GB')).toBeNull();
  });
});
