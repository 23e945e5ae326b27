/** What the soak and the process of its engine say to each other. */
import type { EngineMessage, MeterMessage } from '../../contract/engine.ts';

export type ToEngine =
  /** What main would post; with a port where it attaches one. */
  | { to: 'host'; message: unknown; port?: number }
  /** What capture would post, one after another without a pause. */
  | { to: 'port'; port: number; messages: unknown[] }
  | { to: 'port'; port: number; closed: true }
  | { to: 'meter' };

export type FromEngine =
  | { from: 'host'; message: EngineMessage }
  | { from: 'port'; port: number; message: MeterMessage }
  | { from: 'meter'; reading: Reading }
  /** What nobody caught. */
  | { from: 'process'; uncaught: string };

/** What the engine's process holds at one moment. */
export interface Reading {
  rssBytes: number;
  heapUsedBytes: number;
  heapTotalBytes: number;
  externalBytes: number;
  arrayBuffersBytes: number;
  /** Of Node's own: timers, ports, files. */
  handles: number;
  /** Null where the system does not tell. */
  openFiles: number | null;
  /** Of one hop since the last reading, what goes on beside it left out; null where none ran. */
  hopP50Ms: number | null;
  hopP99Ms: number | null;
}
