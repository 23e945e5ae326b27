import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askedOnce, hasTrayHost } from './trayHost.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-tray-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A desktop whose tools are these scripts. */
function desktop(
  tools: Record<string, string>,
  env: NodeJS.ProcessEnv = { DBUS_SESSION_BUS_ADDRESS: 'unix:x' },
) {
  for (const [name, script] of Object.entries(tools)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return hasTrayHost('linux', { PATH: folder, ...env });
}

it.each(['win32', 'darwin'] as const)('is always there on %s', async (platform) => {
  expect(await hasTrayHost(platform, {})).toBe(true);
});

describe.skipIf(process.platform === 'win32')('on Linux', () => {
  it('is there when the bus says so, whichever tool asks', async () => {
    expect(await desktop({ 'dbus-send': 'echo "method return"; echo "   boolean true"' })).toBe(true);
    rmSync(join(folder, 'dbus-send'));
    expect(await desktop({ gdbus: 'echo "(true,)"' })).toBe(true);
    rmSync(join(folder, 'gdbus'));
    expect(await desktop({ busctl: 'echo "b true"' })).toBe(true);
  });

  it('is not there when the bus says no, and no other tool is asked', async () => {
    expect(await desktop({ 'dbus-send': 'echo "   boolean false"', gdbus: 'echo "(true,)"' })).toBe(false);
  });

  it('is asked for by the next tool where one fails', async () => {
    expect(await desktop({ 'dbus-send': 'echo true; exit 1', gdbus: 'echo "(true,)"' })).toBe(true);
  });

  it('is not there where nothing can tell', async () => {
    expect(await desktop({})).toBe(false);
  });

  it('is not there without a session bus, and no tool is run that would start one', async () => {
    const started = join(folder, 'started');
    expect(await desktop({ 'dbus-send': `echo yes > ${started}; echo "boolean true"` }, {})).toBe(false);
    expect(() => rmSync(started)).toThrow('ENOENT');
  });

  it('finds the bus in the runtime folder too', async () => {
    writeFileSync(join(folder, 'bus'), '');
    const env = { XDG_RUNTIME_DIR: folder };
    expect(await desktop({ 'dbus-send': 'echo "boolean true"' }, env)).toBe(true);
  });
});

it('is asked for once however many ask meanwhile, and anew after that', async () => {
  let asked = 0;
  const ask = askedOnce(async () => {
    asked += 1;
    if (asked === 3) throw new Error('no bus');
    return asked === 1;
  });
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([true, true, true]);
  expect(asked).toBe(1);
  expect(await ask()).toBe(false);
  await expect(ask()).rejects.toThrow('no bus');
  expect(await ask()).toBe(false);
});
