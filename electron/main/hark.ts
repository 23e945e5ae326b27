/** Puts the parts of the main process together: who tells whom what. */
import { join } from 'node:path';
import {
  app,
  globalShortcut,
  ipcMain,
  type MessagePortMain,
  nativeTheme,
  powerMonitor,
  session,
  systemPreferences,
} from 'electron';
import { describeFailure } from '../../contract/failures.ts';
import { activeWords } from '../../contract/settings.ts';
import { Assistant } from './assistant/assistant.ts';
import { setApplicationMenu } from './desktop/menu.ts';
import { PauseShortcut } from './desktop/pauseShortcut.ts';
import { HarkTray } from './desktop/tray.ts';
import { hasTrayHost } from './desktop/trayHost.ts';
import { receiveCalls } from './ipc/electronIpc.ts';
import { CallReceiver } from './ipc/receiver.ts';
import type { Log } from './log/log.ts';
import { ModelList } from './models.ts';
import { Page } from './page.ts';
import { serveApp } from './security/appScheme.ts';
import { guardNetwork } from './security/network.ts';
import { isAppUrl } from './security/origin.ts';
import { guardPermissions } from './security/permissions.ts';
import { SettingsService } from './store/settings.ts';
import { SettingsFile } from './store/settingsFile.ts';
import { launchEngine } from './supervisor/engineProcess.ts';
import type { RequestBody } from './supervisor/requests.ts';
import { Supervisor } from './supervisor/supervisor.ts';
import { MainWindow } from './window.ts';

const OUT = join(import.meta.dirname, '..');
const BUILT = {
  page: join(OUT, 'renderer'),
  preload: join(OUT, 'preload', 'index.cjs'),
  engine: join(OUT, 'host', 'index.mjs'),
};

/** Once the app is ready. */
export async function bringUp(log: Log): Promise<void> {
  const own = session.defaultSession;
  guardNetwork(own, (scheme) => log.warn('refused a request', { scheme }));
  guardPermissions(own, askSystemForMicrophone);
  serveApp(own, BUILT.page);
  setApplicationMenu();

  const page = new Page();
  const models = new ModelList();
  const settings = await SettingsService.open({
    file: new SettingsFile(app.getPath('userData')),
    applyWords: (words) => supervisor.request({ type: 'configure', words }),
    changed(next) {
      nativeTheme.themeSource = next.theme;
      shortcut.set(next.pauseShortcut);
      page.send('settings.changed', next);
    },
  });
  if (settings.notice !== null) log.warn('settings', settings.notice);
  nativeTheme.themeSource = settings.current.theme;

  const assistant = new Assistant({
    engine: {
      pause: () => tell({ type: 'pause' }),
      resume() {
        supervisor.start();
        tell({ type: 'resume' });
      },
      retry: () => supervisor.retry(),
    },
    changed(snapshot) {
      tray?.show(snapshot.state);
      page.send('assistant.changed', snapshot);
    },
    woke: (wake) => page.send('assistant.woke', wake),
    now: () => Date.now(),
    log,
  });
  const supervisor = new Supervisor<MessagePortMain>({
    launch: (listener) => launchEngine(BUILT.engine, listener, log),
    words: () => activeWords(settings.current),
    paused: () => assistant.paused,
    openChannel: () => page.openChannel(),
    listener: {
      event: (event, life) => assistant.engineSays(event, life),
      heartbeat: (heartbeat) => page.send('engine.heartbeat', heartbeat),
      models: (list) => models.set(list),
      lost: () => assistant.engineLost(),
      gaveUp: (failure) => assistant.engineGaveUp(failure),
      cannotStart: (failure) => assistant.engineCannotStart(failure),
    },
    log,
    now: () => performance.now(),
  });
  const tell = (body: RequestBody) => {
    supervisor.request(body).catch((error: unknown) => {
      // A pause or resume that an engine missed is made up for when the next one starts.
      log.info('the engine was not told', { what: body.type, code: describeFailure(error).code });
    });
  };
  const window = new MainWindow({
    preload: BUILT.preload,
    inspectable: !app.isPackaged,
    hidesOnClose: async () => settings.current.closeToTray && (await trayIsSeen()),
    onPageGone() {
      page.stopCapture();
      assistant.microphoneIs('off');
    },
    onSeen: (seen) => page.send('window.seen', seen),
    log,
  });
  page.use(window.contents);
  const tray = HarkTray.create(
    { show: () => window.show(), togglePause: () => assistant.togglePause(), quit: () => app.quit() },
    assistant.snapshot().state,
    log,
  );
  const trayIsSeen = async () => tray !== null && (await hasTrayHost());
  const shortcut = new PauseShortcut(globalShortcut, () => assistant.togglePause());
  shortcut.set(settings.current.pauseShortcut);
  if (shortcut.active === false) log.warn('the pause shortcut is not available');

  const receiver = new CallReceiver(
    {
      'app.info': async () => ({
        version: app.getVersion(),
        platform: process.platform,
        tray: await trayIsSeen(),
        pauseShortcutActive: shortcut.active,
        notices: settings.notice === null ? [] : [settings.notice],
      }),
      'assistant.snapshot': () => assistant.snapshot(),
      'assistant.pause': () => assistant.pause(),
      'assistant.resume': () => assistant.resume(),
      'assistant.retry': () => assistant.retry(),
      'capture.connect'() {
        page.startCapture();
        supervisor.connectCapture();
      },
      'capture.report': (microphone) => assistant.microphoneIs(microphone),
      'settings.get': () => settings.current,
      'settings.update': (patch) => settings.update(patch),
      'models.list': () => models.get(),
    },
    isAppUrl,
    log,
  );
  receiveCalls(ipcMain, receiver, window.contents);

  powerMonitor.on('suspend', () => assistant.machineSleeps());
  powerMonitor.on('resume', () => page.send('capture.reopen', null));
  app.on('second-instance', () => window.show());
  app.on('activate', () => window.show());
  app.on('before-quit', () => window.release());
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', () => {
    supervisor.stop();
    shortcut.set(null);
  });
  supervisor.start();
  window.load();
}

async function askSystemForMicrophone(): Promise<boolean> {
  return process.platform === 'darwin' ? systemPreferences.askForMediaAccess('microphone') : true;
}
