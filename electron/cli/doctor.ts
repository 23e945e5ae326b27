/** `hark doctor`: what Hark needs on this machine, whether it is there, and what to do where it is not. */
import { existsSync } from 'node:fs';
import { access, constants, mkdtemp, readFile, rm, stat, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, homedir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { DEFAULT_SENSITIVITY, HOP_MS, HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import { REMEDIES } from '../../contract/health.ts';
import { findModelsDir, ModelStore } from '../engine/models/store.ts';
import { type Call, requireNoOperands } from './commandLine.ts';
import { dataFolder } from './dataFolder.ts';
import { appDataChecks } from './doctor/appData.ts';
import { type CheckResult, perform } from './doctor/check.ts';
import { selfTestChecks } from './doctor/selfTest.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import { KEY_FILE, OTHERS, VOICES_FOLDER, VoiceFiles } from './voiceFiles.ts';

const MIN_NODE_MAJOR = 24;
/** Free disk that settings, logs and a fetch of the models need, bytes. */
const MIN_DISK_BYTES = 200e6;
/** Memory that the app needs beside what runs already, bytes. */
const MIN_MEMORY_BYTES = 500e6;
/** Generated audio that the models are tried on: half a second. */
const TRIAL_HOPS = Math.ceil(500 / HOP_MS);
/** And the speaker model, which needs as much as a command. */
const TRIAL_VOICE_S = 3;
/** All of that counts as speech for it; a power of two as the speech detector's windows are. */
const TRIAL_WINDOW_SAMPLES = 512;
/** Under the user's cache folder (Linux). */
const DEVICE_ID_PATH = ['Microsoft', 'DeveloperTools', '.onnxruntime', 'deviceid'];
const BUILT_FILES = [
  'out/main/index.mjs',
  'out/main/backups.mjs',
  'out/host/index.mjs',
  'out/host/trial.mjs',
  'out/preload/index.cjs',
  'out/renderer/index.html',
];

export async function doctor(call: Call): Promise<ExitCode> {
  requireNoOperands(call);
  // Loads ONNX Runtime, which whoever asks for nothing of it wants to see checked first.
  if (call.global.provider !== undefined) (await import('./computing.ts')).chooseComputing(call);
  let healthy = true;
  for await (const result of examine(dataFolder(call.global.data))) {
    healthy &&= result.ok;
    await call.output.result(result);
  }
  return healthy ? EXIT.ok : EXIT.internal;
}

/** @param folder the data folder */
export async function* examine(folder: string): AsyncGenerator<CheckResult> {
  yield await perform({
    check: 'runtime',
    fix: 'Start hark through npm (npm run -s hark -- doctor), which brings the right Node.',
    look: runtime,
  });
  yield* examineModels(folder);
  yield await perform({
    check: 'data folder',
    fix: 'Make it writable for you, or name another with --data.',
    look: () => writable(folder),
  });
  yield await perform({
    check: 'voices',
    fix: `Where others can read it, chmod 600 ${join(folder, VOICES_FOLDER, KEY_FILE)}; what does not open has to be deleted by hand and enrolled anew.`,
    look: () => voices(folder),
  });
  yield* appDataChecks(folder, Date.now());
  yield await perform({ check: 'disk', fix: REMEDIES.space, look: () => disk(folder) });
  yield await perform({ check: 'memory', fix: 'Close other programs.', look: memory });
  yield await perform({ check: 'processor', fix: '', look: processor });
  yield await perform({ check: 'microphone', fix: '', look: microphones });
  const checkout = findCheckout(import.meta.dirname);
  if (checkout !== null) {
    yield await perform({ check: 'build', fix: 'Run npm run build.', look: () => build(checkout) });
    yield await perform({
      check: 'electron',
      fix: 'Run npm start, which fetches what is missing.',
      look: () => electron(checkout),
    });
  }
}

async function* examineModels(folder: string): AsyncGenerator<CheckResult> {
  let store: ModelStore | undefined;
  yield await perform({
    check: 'models manifest',
    fix: 'Restore models/manifest.json from the repository, or install Hark again.',
    look: async () => {
      store = await ModelStore.open(findModelsDir());
      return `${store.manifest.models.length} models described`;
    },
  });
  for (const { entry, present, ok } of (await store?.status()) ?? []) {
    yield await perform({
      check: `model ${entry.name}`,
      fix: REMEDIES.models,
      look: () => {
        if (!present) throw new HarkError('model.missing', `${entry.file} is missing`);
        if (!ok) throw new HarkError('model.checksum', `${entry.file} is damaged: its checksum is another`);
        return `${entry.file}, ${(entry.bytes / 1e6).toFixed(1)} MB, checksum as in the manifest`;
      },
    });
  }
  yield await perform({
    check: 'onnxruntime',
    fix: 'Install the packages again: npm ci.',
    look: async () => {
      const { RUNTIME_VERSION } = await import('../engine/session/runtime.ts');
      return `ONNX Runtime ${RUNTIME_VERSION} loads`;
    },
  });
  yield await perform({
    check: 'inference',
    fix: 'Mend what failed above; if nothing did, report this.',
    look: () => {
      if (store === undefined) throw new HarkError('manifest.invalid', 'needs the models manifest');
      return inference(store);
    },
  });
  yield await perform({
    check: 'speaker',
    fix: 'Mend what failed above; if nothing did, report this.',
    look: () => {
      if (store === undefined) throw new HarkError('manifest.invalid', 'needs the models manifest');
      return speaker(store);
    },
  });
  if (store !== undefined) yield* selfTestChecks(store, folder);
  yield await perform({
    check: 'telemetry',
    fix: 'Report this: ONNX Runtime must never be loaded with its telemetry on.',
    look: telemetry,
  });
}

function runtime(): string {
  const { node, electron: shell } = process.versions;
  const found = `Node ${node}${shell === undefined ? '' : ` in Electron ${shell}`}, ${process.platform} ${process.arch}`;
  if (Number.parseInt(node, 10) < MIN_NODE_MAJOR) throw new Error(`${found}; needs Node ${MIN_NODE_MAJOR}`);
  return found;
}

/** After the models have run: with telemetry on, ONNX Runtime writes a device id when it first runs one. */
async function telemetry(): Promise<string> {
  if (process.env['ORT_DISABLE_TELEMETRY'] !== '1') throw new Error('ORT_DISABLE_TELEMETRY is not 1');
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const written = await stat(join(cache, ...DEVICE_ID_PATH)).catch(() => null);
  if (written !== null && written.mtimeMs >= performance.timeOrigin) {
    throw new Error('ONNX Runtime wrote a device id while this ran');
  }
  return "ONNX Runtime's telemetry is off";
}

/** All heads, the embedding and the speech detector on a tone in noise. */
async function inference(store: ModelStore): Promise<string> {
  const { Pipeline } = await import('../engine/pipeline.ts');
  const words = store.byTask('wake').map(({ name }) => ({ model: name, sensitivity: DEFAULT_SENSITIVITY }));
  const pipeline = await Pipeline.load({ store, words, idleGate: false });
  try {
    let slowestMs = 0;
    for (let hop = 0; hop < TRIAL_HOPS; hop++) {
      const frame = toneInNoise(HOP_SAMPLES, hop * HOP_SAMPLES);
      const began = performance.now();
      const { meter } = await pipeline.process(frame);
      slowestMs = Math.max(slowestMs, performance.now() - began);
      if (meter.speech === null || !Number.isFinite(meter.speech))
        throw new Error('the models gave no number');
    }
    return `${words.length} words on ${TRIAL_HOPS} hops of ${HOP_MS} ms, slowest in ${slowestMs.toFixed(1)} ms`;
  } finally {
    await pipeline.close();
  }
}

/** An embedding of the same sound, all of it taken for speech. */
async function speaker(store: ModelStore): Promise<string> {
  const { SpeakerEmbedder } = await import('../engine/speaker/speakerEmbedder.ts');
  const embedder = await SpeakerEmbedder.load(store, {
    windowSamples: TRIAL_WINDOW_SAMPLES,
    detect: async ({ length }) => new Float32Array(Math.ceil(length / TRIAL_WINDOW_SAMPLES)).fill(1),
  });
  try {
    const sound = toneInNoise(TRIAL_VOICE_S * SAMPLE_RATE_HZ);
    const began = performance.now();
    const { embedding } = await embedder.embed(sound);
    const tookMs = performance.now() - began;
    const { size, cohort } = embedder.backend;
    if (embedding?.length !== size || !embedding.every(Number.isFinite)) {
      throw new Error(`${embedder.model} gave no embedding`);
    }
    return `${embedder.model}: ${size} numbers of ${TRIAL_VOICE_S} s in ${tookMs.toFixed(1)} ms, ${cohort.length} strangers to compare with`;
  } finally {
    await embedder.close();
  }
}

function toneInNoise(length: number, from = 0): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => 0.1 * Math.sin((from + i) / 5) + 0.02 * Math.sin((i % HOP_SAMPLES) ** 2),
  );
}

/** The profiles of the command line. Looks only: permissions are left as they are. */
async function voices(folder: string): Promise<string> {
  const key = await stat(join(folder, VOICES_FOLDER, KEY_FILE)).catch(() => null);
  if (key !== null && process.platform !== 'win32' && (key.mode & OTHERS) !== 0) {
    throw new Error('others on this machine can read the key file of the profiles');
  }
  const found = await new VoiceFiles(folder, () => undefined).all();
  const closed = found.flatMap((voice) => ('error' in voice ? [voice.error.message] : []));
  if (closed.length > 0) throw new Error(`${closed.length} of ${found.length} do not open: ${closed[0]}`);
  if (found.length === 0) return 'the command line has no profiles';
  return `${found.length === 1 ? '1 profile opens' : `${found.length} profiles open`}`;
}

async function writable(folder: string): Promise<string> {
  const existing = nearestExisting(folder);
  if (existing !== folder) {
    await access(existing, constants.W_OK | constants.X_OK).catch(() => {
      throw new Error(`${folder} cannot be made: ${existing} is not writable`);
    });
    return `${folder} will be made when it is needed`;
  }
  const trial = await mkdtemp(join(folder, '.hark-doctor-')).catch(() => {
    throw new Error(`${folder} is not writable`);
  });
  await rm(trial, { recursive: true });
  return folder;
}

async function disk(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(nearestExisting(folder));
  return enough('free', bavail * bsize, MIN_DISK_BYTES);
}

function memory(): string {
  const free = process.availableMemory?.() ?? freemem();
  return `${enough('available', free, MIN_MEMORY_BYTES)} of ${gigabytes(totalmem())}`;
}

function processor(): string {
  return `${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'of unknown kind'}`;
}

/** For information: without one, Hark listens to its sample recording. */
async function microphones(): Promise<string> {
  if (process.platform !== 'linux') return 'the app asks for one when it starts';
  const devices = (await readFile('/proc/asound/pcm', 'utf8').catch(() => '')).split('\n');
  const names = devices
    .filter((line) => line.includes('capture'))
    .map((line) => line.split(':')[1]?.trim() ?? '')
    .filter((name) => name !== '');
  if (names.length > 0) return names.join(', ');
  const session = process.env['XDG_RUNTIME_DIR'] ?? '';
  const servers = ['pipewire-0', 'pulse/native'].filter((socket) => existsSync(join(session, socket)));
  if (session !== '' && servers.length > 0) return `a sound server runs (${servers.join(', ')})`;
  return 'none found; the app offers a sample recording';
}

function build(checkout: string): string {
  const missing = BUILT_FILES.filter((file) => !existsSync(join(checkout, file)));
  if (missing.length > 0) throw new Error(`not built: ${missing.join(', ')}`);
  return `${BUILT_FILES.length} bundles in out/`;
}

async function electron(checkout: string): Promise<string> {
  const module = join(checkout, 'node_modules', 'electron');
  const name = (await readFile(join(module, 'path.txt'), 'utf8').catch(() => '')).trim();
  const binary = join(module, 'dist', name);
  const found = name === '' ? null : await stat(binary).catch(() => null);
  if (!found?.isFile()) throw new Error('the Electron binary is missing');
  await access(binary, constants.X_OK).catch(() => {
    throw new Error('the Electron binary is not executable');
  });
  const version = (await readFile(join(module, 'dist', 'version'), 'utf8').catch(() => '')).trim();
  return `Electron ${version}`.trim();
}

/** The folder of the repository, when this runs out of one; an installed app has no sources beside it. */
export function findCheckout(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json')) && existsSync(join(folder, 'electron', 'cli')))
      return folder;
    if (dirname(folder) === folder) return null;
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}

function enough(what: string, bytes: number, needed: number): string {
  const found = `${gigabytes(bytes)} ${what}`;
  if (bytes < needed) throw new Error(`${found}; needs ${gigabytes(needed)}`);
  return found;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
