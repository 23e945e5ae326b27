import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import type { SpeakerModel } from '../../../contract/models.ts';
import { randomNumbers } from '../audio/testing/signals.ts';
import { findModelsDir, ModelStore } from '../models/store.ts';
import { SpeakerBackend } from './backend.ts';
import { KaldiFeatures } from './kaldiFeatures.ts';
import { normaliseMean } from './meanNormalisation.ts';
import { SpeakerEmbedder } from './speakerEmbedder.ts';
import { SpeakerNetwork } from './speakerNetwork.ts';
import reference from './testing/reference.json' with { type: 'json' };
import { referenceSignal } from './testing/referenceSignal.ts';

const store = await ModelStore.open(findModelsDir());
const entry = store.entry('xvector');
const options = entry.speaker as SpeakerModel;
const WINDOW = 512;
const random = randomNumbers(3);

/** Every window from one second to another is speech. */
const speechBetween = (fromS: number, toS: number) => ({
  windowSamples: WINDOW,
  detect: async (samples: Float32Array) =>
    Float32Array.from({ length: Math.ceil(samples.length / WINDOW) }, (_, i) => {
      const s = (i * WINDOW) / SAMPLE_RATE_HZ;
      return s >= fromS && s < toS ? 0.9 : 0;
    }),
});

/** Noise as loud as `voice` between two times, as loud as `room` outside. */
function take(seconds: number, fromS: number, toS: number, voice = 0.1, room = 0.001): Float32Array {
  return Float32Array.from({ length: seconds * SAMPLE_RATE_HZ }, (_, i) => {
    const s = i / SAMPLE_RATE_HZ;
    return (2 * random() - 1) * (s >= fromS && s < toS ? voice : room);
  });
}

describe('the converted x-vector network', () => {
  it('gives what an independent computation gives', async () => {
    const features = new KaldiFeatures(options.features);
    const { features: values } = features.compute(referenceSignal(reference.samples));
    normaliseMean(values, features.size, options.features.meanFrames);
    const network = await SpeakerNetwork.load(store, entry, options.size);
    const embedding = await network.embed(values, features.size);
    const worst = Math.max(...reference.embedding.map((value, i) => Math.abs(value - (embedding[i] ?? 9))));
    // The reference has five decimals; the numbers themselves are around one.
    expect(worst).toBeLessThan(1e-4);
    await network.close();
  });
});

describe('an embedder', () => {
  const fake = (change: Partial<ConstructorParameters<typeof SpeakerEmbedder>[0]> = {}) => {
    const seen: number[] = [];
    const embedder = new SpeakerEmbedder({
      name: 'fake',
      sha256: 'f'.repeat(64),
      options: { ...options, size: 2 },
      network: {
        embed: async (features, width) => {
          seen.push(features.length / width);
          return Float32Array.of(3, 4);
        },
        close: async () => undefined,
      },
      backend: new SpeakerBackend(new Float32Array(2), Float32Array.of(1, 0, 0, 1), []),
      detection: speechBetween(1, 3),
      ...change,
    });
    return { embedder, seen };
  };

  it('gives embeddings of length one, of speech alone, and how good the speech is', async () => {
    const { embedder, seen } = fake();
    const sample = await embedder.embed(take(4, 1, 3));
    expect([...(sample.embedding ?? [])]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)]);
    expect(sample.speechMs).toBeGreaterThan(1_900);
    expect(sample.speechMs).toBeLessThan(2_150);
    expect(seen).toEqual([sample.speechMs / 10]);
    expect(sample.snrDb).toBeGreaterThan(35);
    expect(sample.levelDbfs).toBeGreaterThan(-30);
    expect(sample.levelDbfs).toBeLessThan(-20);
    expect(sample.clippingRatio).toBe(0);
  });

  it('measures noise and clipping', async () => {
    const { embedder } = fake();
    const noisy = await embedder.embed(take(4, 1, 3, 0.1, 0.05));
    expect(noisy.snrDb).toBeGreaterThan(2);
    expect(noisy.snrDb).toBeLessThan(8);
    const clipped = take(4, 1, 3).map((value, i) => (i % 10 === 0 ? 1 : value));
    expect((await embedder.embed(clipped)).clippingRatio).toBeCloseTo(0.1, 3);
  });

  it.each([
    ['nothing', 0],
    ['a tenth of a second', 0.1],
    ['silence', 4],
  ])('gives none of %s', async (_, seconds) => {
    const { embedder, seen } = fake({ detection: speechBetween(0, 0) });
    const { embedding, speechMs } = await embedder.embed(new Float32Array(seconds * SAMPLE_RATE_HZ));
    expect({ embedding, speechMs, seen }).toEqual({ embedding: null, speechMs: 0, seen: [] });
  });

  it('of the manifest tells its model by network and backend', async () => {
    const embedder = await SpeakerEmbedder.load(store, speechBetween(0, 4));
    expect(embedder.model).toBe('xvector');
    expect(embedder.modelSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(embedder.modelSha256).not.toBe(entry.sha256);
    expect(embedder.backend.cohort.length).toBeGreaterThan(200);
    const { embedding } = await embedder.embed(take(3, 0, 3));
    expect(embedding).toHaveLength(options.size);
    await embedder.close();
  });

  it('is unavailable where the manifest has none', async () => {
    const none = { byTask: () => [] } as unknown as ModelStore;
    await expect(SpeakerEmbedder.load(none, speechBetween(0, 1))).rejects.toMatchObject({
      code: 'speaker.unavailable',
    });
  });
});
