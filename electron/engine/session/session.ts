/** A model that is open. */
import type { ModelTimes } from '../../../contract/providers.ts';
import type { Tensors } from './ort.ts';

export interface TensorShape {
  name: string;
  shape: readonly (number | string)[];
}

export interface Session {
  /** As the file declares them. */
  readonly inputs: readonly TensorShape[];
  readonly outputNames: readonly string[];
  run(feeds: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/** How it does, of whichever models it computes. */
export type SessionTimes = Omit<ModelTimes, 'model'>;

export interface TimedSession extends Session {
  readonly times: SessionTimes;
}
