/** Models as the engine uses them: opened from verified bytes, each on the provider that was chosen for it. */
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type { ModelTimes, Provider, ProviderChoice, ProviderDropped } from '../../../contract/providers.ts';
import { CpuSession } from './cpuSession.ts';
import { offered, ort, type Tensor } from './ort.ts';
import { providerBackend } from './provided.ts';
import { DEMANDED_LIMITS, LISTENING_LIMITS, ProvidedSession, reasonOf } from './providedSession.ts';
import type { Session, TimedSession } from './session.ts';

export { offered, RUNTIME_VERSION, type Tensors } from './ort.ts';
export type { Session } from './session.ts';

/** Streaming models are small: one thread each is fastest, and the other cores stay free for the user. */
export const STREAMING_THREADS = 1;
let chosenThreads: number | null = null;
let choice: (model: string) => Provider = () => 'cpu';
/** A provider that was asked for by its name has to load. */
let isDemanded = false;
let told: (dropped: ProviderDropped) => void = () => undefined;
/** Sessions by the models that each computes. */
const open = new Map<TimedSession, readonly string[]>();

/** Threads for each session that is opened from now on, whatever it wants. */
export function setThreads(count: number): void {
  chosenThreads = count;
}

/** What computes the models that are opened from now on; the CPU does where that fails. */
export function chooseProviders(chosen: ProviderChoice): void {
  choice = (model) => (Object.hasOwn(chosen, model) ? (chosen[model] ?? 'cpu') : 'cpu');
  isDemanded = false;
}

/** What computes every model that is opened from now on. A model that it does not load does not open. */
export function demandProvider(provider: Provider): void {
  choice = () => provider;
  isDemanded = true;
}

/** @param listener told of every provider that failed, once for each model; it replaces the one before */
export function onProviderDropped(listener: (dropped: ProviderDropped) => void): void {
  told = listener;
}

/** How the models that are open do. */
export function modelTimes(): ModelTimes[] {
  return [...open].flatMap(([session, models]) => models.map((model) => ({ model, ...session.times })));
}

/** A float32 tensor over `data`: the array stays shared, so writing to it changes the tensor. */
export function floatTensor(data: Float32Array, shape: readonly number[]): Tensor {
  return new ort.Tensor('float32', data, shape);
}

export function zeros(shape: readonly number[]): Tensor {
  return floatTensor(new Float32Array(shape.reduce((product, size) => product * size, 1)), shape);
}

export function int64Scalar(value: number): Tensor {
  return new ort.Tensor('int64', BigInt64Array.of(BigInt(value)), []);
}

export function int64Tensor(values: readonly number[], shape: readonly number[]): Tensor {
  return new ort.Tensor('int64', BigInt64Array.from(values, BigInt), shape);
}

export function booleanTensor(value: boolean): Tensor {
  return new ort.Tensor('bool', Uint8Array.of(value ? 1 : 0), [1]);
}

/** The values of a float32 tensor. */
export function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.type !== 'float32') throw new HarkError('model.unusable', 'expected a float32 tensor');
  return tensor.data as Float32Array;
}

/** Lets what waits for this thread run first; opening and writing large models blocks it for tenths of a second. */
export function boundary(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Opens a model from its verified bytes, on the provider that was chosen for it.
 * @param models its name in the manifest, or those of all that were joined in it
 * @param atLeast threads that this model wants, where nobody chose more or fewer by `setThreads`
 * @throws HarkError model.unusable; provider.failed where a provider was demanded
 */
export async function openSession(
  bytes: Uint8Array,
  models: string | readonly string[],
  atLeast = STREAMING_THREADS,
): Promise<Session> {
  const names = typeof models === 'string' ? [models] : models;
  const session = await openTimed(bytes, names, chosenThreads ?? atLeast);
  open.set(session, names);
  return {
    inputs: session.inputs,
    outputNames: session.outputNames,
    run: (feeds) => session.run(feeds),
    async release() {
      open.delete(session);
      await session.release();
    },
  };
}

async function openTimed(
  bytes: Uint8Array,
  names: readonly string[],
  threads: number,
): Promise<TimedSession> {
  const name = names.join(' + ');
  const openCpu = async () => {
    try {
      return await CpuSession.open(bytes, threads);
    } catch (cause) {
      throw new HarkError('model.unusable', `${name}: ${describeFailure(cause).message}`, { cause });
    }
  };
  const provider = providerOf(names);
  if (provider === 'cpu') return openCpu();
  const dropped = (reason: string) => {
    for (const model of names) told({ model, provider, reason });
  };
  try {
    const model = { bytes, name, provider, threads };
    const limits = isDemanded ? DEMANDED_LIMITS : LISTENING_LIMITS;
    return await ProvidedSession.open(providerBackend(), model, { limits, openCpu, dropped });
  } catch (error) {
    if (isDemanded) throw new HarkError('provider.failed', refusal(provider, name, reasonOf(error)));
    dropped(reasonOf(error));
    return openCpu();
  }
}

/** What was joined runs on one: on the CPU where they differ. */
function providerOf(names: readonly string[]): Provider {
  const [first = 'cpu', ...others] = new Set(names.map(choice));
  return others.length === 0 ? first : 'cpu';
}

function refusal(provider: Provider, name: string, reason: string): string {
  return `${provider} cannot compute ${name} here: ${reason}; there are: ${['cpu', ...offered()].join(', ')}`;
}
