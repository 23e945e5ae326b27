/**
 * `npm run package`: the installable app, in dist/. Everything that is missing is set up first, like for `npm start`;
 * the packaging itself runs on the project's own Node.
 *
 * Options, after `--`: see build/packaging/options.ts.
 */
import { join } from 'node:path';
import { runInPlace } from './setup/command.mjs';
import { NODE, ROOT } from './setup/paths.mjs';
import { STEPS_OF, setUp } from './setup.mjs';

if (await setUp(STEPS_OF.app)) {
  const script = join(ROOT, 'build', 'packaging', 'package.ts');
  process.exitCode = await runInPlace(NODE, [script, ...process.argv.slice(2)]);
} else {
  process.exitCode = 1;
}
