/** What the set-up says, all of it on stderr: stdout belongs to the command that follows. */

const REDRAW_MS = 100;
/** Without a terminal to redraw, a long step still says that it lives. */
const STILL_MS = 30_000;
const CLEAR_LINE = '\r\x1b[2K';

/** Something the set-up could not do, and the one thing that a person can do about it. */
export class SetupError extends Error {
  /** @param {string} message @param {string} fix @param {string} [output] the end of what a failed command said */
  constructor(message, fix, output = '') {
    super(message);
    this.fix = fix;
    this.output = output;
  }
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {string} step @param {SetupError} error */
export function sayFailure(step, error) {
  if (error.output !== '') say(error.output.trimEnd().replaceAll(/^/gm, '  | '));
  say(`${step}: ${error.message}`);
  say(`  fix: ${error.fix}`);
}

/**
 * Runs a step that takes long, showing that it goes on and how far it is.
 * @template T
 * @param {string} step
 * @param {string} doing
 * @param {(detail: (text: string) => void) => Promise<T>} work `detail` replaces the text behind the elapsed time;
 *   a result with a `code` other than 0 is a failure
 * @returns {Promise<T>}
 */
export async function during(step, doing, work) {
  const started = performance.now();
  const seconds = () => `${Math.round((performance.now() - started) / 1000)} s`;
  const { isTTY } = process.stderr;
  let detail = '';
  const draw = () => {
    const line = `${step}: ${doing} (${seconds()}${detail === '' ? '' : `, ${detail}`})`;
    if (isTTY) process.stderr.write(CLEAR_LINE + line.slice(0, (process.stderr.columns || 80) - 1));
    else say(line);
  };
  if (!isTTY) say(`${step}: ${doing}`);
  const timer = setInterval(draw, isTTY ? REDRAW_MS : STILL_MS);
  try {
    const result = await work((text) => {
      detail = text;
    });
    if (isTTY) process.stderr.write(CLEAR_LINE);
    const failed = (result?.code ?? 0) !== 0;
    say(`${step}: ${failed ? 'failed after' : 'done in'} ${seconds()}`);
    return result;
  } finally {
    clearInterval(timer);
    if (isTTY) process.stderr.write(CLEAR_LINE);
  }
}
