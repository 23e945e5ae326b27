/** The engine's utility process: ties Electron's ports, the clock and the process to an EngineHost. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type EngineMessage, HEARTBEAT_INTERVAL_MS } from '../../contract/engine.ts';
import type { ModelStatus } from '../../contract/models.ts';
import { MODEL_TIMES_INTERVAL_MS } from '../../contract/providers.ts';
import { Grammar } from '../engine/command/grammar/grammar.ts';
import { Interpreter } from '../engine/command/interpreter.ts';
import { findModelsDir, ModelStore } from '../engine/models/store.ts';
import { Pipeline } from '../engine/pipeline.ts';
import { chooseProviders, modelTimes, onProviderDropped } from '../engine/session/runtime.ts';
import { EngineHost, type HostedUnderstanding, type PipelineSetup } from './engineHost.ts';
import { LOOK_INTERVAL_MS, MemoryKeeper } from './memoryKeeper.ts';
import { parentPort } from './ports.ts';

/** How long a last message gets to leave the process before it ends. */
const EXIT_FLUSH_MS = 100;

const parent = parentPort<EngineMessage>();
const faults = globalThis.__FAULTS__ ? new (await import('./faults.ts')).EngineFaults() : null;
const host = new EngineHost({
  post: (message) => parent.postMessage(message),
  loadPipeline,
  loadUnderstanding,
  listModels,
  chooseProviders: (chosen) => chooseProviders(faults?.choice(chosen) ?? chosen),
  modelTimes,
  exit: (code) => void setTimeout(() => process.exit(code), EXIT_FLUSH_MS),
  now: () => performance.now(),
  rssBytes: () => process.memoryUsage.rss(),
});

parent.on('message', ({ data, ports }) => {
  if (faults?.receive(data) !== true) host.receive(data, ports);
});
onProviderDropped((dropped) => host.providerDropped(dropped));
setInterval(() => host.beat(), HEARTBEAT_INTERVAL_MS);
setInterval(() => host.tellModelTimes(), MODEL_TIMES_INTERVAL_MS);

setFlagsFromString('--expose-gc');
// 'last-resort' also gives back the room that garbage took, which a plain collection keeps for more of it.
const collectGarbage = runInNewContext('gc') as (options: object) => void;
const memory = new MemoryKeeper({
  usedBytes() {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
  busy: () => host.busy,
  collect: () => collectGarbage({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
});
setInterval(() => memory.look(), LOOK_INTERVAL_MS);

async function loadPipeline({ words, ...setup }: PipelineSetup): Promise<Pipeline> {
  const store = await ModelStore.open(findModelsDir());
  const heads = new Set(store.byTask('wake').map((entry) => entry.name));
  // Settings outlive models: a word whose head this version no longer brings must not keep the others from running.
  const known = words.filter((word) => heads.has(word.model));
  for (const { model } of words.filter((word) => !heads.has(word.model))) {
    parent.postMessage({ type: 'log', level: 'warn', message: `no wake word is called ${model}; left out` });
  }
  const pipeline = await Pipeline.load({ store, words: known, wallClock: () => Date.now(), ...setup });
  return faults?.within(pipeline) ?? pipeline;
}

async function loadUnderstanding(): Promise<HostedUnderstanding> {
  // Main sends the grammar as soon as the engine runs: compiling the built-in one before would be for nothing.
  return Interpreter.load(await ModelStore.open(findModelsDir()), Grammar.compile([]));
}

async function listModels(): Promise<ModelStatus[]> {
  const store = await ModelStore.open(findModelsDir());
  return (await store.status()).map(({ entry, present, ok }) => ({
    name: entry.name,
    task: entry.task,
    version: entry.version,
    bytes: entry.bytes,
    sha256: entry.sha256,
    licence: entry.licence,
    licenceNote: entry.licenceNote,
    phrase: entry.wake?.phrase ?? null,
    present,
    ok,
  }));
}
