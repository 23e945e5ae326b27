/** What the page and the capture worklet say to each other over the node's own port. */
import type { MeterMessage } from '../../contract/engine.ts';

export const CAPTURE_PROCESSOR = 'hark-capture';

/** page -> worklet */
export type WorkletCommand =
  /** The engine's audio port moves into the worklet, so that frames never wait for the page. */
  | { type: 'port'; port: MessagePort }
  /** The source behind the node changed: the next frame does not continue the last one. */
  | { type: 'discontinuity' };

/** worklet -> page */
export type WorkletReport =
  /** Hops were collected; `silent` when every sample of the last is exactly zero. Told when that changes, and now and then. */
  | { type: 'frame'; silent: boolean }
  /** What the engine said, oldest first; several at a time while nothing happens. */
  | { type: 'meter'; messages: MeterMessage[] }
  /** The engine's end of the port is gone. */
  | { type: 'port_closed' };
