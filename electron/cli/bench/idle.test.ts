import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { measureIdle, parseStat, takenBy } from './idle.ts';

let proc: string;
beforeEach(async () => {
  proc = await mkdtemp(join(tmpdir(), 'hark-proc-'));
});
afterEach(() => rm(proc, { recursive: true, force: true }));

const stat = (pid: number, name: string, parent: number, user: number, system: number) =>
  `${pid} (${name}) S ${parent} 1 1 0 -1 4194560 100 0 0 0 ${user} ${system} 0 0 20 0 1 0 100 0 0`;

async function process(pid: number, parent: number, ticks: number, pssKb: number | null): Promise<void> {
  const folder = join(proc, String(pid));
  await mkdir(folder);
  await writeFile(join(folder, 'stat'), stat(pid, 'hark', parent, ticks, 1));
  if (pssKb !== null)
    await writeFile(join(folder, 'smaps_rollup'), `Rss: 900 kB\nPss:   ${pssKb} kB\nPss_Dirty: 1 kB\n`);
}

it('reads processor time and parent whatever the name of the process holds', () => {
  expect(parseStat(stat(7, 'a) S 9 (b', 3, 40, 2))).toEqual({ parent: 3, ticks: 42 });
});

it('takes a process with all that came of it, and nothing else', async () => {
  await process(1, 0, 5, 10);
  await process(10, 1, 20, 100);
  await process(11, 10, 30, 200);
  await process(12, 11, 40, null);
  await process(20, 1, 50, 400);
  await mkdir(join(proc, 'self'));
  expect(await takenBy(10, proc)).toEqual(
    new Map([
      [10, { ticks: 21, pssBytes: 102_400 }],
      [11, { ticks: 31, pssBytes: 204_800 }],
      [12, { ticks: 41, pssBytes: 0 }],
    ]),
  );
});

it('is left out where the app is, and where the system does not tell', async () => {
  expect(await measureIdle({ skipped: 'no display' }, new Uint8Array())).toEqual({ skipped: 'no display' });
  const app = { binary: 'none', args: [], env: {} };
  expect(await measureIdle(app, new Uint8Array(), 'darwin')).toHaveProperty('skipped');
});
