import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import type { EnvironmentOptions } from 'vite';
import { defineConfig } from 'vitest/config';

const here = import.meta.dirname;

/** A build for tests can be broken on purpose, and lies beside the real one: see contract/faults.ts. */
const hasFaults = process.env['HARK_FAULTS'] === 'yes';
const out = hasFaults ? 'out/faults' : 'out';

/** Native code, Electron itself and npm's fetch library stay outside the bundles; everything else goes in. */
const EXTERNAL = ['electron', 'onnxruntime-node', 'pacote', '@npmcli/config'];

/** A thread of the engine, beside whatever hosts it. */
const PROVIDER_THREAD = 'electron/engine/session/threadEntry.ts';

/** @param entries source files by the names of what is built of them */
function nodeBundle(
  entries: Record<string, string>,
  outDir: string,
  format: 'es' | 'cjs' = 'es',
): EnvironmentOptions {
  const extension = format === 'cjs' ? 'cjs' : 'mjs';
  return {
    consumer: 'server',
    resolve: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: true,
      outDir: resolve(here, outDir),
      emptyOutDir: true,
      // The page's public files are the renderer's alone.
      copyPublicDir: false,
      target: 'node24',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(
          Object.entries(entries).map(([name, entry]) => [name, resolve(here, entry)]),
        ),
        external: [...EXTERNAL, /^@npmcli\/config\//],
        output: {
          format,
          entryFileNames: `[name].${extension}`,
          chunkFileNames: `[name]-[hash].${extension}`,
        },
      },
    },
  };
}

export default defineConfig({
  root: resolve(here, 'renderer'),
  base: './',
  define: { 'globalThis.__FAULTS__': String(hasFaults) },
  plugins: [react()],
  environments: {
    client: {
      build: {
        outDir: resolve(here, `${out}/renderer`),
        emptyOutDir: true,
        target: 'chrome148',
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 2_000,
      },
    },
    preload: nodeBundle({ index: 'electron/preload/index.ts' }, `${out}/preload`, 'cjs'),
    main: nodeBundle(
      { index: 'electron/main/index.ts', backups: 'electron/backup/worker.ts' },
      `${out}/main`,
    ),
    host: nodeBundle(
      { index: 'electron/host/index.ts', trial: 'electron/host/trial.ts', providerThread: PROVIDER_THREAD },
      `${out}/host`,
    ),
    cli: nodeBundle({ index: 'electron/cli/index.ts', providerThread: PROVIDER_THREAD }, `${out}/cli`),
  },
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) {
        if (environment.name !== 'ssr') await builder.build(environment);
      }
    },
  },
  test: {
    root: here,
    include: ['{contract,electron,renderer,models,build}/**/*.test.ts'],
    environment: 'node',
    // A loaded machine runs the models many times slower than a quiet one; a hang is still found.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
