import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderDropped } from '../../../contract/providers.ts';
import { findModelsDir, ModelStore } from '../models/store.ts';
import { speechLike } from '../probeExercises.ts';
import { Silero, VAD_WINDOW_SAMPLES } from '../vad/silero.ts';
import { WakeHeads } from '../wake/heads.ts';
import { imitation } from './imitation.ts';
import { type ProviderBackend, replaceProviderBackend } from './provided.ts';
import { chooseProviders, demandProvider, modelTimes, onProviderDropped } from './runtime.ts';

const WINDOWS = 24;
const store = await ModelStore.open(findModelsDir());
const told: ProviderDropped[] = [];
let putBack = () => {};

beforeEach(() => {
  told.length = 0;
  onProviderDropped((dropped) => told.push(dropped));
});
afterEach(() => {
  putBack();
  chooseProviders({});
});

function use(backend: ProviderBackend): void {
  putBack = replaceProviderBackend(backend);
}

/** Probabilities of a stream, window by window: each rests on the state that all before it left. */
async function stream(): Promise<number[]> {
  const silero = await Silero.load(store);
  const found: number[] = [];
  for (let i = 0; i < WINDOWS; i++)
    found.push(...(await silero.process(speechLike(VAD_WINDOW_SAMPLES, i * VAD_WINDOW_SAMPLES))));
  await silero.close();
  return found;
}

describe('a model on a provider', () => {
  it('computes there and nowhere else, and tells its times', async () => {
    let runs = 0;
    use(
      imitation((_model, _feeds, run) => {
        runs += 1;
        return run();
      }),
    );
    chooseProviders({ silero_vad: 'webgpu' });
    const silero = await Silero.load(store);
    expect(modelTimes()).toMatchObject([{ model: 'silero_vad', provider: 'webgpu', runs: 0, p50Ms: null }]);
    await silero.process(speechLike(VAD_WINDOW_SAMPLES));
    const [times] = modelTimes();
    expect(times).toMatchObject({ runs: 1, threads: 1, p50Ms: times?.p99Ms });
    expect(times?.p50Ms).toBeGreaterThan(0);
    await silero.close();
    expect(modelTimes()).toEqual([]);
    expect(runs).toBe(1);
    expect(told).toEqual([]);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('device lost'))],
    ['hangs', () => new Promise<never>(() => undefined)],
  ])(
    'that %s midway is replaced by the CPU, and the stream goes on as if it had not',
    async (_how, fault) => {
      const expected = await stream();
      let runs = 0;
      use(
        imitation((_model, _feeds, run) => {
          runs += 1;
          return runs < 10 ? run() : fault();
        }),
      );
      chooseProviders({ silero_vad: 'webgpu' });
      expect(await stream()).toEqual(expected);
      // Once, and nobody asked the provider again.
      expect(told).toMatchObject([{ model: 'silero_vad', provider: 'webgpu' }]);
      expect(runs).toBe(10);
    },
  );

  it('tells the times of the CPU once that took over', async () => {
    use(imitation(() => Promise.reject(new Error('device lost'))));
    chooseProviders({ silero_vad: 'webgpu' });
    const silero = await Silero.load(store);
    await silero.process(speechLike(VAD_WINDOW_SAMPLES));
    await silero.process(speechLike(VAD_WINDOW_SAMPLES));
    expect(modelTimes()).toMatchObject([{ provider: 'cpu', runs: 2 }]);
    await silero.close();
  });

  it('is opened by the CPU where the provider cannot', async () => {
    use(
      imitation(
        (_model, _feeds, run) => run(),
        () => {
          throw new Error('x.cc:136 Initialize() a == b was false. No supported\n adapters\n');
        },
      ),
    );
    const expected = await stream();
    chooseProviders({ silero_vad: 'cuda' });
    expect(await stream()).toEqual(expected);
    expect(told).toEqual([{ model: 'silero_vad', provider: 'cuda', reason: 'No supported adapters' }]);
  });

  it('does not open where the provider was demanded and cannot', async () => {
    use(
      imitation(
        (_model, _feeds, run) => run(),
        () => {
          throw new Error('No supported adapters');
        },
      ),
    );
    demandProvider('webgpu');
    await expect(Silero.load(store)).rejects.toMatchObject({
      code: 'provider.failed',
      message: expect.stringMatching(
        /^webgpu cannot compute silero_vad here: No supported adapters; there are: cpu/,
      ),
    });
    expect(told).toEqual([]);
  });

  it('joined of several runs on the provider that all of them have, or else on the CPU', async () => {
    const opened: string[] = [];
    use(
      imitation(
        (_model, _feeds, run) => run(),
        ({ name }) => opened.push(name),
      ),
    );
    const words = [{ model: 'alexa' }, { model: 'hey_jarvis' }];
    chooseProviders({ alexa: 'webgpu' });
    const apart = await WakeHeads.load(store, words);
    expect(modelTimes()).toMatchObject([
      { model: 'alexa', provider: 'cpu' },
      { model: 'hey_jarvis', provider: 'cpu' },
    ]);
    await apart.close();
    chooseProviders({ alexa: 'webgpu', hey_jarvis: 'webgpu' });
    const together = await WakeHeads.load(store, words);
    expect(opened).toEqual(['alexa + hey_jarvis']);
    await together.close();
  });
});

it('the CPU is what computes a model that nothing was chosen for', async () => {
  use(imitation(() => Promise.reject(new Error('nobody should ask'))));
  chooseProviders({ alexa: 'webgpu', silero_vad: 'cpu' });
  expect(await stream()).toHaveLength(WINDOWS);
  expect(told).toEqual([]);
});
