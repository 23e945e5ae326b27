/** The little of Electron's ports that the engine's processes use, so that Electron's types stay out of it. */
import type { MeterMessage } from '../../contract/engine.ts';

/** The engine's end of an audio port. */
export interface AudioPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  /** Messages are held back until this is called. */
  start(): void;
  postMessage(message: MeterMessage): void;
  close(): void;
}

/** What a utility process finds at `process.parentPort`. */
export interface ParentPort<Message> {
  on(event: 'message', listener: (event: { data: unknown; ports: AudioPort[] }) => void): unknown;
  postMessage(message: Message): void;
}

/** @throws Error where this is not a utility process */
export function parentPort<Message>(): ParentPort<Message> {
  const port = (process as { parentPort?: ParentPort<Message> }).parentPort;
  if (port === undefined) throw new Error('this runs only as a utility process of Hark');
  return port;
}
