/** The language between a thread that runs models on a provider and whoever owns it. */
import type { Provider } from '../../../contract/providers.ts';
import { ort, type Tensor, type Tensors } from './ort.ts';

export type ThreadTask =
  | { kind: 'open'; session: number; bytes: Uint8Array; provider: Provider; threads: number }
  | { kind: 'run'; session: number; feeds: PlainTensors }
  | { kind: 'release'; session: number };

export interface ThreadResults {
  open: { inputs: { name: string; shape: readonly (number | string)[] }[]; outputs: string[] };
  run: PlainTensors;
  release: undefined;
}

export interface ThreadRequest {
  id: number;
  task: ThreadTask;
}
export type ThreadAnswer = { id: number; result: unknown } | { id: number; error: string };

/** Tensors as they can be cloned. */
export type PlainTensors = Record<
  string,
  { type: Tensor['type']; data: Tensor['data']; dims: readonly number[] }
>;

export function toPlain(tensors: Tensors): PlainTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, dims }]) => [name, { type, data: own(data), dims }]),
  );
}

export function fromPlain(tensors: PlainTensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, dims }]) => [
      name,
      // What was a tensor's type and data before it travelled is so after it.
      new ort.Tensor(type as 'float32', data as Float32Array, dims),
    ]),
  );
}

/** A view into a larger buffer would travel with all of it. */
function own(data: Tensor['data']): Tensor['data'] {
  if (Array.isArray(data) || data.byteLength === data.buffer.byteLength) return data;
  return data.slice();
}
