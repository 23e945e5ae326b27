/**
 * What can be told of an error that nobody caught: its kind and where it was thrown, and never what it says. Messages of
 * the runtime quote what could not be read, which can be anything that somebody said. Pure.
 */

/** Causes of causes that are told of. */
const CAUSES_MAX = 3;
const FRAMES_MAX = 30;
const NAME = /^[A-Za-z][\w.]{0,60}$/;

/** @returns "TypeError (ERR_INVALID_ARG_TYPE)", and where: one frame a line */
export function tellThrown(thrown: unknown): { name: string; where: string } {
  if (!(thrown instanceof Error)) return { name: `something that is no error (${typeof thrown})`, where: '' };
  const lines = framesOf(thrown);
  let cause = thrown.cause;
  for (let depth = 0; depth < CAUSES_MAX && cause instanceof Error; depth += 1) {
    lines.push(`caused by ${nameOf(cause)}`, ...framesOf(cause));
    cause = cause.cause;
  }
  return { name: nameOf(thrown), where: lines.join('\n') };
}

function nameOf(error: Error): string {
  const name = NAME.test(error.name) ? error.name : 'Error';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && NAME.test(code) ? `${name} (${code})` : name;
}

function framesOf(error: Error): string[] {
  const stack = error.stack ?? '';
  // What it says can span lines, and one of them can look like a frame.
  const said = error.message === '' ? -1 : stack.indexOf(error.message);
  return stack
    .slice(said === -1 ? 0 : said + error.message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES_MAX)
    .map((line) => line.trim());
}
