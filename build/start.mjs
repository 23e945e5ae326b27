/** `npm start`: everything that is missing, then the app. Arguments after `--` go to it. */

import './setup/node-version.mjs';
import { runInPlace } from './setup/command.mjs';
import { hasDisplay, startVirtualDisplay } from './setup/display.mjs';
import { electronBinary } from './setup/electron.mjs';
import { sandboxProblem } from './setup/libraries.mjs';
import { ROOT } from './setup/paths.mjs';
import { SetupError, say, sayFailure } from './setup/report.mjs';
import { STEPS_OF, setUp } from './setup.mjs';

async function start() {
  if (!(await setUp(STEPS_OF.app))) return 1;
  const binary = electronBinary();
  if (binary === null) return 1;
  const problem = sandboxProblem(binary);
  if (problem !== null) throw problem;

  // ONNX Runtime reports home unless it is told not to, before it loads.
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
  // Set by tools that are Electron apps themselves, it would make ours a plain Node.
  delete env.ELECTRON_RUN_AS_NODE;
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  let display = null;
  if (!hasDisplay()) {
    display = await startVirtualDisplay();
    Object.assign(env, display.env);
    say(`there is no display here: Hark runs on a virtual one, ${env.DISPLAY}; end it with Ctrl-C`);
  }
  try {
    return await runInPlace(binary, [...flags, ROOT, ...process.argv.slice(2)], { env });
  } finally {
    display?.stop();
  }
}

try {
  process.exitCode = await start();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  sayFailure('start', error);
  process.exitCode = 1;
}
