/** `npm run soak`: days of audio through the engine, faster than they were. It runs from its sources. */

import './setup/node-version.mjs';
import { join } from 'node:path';
import { runInPlace } from './setup/command.mjs';
import { NODE, ROOT } from './setup/paths.mjs';
import { STEPS_OF, setUp } from './setup.mjs';

const EXIT_INTERNAL = 1;

if (await setUp(STEPS_OF.app)) {
  // ONNX Runtime reports home unless it is told not to, before it loads.
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
  const words = process.argv.slice(2);
  process.exitCode = await runInPlace(NODE, [join(ROOT, 'build', 'soak', 'index.ts'), ...words], { env });
} else {
  process.exitCode = EXIT_INTERNAL;
}
