import { afterEach, describe, expect, it } from 'vitest';
import { findModelsDir, ModelStore } from './models/store.ts';
import { DIFFERENCE_MAX, differenceOf, judge, probe, WORTHWHILE_SHARE } from './probe.ts';
import { exerciseOf } from './probeExercises.ts';
import { imitation } from './session/imitation.ts';
import { replaceProviderBackend } from './session/provided.ts';
import { floatTensor, modelTimes } from './session/runtime.ts';

const store = await ModelStore.open(findModelsDir());
let putBack = () => {};
afterEach(() => putBack());

describe('a verdict', () => {
  const found = { cpuMs: 10, providerMs: 5, difference: 0 };
  it.each([
    [{}, 'passed'],
    [{ difference: DIFFERENCE_MAX }, 'passed'],
    [{ difference: 1.01 * DIFFERENCE_MAX }, 'differs'],
    [{ difference: null }, 'differs'],
    [{ providerMs: 10 * WORTHWHILE_SHARE }, 'slower'],
    [{ providerMs: 500, difference: 1 }, 'differs'],
  ])('with %j is %s', (over, verdict) => {
    expect(judge({ ...found, ...over })).toBe(verdict);
  });
});

it('outputs differ by their largest difference, relative to the largest value', () => {
  const of = (...values: number[]) => ({ y: floatTensor(Float32Array.from(values), [values.length]) });
  expect(differenceOf(of(1, -4), of(1, -4))).toBe(0);
  expect(differenceOf(of(1, -4), of(1.5, -4))).toBe(0.125);
  expect(differenceOf(of(0, 0), of(0, 0.25))).toBe(0.25);
  expect(differenceOf(of(Number.NEGATIVE_INFINITY, 1), of(Number.NEGATIVE_INFINITY, 1))).toBe(0);
  expect(differenceOf(of(1), of(Number.NaN))).toBeNaN();
  expect(differenceOf(of(1), of(1, 1))).toBeNaN();
  expect(differenceOf(of(1), {})).toBeNaN();
});

describe('a probe', () => {
  it('tells a provider that does not load it', async () => {
    putBack = replaceProviderBackend(
      imitation(
        (_model, _feeds, run) => run(),
        () => {
          throw new Error('No supported adapters');
        },
      ),
    );
    expect(await probe(store, 'silero_vad', 'webgpu')).toEqual({
      model: 'silero_vad',
      provider: 'webgpu',
      verdict: 'failed',
      cpuMs: null,
      providerMs: null,
      difference: null,
      reason: 'No supported adapters',
    });
  });

  it('tells one that computes something else', async () => {
    putBack = replaceProviderBackend(
      imitation(async (_model, _feeds, run) => {
        const results = await run();
        (results['speech']?.data as Float32Array)[0] = 7;
        return results;
      }),
    );
    const { verdict, difference } = await probe(store, 'silero_vad', 'cuda');
    expect(verdict).toBe('differs');
    expect(difference).toBeGreaterThan(1);
  });

  it('tells one that agrees and is slower', async () => {
    putBack = replaceProviderBackend(
      imitation(async (_model, _feeds, run) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return run();
      }),
    );
    const found = await probe(store, 'alexa', 'webgpu');
    expect(found).toMatchObject({ verdict: 'slower', difference: 0, reason: null });
    expect(found.providerMs).toBeGreaterThan(found.cpuMs ?? Number.POSITIVE_INFINITY);
  });

  it('is refused for a model that no provider computes', async () => {
    await expect(probe(store, 'melspectrogram', 'webgpu')).rejects.toMatchObject({ code: 'trial.failed' });
    await expect(probe(store, 'nobody', 'webgpu')).rejects.toMatchObject({ code: 'model.unknown' });
  });

  it('leaves nothing open of what it ran to see what the live path asks', () => {
    expect(modelTimes()).toEqual([]);
  });
});

it('every model that ONNX Runtime computes is put to work', async () => {
  const without = store.manifest.models.filter((entry) => exerciseOf(entry) === undefined);
  expect(without.map(({ task }) => task)).toEqual(['melspectrogram', 'speaker-backend']);
  for (const task of ['recogniser-decoder', 'speaker', 'speech-embedding'] as const) {
    const [entry] = store.byTask(task);
    if (entry === undefined) return expect.unreachable(task);
    let runs = 0;
    putBack = replaceProviderBackend(
      imitation(
        (_model, _feeds, run) => {
          runs += 1;
          return run();
        },
        () => {
          throw new Error('only what the live path asks');
        },
      ),
    );
    expect(await probe(store, entry.name, 'dml')).toMatchObject({ verdict: 'failed' });
    expect(runs).toBe(0);
    putBack();
  }
});
