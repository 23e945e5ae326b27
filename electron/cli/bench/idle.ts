/** What the whole app takes while it listens to a quiet room: all of its processes, as Linux counts them. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HarkError } from '../../../contract/failures.ts';
import type { App } from './startup.ts';

/** A line of main's log says so; a busy machine may take its time. */
const LISTENING = /\(main\) state .*to="listening"/;
const LISTENING_TIMEOUT_MS = 60_000;
/** What a start leaves behind, a look at the graphics processor among it, is over by then. */
const SETTLE_MS = 90_000;
const WATCHED_MS = 30_000;
/** Of the kernel's process times; the same on every Linux that Electron runs on. */
const TICKS_PER_S = 100;

export interface IdleFigures {
  /** From the launch until it listened. */
  listeningMs: number;
  /** Of one core; 1 is all of it. */
  cpu: number;
  /** Proportional set size: what processes share counts once. */
  memoryBytes: number;
  processes: number;
}
export type Idle = { figures: IdleFigures } | { skipped: string };

/** @param room WAV bytes of a quiet room, played as the microphone over and over */
export async function measureIdle(
  app: App | { skipped: string },
  room: Uint8Array,
  platform: NodeJS.Platform = process.platform,
): Promise<Idle> {
  if ('skipped' in app) return app;
  if (platform !== 'linux') return { skipped: 'only Linux tells what processes share' };
  const folder = await mkdtemp(join(tmpdir(), 'hark-bench-'));
  const recording = join(folder, 'room.wav');
  await writeFile(recording, room);
  const microphone = [
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${recording}`,
    `--user-data-dir=${join(folder, 'profile')}`,
  ];
  const began = performance.now();
  const child = spawn(app.binary, [...microphone, ...app.args], {
    env: app.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    await listening(child);
    const listeningMs = performance.now() - began;
    await wait(SETTLE_MS);
    const before = await takenBy(child.pid ?? 0);
    await wait(WATCHED_MS);
    const after = await takenBy(child.pid ?? 0);
    const ticks = [...after].reduce(
      (sum, [pid, { ticks }]) => sum + ticks - (before.get(pid)?.ticks ?? 0),
      0,
    );
    const memoryBytes = [...after.values()].reduce((sum, { pssBytes }) => sum + pssBytes, 0);
    const cpu = ticks / TICKS_PER_S / (WATCHED_MS / 1_000);
    return { figures: { listeningMs, cpu, memoryBytes, processes: after.size } };
  } finally {
    child.kill('SIGKILL');
    await closed;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @throws HarkError (by rejection) engine.timeout, internal */
function listening(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = new HarkError('engine.timeout', 'the app did not listen in time');
    const timer = setTimeout(() => reject(late), LISTENING_TIMEOUT_MS);
    const ended = (reason: string) => {
      clearTimeout(timer);
      reject(new HarkError('internal', reason));
    };
    child.once('error', () => ended('the app cannot be launched'));
    child.once('close', () => ended('the app ended before it listened'));
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (!LISTENING.test(line)) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

interface Taken {
  ticks: number;
  pssBytes: number;
}

/** Of a process and all that came of it, by process id. */
export async function takenBy(root: number, proc = '/proc'): Promise<Map<number, Taken>> {
  const stats = new Map<number, { parent: number; ticks: number }>();
  for (const name of await readdir(proc)) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(join(proc, name, 'stat'), 'utf8').catch(() => null);
    if (stat !== null) stats.set(Number(name), parseStat(stat));
  }
  const taken = new Map<number, Taken>();
  for (const [pid, { ticks }] of stats) {
    if (!descends(pid, root, stats)) continue;
    const rollup = await readFile(join(proc, String(pid), 'smaps_rollup'), 'utf8').catch(() => '');
    taken.set(pid, { ticks, pssBytes: 1_024 * Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) });
  }
  return taken;
}

function descends(pid: number, root: number, stats: ReadonlyMap<number, { parent: number }>): boolean {
  let at: number | undefined = pid;
  for (let generation = 0; generation < stats.size && at !== undefined; generation += 1) {
    if (at === root) return true;
    at = stats.get(at)?.parent;
  }
  return false;
}

/** The name of a process may hold anything, so what follows it is counted from its end: see proc(5). */
export function parseStat(stat: string): { parent: number; ticks: number } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
