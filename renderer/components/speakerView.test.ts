import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../../contract/interactions.ts';
import { SPEAKER_OUTCOMES, type SpeakerResult } from '../../contract/speaker.ts';
import { refusalText, refusalTitle, speakerTone, speakerWords, voiceOf, whoSaid } from './speakerView.ts';

const heard: SpeakerResult & { name: string | null } = {
  outcome: 'known',
  profileId: 'a',
  name: 'Anna',
  score: 4,
  threshold: 3,
  strictThreshold: 5,
  margin: null,
  speechMs: 2_000,
  snrDb: 20,
  clippingRatio: 0,
  latencyMs: 40,
};

describe('who spoke', () => {
  it('is told with how sure that is', () => {
    expect(speakerWords(voiceOf({ ...heard, score: 5 }))).toBe('Anna, surely');
    expect(speakerWords(voiceOf(heard))).toBe('Probably Anna');
    expect(speakerTone(voiceOf(heard))).toBe('likely');
  });

  it('has words of its own for every outcome', () => {
    const words = SPEAKER_OUTCOMES.map((outcome) => speakerWords(voiceOf({ ...heard, outcome })));
    expect(new Set(words).size).toBe(SPEAKER_OUTCOMES.length);
  });

  it('names nobody who was not known', () => {
    expect(speakerWords(voiceOf({ ...heard, outcome: 'stranger' }))).not.toContain('Anna');
  });

  it('is typed for what was typed, and nothing where voices were not told apart', () => {
    expect(whoSaid({ trigger: 'typed', speaker: null })).toBe('Typed');
    expect(whoSaid({ trigger: 'wake', speaker: null })).toBeNull();
  });
});

it('says of every refusal why', () => {
  expect(new Set(REFUSALS.map(refusalTitle)).size).toBe(REFUSALS.length);
  expect(new Set(REFUSALS.map(refusalText)).size).toBe(REFUSALS.length);
});
