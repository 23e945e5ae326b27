import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLog } from '../log/log.ts';
import { removeDumps } from './dumps.ts';

it('takes dumps away wherever they lie, and leaves the id that is nobody’s', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hark-dumps-'));
  for (const inner of ['new', 'pending', 'completed', 'reports', 'attachments/a'])
    mkdirSync(join(folder, inner), { recursive: true });
  writeFileSync(join(folder, 'client_id'), '0');
  writeFileSync(join(folder, 'settings.dat'), '');
  for (const dump of ['new/a.dmp', 'pending/b.dmp', 'pending/b.meta', 'attachments/a/log', 'reports/c.dmp'])
    writeFileSync(join(folder, dump), 'sound');
  const lines: string[] = [];
  const log = createLog((_level, line) => lines.push(line), String);
  await removeDumps(folder, log);
  expect(lines).toEqual(['(main) memory dumps were removed files=5']);
  const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(left.map(({ name }) => name).toSorted()).toEqual(['client_id', 'settings.dat']);
  await removeDumps(folder, log);
  rmSync(folder, { recursive: true });
  await removeDumps(folder, log);
  expect(lines).toHaveLength(1);
});
