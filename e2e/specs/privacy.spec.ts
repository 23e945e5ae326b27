/**
 * What a run of Hark leaves behind and whom it talks to. Every claim is made beside a proof that its test can fail: a
 * socket, a request and a file made on purpose, each of which has to be noticed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchEnvironment, ROOT } from '../drivers/app.ts';
import { ConnectionWatch } from '../drivers/connectionWatch.ts';
import { reachedFor } from '../drivers/netLog.ts';
import { ScratchHome } from '../drivers/scratchHome.ts';
import { expect, test } from '../fixtures/hark.ts';
import { alexaForEver, sampleOnce } from '../fixtures/recordings.ts';

/** Reserved for documentation (RFC 5737): nobody is there, and connecting a datagram socket sends nothing. */
const ELSEWHERE = '192.0.2.1';
const ON_PURPOSE = `http://${ELSEWHERE}/on-purpose`;
const DATA_FOLDER = 'home/.config/Hark/';
/** Fits what tells one installation from others, such as 6b29fc40-ca47-1067-b31d-00dd010662da. */
const UNIQUE_ID = /\b(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i;
/** How often the watch has to have looked at least, per second of a run. */
const LOOKS_PER_S = 10;

test.skip(process.platform !== 'linux', 'sockets are watched in /proc');

/** What the system's own libraries leave outside the data folder, whichever program starts them. */
const OF_THE_SYSTEM = [
  // GTK reads its settings through dconf, which notes in an empty file that something was read.
  /^home\/\.cache\/dconf\/user$/,
  /^run\/dconf\/user$/,
  // The client library of PulseAudio looks here for the sound server.
  /^run\/pulse\/$/,
];

const isOutside = (file: string) =>
  !file.startsWith(DATA_FOLDER) && !OF_THE_SYSTEM.some((known) => known.test(file));

test('a run of the app keeps to its data folder and talks to nobody', async ({ launch, folder }) => {
  const scratch = await ScratchHome.make(folder);
  const profile = join(scratch.home, '.config', 'Hark');
  const netLog = join(folder, 'net-log.json');
  const app = await launch({
    microphone: alexaForEver(),
    profile,
    env: { ...scratch.env(), HARK_USER_DATA: undefined },
    args: [`--log-net-log=${netLog}`],
  });
  const startedAt = performance.now();
  const watch = new ConnectionWatch(app.electron.process().pid ?? 0);
  await app.waitForState('listening');
  await app.waitForWake('alexa');
  for (const screen of ['Wake words', 'Settings', 'About', 'Home'] as const) await app.go(screen);
  const seconds = (performance.now() - startedAt) / 1_000;
  expect(watch.looks).toBeGreaterThan(seconds * LOOKS_PER_S);
  expect(watch.stop()).toEqual([]);
  const log = await app.log();

  // Now main does on purpose what Hark never does.
  const second = new ConnectionWatch(app.electron.process().pid ?? 0);
  await app.electron.evaluate(
    async ({ session }, { address, url }) => {
      const socket = process.getBuiltinModule('node:dgram').createSocket('udp4');
      await new Promise<void>((connected) => socket.connect(9, address, connected));
      // Unguarded, and still no host is found: Hark's switches of Chromium see to that.
      await session
        .fromPartition('on purpose')
        .fetch(url)
        .catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
      socket.close();
    },
    { address: ELSEWHERE, url: ON_PURPOSE },
  );
  expect(second.stop()).toEqual([expect.stringContaining(`-> ${ELSEWHERE}:9`)]);

  expect(await app.close()).toBe(0);
  // What follows it is its own doing: the look-up of a host and all that belongs to it.
  expect((await reachedFor(netLog))[0]).toBe(`URL_REQUEST_START_JOB ${ON_PURPOSE}`);

  const files = await scratch.files();
  expect(files).toContain(`${DATA_FOLDER}logs/hark.log`);
  expect(files.filter(isOutside)).toEqual([]);
  await expectNoId(folder, files);
  expect(log).toContain('to="listening"');
  expect(log).not.toContain(folder);
});

test('a run of the command line writes nothing and talks to nobody', async ({ folder }) => {
  const scratch = await ScratchHome.make(folder);
  const hark = spawn(process.execPath, [join(ROOT, 'out', 'cli', 'index.mjs'), 'wake', sampleOnce().path], {
    env: scratchEnvironment(scratch),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const watch = new ConnectionWatch(hark.pid ?? 0);
  const said = await outputOf(hark);
  expect(watch.stop()).toEqual([]);
  expect(hark.exitCode).toBe(0);
  expect(JSON.parse(said).detections).toHaveLength(sampleOnce().words.length);
  expect(await scratch.files()).toEqual([]);
});

test('the watch notices a connection, and the list of files a file', async ({ folder }) => {
  const scratch = await ScratchHome.make(folder);
  const connects = `
    const socket = require('node:dgram').createSocket('udp4');
    socket.connect(9, '${ELSEWHERE}', () => setTimeout(() => socket.close(), 600));
  `;
  // Through another process in between: what a program starts is watched too.
  const program = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(connects)}])`;
  const child = spawn(process.execPath, ['-e', program], { env: scratchEnvironment(scratch), stdio: 'pipe' });
  const watch = new ConnectionWatch(child.pid ?? 0);
  await outputOf(child);
  expect(watch.stop()).toEqual([expect.stringMatching(`^udp .* -> ${ELSEWHERE}:9$`)]);

  await writeFile(join(scratch.home, '.deviceid'), '6b29fc40-ca47-1067-b31d-00dd010662da');
  const files = await scratch.files();
  expect(files.filter(isOutside)).toContain('home/.deviceid');
  await expect(expectNoId(folder, files)).rejects.toThrow('.deviceid');
});

async function expectNoId(folder: string, files: readonly string[]): Promise<void> {
  const withId: string[] = [];
  for (const file of files) {
    // The debugger's address, which is there because of Playwright.
    if (file.endsWith('/') || file.endsWith('/DevToolsActivePort')) continue;
    if (UNIQUE_ID.test(await readFile(join(folder, file), 'latin1'))) withId.push(file);
  }
  expect(withId).toEqual([]);
}

function scratchEnvironment(scratch: ScratchHome): Record<string, string> {
  const options = { microphone: null, env: { ...scratch.env(), HARK_USER_DATA: undefined } };
  return launchEnvironment('', options);
}

async function outputOf(child: ChildProcess): Promise<string> {
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await new Promise((closed) => child.once('close', closed));
  return said;
}
