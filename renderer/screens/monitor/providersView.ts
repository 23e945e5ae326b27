/** What computes the models, in words. Pure. */
import type { ModelTimes, Provider, ProviderProbe, ProvidersSnapshot } from '../../../contract/providers.ts';
import { formatElapsed } from '../../components/format.ts';
import type { Mark } from './StateMark.tsx';

/** As people know them. */
export const PROVIDER_NAMES: Record<Provider, string> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
};

const names = new Intl.ListFormat('en-GB', { type: 'conjunction' });
/** A factor closer to one is as fast. */
const AS_FAST = 0.05;
const WHOLE_FROM = 10;
const SMALL_MS = 10;
const LEAST_MS = 0.01;

/** "0.42 ms", "84 ms": what a model takes differs by a factor of a thousand. */
export function formatRun(ms: number | null): string {
  if (ms === null) return '–';
  if (ms >= SMALL_MS) return formatElapsed(ms);
  return ms < LEAST_MS ? '< 0.01 ms' : `${ms.toFixed(ms < 1 ? 2 : 1)} ms`;
}

/** Relative to the largest value: "0.0004 %". */
export function formatDifference(difference: number | null): string {
  if (difference === null) return '–';
  if (difference === 0) return 'none';
  const percent = difference * 100;
  return `${percent < WHOLE_FROM ? Number(percent.toPrecision(1)) : Math.round(percent)}\u00a0%`;
}

export interface ProbeView {
  mark: Mark;
  words: string;
  /** Why; empty where the words say it all. */
  detail: string;
  isChosen: boolean;
}

export function probeView(probe: ProviderProbe, { chosen, dropped }: ProvidersSnapshot): ProbeView {
  const isChosen = chosen[probe.model] === probe.provider;
  const drop = dropped.find(({ model, provider }) => model === probe.model && provider === probe.provider);
  if (drop) return { mark: 'bad', words: 'Failed in use', detail: drop.reason, isChosen };
  const detail = probe.reason ?? '';
  switch (probe.verdict) {
    case 'passed':
      return { mark: 'good', words: factorText(probe), detail, isChosen };
    case 'slower':
      return { mark: 'none', words: factorText(probe), detail, isChosen };
    case 'differs':
      return { mark: 'risk', words: 'Gives other answers', detail, isChosen };
    case 'failed':
      return { mark: 'bad', words: 'Does not run it', detail, isChosen };
    case 'hung':
      return { mark: 'bad', words: 'Did not answer', detail, isChosen };
  }
}

/** How fast it is against the processor: "3.2 times as fast", "half as fast". */
function factorText({ verdict, cpuMs, providerMs }: ProviderProbe): string {
  const isFaster = verdict === 'passed';
  if (cpuMs === null || providerMs === null || cpuMs <= 0 || providerMs <= 0)
    return isFaster ? 'Faster' : 'Not faster';
  const factor = cpuMs / providerMs;
  if (Math.abs(factor - 1) < AS_FAST) return 'As fast';
  const times = factor > 1 ? factor : 1 / factor;
  const text = times >= WHOLE_FROM ? times.toFixed(0) : times.toFixed(1);
  return `${text} times as ${factor > 1 ? 'fast' : 'slow'}`;
}

export interface ProvidersSentence {
  mark: Mark;
  words: string;
  /** In a sentence. */
  text: string;
}

/** What is to be had here, and what is made of it. */
export function providersSentence(
  { offered, runtime, probedAt, chosen, probes }: ProvidersSnapshot,
  isCpuOnly: boolean,
): ProvidersSentence {
  if (runtime === '') {
    return {
      mark: 'none',
      words: 'Not tried yet',
      text: 'What this machine has besides the processor is found out soon after the first start.',
    };
  }
  if (offered.length === 0) {
    return {
      mark: 'none',
      words: 'Processor only',
      text: 'ONNX Runtime brings nothing but the processor on this machine, so the processor computes every model.',
    };
  }
  const what = names.format(offered.map((provider) => PROVIDER_NAMES[provider]));
  const were = offered.length === 1 ? 'was' : 'were';
  if (isCpuOnly) {
    return {
      mark: 'none',
      words: 'Processor only',
      text: `${what} could be used, but the settings say that the processor computes every model.`,
    };
  }
  if (probedAt === null)
    return { mark: 'none', words: 'Not tried yet', text: `${what} can be tried on each model.` };
  if (probes.every(({ verdict }) => verdict === 'failed' || verdict === 'hung')) {
    return {
      mark: 'none',
      words: 'Processor only',
      text: `${what} ${were} tried, and no model runs there on this machine, so the processor computes them.`,
    };
  }
  const used = Object.values(chosen).filter((provider) => provider !== 'cpu').length;
  const models = new Set(probes.map(({ model }) => model)).size;
  return used === 0
    ? {
        mark: 'none',
        words: 'Processor is best',
        text: `${what} ${were} tried on each model, with no gain at any, so the processor computes them.`,
      }
    : {
        mark: 'good',
        words: `${used} of ${models} models faster`,
        text: `${what} ${were} tried on each model. Those that ran faster there, with the answers of the processor, are computed there.`,
      };
}

/** By model, as they were probed. */
export function probesByModel(
  probes: readonly ProviderProbe[],
): { model: string; probes: ProviderProbe[] }[] {
  const byModel = Map.groupBy(probes, ({ model }) => model);
  return [...byModel].map(([model, ofModel]) => ({ model, probes: ofModel }));
}

/** "CUDA failed at the model encoder, and the processor took over." */
export function droppedText({ provider, model }: { provider: Provider; model: string }): string {
  return `${PROVIDER_NAMES[provider]} failed at the model ${model}, and the processor took over`;
}

export function timesOf(times: readonly ModelTimes[] | null, model: string): ModelTimes | null {
  return times?.find((each) => each.model === model) ?? null;
}
