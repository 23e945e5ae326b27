/** The one window: what it may do, and what its close button means. */
import { BrowserWindow, dialog, nativeTheme } from 'electron';
import { MILESTONES } from '../../contract/startup.ts';
import type { QuitAnswer } from './desktop/quitGuard.ts';
import { limitedLog } from './log/lineLimit.ts';
import type { Log } from './log/log.ts';
import { APP_ORIGIN, isAppUrl } from './security/origin.ts';
import { RestartPolicy } from './supervisor/restartPolicy.ts';

const SIZE = { width: 1100, height: 740, minWidth: 720, minHeight: 480 };
/** What shows until the page has painted, so that the window does not flash. */
const BACKGROUND = { light: '#f3f1ea', dark: '#0e1413' };

export interface WindowOptions {
  preload: string;
  /** DevTools can be opened. */
  inspectable: boolean;
  /** The close button hides the window; asked at every press. */
  hidesOnClose(): Promise<boolean>;
  /** Where it does not, it ends Hark. */
  quit(): void;
  /** It shows for the first time. */
  onVisible(): void;
  /** The page's process is gone without having been asked to. */
  onCrash(reason: string, exitCode: number): void;
  /** The page, and the capture inside it, is gone; another may have been loaded in its place. */
  onPageGone(): void;
  /** Hidden or minimized, or shown again. The page cannot tell: unthrottled, it always counts as visible. */
  onSeen(seen: boolean): void;
  log: Log;
}

export class MainWindow {
  readonly #window: BrowserWindow;
  readonly #options: WindowOptions;
  readonly #reloads = new RestartPolicy();
  #mayClose = false;

  constructor(options: WindowOptions) {
    this.#options = options;
    this.#window = new BrowserWindow({
      ...SIZE,
      title: 'Hark',
      show: false,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: {
        preload: options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        // Hidden, it still has to capture audio without a gap.
        backgroundThrottling: false,
        devTools: options.inspectable,
      },
    });
    this.#confine();
    this.#watchPage();
    this.#window.once('ready-to-show', () => {
      this.#window.show();
      options.log.info(MILESTONES.windowVisible);
      options.onVisible();
    });
    this.#window.on('hide', () => options.onSeen(false));
    this.#window.on('minimize', () => options.onSeen(false));
    this.#window.on('show', () => options.onSeen(true));
    this.#window.on('restore', () => options.onSeen(true));
    this.#window.on('close', (event) => {
      if (this.#mayClose) return;
      event.preventDefault();
      void this.#closePressed();
    });
  }

  get contents(): Electron.WebContents {
    return this.#window.webContents;
  }

  /** In front of everything else: whatever shows in it is seen. */
  get isInFront(): boolean {
    return !this.#window.isDestroyed() && this.#window.isVisible() && this.#window.isFocused();
  }

  load(): void {
    this.#window.loadURL(`${APP_ORIGIN}/index.html`).catch((error: unknown) => {
      this.#options.log.error('the page did not load', { reason: String(error) });
    });
  }

  show(): void {
    if (this.#window.isDestroyed()) return;
    if (this.contents.isCrashed()) {
      // Someone wants to see it: what happened before no longer counts.
      this.#reloads.forgive();
      this.contents.reload();
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** @param name of the file, proposed; null where the person thought better of it */
  async askWhereToSave(name: string): Promise<string | null> {
    const { canceled, filePath } = await dialog.showSaveDialog(this.#window, { defaultPath: name });
    return canceled || filePath === '' ? null : filePath;
  }

  /** Null where the person thought better of it. */
  async askWhatToOpen(what: { name: string; extensions: string[] }): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window, {
      properties: ['openFile'],
      filters: [what, { name: 'All files', extensions: ['*'] }],
    });
    return canceled ? null : (filePaths[0] ?? null);
  }

  /** Out of sight while Hark goes on. @param isInTray where it can be brought back from the tray */
  withdraw(isInTray: boolean): void {
    if (isInTray) this.#window.hide();
    else this.#window.minimize();
  }

  /** Asks whether to quit although something is set to ring. */
  async askWhetherToQuit(waiting: string): Promise<QuitAnswer> {
    const options: Electron.MessageBoxOptions = {
      type: 'question',
      title: 'Hark',
      message: waiting,
      detail: 'It does not ring while Hark is not running. Hark can go on in the background.',
      buttons: ['Keep running', 'Quit anyway', 'Cancel'],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    };
    const { response } = this.#window.isVisible()
      ? await dialog.showMessageBox(this.#window, options)
      : await dialog.showMessageBox(options);
    return (['background', 'quit', 'cancel'] as const)[response] ?? 'cancel';
  }

  /** @returns whether Hark is to go on as if it had never known any */
  async askAboutLostVoices(): Promise<boolean> {
    const options: Electron.MessageBoxOptions = {
      type: 'warning',
      title: 'Hark',
      message: 'The voices that Hark knew are missing.',
      detail:
        'The store that held them was damaged, or cannot be read. Until they are back, commands that need a known voice are refused. If you give them up, whoever speaks may have everything done until you record a voice again.',
      buttons: ['Keep refusing', 'Give them up'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    };
    const { response } = this.#window.isVisible()
      ? await dialog.showMessageBox(this.#window, options)
      : await dialog.showMessageBox(options);
    return response === 1;
  }

  /** From now on closing closes: the app is quitting. */
  release(): void {
    this.#mayClose = true;
  }

  async #closePressed(): Promise<void> {
    if (await this.#options.hidesOnClose()) {
      this.#window.hide();
      return;
    }
    // Closed by that, once nothing speaks against it.
    this.#options.quit();
  }

  /** The page stays the page: it leads nowhere, opens nothing and embeds nothing. */
  #confine(): void {
    const { log } = this.#options;
    const refuse = (what: string) => (event: { preventDefault(): void }) => {
      event.preventDefault();
      log.warn('refused', { what });
    };
    this.contents.on('will-navigate', refuse('navigation'));
    this.contents.on('will-frame-navigate', refuse('navigation of a frame'));
    this.contents.on('will-redirect', refuse('redirection'));
    this.contents.on('will-attach-webview', refuse('webview'));
    this.contents.setWindowOpenHandler(() => {
      log.warn('refused', { what: 'new window' });
      return { action: 'deny' };
    });
    this.contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  }

  #watchPage(): void {
    const log = this.#options.log.of('renderer');
    // What the page says of itself; what is said of it below is never left out.
    const page = limitedLog(log);
    this.contents.on('console-message', ({ level, message }) => {
      if (level === 'error') page.error(message);
      else if (level === 'warning') page.warn(message);
      else page.debug(message);
    });
    // Committed, not merely begun: a navigation that is refused leaves the page, and its capture, in place.
    this.contents.on('did-navigate', (_event, url) => {
      this.#options.onPageGone();
      if (isAppUrl(url)) return;
      // about:blank asks nobody before it is there.
      log.warn('refused', { what: 'an empty page' });
      this.load();
    });
    this.contents.on('unresponsive', () => log.warn('the page does not respond'));
    this.contents.on('preload-error', (_event, _path, error) => log.error(`preload: ${error.message}`));
    this.contents.on('render-process-gone', (_event, { reason, exitCode }) => {
      this.#options.onPageGone();
      if (reason === 'clean-exit') return;
      this.#options.onCrash(reason, exitCode);
      const decision = this.#reloads.crashed(performance.now());
      log.error('the page is gone', { reason, exitCode, next: decision.kind });
      if (decision.kind === 'give_up') return;
      setTimeout(() => {
        if (!this.#window.isDestroyed()) this.contents.reload();
      }, decision.delayMs);
    });
  }
}
