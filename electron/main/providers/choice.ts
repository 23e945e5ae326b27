/** Which provider computes which model, by what is known of both. Pure. */
import type { ModelStatus } from '../../../contract/models.ts';
import type { Provider, ProviderChoice, ProviderProbe } from '../../../contract/providers.ts';
import type { DropKept, ProbeKept } from './kept.ts';

/** Tasks that ONNX Runtime computes; the others are done in Hark's own code. */
const COMPUTED: ReadonlySet<ModelStatus['task']> = new Set([
  'speech-embedding',
  'wake',
  'vad',
  'recogniser-encoder',
  'recogniser-decoder',
  'speaker',
]);

/** A provider to be tried on a model. */
export interface Attempt {
  model: string;
  sha256: string;
  provider: Provider;
}

export function attemptsOf(models: readonly ModelStatus[], offered: readonly Provider[]): Attempt[] {
  return models
    .filter(({ task, ok }) => ok && COMPUTED.has(task))
    .flatMap(({ name, sha256 }) => offered.map((provider) => ({ model: name, sha256, provider })));
}

export function isOf(attempt: Attempt): (kept: Attempt) => boolean {
  const { model, sha256, provider } = attempt;
  return (kept) => kept.model === model && kept.sha256 === sha256 && kept.provider === provider;
}

/** The fastest that passed and did not fail in use since; the CPU is not listed. */
export function choose(
  probes: readonly ProviderProbe[],
  dropped: readonly { model: string; provider: Provider }[],
): ProviderChoice {
  const fastest = new Map<string, ProviderProbe>();
  for (const probe of probes) {
    const { model, provider, verdict, providerMs } = probe;
    if (verdict !== 'passed' || providerMs === null) continue;
    if (dropped.some((drop) => drop.model === model && drop.provider === provider)) continue;
    const best = fastest.get(model)?.providerMs ?? Number.POSITIVE_INFINITY;
    if (providerMs < best) fastest.set(model, probe);
  }
  return Object.fromEntries([...fastest].map(([model, { provider }]) => [model, provider]));
}

/** What still holds of earlier results, where there are these to be had today. */
export function stillHolds<K extends ProbeKept | DropKept>(
  kept: readonly K[],
  attempts: readonly Attempt[],
): K[] {
  return kept.filter((each) => attempts.some(isOf(each)));
}

/** Models that a provider fails at in the same words, and at no other, before it is taken to fail at all. */
export const SAME_FAILURES = 2;

/** How a provider fails whatever it is given: a machine without its driver, say. Null where that is not known. */
export function failsAlways(probes: readonly ProviderProbe[], provider: Provider): ProviderProbe | null {
  const tried = probes.filter((probe) => probe.provider === provider);
  const [first] = tried;
  if (first === undefined || tried.length < SAME_FAILURES || first.reason === null) return null;
  const isSame = tried.every(({ verdict, reason }) => verdict === first.verdict && reason === first.reason);
  return isSame ? first : null;
}
