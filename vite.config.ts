import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import type { EnvironmentOptions } from 'vite';
import { defineConfig } from 'vitest/config';

const here = import.meta.dirname;

/** Native code, Electron itself and npm's fetch library stay outside the bundles; everything else goes in. */
const EXTERNAL = ['electron', 'onnxruntime-node', 'pacote', '@npmcli/config'];

function nodeBundle(entry: string, outDir: string, format: 'es' | 'cjs' = 'es'): EnvironmentOptions {
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
        input: { index: resolve(here, entry) },
        external: [...EXTERNAL, /^@npmcli\/config\//],
        output: { format, entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].mjs' },
      },
    },
  };
}

export default defineConfig({
  root: resolve(here, 'renderer'),
  base: './',
  plugins: [react()],
  environments: {
    client: {
      build: {
        outDir: resolve(here, 'out/renderer'),
        emptyOutDir: true,
        target: 'chrome148',
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 2_000,
      },
    },
    preload: nodeBundle('electron/preload/index.ts', 'out/preload', 'cjs'),
    main: nodeBundle('electron/main/index.ts', 'out/main'),
    host: nodeBundle('electron/host/index.ts', 'out/host'),
    cli: nodeBundle('electron/cli/index.ts', 'out/cli'),
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
