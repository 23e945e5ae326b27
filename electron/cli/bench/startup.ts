/** How long the app takes to start: launched again and again, its log read off as it comes. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HarkError } from '../../../contract/failures.ts';
import { MILESTONES, type Milestone } from '../../../contract/startup.ts';
import { median } from './statistics.ts';

/** The first start of the day reads everything from the disk; the median of three does not show it. */
const STARTS = 3;
const START_TIMEOUT_MS = 60_000;
const NAMES = Object.keys(MILESTONES) as Milestone[];

/** From the launch of the app, ms. */
export type StartTimes = Record<Milestone, number>;
export type Startup = { times: StartTimes } | { skipped: string };

export interface App {
  binary: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** @param launch starts the app once, with a profile of its own */
export async function measureStartup(
  app: App | { skipped: string },
  launch: (app: App) => Promise<StartTimes> = launchOnce,
): Promise<Startup> {
  if ('skipped' in app) return app;
  const starts: StartTimes[] = [];
  for (let start = 0; start < STARTS; start++) starts.push(await launch(app));
  const timesOf = (name: Milestone) => median(starts.map((times) => times[name]));
  return { times: { windowVisible: timesOf('windowVisible'), engineReady: timesOf('engineReady') } };
}

/**
 * The app of a checkout, when it can be launched here.
 * @param checkout null where this is no checkout
 */
export function findApp(
  checkout: string | null,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): App | { skipped: string } {
  if (checkout === null) return { skipped: 'this is no checkout of the sources' };
  if (!existsSync(join(checkout, 'out', 'main', 'index.mjs')))
    return { skipped: 'the app is not built: npm run build' };
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return { skipped: 'there is no display; npm run bench brings one' };
  }
  let binary: unknown;
  try {
    binary = createRequire(join(checkout, 'package.json'))('electron');
  } catch {
    return { skipped: 'the Electron binary is missing: npm start fetches it' };
  }
  if (typeof binary !== 'string' || !existsSync(binary)) {
    return { skipped: 'the Electron binary is missing: npm start fetches it' };
  }
  const { ELECTRON_RUN_AS_NODE: _, ...appEnv } = env;
  const asRoot = platform === 'linux' && process.getuid?.() === 0;
  return {
    binary,
    args: [...(asRoot ? ['--no-sandbox'] : []), checkout],
    env: { ...appEnv, ORT_DISABLE_TELEMETRY: '1', HARK_LOG_LEVEL: 'info' },
  };
}

/** @throws HarkError engine.timeout, internal */
export async function launchOnce({ binary, args, env }: App): Promise<StartTimes> {
  const profile = await mkdtemp(join(tmpdir(), 'hark-bench-'));
  const began = performance.now();
  const child = spawn(binary, [...args, `--user-data-dir=${profile}`], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const times: Partial<StartTimes> = {};
  try {
    return await new Promise<StartTimes>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(new HarkError('engine.timeout', `the app was not ready in ${START_TIMEOUT_MS / 1_000} s`)),
        START_TIMEOUT_MS,
      );
      closed.then(() => {
        clearTimeout(timer);
        reject(new HarkError('internal', 'the app ended before it was ready'));
      });
      child.once('error', (cause) =>
        reject(new HarkError('internal', 'the app cannot be launched', { cause })),
      );
      createInterface({ input: child.stderr }).on('line', (line) => {
        const reached = NAMES.find((name) => line.includes(` (main) ${MILESTONES[name]}`));
        if (reached === undefined || times[reached] !== undefined) return;
        times[reached] = performance.now() - began;
        const { windowVisible, engineReady } = times;
        if (windowVisible === undefined || engineReady === undefined) return;
        clearTimeout(timer);
        resolve({ windowVisible, engineReady });
      });
    });
  } finally {
    child.kill('SIGKILL');
    await closed;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
