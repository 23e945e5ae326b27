import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import type { Provider, ProviderProbe } from '../../../contract/providers.ts';
import type { TrialJob } from '../../../contract/trial.ts';
import { createLog } from '../log/log.ts';
import { attemptsOf, choose } from './choice.ts';
import { graphicsIdentity } from './graphics.ts';
import {
  FIRST_LOOK_MS,
  LOSSES_WINDOW_MS,
  NOTICE_INTERVAL_MS,
  Providers,
  QUIET_POLL_MS,
} from './providers.ts';

function model(name: string, task: ModelStatus['task'], over: Partial<ModelStatus> = {}): ModelStatus {
  const rest = { version: '1', bytes: 1, licence: 'MIT', licenceNote: '', phrase: null };
  return { name, task, sha256: `of ${name}`, present: true, ok: true, ...rest, ...over };
}
function found(name: string, provider: Provider, over: Partial<ProviderProbe> = {}): ProviderProbe {
  const numbers = { cpuMs: 10, providerMs: 2, difference: 0 };
  return { model: name, provider, verdict: 'passed', ...numbers, reason: null, ...over };
}

const MODELS = [
  model('silero', 'vad'),
  model('encoder', 'recogniser-encoder'),
  model('mel', 'melspectrogram'),
];

function setUp() {
  const documents = new Map<string, unknown>();
  const state = {
    allowed: true,
    quiet: true,
    models: MODELS as ModelStatus[] | null,
    graphics: 'a driver',
    offered: ['webgpu'] as Provider[],
    ticks: 0,
    answer: async ({ model: name, provider }: Extract<TrialJob, { kind: 'probe' }>) => found(name, provider),
  };
  const jobs: TrialJob[] = [];
  const restartEngine = vi.fn();
  const noticed = vi.fn();
  const changed = vi.fn();
  const launch = () => {
    const providers = new Providers({
      trials: {
        run: (async (job: TrialJob) => {
          jobs.push(job);
          if (job.kind === 'offered') return { providers: state.offered, runtime: '1.30.0' };
          return job.kind === 'probe' ? state.answer(job) : expect.unreachable();
        }) as never,
      },
      documents: {
        read: (name) => documents.get(name),
        write: (name, value) => void documents.set(name, structuredClone(value)),
      },
      isAllowed: () => state.allowed,
      models: () => state.models,
      isQuiet: () => state.quiet,
      graphics: async () => state.graphics,
      // As the supervisor does.
      restartEngine: restartEngine.mockImplementation(() => void providers.forEngine()),
      changed,
      noticed,
      now: () => 1_000,
      ticks: () => state.ticks,
      log: createLog(
        () => undefined,
        (text) => text,
      ),
    });
    return providers;
  };
  const probed = () => jobs.flatMap((job) => (job.kind === 'probe' ? [`${job.model} ${job.provider}`] : []));
  /** A start with its first look over. */
  const start = async () => {
    const providers = launch();
    providers.forEngine();
    providers.engineReady();
    await vi.advanceTimersByTimeAsync(FIRST_LOOK_MS);
    return providers;
  };
  return { state, documents, jobs, probed, start, launch, restartEngine, noticed, changed };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a choice', () => {
  it('is the fastest that passed and was not dropped', () => {
    const probes = [
      found('silero', 'webgpu', { providerMs: 3 }),
      found('silero', 'cuda', { providerMs: 1 }),
      found('encoder', 'cuda', { verdict: 'slower', providerMs: 1 }),
      found('encoder', 'webgpu', { verdict: 'hung', providerMs: null }),
    ];
    expect(choose(probes, [])).toEqual({ silero: 'cuda' });
    expect(choose(probes, [{ model: 'silero', provider: 'cuda' }])).toEqual({ silero: 'webgpu' });
  });

  it('is made for models that are sound and that the runtime computes', () => {
    const models = [...MODELS, model('bad', 'vad', { ok: false })];
    const attempts = attemptsOf(models, ['webgpu', 'cuda']);
    expect(attempts.map((each) => `${each.model} ${each.provider}`)).toEqual([
      'silero webgpu',
      'silero cuda',
      'encoder webgpu',
      'encoder cuda',
    ]);
  });
});

it('graphics are told apart by device and driver', async () => {
  const device = { vendorId: 0x10de, deviceId: 0x2330, driverVendor: 'Nvidia', driverVersion: '550.54' };
  const none = { vendorId: 0, deviceId: 0 };
  const identity = (info: unknown) => graphicsIdentity(async () => info);
  expect(await identity({ gpuDevice: [device, none] })).toBe('10de:2330 Nvidia 550.54');
  expect(await identity({ gpuDevice: [none] })).toBe('no graphics processor');
  expect(await identity(null)).toBe('unknown graphics');
  expect(await graphicsIdentity(() => Promise.reject(new Error('no process')))).toBe('unknown graphics');
});

describe('the first look', () => {
  it('tries every provider on every model some time after the start, and has the engine use what passed', async () => {
    const { launch, probed, restartEngine } = setUp();
    const providers = launch();
    expect(providers.forEngine()).toEqual({});
    providers.engineReady();
    await vi.advanceTimersByTimeAsync(FIRST_LOOK_MS - 1);
    expect(probed()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(probed()).toEqual(['silero webgpu', 'encoder webgpu']);
    expect(providers.snapshot()).toMatchObject({
      offered: ['webgpu'],
      probing: null,
      probedAt: 1_000,
      runtime: 'ONNX Runtime 1.30.0, a driver',
      chosen: { silero: 'webgpu', encoder: 'webgpu' },
    });
    expect(restartEngine).toHaveBeenCalledOnce();
    expect(providers.inForce).toEqual({ silero: 'webgpu', encoder: 'webgpu' });
  });

  it('remembers what was found: the next start uses it at once and tries nothing', async () => {
    const { start, launch, probed, restartEngine } = setUp();
    await start();
    expect(launch().forEngine()).toEqual({ silero: 'webgpu', encoder: 'webgpu' });
    await start();
    expect(probed()).toHaveLength(2);
    expect(restartEngine).toHaveBeenCalledOnce();
  });

  it('tries all anew with another driver, and a new model alone with the same', async () => {
    const { state, start, probed } = setUp();
    await start();
    state.models = [model('silero', 'vad', { sha256: 'another' }), ...MODELS.slice(1)];
    const providers = await start();
    expect(probed().slice(2)).toEqual(['silero webgpu']);
    expect(providers.snapshot().probes).toHaveLength(2);
    state.graphics = 'a newer driver';
    await start();
    expect(probed().slice(3)).toEqual(['silero webgpu', 'encoder webgpu']);
  });

  it('goes on past one that fails or takes its process with it, and says why', async () => {
    const { state, start, restartEngine } = setUp();
    state.answer = async ({ model: name }) => {
      if (name === 'silero') throw new HarkError('trial.failed', 'it crashed (exit code 139)');
      throw new HarkError('model.unusable', 'no such thing');
    };
    const providers = await start();
    expect(providers.snapshot().probes).toMatchObject([
      { model: 'silero', verdict: 'hung', reason: 'it crashed (exit code 139)' },
      { model: 'encoder', verdict: 'failed', reason: 'no such thing' },
    ]);
    expect(providers.snapshot().chosen).toEqual({});
    expect(restartEngine).not.toHaveBeenCalled();
  });

  it('is over soon with a provider that fails at everything in the same words', async () => {
    const { state, start, probed } = setUp();
    state.models = ['a', 'b', 'c', 'd'].map((name) => model(name, 'wake'));
    state.offered = ['webgpu', 'cuda'];
    const no = { verdict: 'failed', providerMs: null, reason: 'no adapter' } as const;
    state.answer = async ({ model: name, provider }) =>
      found(
        name,
        provider,
        provider === 'webgpu' ? no : name === 'b' ? { ...no, reason: 'no such operator' } : {},
      );
    const providers = await start();
    expect(probed().filter((each) => each.endsWith('webgpu'))).toEqual(['a webgpu', 'b webgpu']);
    expect(probed().filter((each) => each.endsWith('cuda'))).toHaveLength(4);
    const webgpu = providers.snapshot().probes.filter(({ provider }) => provider === 'webgpu');
    expect(webgpu.map(({ model: name, reason }) => `${name}: ${reason}`)).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => `${name}: no adapter`),
    );
  });

  it('waits while somebody is being heard, before each model and before the engine starts anew', async () => {
    const { state, start, probed, restartEngine } = setUp();
    state.quiet = false;
    await start();
    expect(probed()).toEqual([]);
    state.quiet = true;
    state.answer = async ({ model: name, provider }) => {
      state.quiet = name !== 'encoder';
      return found(name, provider);
    };
    await vi.advanceTimersByTimeAsync(QUIET_POLL_MS);
    expect(probed()).toHaveLength(2);
    expect(restartEngine).not.toHaveBeenCalled();
    state.quiet = true;
    await vi.advanceTimersByTimeAsync(QUIET_POLL_MS);
    expect(restartEngine).toHaveBeenCalledOnce();
  });

  it('is left out where the CPU alone is wanted, and follows once more is', async () => {
    const { state, start, jobs } = setUp();
    state.allowed = false;
    const providers = await start();
    expect(jobs).toEqual([]);
    state.allowed = true;
    providers.settingsChanged();
    await vi.advanceTimersByTimeAsync(0);
    expect(jobs).toHaveLength(3);
    state.allowed = false;
    providers.settingsChanged();
    expect(providers.inForce).toEqual({});
  });

  it('records nothing once Hark closes', async () => {
    const { state, launch } = setUp();
    const providers = launch();
    state.answer = async () => {
      providers.close();
      throw new HarkError('trial.failed', 'Hark is closing');
    };
    providers.engineReady();
    await vi.advanceTimersByTimeAsync(FIRST_LOOK_MS);
    expect(providers.snapshot().probes).toEqual([]);
  });
});

describe('on request', () => {
  it('everything is tried anew, and what was dropped gets another chance', async () => {
    const { start, probed } = setUp();
    const providers = await start();
    providers.engineSays({
      kind: 'provider_dropped',
      model: 'silero',
      provider: 'webgpu',
      reason: 'device lost',
    });
    expect(providers.snapshot().chosen).toEqual({ encoder: 'webgpu' });
    providers.probe();
    expect(() => providers.probe()).toThrow(expect.objectContaining({ code: 'trial.busy' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(probed()).toHaveLength(4);
    expect(providers.snapshot()).toMatchObject({
      dropped: [],
      chosen: { silero: 'webgpu', encoder: 'webgpu' },
    });
  });
});

describe('a provider that fails in use', () => {
  const drop = (name: string) =>
    ({ kind: 'provider_dropped', model: name, provider: 'webgpu', reason: 'device lost' }) as const;

  it('is remembered, said once, and the engine that goes on without it is left alone', async () => {
    const { state, start, launch, restartEngine, noticed } = setUp();
    const providers = await start();
    restartEngine.mockClear();
    providers.engineSays(drop('silero'));
    providers.engineSays(drop('encoder'));
    expect(noticed).toHaveBeenCalledExactlyOnceWith({
      code: 'provider.failed',
      message: 'webgpu failed at silero: device lost',
    });
    expect(providers.snapshot().dropped).toMatchObject([
      { model: 'encoder' },
      { model: 'silero', at: 1_000 },
    ]);
    await vi.advanceTimersByTimeAsync(QUIET_POLL_MS);
    expect(restartEngine).not.toHaveBeenCalled();
    expect(launch().forEngine()).toEqual({});
    state.ticks = NOTICE_INTERVAL_MS;
    providers.engineSays(drop('silero'));
    expect(noticed).toHaveBeenCalledTimes(2);
  });

  it('is not used again by an engine that was lost twice with it', async () => {
    const { state, start } = setUp();
    const providers = await start();
    providers.engineLost('engine.crashed');
    expect(providers.forEngine()).not.toEqual({});
    state.ticks = LOSSES_WINDOW_MS;
    providers.engineLost('engine.hung');
    providers.engineLost('engine.not_running');
    expect(providers.forEngine()).not.toEqual({});
    providers.engineLost('engine.crashed');
    expect(providers.forEngine()).toEqual({});
    expect(providers.snapshot().dropped).toHaveLength(2);
  });
});
