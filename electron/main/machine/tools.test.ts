import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isProgram, machineTools } from './tools.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function script(name: string, body: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}
const tools = () => machineTools({ PATH: `${folder}:${process.env['PATH']}` });

it.skipIf(process.platform === 'win32')('finds programs on the path, and nothing else', () => {
  script('tool', 'exit 0');
  writeFileSync(join(folder, 'text'), 'not a program');
  expect(tools().has('tool')).toBe(true);
  expect(tools().has('text')).toBe(false);
  expect(isProgram(folder)).toBe(false);
});

it.skipIf(process.platform === 'win32')(
  'hands arguments over as they are, and reads what is printed',
  async () => {
    script('tool', 'cat; printf "[%s]" "$@"');
    const args = ['$(touch pwned)', '; touch pwned', 'a b'];
    expect(await tools().run('tool', args, { input: 'in ' })).toBe('in [$(touch pwned)][; touch pwned][a b]');
  },
);

it.skipIf(process.platform === 'win32')('gives up on what is missing, fails or takes too long', async () => {
  script('fails', 'echo no; exit 3');
  script('hangs', 'exec sleep 60');
  expect(await tools().run('missing', [])).toBeNull();
  expect(await tools().run('fails', [])).toBeNull();
  expect(await tools().run('hangs', [], { timeoutMs: 50 })).toBeNull();
});

it.skipIf(process.platform === 'win32')('starts what goes on, and tells where that cannot be', async () => {
  const done = join(folder, 'done');
  const program = script('program', `echo "$1" > ${done}; exec sleep 2`);
  await tools().start(program, ['a; b']);
  await vi.waitFor(() => expect(existsSync(done) && readFileSync(done, 'utf8')).toBe('a; b\n'));
  await expect(tools().start(join(folder, 'missing'), [])).rejects.toMatchObject({ code: 'action.failed' });
  await expect(tools().start(script('breaks', 'exit 1'), [])).rejects.toMatchObject({
    code: 'action.failed',
  });
});
