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

  it('are all that there are where none speaks English', () => {
    expect(listVoices([voice('Anna', 'de-DE', { default: true })])).toEqual([
      { name: 'Anna', language: 'de-DE', isDefault: true },
    ]);
    expect(listVoices([voice('Cloud', 'en-US', { localService: false })])).toEqual([]);
  });
});

describe('the voice that speaks', () => {
  const voices = listVoices([voice('Amy', 'en-GB'), voice('Ben', 'en-US', { default: true })]);

  it('is the chosen one, else the default, else the first; and none where there is none', () => {
    expect(chooseVoice(voices, 'Amy')?.name).toBe('Amy');
    expect(chooseVoice(voices, 'uninstalled')?.name).toBe('Ben');
    expect(chooseVoice(voices.slice(0, 1), null)?.name).toBe('Amy');
    expect(chooseVoice([], 'Amy')).toBeNull();
  });
});
