import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LineRing } from './lineRing.ts';
import { LogView } from './logView.ts';

const STARTED = Date.UTC(2026, 10, 25, 12);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const texts = async (view: LogView, after: number | null = null) =>
  (await view.read(after)).map(({ text }) => text);

it('has the lines of earlier runs before those of this one, across files and without what is in both', async () => {
  writeFileSync(join(folder, 'hark.1.log'), '2026-11-25T10:00:00.000Z [info] (main) oldest\n');
  writeFileSync(
    join(folder, 'hark.log'),
    [
      'cut off by a crash',
      '2026-11-25T11:00:00.000Z [error] (engine) older',
      '2026-11-25T12:00:00.000Z [info] (main) mine',
    ].join('\n'),
  );
  const ring = new LineRing();
  const view = new LogView(folder, ring, STARTED);
  ring.push({ at: STARTED, level: 'info', line: '(main) mine' });
  expect(await texts(view)).toEqual(['oldest', 'older', 'mine']);
  const last = (await view.read(null)).at(-1)?.seq ?? 0;
  ring.push({ at: STARTED + 1, level: 'info', line: '(main) next' });
  expect(await texts(view, last)).toEqual(['next']);
});

it('does without files', async () => {
  const ring = new LineRing();
  ring.push({ at: STARTED, level: 'info', line: '(main) mine' });
  expect(await texts(new LogView(join(folder, 'nowhere'), ring, STARTED))).toEqual(['mine']);
});
