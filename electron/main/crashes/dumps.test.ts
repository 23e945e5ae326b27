import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeDumps } from './dumps.ts';

it('takes dumps away wherever they lie, and leaves the id that is nobody’s', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hark-dumps-'));
  for (const inner of ['new', 'pending', 'completed', 'reports', 'attachments/a'])
    mkdirSync(join(folder, inner), { recursive: true });
  writeFileSync(join(folder, 'client_id'), '0');
  writeFileSync(join(folder, 'settings.dat'), '');
  for (const dump of ['new/a.dmp', 'pending/b.dmp', 'pending/b.meta', 'attachments/a/log', 'reports/c.dmp'])
    writeFileSync(join(folder, dump), 'sound');
  expect(await removeDumps(folder)).toBe(5);
  const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(left.map(({ name }) => name).toSorted()).toEqual(['client_id', 'settings.dat']);
  expect(await removeDumps(folder)).toBe(0);
  rmSync(folder, { recursive: true });
  expect(await removeDumps(folder)).toBe(0);
});
