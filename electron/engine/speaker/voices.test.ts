/** Scores on made-up voices: directions in a space, and stretches of speech scattered around them. */
import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../audio/testing/signals.ts';
import { unitLength } from './backend.ts';
import type { Reference, SpokenSample, Voiceprint } from './voiceprint.ts';
import { judgeVoice, knownVoice, scoreOf } from './voices.ts';

const SIZE = 64;
const FAR = 0.005;
const random = randomNumbers(7);
const gaussian = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
const direction = () => unitLength(Float32Array.from({ length: SIZE }, gaussian));

/** Speech of a voice: the more of it, the nearer to the voice. */
function said(voice: Float32Array, scatter = 0.7): Float32Array {
  const noise = direction();
  return unitLength(voice.map((value, i) => value + scatter * (noise[i] ?? 0)));
}

const strangers = (count: number) => Array.from({ length: count }, () => said(direction()));
const COHORT = strangers(250);

function printOf(embeddings: readonly Float32Array[], change: Partial<Reference> = {}): Voiceprint {
  const references = embeddings.map((embedding, i) => ({
    id: `r${i}`,
    origin: 'enrollment' as const,
    kind: 'speech' as const,
    microphone: '',
    at: i,
    speechMs: 3_000,
    snrDb: 30,
    embedding,
    ...change,
  }));
  return { model: 'xvector', modelSha256: 'a'.repeat(64), references };
}

function sampleOf(embedding: Float32Array | null, change: Partial<SpokenSample> = {}): SpokenSample {
  return { embedding, speechMs: 3_000, snrDb: 25, clippingRatio: 0, levelDbfs: -25, ...change };
}

const anna = direction();
const bert = direction();
const takes = (voice: Float32Array, count = 5) => Array.from({ length: count }, () => said(voice));
const annaKnown = knownVoice('anna', printOf(takes(anna)), FAR, COHORT);
const bertKnown = knownVoice('bert', printOf(takes(bert)), FAR, COHORT);

describe('a profile', () => {
  it('lets about as many strangers pass as it was asked to', () => {
    const others = strangers(5_000);
    // Takes that have little in common leave the threshold to the strangers alone.
    const print = printOf(Array.from({ length: 5 }, () => said(anna, 1.6)));
    for (const targetFar of [0.01, 0.005]) {
      const known = knownVoice('anna', print, targetFar, COHORT);
      const passed = others.filter((other) => scoreOf(other, known, 'speech') >= known.summary.threshold);
      expect(passed.length / others.length).toBeLessThan(targetFar);
      expect(passed.length / others.length).toBeGreaterThan(targetFar / 6);
    }
  });

  it('whose takes leave room keeps strangers further off, but not by more than a bound', () => {
    const close = knownVoice('anna', printOf(takes(anna).map(() => said(anna, 0.2))), FAR, COHORT).summary;
    const loose = knownVoice('anna', printOf(takes(anna).map(() => said(anna, 1.6))), FAR, COHORT).summary;
    expect(close.threshold).toBeGreaterThan(loose.threshold + 0.5);
    expect(close.threshold).toBeLessThan(loose.threshold + 1.5);
    expect(close.threshold).toBeLessThan(Math.min(...close.ownScores) / 1.5);
  });

  it('knows its owner', () => {
    const own = takes(anna, 500).filter(
      (take) => judgeVoice(sampleOf(take), [annaKnown, bertKnown], 'speech').profileId === 'anna',
    );
    expect(own.length).toBeGreaterThan(495);
  });

  it('is stricter the fewer strangers may pass, and for what only the owner may', () => {
    const thresholds = [0.05, 0.01, 0.001, 0.0001].map(
      (far) => knownVoice('anna', annaKnown.print, far, COHORT).summary.threshold,
    );
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b));
    expect(annaKnown.summary.strictThreshold).toBeGreaterThan(annaKnown.summary.threshold);
  });

  it('tells how its own takes and strangers score', () => {
    const { ownScores, strangerScores, expectedFrr, quality, cohesion } = annaKnown.summary;
    expect(ownScores).toHaveLength(5);
    expect(strangerScores).toHaveLength(COHORT.length);
    expect(Math.min(...ownScores)).toBeGreaterThan(Math.max(...strangerScores));
    expect({ expectedFrr, quality }).toEqual({ expectedFrr: 0, quality: 'good' });
    expect(cohesion).toBeGreaterThan(0.4);
  });

  it('of takes that have nothing in common is poor, and says so', () => {
    const { quality, expectedFrr } = knownVoice('x', printOf(strangers(5)), FAR, COHORT).summary;
    expect(quality).toBe('poor');
    expect(expectedFrr).toBeGreaterThan(0.5);
  });

  it('made of one take says that it is poor, and nothing that is not finite', () => {
    const { summary } = knownVoice('x', printOf(takes(anna, 1)), FAR, COHORT);
    expect(summary.quality).toBe('poor');
    expect([...summary.ownScores, summary.threshold, summary.strictThreshold].every(Number.isFinite)).toBe(
      true,
    );
  });

  it('keeps its distance to the other profiles, but shuts nobody out', () => {
    const twin = said(anna, 0.5);
    const near = knownVoice('anna', annaKnown.print, FAR, COHORT, [twin]);
    const { threshold } = annaKnown.summary;
    expect(near.summary.threshold).toBeGreaterThan(threshold);
    expect(near.summary.threshold).toBeLessThanOrEqual(threshold + 1);
    const far = knownVoice('anna', annaKnown.print, FAR, COHORT, takes(bert));
    expect(far.summary.threshold).toBe(threshold);
  });

  it('counts each microphone by itself where it has several', () => {
    const other = said(anna, 1.2);
    const print = printOf(takes(anna), { microphone: 'headset' });
    const desk = printOf(takes(other), { microphone: 'desk' });
    const both = knownVoice(
      'anna',
      { ...print, references: [...print.references, ...desk.references] },
      FAR,
      COHORT,
    );
    const probe = said(other);
    expect(scoreOf(probe, both, 'speech')).toBeGreaterThan(scoreOf(probe, annaKnown, 'speech'));
  });

  it('works without a cohort to speak of, if less well', () => {
    const known = knownVoice('anna', annaKnown.print, FAR, []);
    expect(judgeVoice(sampleOf(said(anna)), [known], 'speech').outcome).toBe('known');
    expect(judgeVoice(sampleOf(said(bert)), [known], 'speech').outcome).toBe('stranger');
  });
});

describe('a voice', () => {
  const both = [annaKnown, bertKnown];

  it('is that of the profile it is nearest to, by a margin', () => {
    const judged = judgeVoice(sampleOf(said(bert)), both, 'speech');
    expect(judged).toMatchObject({ outcome: 'known', profileId: 'bert' });
    expect(judged.margin).toBeGreaterThan(3);
  });

  it('of nobody is a stranger, with its score', () => {
    const judged = judgeVoice(sampleOf(said(direction())), both, 'speech');
    expect(judged).toMatchObject({ outcome: 'stranger', profileId: null, threshold: expect.any(Number) });
    expect(judged.score).toBeLessThan(judged.threshold ?? 0);
  });

  it('is a stranger without profiles, and has no margin with one', () => {
    expect(judgeVoice(sampleOf(said(anna)), [], 'speech')).toMatchObject({
      outcome: 'stranger',
      score: null,
    });
    expect(judgeVoice(sampleOf(said(anna)), [annaKnown], 'speech').margin).toBeNull();
  });

  const doubtful = sampleNear(annaKnown.summary.threshold - 0.7);
  it.each([
    ['without an embedding', null, { speechMs: 200 }, 'not_enough_speech'],
    ['of hardly a word', said(anna), { speechMs: 600 }, 'not_enough_speech'],
    ['that the room drowns', said(anna), { snrDb: -3 }, 'too_noisy'],
    ['that is cut off at full scale', said(anna), { clippingRatio: 0.3 }, 'too_noisy'],
    ['that is short and might be', doubtful, { speechMs: 1_200 }, 'not_enough_speech'],
    ['that is noisy and might be', doubtful, { snrDb: 5 }, 'too_noisy'],
    ['that is neither, and a little too far', doubtful, {}, 'stranger'],
    ['that is short and surely another', said(direction()), { speechMs: 1_200 }, 'stranger'],
    ['whose noise is not known', said(anna), { snrDb: null }, 'known'],
  ] as const)('%s', (_, embedding, change, outcome) => {
    expect(judgeVoice(sampleOf(embedding, change), [annaKnown], 'speech').outcome).toBe(outcome);
  });

  it('is told from a wake phrase by the same phrase said before', () => {
    const phrase = said(anna, 5);
    const wakes = printOf([said(phrase, 0.3), said(phrase, 0.3)], { kind: 'wake' });
    const print = { ...annaKnown.print, references: [...annaKnown.print.references, ...wakes.references] };
    const known = knownVoice('anna', print, FAR, COHORT);
    const probe = sampleOf(said(phrase, 0.3), { speechMs: 600 });
    expect(judgeVoice(probe, [known], 'wake').outcome).toBe('known');
    expect(judgeVoice(probe, [annaKnown], 'wake').outcome).not.toBe('known');
    expect(known.summary.ownScores).toHaveLength(5);
    // Others say the same words: what is said of a phrase alone is held against more.
    expect(judgeVoice(probe, [known], 'wake').threshold).toBeGreaterThan(known.summary.threshold);
    expect(judgeVoice(probe, [annaKnown], 'wake').threshold).toBe(annaKnown.summary.threshold);
  });
});

/** Speech that scores about so much with Anna. */
function sampleNear(score: number): Float32Array {
  const other = direction();
  for (let share = 0; share < 1; share += 0.002) {
    const mixed = unitLength(anna.map((value, i) => share * value + (1 - share) * (other[i] ?? 0)));
    if (scoreOf(mixed, annaKnown, 'speech') >= score) return mixed;
  }
  return anna;
}
