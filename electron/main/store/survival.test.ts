import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '../log/log.ts';
import { Database } from './database.ts';
import { HistoryStore } from './history.ts';

const ROUNDS = 8;
const WRITER = join(import.meta.dirname, 'testing', 'writer.ts');
const log = createLog(
  () => undefined,
  (text) => text,
);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-kill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lets a process write from `from` on and kills it after some commits. @returns the last number it said was kept */
function writeAndKill(from: number, commits: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, folder, `${from}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let last = from - 1;
    createInterface(child.stdout).on('line', (line) => {
      last = Number(line);
      if (last >= from + commits) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (_code, signal) =>
      signal === 'SIGKILL' ? resolve(last) : reject(new Error('it ended by itself')),
    );
  });
}

it('loses nothing that was kept, and brings back nothing that was erased, when killed over and over', async () => {
  let next = 0;
  let kept = 0;
  /** Killed between keeping and erasing: either is right. */
  const unsure = new Set<number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    // A different moment each time: between and amid the statements of a transaction, a checkpoint, an erasure.
    const last = await writeAndKill(next, 20 + 37 * round);
    const database = new Database({ folder, now: Date.now }, log);
    expect(database.notices).toEqual([]);
    expect(database.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
    database.run("INSERT INTO interaction_words (interaction_words, rank) VALUES ('integrity-check', 1)");
    const stored = new Set(database.all('SELECT id FROM interactions').map((row) => Number(row['id'])));
    unsure.add(last);
    for (let number = 0; number < last; number += 1) {
      if (unsure.has(number)) continue;
      expect(stored.has(number), `${number} of ${last}`).toBe(number % 7 !== 0);
    }
    const history = new HistoryStore({
      database,
      retentionDays: () => 7,
      changed: () => undefined,
      now: Date.now,
      log,
    });
    kept = stored.size;
    expect(history.list({ search: 'timer', before: null, limit: 1 }).total).toBe(kept);
    next = Math.max(...stored, last) + 1;
    database.close();
  }
  expect(kept).toBeGreaterThan(20 * ROUNDS);
});
