/** `npm run -s hark -- …`: the command line on its own Node, from sources that are built when they changed. */

import './setup/node-version.mjs';
import { runInPlace } from './setup/command.mjs';
import * as models from './setup/models.mjs';
import { CLI, NODE } from './setup/paths.mjs';
import { STEPS_OF, setUp } from './setup.mjs';

const args = process.argv.slice(2);
// A pull is what the step would do, with its result shown.
const isPull = args[0] === 'models' && args[1] === 'pull';
const steps = isPull ? STEPS_OF.commandLine : [...STEPS_OF.commandLine, 'models'];

const EXIT_INTERNAL = 1;

if (await setUp(steps, { models: models.pendingForCommand })) {
  // ONNX Runtime reports home unless it is told not to, before it loads.
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
  process.exitCode = await runInPlace(NODE, [CLI, ...args], { env });
  if (isPull && process.exitCode === 0) models.remember();
} else {
  process.exitCode = EXIT_INTERNAL;
}
