import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ELECTRON, launchArguments, launchEnvironment, ROOT } from '../drivers/app.ts';
import { expect, record, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

/** Far above what a start takes anywhere: the figures are there to be read, the limit to notice one that hangs. */
const START_LIMIT_MS = 30_000;
/** Lines of main's log; see contract/startup.ts and electron/main/assistant/assistant.ts. */
const WINDOW_VISIBLE = 'window visible';
const LISTENING = 'to="listening"';

/** When each line first appeared in what the process says, in ms from now. */
function untilSaid(child: ChildProcess, lines: readonly string[]): Promise<number[]> {
  const startedAt = performance.now();
  const saidAt = new Map<string, number>();
  let said = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the start hangs; it said:\n${said}`)), START_LIMIT_MS);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      for (const line of lines) {
        if (!saidAt.has(line) && said.includes(line)) saidAt.set(line, performance.now() - startedAt);
      }
      if (saidAt.size < lines.length) return;
      clearTimeout(timer);
      resolve(lines.map((line) => saidAt.get(line) ?? Number.NaN));
    });
  });
}

test('how long a start takes, the first time and again', async ({ folder }) => {
  const options = { microphone: quietRoom() };
  const profile = join(folder, 'profile');
  for (const start of ['first start', 'second start']) {
    // Without Playwright, which would have a part in it.
    const child = spawn(ELECTRON, [...launchArguments(options.microphone), ROOT], {
      env: launchEnvironment(profile, options),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      const [visible, listening] = await untilSaid(child, [WINDOW_VISIBLE, LISTENING]);
      record(
        test.info(),
        start,
        `window after ${visible?.toFixed(0)} ms, listening after ${listening?.toFixed(0)} ms`,
      );
    } finally {
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
    }
  }
});
