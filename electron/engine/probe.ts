/**
 * Tries a provider on a model: whether it loads it, computes what the CPU computes, and is faster at that. The model gets
 * the very inputs that the live path gives it: the path is run once, on the CPU, and what it asks is written down.
 */
import { HarkError } from '../../contract/failures.ts';
import type { ModelEntry } from '../../contract/models.ts';
import type { Provider, ProviderProbe } from '../../contract/providers.ts';
import type { ModelStore } from './models/store.ts';
import { exerciseOf } from './probeExercises.ts';
import { CpuSession } from './session/cpuSession.ts';
import { imitation } from './session/imitation.ts';
import type { Tensors } from './session/ort.ts';
import {
  type OpenModel,
  type ProvidedModel,
  providerBackend,
  replaceProviderBackend,
} from './session/provided.ts';
import { reasonOf } from './session/providedSession.ts';
import { chooseProviders } from './session/runtime.ts';
import { fromPlain, toPlain } from './session/threadMessages.ts';
import { Late, within } from './session/within.ts';

/**
 * The most that outputs may differ, relative to the largest of them. In single precision another processor differs by
 * about 1e-6, and by 1e-3 where it computes some of it in less; that moves no decision. More is another answer.
 */
export const DIFFERENCE_MAX = 0.002;
/** What takes this share of the CPU's time or more is not worth a second processor. */
export const WORTHWHILE_SHARE = 0.9;
/** Drivers compile what they compute when they first see it. */
export const PROBE_LOAD_LIMIT_MS = 20_000;
export const PROBE_RUN_LIMIT_MS = 20_000;
/** Runs that are timed, on either side; fewer where they take long. */
const RUNS = 40;
const RUNS_MIN = 4;
const RUNS_MAX_MS = 3_000;

type Found = Pick<ProviderProbe, 'cpuMs' | 'providerMs' | 'difference'>;

/** @throws HarkError model.* where the model cannot even be run by the CPU */
export async function probe(store: ModelStore, name: string, provider: Provider): Promise<ProviderProbe> {
  const entry = store.entry(name);
  const backend = providerBackend();
  const recorded = await record(store, entry, provider);
  const cpu = await CpuSession.open(recorded.model.bytes, recorded.model.threads);
  const probed = { model: name, provider };
  const nothing = { cpuMs: null, providerMs: null, difference: null };
  let provided: ProvidedModel;
  try {
    provided = await within(backend.open(recorded.model), PROBE_LOAD_LIMIT_MS);
  } catch (error) {
    return { ...probed, ...nothing, ...fault(error) };
  }
  try {
    const found = await compare(cpu, provided, recorded.feeds);
    return { ...probed, ...found, verdict: judge(found), reason: null };
  } catch (error) {
    return { ...probed, ...nothing, ...fault(error) };
  }
}

function fault(error: unknown): Pick<ProviderProbe, 'verdict' | 'reason'> {
  return { verdict: error instanceof Late ? 'hung' : 'failed', reason: reasonOf(error) };
}

/** What numbers make of a provider. */
export function judge({ cpuMs, providerMs, difference }: Found): 'passed' | 'slower' | 'differs' {
  // What is no number agrees with nothing.
  if (difference === null || !(difference <= DIFFERENCE_MAX)) return 'differs';
  if (cpuMs === null || providerMs === null) return 'slower';
  return providerMs < WORTHWHILE_SHARE * cpuMs ? 'passed' : 'slower';
}

interface Recorded {
  model: OpenModel;
  /** Of each run, in their order. */
  feeds: Tensors[];
}

/** @throws HarkError trial.failed where the live path never ran it; model.* */
async function record(store: ModelStore, entry: ModelEntry, provider: Provider): Promise<Recorded> {
  const exercise = exerciseOf(entry);
  if (exercise === undefined) throw new HarkError('trial.failed', `no provider computes ${entry.name}`);
  let opened: OpenModel | null = null;
  const feeds: Tensors[] = [];
  const putBack = replaceProviderBackend(
    imitation((model, given, run) => {
      opened = model;
      // What is given is written over for the next run.
      feeds.push(fromPlain(structuredClone(toPlain(given))));
      return run();
    }),
  );
  try {
    chooseProviders({ [entry.name]: provider });
    await exercise(store, entry);
  } finally {
    chooseProviders({});
    putBack();
  }
  if (opened === null) throw new HarkError('trial.failed', `${entry.name} was never run`);
  return { model: opened, feeds };
}

/** Every run is compared, which is also the warm-up; then they are timed, side by side. */
async function compare(
  cpu: Pick<CpuSession, 'run'>,
  provided: Pick<ProvidedModel, 'run'>,
  feeds: readonly Tensors[],
): Promise<Found> {
  let difference = 0;
  for (const given of feeds) {
    const expected = await cpu.run(given);
    const found = await within(provided.run(given), PROBE_RUN_LIMIT_MS);
    const differs = differenceOf(expected, found);
    // No comparison with NaN is true.
    difference = differs > difference || Number.isNaN(differs) ? differs : difference;
    if (Number.isNaN(difference)) break;
  }
  const times = { cpu: [] as number[], provided: [] as number[] };
  const began = performance.now();
  for (let i = 0; i < RUNS && (i < RUNS_MIN || performance.now() - began < RUNS_MAX_MS); i++) {
    const given = feeds[i % feeds.length] as Tensors;
    times.cpu.push(await timed(() => cpu.run(given)));
    times.provided.push(await timed(() => within(provided.run(given), PROBE_RUN_LIMIT_MS)));
  }
  return {
    cpuMs: median(times.cpu),
    providerMs: median(times.provided),
    // JSON has no word for it, and neither has the contract.
    difference: Number.isFinite(difference) ? difference : null,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Largest difference of any output, relative to the largest value of that output; NaN where one is missing or no number. */
export function differenceOf(expected: Tensors, found: Tensors): number {
  let worst = 0;
  for (const [name, { data }] of Object.entries(expected)) {
    const other = found[name]?.data;
    if (other === undefined || other.length !== data.length) return Number.NaN;
    let largest = 0;
    let off = 0;
    for (let i = 0; i < data.length; i++) {
      const a = Number(data[i]);
      const b = Number(other[i]);
      // Both of one infinity are the same, and so are those that are masked out.
      if (a === b) continue;
      const apart = Math.abs(a - b);
      if (!Number.isFinite(apart)) return Number.NaN;
      if (apart > off) off = apart;
    }
    for (let i = 0; i < data.length; i++) {
      const size = Math.abs(Number(data[i]));
      if (size > largest && Number.isFinite(size)) largest = size;
    }
    if (off > 0) worst = Math.max(worst, largest > 0 ? off / largest : off);
  }
  return worst;
}
