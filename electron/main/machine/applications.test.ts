import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { applicationsOf } from './applications.ts';
import type { Tools } from './tools.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = vi.fn<Tools['start']>(async () => undefined);
const tools = { has: (tool: string) => tool === 'here', start } as unknown as Tools;

function add(data: string, name: string, fields: string): void {
  const path = join(folder, data, 'applications', name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `[Desktop Entry]\nType=Application\n${fields}\n`);
}
const linux = (env: NodeJS.ProcessEnv = {}) =>
  applicationsOf({
    platform: 'linux',
    tools,
    openFile: async () => undefined,
    home: folder,
    env: { XDG_DATA_HOME: join(folder, 'own'), XDG_DATA_DIRS: join(folder, 'system'), ...env },
  });

it('lists what the desktop lists, also in folders, each name once', async () => {
  add('system', 'editor.desktop', 'Name=Editor\nExec=editor');
  add('system', 'kde/viewer.desktop', 'Name=Viewer\nExec=viewer');
  add('system', 'other.desktop', 'Name=Editor\nExec=other');
  add('system', 'secret.desktop', 'Name=Secret\nExec=secret\nNoDisplay=true');
  add('system', 'gone.desktop', 'Name=Gone\nExec=gone\nTryExec=nowhere');
  add('system', 'there.desktop', 'Name=There\nExec=here\nTryExec=here');
  expect(await linux().list()).toEqual(['Editor', 'There', 'Viewer']);
});

it("goes by a person's own entries first, which can also hide one", async () => {
  add('system', 'editor.desktop', 'Name=Editor\nExec=editor');
  add('own', 'editor.desktop', 'Name=My Editor\nExec=mine');
  add('system', 'viewer.desktop', 'Name=Viewer\nExec=viewer');
  add('own', 'viewer.desktop', 'Name=Viewer\nExec=viewer\nHidden=true');
  expect(await linux().list()).toEqual(['My Editor']);
});

it('knows which desktop it is on', async () => {
  add('system', 'a.desktop', 'Name=A\nExec=a\nOnlyShowIn=GNOME;');
  add('system', 'b.desktop', 'Name=B\nExec=b\nNotShowIn=GNOME;');
  expect(await linux({ XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }).list()).toEqual(['A']);
  expect(await linux({ XDG_CURRENT_DESKTOP: 'KDE' }).list()).toEqual(['B']);
});

it('starts one with its own words, and tells of one that is gone', async () => {
  add('system', 'editor.desktop', 'Name=Editor\nExec="/opt/an editor" --new %F');
  expect(await linux().open('Editor')).toBe(true);
  expect(start).toHaveBeenLastCalledWith('/opt/an editor', ['--new'], folder);
  rmSync(join(folder, 'system'), { recursive: true });
  expect(await linux().open('Editor')).toBe(false);
});

it('has none where there are no folders', async () => {
  expect(await linux().list()).toEqual([]);
});
