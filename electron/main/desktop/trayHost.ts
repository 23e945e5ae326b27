/** Whether this desktop shows tray icons at all. Not all Linux desktops do, and Electron cannot tell. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const WATCHER = 'org.kde.StatusNotifierWatcher';
/** A session bus answers in milliseconds; a desktop that does not is treated as one without a tray. */
const ASK_TIMEOUT_MS = 1_000;

/** The same question by each tool that a desktop may have: does anyone on the session bus show tray icons? */
const QUESTIONS: readonly [tool: string, ...args: string[]][] = [
  [
    'dbus-send',
    '--session',
    '--print-reply',
    '--dest=org.freedesktop.DBus',
    '/',
    'org.freedesktop.DBus.NameHasOwner',
    `string:${WATCHER}`,
  ],
  [
    'gdbus',
    'call',
    '--session',
    '--dest',
    'org.freedesktop.DBus',
    '--object-path',
    '/',
    '--method',
    'org.freedesktop.DBus.NameHasOwner',
    WATCHER,
  ],
  [
    'busctl',
    '--user',
    'call',
    'org.freedesktop.DBus',
    '/',
    'org.freedesktop.DBus',
    'NameHasOwner',
    's',
    WATCHER,
  ],
];

/**
 * One question at a time: whoever asks while it is under way gets its answer, for each is a process of its own.
 * @param ask tells whether there is a tray
 */
export function askedOnce(ask: () => Promise<boolean>): () => Promise<boolean> {
  let underWay: Promise<boolean> | null = null;
  return () => {
    underWay ??= ask().finally(() => {
      underWay = null;
    });
    return underWay;
  };
}

/** In doubt it is no: an app hidden where nothing brings it back would listen unseen. */
export async function hasTrayHost(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  if (platform !== 'linux') return true;
  // Without a bus the tools would start one.
  if (!hasSessionBus(env)) return false;
  for (const [tool, ...args] of QUESTIONS) {
    const answer = await ask(tool, args, env);
    if (answer !== null) return /\btrue\b/.test(answer);
  }
  return false;
}

function hasSessionBus(env: NodeJS.ProcessEnv): boolean {
  if (env['DBUS_SESSION_BUS_ADDRESS']) return true;
  const runtime = env['XDG_RUNTIME_DIR'];
  return runtime !== undefined && existsSync(join(runtime, 'bus'));
}

/** What the tool printed; null where there is no such tool or it failed. */
function ask(tool: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(tool, args, { env, timeout: ASK_TIMEOUT_MS }, (error, stdout) => {
      resolve(error === null ? stdout : null);
    });
  });
}
