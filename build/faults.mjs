/** Builds what can be broken on purpose, beside the real build, for the end-to-end tests of faults. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runQuietly } from './setup/command.mjs';
import { NODE, NODE_MODULES } from './setup/paths.mjs';
import { SetupError } from './setup/report.mjs';

/** @throws SetupError */
export async function buildFaults() {
  const vite = join(NODE_MODULES, 'vite', 'bin', 'vite.js');
  const env = { ...process.env, NODE_ENV: 'production', HARK_FAULTS: 'yes' };
  const { code, output } = await runQuietly(NODE, [vite, 'build', '--app'], { env });
  if (code !== 0)
    throw new SetupError('the build for fault tests failed', 'npm run build:faults shows why', output);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildFaults();
