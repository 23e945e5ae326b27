/** `npm run bench`: `hark bench` with everything it can measure in place, a display for the app included. */

import './setup/node-version.mjs';
import { runInPlace } from './setup/command.mjs';
import { hasDisplay, startVirtualDisplay } from './setup/display.mjs';
import { CLI, NODE } from './setup/paths.mjs';
import { SetupError, say } from './setup/report.mjs';
import { STEPS_OF, setUp } from './setup.mjs';

const EXIT_INTERNAL = 1;

/** @returns {Promise<{ env: Record<string, string>, stop: () => void }>} */
async function display() {
  if (hasDisplay()) return { env: {}, stop: () => {} };
  try {
    return await startVirtualDisplay();
  } catch (error) {
    // The app is one part of the bench; the rest needs no display.
    if (!(error instanceof SetupError)) throw error;
    say(`bench: ${error.message}; the app is left out`);
    return { env: {}, stop: () => {} };
  }
}

if (await setUp(STEPS_OF.app)) {
  const { env: displayEnv, stop } = await display();
  try {
    // ONNX Runtime reports home unless it is told not to, before it loads.
    const env = { ...process.env, ...displayEnv, ORT_DISABLE_TELEMETRY: '1' };
    process.exitCode = await runInPlace(NODE, [CLI, 'bench', ...process.argv.slice(2)], { env });
  } finally {
    stop();
  }
} else {
  process.exitCode = EXIT_INTERNAL;
}
