/** The only door to ONNX Runtime itself: its library, its tensors, and sessions as it makes them. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Ort from 'onnxruntime-node';
import { PROVIDERS, type Provider } from '../../../contract/providers.ts';

// Read once when the native library loads: set here too, so that no entry point can forget it.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
const require = createRequire(import.meta.url);
export const ort = require('onnxruntime-node') as typeof Ort;

export type Tensor = Ort.Tensor;
export type Tensors = Record<string, Ort.Tensor>;
export type OrtSession = Ort.InferenceSession;

/** Version of the ONNX Runtime that was loaded. */
export const RUNTIME_VERSION = ort.env.versions.node ?? ort.env.versions.common;

/** What a provider that does not come with the package lies in, beside the library itself, once it was added. */
const ADDED_LIBRARIES: Partial<Record<Provider, string>> = { cuda: 'libonnxruntime_providers_cuda.so' };

/**
 * Beside the CPU, what this ONNX Runtime can compute with on this platform. Whether the machine can is another
 * question.
 */
export function offered(): Provider[] {
  const found = new Map(ort.listSupportedBackends().map(({ name, bundled }) => [name, bundled]));
  return PROVIDERS.filter((provider) => {
    if (provider === 'cpu' || !found.has(provider)) return false;
    return found.get(provider) === true || wasAdded(provider);
  });
}

function wasAdded(provider: Provider): boolean {
  const library = ADDED_LIBRARIES[provider];
  if (library === undefined) return false;
  const home = dirname(dirname(require.resolve('onnxruntime-node')));
  return existsSync(join(home, 'bin', 'napi-v6', process.platform, process.arch, library));
}

/** What a provider cannot compute of a model, the CPU does. @throws Error in ONNX Runtime's own words */
export function createOrtSession(
  bytes: Uint8Array,
  provider: Provider,
  threads: number,
): Promise<OrtSession> {
  return ort.InferenceSession.create(bytes, {
    executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    // DirectML refuses to run with it.
    ...(provider === 'dml' ? { enableMemPattern: false } : {}),
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    logSeverityLevel: 3,
  });
}
