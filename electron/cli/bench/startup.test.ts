import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MILESTONES } from '../../../contract/startup.ts';
import { type App, findApp, launchOnce, measureStartup } from './startup.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hark-startup-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const line = (text: string) => `2025-01-01T00:00:00.000Z [info] (main) ${text}`;

/** A stand-in for the app: a script that says these lines, some ms apart, and then waits to be ended. */
async function appThatSays(lines: string[], { staysOpen = true } = {}): Promise<App> {
  const script = join(folder, 'app.mjs');
  await writeFile(
    script,
    `for (const line of ${JSON.stringify(lines)}) {
       process.stderr.write(line + '\\n');
       await new Promise((resolve) => setTimeout(resolve, 60));
     }
     ${staysOpen ? 'setInterval(() => {}, 1000);' : ''}`,
  );
  return { binary: process.execPath, args: [script], env: process.env };
}

describe('a start of the app', () => {
  it('is timed by the milestones in its log, whatever else stands there', async () => {
    const app = await appThatSays([
      line(`state reason="${MILESTONES.engineReady}"`),
      line(MILESTONES.windowVisible),
      '',
      line(`${MILESTONES.engineReady} life=1 loadMs=300`),
    ]);
    const { windowVisible, engineReady } = await launchOnce(app);
    expect(windowVisible).toBeGreaterThan(0);
    expect(engineReady - windowVisible).toBeGreaterThan(80);
  });

  it('fails when the app ends before it is ready', async () => {
    const app = await appThatSays([line(MILESTONES.windowVisible)], { staysOpen: false });
    await expect(launchOnce(app)).rejects.toThrow('ended before it was ready');
  });

  it('fails when there is nothing to launch', async () => {
    const app = { binary: join(folder, 'missing'), args: [], env: process.env };
    await expect(launchOnce(app)).rejects.toThrow('cannot be launched');
  });
});

it('reports medians of several starts', async () => {
  const starts = [900, 300, 400].map((ms) => ({ windowVisible: ms, engineReady: 2 * ms }));
  const startup = await measureStartup({ binary: '', args: [], env: {} }, async () => {
    const next = starts.shift();
    if (next === undefined) throw new Error('one start too many');
    return next;
  });
  expect(startup).toEqual({ times: { windowVisible: 400, engineReady: 800 } });
});

describe('an app that cannot be started here', () => {
  it.each([
    ['no checkout', null, 'no checkout'],
    ['no build', '', 'npm run build'],
  ])('is left out with a reason: %s', (_, checkout, reason) => {
    expect(findApp(checkout === null ? null : folder, {}, 'linux')).toEqual({
      skipped: expect.stringContaining(reason),
    });
  });

  it('is left out without a display, or without Electron', async () => {
    await mkdir(join(folder, 'out', 'main'), { recursive: true });
    await writeFile(join(folder, 'out', 'main', 'index.mjs'), '');
    expect(findApp(folder, {}, 'linux')).toEqual({ skipped: expect.stringContaining('display') });
    expect(findApp(folder, {}, 'darwin')).toEqual({ skipped: expect.stringContaining('Electron') });
    expect(findApp(folder, { DISPLAY: ':1' }, 'linux')).toEqual({
      skipped: expect.stringContaining('Electron'),
    });
  });
});
