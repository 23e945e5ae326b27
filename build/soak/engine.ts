/**
 * The engine as it is hosted, in a process that holds nothing else, for a soak. Two things differ from the app: the
 * ports are those of a child process; and a hop is over only when what it began is over too, so that a day can be
 * played faster than it was and still comes to what it came to.
 */
import { readdirSync } from 'node:fs';
import { type EngineMessage, HOP_MS, type MeterMessage } from '../../contract/engine.ts';
import { Grammar } from '../../electron/engine/command/grammar/grammar.ts';
import { Interpreter } from '../../electron/engine/command/interpreter.ts';
import { findModelsDir, ModelStore } from '../../electron/engine/models/store.ts';
import { Pipeline } from '../../electron/engine/pipeline.ts';
import { chooseProviders, modelTimes, onProviderDropped } from '../../electron/engine/session/runtime.ts';
import { EngineHost, type PipelineSetup } from '../../electron/host/engineHost.ts';
import { HopTimes } from '../../electron/host/hopTimes.ts';
import type { AudioPort } from '../../electron/host/ports.ts';
import type { FromEngine, Reading, ToEngine } from './protocol.ts';

const OPEN_FILES = '/proc/self/fd';
const EXIT_CRASHED = 70;
/** Some day; time goes by with the audio. */
const DAY_BEGINS_MS = Date.UTC(2026, 0, 5, 6);

const send = (message: FromEngine): void => void process.send?.(message);
const hopTimes = new HopTimes();
let hops = 0;

const host = new EngineHost({
  post: (message: EngineMessage) => send({ from: 'host', message }),
  loadPipeline,
  loadUnderstanding: async () =>
    Interpreter.load(await ModelStore.open(findModelsDir()), Grammar.compile([])),
  listModels: async () => [],
  chooseProviders,
  modelTimes,
  exit: (code) => void setImmediate(() => process.exit(code)),
  now: () => performance.now(),
  rssBytes: () => process.memoryUsage.rss(),
});

onProviderDropped((dropped) => host.providerDropped(dropped));

async function loadPipeline(setup: PipelineSetup): Promise<Pipeline> {
  const store = await ModelStore.open(findModelsDir());
  const wallClock = () => DAY_BEGINS_MS + hops * HOP_MS;
  const pipeline = await Pipeline.load({ store, ...setup, wallClock, patient: true });
  const hop = pipeline.process.bind(pipeline);
  pipeline.process = async (frame) => {
    hops++;
    const began = performance.now();
    const result = await hop(frame);
    hopTimes.add(performance.now() - began);
    await pipeline.settled();
    return result;
  };
  return pipeline;
}

/** The engine's end of a port whose other end is in the soak. */
class ChildPort implements AudioPort {
  readonly #number: number;
  readonly #closed: () => void;
  #heard: ((event: { data: unknown }) => void)[] = [];
  #gone: (() => void)[] = [];

  constructor(number: number, closed: () => void) {
    this.#number = number;
    this.#closed = closed;
  }

  on(event: 'message' | 'close', listener: (event: { data: unknown }) => void): void {
    if (event === 'message') this.#heard.push(listener);
    else this.#gone.push(listener as () => void);
  }
  start(): void {}
  postMessage(message: MeterMessage): void {
    send({ from: 'port', port: this.#number, message });
  }
  close(): void {
    this.#closed();
  }

  deliver(data: unknown): void {
    for (const listener of this.#heard) listener({ data });
  }
  /** The other end is gone. */
  lose(): void {
    this.#closed();
    for (const listener of this.#gone) listener();
  }
}

const ports = new Map<number, ChildPort>();

function attached(number: number | undefined): ChildPort[] {
  if (number === undefined) return [];
  const port = new ChildPort(number, () => ports.delete(number));
  ports.set(number, port);
  return [port];
}

function read(): Reading {
  const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  return {
    rssBytes: rss,
    heapUsedBytes: heapUsed,
    heapTotalBytes: heapTotal,
    externalBytes: external,
    arrayBuffersBytes: arrayBuffers,
    handles: process.getActiveResourcesInfo().length,
    openFiles: process.platform === 'linux' ? readdirSync(OPEN_FILES).length : null,
    ...hopTimes.take(),
  };
}

process.on('message', (message: ToEngine) => {
  switch (message.to) {
    case 'host':
      return host.receive(message.message, attached(message.port));
    case 'port': {
      const port = ports.get(message.port);
      if ('closed' in message) return port?.lose();
      for (const data of message.messages) port?.deliver(data);
      return;
    }
    case 'meter':
      host.beat();
      host.tellModelTimes();
      return send({ from: 'meter', reading: read() });
  }
});
process.on('disconnect', () => process.exit());
const uncaught = (error: unknown): void => {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.send?.({ from: 'process', uncaught: words } satisfies FromEngine, () => process.exit(EXIT_CRASHED));
};
process.on('uncaughtException', uncaught);
process.on('unhandledRejection', uncaught);
