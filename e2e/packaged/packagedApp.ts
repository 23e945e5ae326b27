/**
 * Drives an installed Hark from outside. Its fuses shut the door that Playwright's Electron driver comes in by, so the
 * window is reached through Chromium's debugging port, as any browser's page.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright';

/** What the page calls itself once it has loaded. */
const WINDOW_TITLE = 'Hark';
const START_LIMIT_MS = 30_000;
const POLL_MS = 100;
const STOP_LIMIT_MS = 10_000;
const DEBUGGER_ADDRESS = /DevTools listening on (ws:\/\/\S+)/;

const EXECUTABLES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'hark',
  win32: 'Hark.exe',
  darwin: 'Hark.app/Contents/MacOS/Hark',
};

export class PackagedApp {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #process: ChildProcess;
  readonly #profile: string;

  private constructor(page: Page, browser: Browser, process: ChildProcess, profile: string) {
    this.page = page;
    this.#browser = browser;
    this.#process = process;
    this.#profile = profile;
  }

  /**
   * @param folder of the unpacked app
   * @param microphone a 16-bit WAV file that plays once as the microphone
   */
  static async start(folder: string, microphone: string): Promise<PackagedApp> {
    const profile = await mkdtemp(join(tmpdir(), 'hark-packaged-'));
    const child = spawn(
      join(folder, EXECUTABLES[process.platform] ?? 'hark'),
      [
        '--remote-debugging-port=0',
        ...['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${microphone}%noloop`],
        // Chromium refuses to start sandboxed as root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, HOME: profile, HARK_USER_DATA: profile },
      },
    );
    try {
      const address = await debuggerAddress(child);
      await pageLoaded(new URL('/json/list', address.replace('ws:', 'http:')));
      const browser = await chromium.connectOverCDP(address);
      const page = browser.contexts()[0]?.pages()[0];
      if (page === undefined) throw new Error('the app has no window');
      return new PackagedApp(page, browser, child, profile);
    } catch (error) {
      child.kill('SIGKILL');
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
      throw error;
    }
  }

  /** Ends the app as a session manager would. @returns its exit code; null where a signal ended it */
  async stop(): Promise<number | null> {
    if (this.#process.exitCode !== null) return this.#process.exitCode;
    const exited = new Promise<number | null>((resolve) => {
      this.#process.once('exit', resolve);
    });
    await this.#browser.close();
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_LIMIT_MS);
    const code = await exited;
    clearTimeout(timer);
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 3 });
    return code;
  }
}

/** Where the app says that its debugger listens; fails with what it said instead when it ends or says nothing. */
function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`the app ${why}; it said:\n${said}`));
    const timer = setTimeout(() => fail('did not start in time'), START_LIMIT_MS);
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('exit', (code) => fail(`ended with code ${code}`));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = DEBUGGER_ADDRESS.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

/**
 * Waits until the window shows its page: a debugger that attaches while the page is still on its way can wait for ever
 * for an answer.
 */
async function pageLoaded(targets: URL): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (performance.now() < deadline) {
    const list: { type: string; title: string }[] = await (await fetch(targets)).json();
    if (list.some(({ type, title }) => type === 'page' && title === WINDOW_TITLE)) return;
    await delay(POLL_MS);
  }
  throw new Error('the app showed no page in time');
}
