import { describe, expect, it } from 'vitest';
import { type HeardTake, judgeTake } from './takeJudgement.ts';
import { FakeEmbedder, spoken } from './testing/fakeSpeakers.ts';
import { embeddingOf } from './testing/voices.ts';
import type { SpokenSample } from './voiceprint.ts';

const OWNER = [embeddingOf(0, 0), embeddingOf(0, 1)];

function heard(people: [person: number, ms: number][], given: Partial<HeardTake> = {}): HeardTake {
  const parts = people.map(([person, ms]) => spoken(person, ms));
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return {
    samples,
    speech: [{ from: 0, to: samples.length }],
    speechMs: samples.length / 16,
    othersMs: 0,
    endless: false,
    phrase: null,
    ...given,
  };
}

async function verdict(take: HeardTake, quality: Partial<SpokenSample> = {}, earlier = OWNER) {
  const embedder = new FakeEmbedder();
  embedder.quality = quality;
  const { report, kept } = await judgeTake(take, (samples) => embedder.embed(samples), earlier);
  expect(kept === null).toBe(report.verdict !== 'good');
  return report.verdict;
}

describe('a take', () => {
  it('is good where one person said enough of it', async () => {
    expect(await verdict(heard([[0, 3_000]]))).toBe('good');
    expect(await verdict(heard([[0, 2_000]]), {}, [])).toBe('good');
  });

  it('keeps its wake phrase too', async () => {
    const embedder = new FakeEmbedder();
    const take = heard([[0, 3_000]], { phrase: { from: 1_600, to: 16_000 } });
    const { kept, report } = await judgeTake(take, (samples) => embedder.embed(samples), OWNER);
    expect(kept?.wake?.speechMs).toBe(900);
    expect(kept?.speech.speechMs).toBe(3_000);
    expect(report.likeness).toBeGreaterThan(0.9);
  });

  it.each<[string, HeardTake, Partial<SpokenSample>]>([
    ['nothing_said', heard([[0, 200]]), {}],
    ['too_short', heard([[0, 1_400]]), {}],
    ['clipped', heard([[0, 3_000]]), { clippingRatio: 0.01 }],
    ['too_quiet', heard([[0, 3_000]]), { levelDbfs: -58 }],
    ['too_noisy', heard([[0, 3_000]]), { snrDb: 4 }],
    ['background_talk', heard([[0, 3_000]], { othersMs: 800 }), {}],
    ['background_talk', heard([[0, 9_000]], { endless: true }), {}],
    [
      'background_talk',
      heard([
        [0, 2_000],
        [3, 2_000],
      ]),
      {},
    ],
    ['another_voice', heard([[3, 3_000]]), {}],
  ])('is %s', async (expected, take, quality) => {
    expect(await verdict(take, quality)).toBe(expected);
  });

  it('is told the fault that helps most', async () => {
    expect(await verdict(heard([[3, 1_000]]), { clippingRatio: 0.1, snrDb: 3 })).toBe('clipped');
    expect(await verdict(heard([[0, 1_000]]), { levelDbfs: -60, snrDb: 3 })).toBe('too_quiet');
  });

  it('whose room is unknown is not too noisy', async () => {
    expect(await verdict(heard([[0, 3_000]]), { snrDb: null })).toBe('good');
  });

  it('is not embedded where nothing was said', async () => {
    const embedder = new FakeEmbedder();
    await judgeTake(heard([[0, 100]]), (samples) => embedder.embed(samples), OWNER);
    expect(embedder.calls).toEqual([]);
  });

  it('is split where half of its speech is', async () => {
    const embedder = new FakeEmbedder();
    const take = heard([[0, 6_000]], {
      speech: [
        { from: 0, to: 32_000 },
        { from: 64_000, to: 96_000 },
      ],
      speechMs: 4_000,
    });
    await judgeTake(take, (samples) => embedder.embed(samples), []);
    expect(embedder.calls).toEqual([96_000, 32_000, 64_000]);
  });
});
