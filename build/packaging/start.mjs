/**
 * Entry of the installed app: the window, or the command line when the launcher `hark` asks for it.
 *
 * The command line runs in Electron's main process, before the browser part of it is up: no window, no display, no
 * profile. It costs 0.1 s more to start than Electron's Node mode and lets that mode be switched off for good.
 */
import { app } from 'electron';

const CLI_FLAG = '--cli';
const EXIT_INTERNAL = 1;

const end = process.argv.indexOf('--');
const switches = end === -1 ? process.argv : process.argv.slice(0, end);
if (switches.includes(CLI_FLAG)) {
  await runCommandLine(end === -1 ? [] : process.argv.slice(end + 1));
} else {
  await import('./main/index.mjs');
}

/** @param {string[]} args */
async function runCommandLine(args) {
  // A program in a terminal: no dialog for an uncaught error, no icon in the Dock.
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  app.dock?.hide();
  // As node itself would set it, with the launcher in the script's place.
  process.argv = [process.execPath, 'hark', ...args];
  try {
    await import('./cli/index.mjs');
    await leave(process.exitCode);
  } catch (error) {
    await fail(error);
  }
}

/** @param {unknown} error */
async function fail(error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  await leave(EXIT_INTERNAL);
}

/**
 * Electron's exit does not wait for output on its way into a pipe.
 * @param {number | string | null | undefined} code
 */
async function leave(code) {
  await Promise.all([process.stdout, process.stderr].map(drained));
  app.exit(Number(code ?? 0));
}

/** @param {NodeJS.WriteStream} stream */
function drained(stream) {
  return new Promise((done) => {
    // A reader that went away (`hark … | head -1`) is no reason to wait.
    if (stream.destroyed || stream.errored) done(undefined);
    else stream.write('', () => done(undefined));
  });
}
