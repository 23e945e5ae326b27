import { describe, expect, it } from 'vitest';
import type { ProviderProbe, ProvidersSnapshot } from '../../../contract/providers.ts';
import {
  droppedText,
  formatDifference,
  formatRun,
  probesByModel,
  probeView,
  providersSentence,
  timesOf,
} from './providersView.ts';

function probe(change: Partial<ProviderProbe> = {}): ProviderProbe {
  return {
    model: 'encoder',
    provider: 'cuda',
    verdict: 'passed',
    cpuMs: 40,
    providerMs: 10,
    difference: 0.000_01,
    reason: null,
    ...change,
  };
}

function snapshot(change: Partial<ProvidersSnapshot> = {}): ProvidersSnapshot {
  return {
    offered: ['cuda'],
    probing: null,
    probedAt: 1,
    runtime: 'ONNX Runtime 1.2',
    probes: [probe()],
    chosen: { encoder: 'cuda' },
    dropped: [],
    ...change,
  };
}

describe('a probe', () => {
  it('says how much faster it was, and whether it is used', () => {
    expect(probeView(probe(), snapshot())).toEqual({
      mark: 'good',
      words: '4.0 times as fast',
      detail: '',
      isChosen: true,
    });
    expect(probeView(probe(), snapshot({ chosen: {} })).isChosen).toBe(false);
    expect(probeView(probe({ providerMs: 2 }), snapshot()).words).toBe('20 times as fast');
  });

  it('says how much slower it was, also where that is hardly at all or not known', () => {
    const slower = (cpuMs: number | null, providerMs: number | null) =>
      probeView(probe({ verdict: 'slower', cpuMs, providerMs }), snapshot({ chosen: {} })).words;
    expect(slower(10, 25)).toBe('2.5 times as slow');
    expect(slower(10, 10.2)).toBe('As fast');
    expect(slower(null, null)).toBe('Not faster');
    expect(slower(0, 0)).toBe('Not faster');
  });

  it('says why it failed', () => {
    const failed = probeView(
      probe({ verdict: 'failed', reason: 'No kernel.', cpuMs: null, providerMs: null }),
      snapshot(),
    );
    expect(failed).toMatchObject({ mark: 'bad', detail: 'No kernel.' });
    expect(probeView(probe({ verdict: 'differs' }), snapshot()).mark).toBe('risk');
    expect(probeView(probe({ verdict: 'hung' }), snapshot()).mark).toBe('bad');
  });

  it('is not praised where it failed in use later', () => {
    const dropped = [{ model: 'encoder', provider: 'cuda' as const, reason: 'Out of memory.', at: 2 }];
    expect(probeView(probe(), snapshot({ dropped, chosen: {} }))).toMatchObject({
      mark: 'bad',
      words: 'Failed in use',
      detail: 'Out of memory.',
      isChosen: false,
    });
    expect(probeView(probe({ model: 'decoder' }), snapshot({ dropped })).mark).toBe('good');
  });
});

describe('what is to be had', () => {
  it('is nothing on a machine with the processor alone', () => {
    const { words, text } = providersSentence(snapshot({ offered: [], probes: [], chosen: {} }), false);
    expect(words).toBe('Processor only');
    expect(text).toMatch(/nothing but the processor/);
  });

  it('is not known before it was looked for', () => {
    const { words, text } = providersSentence(
      snapshot({ runtime: '', offered: [], probedAt: null, probes: [], chosen: {} }),
      false,
    );
    expect(words).toBe('Not tried yet');
    expect(text).not.toMatch(/nothing but/);
  });

  it('tells a machine that may not use it from one where it is not better, and from one not tried', () => {
    expect(providersSentence(snapshot(), true).text).toMatch(/the settings say/);
    expect(providersSentence(snapshot({ chosen: { encoder: 'cpu' } }), false).words).toBe(
      'Processor is best',
    );
    expect(providersSentence(snapshot({ probedAt: null, probes: [], chosen: {} }), false).words).toBe(
      'Not tried yet',
    );
    const failed = probe({ verdict: 'failed', cpuMs: null, providerMs: null, reason: 'No adapter.' });
    expect(providersSentence(snapshot({ probes: [failed], chosen: {} }), false)).toMatchObject({
      words: 'Processor only',
      text: 'CUDA was tried, and no model runs there on this machine, so the processor computes them.',
    });
    const offered = snapshot({ offered: ['cuda', 'webgpu'], probes: [probe(), probe({ model: 'decoder' })] });
    expect(providersSentence(offered, false)).toMatchObject({ mark: 'good', words: '1 of 2 models faster' });
    expect(providersSentence(offered, false).text).toMatch(/^CUDA and WebGPU/);
  });
});

it('keeps the probes of a model together, in their order', () => {
  const probes = [probe(), probe({ model: 'decoder' }), probe({ provider: 'webgpu' })];
  expect(
    probesByModel(probes).map(({ model, probes: of }) => [model, of.map(({ provider }) => provider)]),
  ).toEqual([
    ['encoder', ['cuda', 'webgpu']],
    ['decoder', ['cuda']],
  ]);
});

it('writes times and differences of any size', () => {
  expect([null, 0.001, 0.42, 3.14, 84.2, 1_900].map(formatRun)).toEqual([
    '–',
    '< 0.01 ms',
    '0.42 ms',
    '3.1 ms',
    '84 ms',
    '1.9 s',
  ]);
  expect([null, 0, 0.000_004_2, 0.012, 0.5].map(formatDifference)).toEqual([
    '–',
    'none',
    '0.0004\u00a0%',
    '1\u00a0%',
    '50\u00a0%',
  ]);
});

it('names what was dropped, and finds the times of a model', () => {
  expect(droppedText({ provider: 'dml', model: 'encoder' })).toBe(
    'DirectML failed at the model encoder, and the processor took over',
  );
  expect(timesOf(null, 'encoder')).toBeNull();
  expect(timesOf([], 'encoder')).toBeNull();
});
