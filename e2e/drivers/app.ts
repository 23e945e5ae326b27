/** Drives the built app as its user and its system do, and waits for what it means rather than for time to pass. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { expect, type TestInfo } from 'playwright/test';
import type {
  AssistantSnapshot,
  CallName,
  CallReply,
  HarkBridge,
  WakeRecord,
} from '../../contract/channels.ts';
import type { EngineFault, FaultDoor, MainFault } from '../../contract/faults.ts';
import type { AssistantState } from '../../contract/states.ts';

declare global {
  interface Window {
    /** What preload gives the page. */
    readonly hark: HarkBridge;
  }
}

export const ROOT = resolve(import.meta.dirname, '../..');
const ELECTRON_PACKAGE = join(ROOT, 'node_modules', 'electron');
export const ELECTRON = join(
  ELECTRON_PACKAGE,
  'dist',
  readFileSync(join(ELECTRON_PACKAGE, 'path.txt'), 'utf8').trim(),
);
/** Made by `npm test` before the end-to-end tests, and by `npm run build:faults`. */
const WITH_FAULTS = join(ROOT, 'out', 'faults', 'main', 'index.mjs');
const HOLD_READY = join(import.meta.dirname, 'inside', 'holdReady.cjs');
/** How the supervisor names the engine's process; see electron/main/supervisor/engineProcess.ts. */
const ENGINE_NAME = 'hark-engine';

const LAUNCH_LIMIT_MS = 30_000;
/** From launch to the first samples through the models, on a busy machine. */
const LISTENING_LIMIT_MS = 20_000;
/** The states in which it hears. */
const HEARING = /^(listening|capturing|deciding|acting|replying)$/;
/** Twice what the longest loop among the recordings takes. */
const WAKE_LIMIT_MS = 20_000;
const CLOSE_LIMIT_MS = 10_000;

export type Screen =
  | 'Home'
  | 'Notes'
  | 'Commands'
  | 'History'
  | 'Voices'
  | 'Wake words'
  | 'Monitor'
  | 'Settings'
  | 'About';

/** A 16-bit WAV file as the microphone. It plays from its beginning whenever the app opens the microphone. */
export interface Recording {
  path: string;
  /** Over and over; otherwise once, after which its last 10 ms repeat. */
  loop: boolean;
}

export interface LaunchOptions {
  /** What is plugged in; null for a machine without any audio input. */
  microphone: Recording | null;
  /** Folder of the profile. Without it one is made, and removed at the end. */
  profile?: string;
  /** Goes into the profile before the start, as its settings file. */
  settingsFile?: string;
  /** Added to the environment; undefined takes a variable out. HARK_USER_DATA undefined leaves the system's place. */
  env?: Record<string, string | undefined>;
  /** The build that can be broken on purpose, instead of the real one. */
  faults?: boolean;
  /** Switches of Chromium. */
  args?: string[];
}

export class App {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly profile: string;
  readonly #temporary: boolean;
  /** Kept, for the driver forgets it when it ends. */
  readonly #process: ChildProcess;

  private constructor(electron: ElectronApplication, page: Page, profile: string, temporary: boolean) {
    this.#process = electron.process();
    this.electron = electron;
    this.page = page;
    this.profile = profile;
    this.#temporary = temporary;
  }

  /** Starts the built app; resolves when its window shows the page, which may not be listening yet. */
  static async launch(options: LaunchOptions): Promise<App> {
    const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'hark-e2e-')));
    if (options.settingsFile !== undefined) {
      await mkdir(profile, { recursive: true });
      await writeFile(join(profile, 'settings.json'), options.settingsFile);
    }
    const electron = await _electron.launch({
      executablePath: ELECTRON,
      args: [
        ...launchArguments(options.microphone),
        ...(options.args ?? []),
        '-r',
        HOLD_READY,
        options.faults === true ? WITH_FAULTS : ROOT,
      ],
      env: launchEnvironment(profile, options),
      chromiumSandbox: !isRoot(),
      timeout: LAUNCH_LIMIT_MS,
    });
    try {
      const page = await electron.firstWindow({ timeout: LAUNCH_LIMIT_MS });
      const app = new App(electron, page, profile, options.profile === undefined);
      await electron.context().tracing.start({ snapshots: true });
      await app.#shown();
      return app;
    } catch (error) {
      electron.process().kill('SIGKILL');
      throw error;
    }
  }

  // ---- what it shows ----

  async waitForState(state: AssistantState, limitMs = LISTENING_LIMIT_MS): Promise<void> {
    const shown = this.page.getByTestId('assistant-state');
    await expect(shown).toHaveAttribute('data-state', state, { timeout: limitMs });
  }

  /** Until it hears: it listens, or is at a command. */
  async waitUntilItHears(limitMs = LISTENING_LIMIT_MS): Promise<void> {
    const shown = this.page.getByTestId('assistant-state');
    await expect(shown).toHaveAttribute('data-state', HEARING, { timeout: limitMs });
  }

  /**
   * Waits until the home screen says that this word was heard last.
   * @param after wall clock in ms since the epoch; older wakes do not count
   */
  async waitForWake(model: string, after = 0, limitMs = WAKE_LIMIT_MS): Promise<void> {
    const last = this.page.getByTestId('last-wake');
    const heard = async () => {
      if ((await last.count()) === 0) return false;
      const { word, at } = await last.evaluate(({ dataset }) => ({
        word: dataset['model'],
        at: dataset['at'],
      }));
      return word === model && Number(at) > after;
    };
    await expect
      .poll(heard, { message: `a wake by ${model}`, timeout: limitMs, intervals: [100] })
      .toBe(true);
  }

  /** Newest first; what a second look has not decided yet, or rejected, is none. */
  async wakesSince(after: number): Promise<WakeRecord[]> {
    return (await this.snapshot()).wakes.filter((wake) => wake.at > after && wake.verdict === 'woke');
  }

  async go(screen: Screen): Promise<void> {
    await this.page.getByRole('navigation').getByRole('button', { name: screen, exact: true }).click();
  }

  // ---- what it is ----

  /** Asks main as the page does. */
  async call<N extends CallName>(name: N, ...args: unknown[]): Promise<CallReply<N>> {
    const reply = await this.page.evaluate(([called, given]) => window.hark.call(called, given), [
      name,
      args,
    ] as const);
    return reply as CallReply<N>;
  }

  async snapshot(): Promise<AssistantSnapshot> {
    const reply = await this.call('assistant.snapshot');
    if (!reply.ok) throw new Error(`no snapshot: ${reply.error.message}`);
    return reply.value;
  }

  /** Process id of the running engine; null while there is none. */
  async enginePid(): Promise<number | null> {
    return this.electron.evaluate(
      ({ app }, name) => app.getAppMetrics().find((process) => process.name === name)?.pid ?? null,
      ENGINE_NAME,
    );
  }

  /** Sends a signal to the running engine. @returns when, in ms since the epoch */
  async signalEngine(signal: NodeJS.Signals): Promise<number> {
    const pid = await this.enginePid();
    if (pid === null) throw new Error('no engine runs');
    process.kill(pid, signal);
    return Date.now();
  }

  /** Ends the running engine as a crash would, and waits until it is gone. @returns when, in ms since the epoch */
  async crashEngine(signal: NodeJS.Signals = 'SIGKILL'): Promise<number> {
    const pid = await this.enginePid();
    const at = await this.signalEngine(signal);
    await expect.poll(() => this.enginePid(), { intervals: [50] }).not.toBe(pid);
    return at;
  }

  /** Breaks something of the engine on purpose; only in the build for it. @returns when, in ms since the epoch */
  async breakEngine(fault: EngineFault): Promise<number> {
    await this.electron.evaluate((_electron, given) => {
      (globalThis as unknown as { harkFaults: FaultDoor }).harkFaults.engine(given);
    }, fault);
    return Date.now();
  }

  async breakMain(fault: MainFault): Promise<void> {
    await this.electron.evaluate((_electron, given) => {
      (globalThis as unknown as { harkFaults: FaultDoor }).harkFaults.main(given);
    }, fault);
  }

  async isWindowVisible(): Promise<boolean> {
    return this.electron.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false,
    );
  }

  async resize(width: number, height: number): Promise<void> {
    await this.electron.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width, height },
    );
    await expect.poll(() => this.page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
  }

  async log(): Promise<string> {
    return readFile(join(this.profile, 'logs', 'hark.log'), 'utf8');
  }

  // ---- its end ----

  /** The exit code, once it ended; null where a signal ended it. */
  async exitCode(): Promise<number | null> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return exitCode;
    return new Promise((resolve) => this.#process.once('exit', resolve));
  }

  /** Quits as a person does. @returns the exit code; null where it had to be killed */
  async close(): Promise<number | null> {
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), CLOSE_LIMIT_MS);
    await this.electron.close().catch(() => undefined);
    const code = await this.exitCode();
    clearTimeout(timer);
    if (this.#temporary) await rm(this.profile, { recursive: true, force: true });
    return code;
  }

  /** Leaves what helps to understand a failed test among its results. */
  async keep(info: TestInfo): Promise<void> {
    const picture = info.outputPath('window.png');
    await this.page.screenshot({ path: picture }).catch(() => undefined);
    const trace = info.outputPath('trace.zip');
    await this.electron
      .context()
      .tracing.stopChunk({ path: trace })
      .catch(() => undefined);
    await writeFile(info.outputPath('hark.log'), await this.log().catch(() => 'there is no log'));
  }

  async #shown(): Promise<void> {
    await expect(this.page.getByTestId('assistant-state')).toBeVisible({ timeout: LAUNCH_LIMIT_MS });
  }
}

/** Electron's own arguments, for a start beside Playwright's too. */
export function launchArguments(microphone: Recording | null): string[] {
  const hears =
    microphone === null
      ? []
      : [
          '--use-fake-device-for-media-stream',
          `--use-file-for-fake-audio-capture=${microphone.path}${microphone.loop ? '' : '%noloop'}`,
        ];
  return [...(isRoot() ? ['--no-sandbox'] : []), '--disable-gpu', ...hears];
}

export function launchEnvironment(
  profile: string,
  { env, microphone }: LaunchOptions,
): Record<string, string> {
  const all: Record<string, string | undefined> = {
    ...process.env,
    HARK_USER_DATA: profile,
    HARK_LOG_LEVEL: 'info',
    // Nobody is there to answer; the test of that question takes it out.
    HARK_ASK_BEFORE_QUIT: 'no',
    // Set by tools that are Electron apps themselves, it would make ours a plain Node.
    ELECTRON_RUN_AS_NODE: undefined,
    NODE_OPTIONS: undefined,
    ...(microphone === null ? NO_AUDIO_INPUT : {}),
    ...env,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given);
}

/** Sound systems that lead nowhere: the same on a machine with a microphone and on one without. */
const NO_AUDIO_INPUT = { PULSE_SERVER: 'unix:/nonexistent', ALSA_CONFIG_PATH: '/dev/null' };

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
