import { describe, expect, it } from 'vitest';
import type { ModelStatus } from '../../contract/channels.ts';
import { DEFAULT_SENSITIVITY } from '../../contract/engine.ts';
import { DEFAULT_SETTINGS } from '../../contract/settings.ts';
import { listWords } from './words.ts';

function model(name: string, change: Partial<ModelStatus> = {}): ModelStatus {
  return {
    name,
    task: 'wake',
    version: '1',
    bytes: 1,
    sha256: '0'.repeat(64),
    licence: 'MIT',
    licenceNote: '',
    phrase: null,
    present: true,
    ok: true,
    ...change,
  };
}

describe('listWords', () => {
  it('lists the wake heads by phrase with what is set for each', () => {
    const models = [
      model('silero_vad', { task: 'vad' }),
      model('hey_jarvis', { phrase: 'Hey Jarvis', ok: false }),
      model('alexa', { phrase: 'Alexa' }),
    ];
    const settings = { ...DEFAULT_SETTINGS, words: { alexa: { enabled: true, sensitivity: 0.8 } } };
    expect(listWords(models, settings)).toEqual([
      { model: 'alexa', phrase: 'Alexa', enabled: true, sensitivity: 0.8, usable: true },
      {
        model: 'hey_jarvis',
        phrase: 'Hey Jarvis',
        enabled: false,
        sensitivity: DEFAULT_SENSITIVITY,
        usable: false,
      },
    ]);
  });

  it('goes by the settings until the models are listed', () => {
    expect(listWords(null, DEFAULT_SETTINGS).map((word) => word.phrase)).toEqual([
      'Alexa',
      'Hey Jarvis',
      'Hey Mycroft',
      'Hey Rhasspy',
    ]);
    expect(listWords(null, null)).toEqual([]);
  });
});
