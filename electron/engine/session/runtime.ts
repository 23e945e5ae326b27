/** The only door to ONNX Runtime: loading models and running them. */
import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import { PROVIDERS, type Provider } from '../../../contract/providers.ts';

// Read once when the native library loads: set here too, so that no entry point can forget it.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof Ort;

/** Streaming models are small: one thread each is fastest, and the other cores stay free for the user. */
export const STREAMING_THREADS = 1;
let chosenThreads: number | null = null;

/** Threads for each session that is opened from now on, whatever it wants. */
export function setThreads(count: number): void {
  chosenThreads = count;
}

/** Version of the ONNX Runtime that was loaded. */
export const RUNTIME_VERSION = ort.env.versions.node ?? ort.env.versions.common;

/** Beside the CPU, what this ONNX Runtime computes with on this platform; whether the machine can is another question. */
export function offered(): Provider[] {
  const names = new Set(ort.listSupportedBackends().map(({ name }) => name));
  return PROVIDERS.filter((provider) => provider !== 'cpu' && names.has(provider));
}

export type Tensors = Record<string, Ort.Tensor>;
export type Session = Ort.InferenceSession;

export interface TensorShape {
  name: string;
  shape: readonly (number | string)[];
}

/** A float32 tensor over `data`: the array stays shared, so writing to it changes the tensor. */
export function floatTensor(data: Float32Array, shape: readonly number[]): Ort.Tensor {
  return new ort.Tensor('float32', data, shape);
}

export function zeros(shape: readonly number[]): Ort.Tensor {
  return floatTensor(new Float32Array(shape.reduce((product, size) => product * size, 1)), shape);
}

export function int64Scalar(value: number): Ort.Tensor {
  return new ort.Tensor('int64', BigInt64Array.of(BigInt(value)), []);
}

export function int64Tensor(values: readonly number[], shape: readonly number[]): Ort.Tensor {
  return new ort.Tensor('int64', BigInt64Array.from(values, BigInt), shape);
}

export function booleanTensor(value: boolean): Ort.Tensor {
  return new ort.Tensor('bool', Uint8Array.of(value ? 1 : 0), [1]);
}

/** The values of a float32 tensor. */
export function floats(tensor: Ort.Tensor | undefined): Float32Array {
  if (tensor?.type !== 'float32') throw new HarkError('model.unusable', 'expected a float32 tensor');
  return tensor.data as Float32Array;
}

/** Lets what waits for this thread run first; opening and writing large models blocks it for tenths of a second. */
export function boundary(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Opens a model from its verified bytes, on the CPU provider.
 * @param atLeast threads that this model wants, where nobody chose more or fewer by `setThreads`
 * @throws HarkError model.unusable
 */
export async function openSession(
  bytes: Uint8Array,
  name: string,
  atLeast = STREAMING_THREADS,
): Promise<Session> {
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      intraOpNumThreads: chosenThreads ?? atLeast,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw new HarkError('model.unusable', `${name}: ${describeFailure(cause).message}`, { cause });
  }
}

/** Inputs of a session, as the file declares them. */
export function inputsOf(session: Session): TensorShape[] {
  return session.inputMetadata.flatMap((input) =>
    input.isTensor ? [{ name: input.name, shape: input.shape }] : [],
  );
}
