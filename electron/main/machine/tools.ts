/** Programs of this machine that Hark asks for help: started directly, never through a shell, and never for long. */
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { HarkError } from '../../../contract/failures.ts';

/** A tool that has not answered by then is stopped. */
export const TOOL_TIMEOUT_MS = 3_000;
/** What a tool may print. */
const OUTPUT_MAX_BYTES = 256 * 1024;
/** A program that breaks as it starts does so within this time; what runs longer was started. */
const START_LIMIT_MS = 250;

export interface RunOptions {
  /** Written to its standard input. */
  input?: string;
  timeoutMs?: number;
}

export interface Tools {
  /** Whether there is such a program on the path. */
  has(tool: string): boolean;
  /** @returns what it printed; null where it is missing, failed or took too long */
  run(tool: string, args: readonly string[], options?: RunOptions): Promise<string | null>;
  /** Starts what goes on by itself. @throws HarkError (by rejection) action.failed */
  start(program: string, args: readonly string[], folder?: string): Promise<void>;
}

export function machineTools(env: NodeJS.ProcessEnv = process.env): Tools {
  return {
    has: (tool) => onPath(tool, env),
    run: (tool, args, { input, timeoutMs = TOOL_TIMEOUT_MS } = {}) =>
      new Promise((resolve) => {
        const child = execFile(
          tool,
          [...args],
          { env, timeout: timeoutMs, maxBuffer: OUTPUT_MAX_BYTES, killSignal: 'SIGKILL' },
          (error, stdout) => resolve(error === null ? stdout : null),
        );
        // One that does not read its input is done with it.
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(input ?? '');
      }),
    start: (program, args, folder) =>
      new Promise((resolve, reject) => {
        const child = spawn(program, [...args], { env, cwd: folder, detached: true, stdio: 'ignore' });
        const failed = (cause?: Error) =>
          reject(new HarkError('action.failed', 'it could not be started', cause ? { cause } : {}));
        const started = setTimeout(() => {
          child.removeAllListeners();
          child.on('error', () => undefined);
          resolve();
        }, START_LIMIT_MS);
        child.once('error', (error) => {
          clearTimeout(started);
          failed(error);
        });
        child.once('exit', (code) => {
          clearTimeout(started);
          if (code === 0) resolve();
          else failed();
        });
        child.unref();
      }),
  };
}

function onPath(tool: string, env: NodeJS.ProcessEnv): boolean {
  if (isAbsolute(tool)) return isProgram(tool);
  return (env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && isProgram(join(folder, tool)));
}

/** A file that may be started. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
