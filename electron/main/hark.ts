/** Puts the parts of the main process together: who tells whom what. */
import { join } from 'node:path';
import {
  app,
  clipboard,
  globalShortcut,
  ipcMain,
  type MessagePortMain,
  nativeTheme,
  powerMonitor,
  session,
  systemPreferences,
} from 'electron';
import type { FailureReport } from '../../contract/engine.ts';
import { describeFailure } from '../../contract/failures.ts';
import type { Settings } from '../../contract/settings.ts';
import { COMMAND_STATES, HEARING_STATES } from '../../contract/states.ts';
import { taskRunner } from '../backup/runTask.ts';
import { Assistant } from './assistant/assistant.ts';
import { discreet } from './assistant/discretion.ts';
import { openActions } from './commands/actionParts.ts';
import { Commands } from './commands/commands.ts';
import { Grammar } from './commands/grammar.ts';
import { SentenceFile } from './commands/ownSentences.ts';
import { ConfigurationTransfer } from './configuration/configuration.ts';
import { noticesOfCrash } from './crashes/crashNotice.ts';
import type { CrashReports } from './crashes/crashReports.ts';
import { removeDumps } from './crashes/dumps.ts';
import { reportEngineCrash } from './crashes/engineCrash.ts';
import { watchProcesses } from './crashes/watchCrashes.ts';
import { endWithSystem } from './desktop/endWithSystem.ts';
import { HealthNotice } from './desktop/healthNotice.ts';
import { setApplicationMenu } from './desktop/menu.ts';
import { MissedNotice } from './desktop/missedNotice.ts';
import { desktopNotification } from './desktop/notification.ts';
import { PushShortcut } from './desktop/pushShortcut.ts';
import { QuestionNotice } from './desktop/questionNotice.ts';
import { QuitGuard } from './desktop/quitGuard.ts';
import { Restart, SAFE_SWITCH } from './desktop/restart.ts';
import { RingNotice } from './desktop/ringing.ts';
import { GlobalShortcut, shortcutsComeFromPortal } from './desktop/shortcut.ts';
import { HarkTray } from './desktop/tray.ts';
import { askedOnce, hasTrayHost } from './desktop/trayHost.ts';
import { Feed } from './health/feed.ts';
import { Health } from './health/health.ts';
import { machineReader } from './health/machineUse.ts';
import { Registry } from './health/registry.ts';
import { SELF_TEST_LIMIT, SelfTest } from './health/selfTest.ts';
import { receiveCalls } from './ipc/electronIpc.ts';
import { callHandlers } from './ipc/handlers.ts';
import { type CallHandlers, CallReceiver } from './ipc/receiver.ts';
import type { LineRing } from './log/lineRing.ts';
import type { Log } from './log/log.ts';
import type { LogView } from './log/logView.ts';
import { applicationFolders } from './machine/applications.ts';
import { ApplicationWatch } from './machine/applicationWatch.ts';
import { electronMachine } from './machine/electronMachine.ts';
import { ModelList } from './models.ts';
import { Page } from './page.ts';
import { graphicsIdentity } from './providers/graphics.ts';
import { Providers } from './providers/providers.ts';
import { gatherReport } from './report/gather.ts';
import { exportReport } from './report/report.ts';
import { serveApp } from './security/appScheme.ts';
import { guardNetwork } from './security/network.ts';
import { isAppUrl } from './security/origin.ts';
import { guardPermissions } from './security/permissions.ts';
import { leftOut, safeFile } from './starts/safeParts.ts';
import type { Start } from './starts/start.ts';
import { exportHistory } from './store/historyExport.ts';
import { Keeping } from './store/keeping.ts';
import { listenFor, SettingsService } from './store/settings.ts';
import { SettingsFile } from './store/settingsFile.ts';
import { Store } from './store/store.ts';
import {
  ENGINE_SERVICE_NAME,
  launchEngine,
  launchTrial,
  TRIAL_SERVICE_NAME,
} from './supervisor/engineProcess.ts';
import type { RequestBody } from './supervisor/requests.ts';
import { Supervisor } from './supervisor/supervisor.ts';
import { Trials } from './supervisor/trialProcess.ts';
import { Backups } from './upkeep/backups.ts';
import { tryToFinishRestore } from './upkeep/cutOffRestore.ts';
import { StorageCare } from './upkeep/storage.ts';
import { VOICE_FILES } from './voices/voiceFile.ts';
import { openVoices } from './voices/voiceParts.ts';
import { MainWindow } from './window.ts';

const OUT = join(import.meta.dirname, '..');
const BUILT = {
  backups: join(OUT, 'main', 'backups.mjs'),
  page: join(OUT, 'renderer'),
  preload: join(OUT, 'preload', 'index.cjs'),
  engine: join(OUT, 'host', 'index.mjs'),
  trial: join(OUT, 'host', 'trial.mjs'),
};

/** What is there before the app is ready. */
export interface Beginnings {
  log: Log;
  /** Takes personal paths out of a text. */
  redact(text: string): string;
  ring: LineRing;
  logView: LogView;
  crashes: CrashReports;
  start: Start;
}

/** Once the app is ready. */
export async function bringUp({ log, redact, ring, logView, crashes, start }: Beginnings): Promise<void> {
  const own = session.defaultSession;
  guardNetwork(own, (scheme) => log.warn('refused a request', { scheme }));
  guardPermissions(own, askSystemForMicrophone);
  serveApp(own, BUILT.page);
  setApplicationMenu();

  const folder = app.getPath('userData');
  tryToFinishRestore(folder, log);
  const page = new Page();
  const models = new ModelList();
  const settingsFile = new SettingsFile(folder);
  const settings = await SettingsService.open({
    file: start.isSafe ? safeFile(settingsFile) : settingsFile,
    applyWords: (wanted) => supervisor.request({ type: 'configure', ...wanted }),
    changed: settingsChanged,
  });
  if (settings.notice !== null) log.warn('settings', settings.notice);
  nativeTheme.themeSource = settings.current.theme;

  const feed = new Feed({ registry: new Registry(), now: () => Date.now(), ticks: () => performance.now() });
  crashes.onCrash = (process) => feed.crashed(process);
  const store = new Store({
    folder,
    retentionDays: () => settings.current.history.retentionDays,
    archivesHistory: () => settings.current.upkeep.archiveHistory,
    historyChanged: () => page.send('history.changed', null),
    notesChanged: () => page.send('notes.changed', null),
    noticed: storeNoticed,
    now: () => Date.now(),
    log,
  });
  const keepingHistory = new Keeping(notice, 'the last commands wait for it in memory.');
  const machine = electronMachine(folder);
  const ringing = new RingNotice(() => window.show(), log);
  const missed = new MissedNotice({
    notify: (title, body) => desktopNotification(title, body),
    show: () => window.show(),
  });
  const actions = openActions({
    store,
    settings: () => settings.current,
    updateSettings: (patch) => settings.update(patch),
    conversation: {
      lastReply: () => assistant.conversation.lastReply,
      undoLast: (id) => assistant.conversation.undoLast(id),
    },
    listening: {
      pause: (forMs) => assistant.pause(forMs),
      resume: () => assistant.resume(),
    },
    examples: () => commands.examples(),
    clockChanged(snapshot) {
      ringing.update(snapshot.items);
      missed.update(snapshot.missed ?? []);
      page.send('clock.changed', snapshot);
    },
    commandsChanged: () => grammar.reload(),
    check: (name, text) => supervisor.request({ type: 'check_grammar', name, text }),
    machine,
    isSafe: start.isSafe,
    noticed: notice,
    log,
  });

  missed.knows(actions.clock.snapshot().missed ?? []);

  const questionNotice = new QuestionNotice({
    notify: (title, body) => desktopNotification(title, body, true),
    isInFront: () => window.isInFront,
    show: () => window.show(),
  });
  const voices = openVoices({
    folder,
    keyStore: machine.keyStore,
    store,
    ask: (request) => supervisor.request(request),
    settings: () => settings.current,
    models: () => models.get(),
    hears: () => assistant.hears,
    changed: (snapshot) => page.send('profiles.changed', snapshot),
    progress: (progress) => page.send('enrollment.progress', progress),
    takeEnded: (ended) => page.send('enrollment.takeEnded', ended),
    tried: (tried) => page.send('enrollment.tried', tried),
    forgotten: (profileId) => assistant.conversation.forgetVoice(profileId),
    plays: (playing) => assistant.conversation.plays(playing),
    askWhereToSave: (name) => window.askWhereToSave(name),
    askWhatToOpen: () => window.askWhatToOpen(VOICE_FILES),
    now: () => Date.now(),
    log,
  });
  const crashNotices = noticesOfCrash(crashes, start);
  let hasAskedAboutVoices = false;
  const assistant = new Assistant({
    engine: {
      pause: () => tell({ type: 'pause' }),
      resume() {
        supervisor.start();
        tell({ type: 'resume' });
      },
      retry: () => supervisor.retry(),
      restart: () => supervisor.restart(),
      capture: (mode) => supervisor.request({ type: 'capture', mode }),
      release: () => tell({ type: 'release' }),
      cancel: () => tell({ type: 'cancel' }),
      speaking: (text) => tell({ type: 'speaking', text }),
      parse: (text) => supervisor.request({ type: 'parse', text }),
    },
    changed(snapshot) {
      if (!HEARING_STATES.has(snapshot.state)) voices.deaf();
      tray?.show(snapshot.state);
      feed.microphoneIs(snapshot.microphone);
      health.look();
      questionNotice.update(snapshot.question);
      page.send('assistant.changed', snapshot);
    },
    woke: (wake) => page.send('assistant.woke', wake),
    commands: {
      plan: (intent, slots) => actions.plan(intent, slots),
      voices: voices.known,
      replies: () => settings.current.replies,
      speak: (reply) => page.send('reply.speak', reply),
      silence: () => page.send('reply.stop', null),
      changed: (interaction) => page.send('interaction.changed', voices.asItStands(interaction)),
      over(interaction) {
        feed.interaction(interaction);
        remember(() => store.history.keep(discreet(voices.asItStands(interaction))));
      },
      failed: (failure) => feed.interactionFailed(failure),
      amended: (interaction) => remember(() => store.history.amend(discreet(voices.asItStands(interaction)))),
    },
    now: () => Date.now(),
    ticks: () => performance.now(),
    log,
  });
  const openFaultDoor = globalThis.__FAULTS__ ? (await import('./faults/faults.ts')).openFaultDoor : null;
  const supervisor = new Supervisor<MessagePortMain>({
    launch(listener) {
      const engine = launchEngine(BUILT.engine, listener, log);
      openFaultDoor?.((message) => engine.post(message, []));
      return engine;
    },
    listenFor: () => ({ ...listenFor(settings.current), providers: providers.forEngine() }),
    paused: () => assistant.paused,
    openChannel: () => page.openChannel(),
    listener: {
      event(event, life) {
        feed.engineSays(event);
        providers.engineSays(event);
        voices.engineSays(event);
        assistant.engineSays(event, life);
      },
      heartbeat(heartbeat) {
        feed.beat(heartbeat);
        page.send('engine.heartbeat', heartbeat);
      },
      ready(loadMs) {
        start.engineReady();
        feed.engineReady(loadMs);
        providers.engineReady();
        grammar.reload();
        voices.engineReady();
      },
      models(list) {
        models.set(list);
        feed.modelTimes(feed.models, list);
      },
      modelTimes: (list) => feed.modelTimes(list, models.known ?? []),
      lost(failure) {
        feed.engineLost(failure);
        providers.engineLost(failure.code);
        voices.engineLost();
        assistant.engineLost(failure);
      },
      gaveUp(failure) {
        feed.engineEnded(failure);
        voices.engineLost();
        assistant.engineGaveUp(failure);
      },
      cannotStart(failure) {
        feed.engineEnded(failure);
        voices.engineLost();
        assistant.engineCannotStart(failure);
      },
      crashed: (crash) => reportEngineCrash(crashes, crash, ring),
    },
    log,
    now: () => performance.now(),
  });
  const trials = new Trials({ launch: (listener) => launchTrial(BUILT.trial, listener, log), log });
  const providers = new Providers({
    trials,
    documents: store.documents,
    isAllowed: () => !start.isSafe && settings.current.engine.provider === 'auto',
    models: () => models.known,
    isQuiet: () => !COMMAND_STATES.has(assistant.snapshot().state),
    graphics: () => graphicsIdentity(() => app.getGPUInfo('basic')),
    restartEngine: () => supervisor.restart(),
    changed: (snapshot) => page.send('providers.changed', snapshot),
    noticed: notice,
    now: () => Date.now(),
    ticks: () => performance.now(),
    log,
  });
  const selfTest = new SelfTest({
    documents: store.documents,
    perform: (ask) => trials.run({ kind: 'self_test', samples: BUILT.page, ...ask }, SELF_TEST_LIMIT),
    targets: () => settings.current.health.targets,
    isDaily: () => settings.current.upkeep.selfTest,
    models: () => models.get(),
    providers: () => providers.inForce,
    isBusy: () => COMMAND_STATES.has(assistant.snapshot().state),
    gauge: feed.registry.of('hark_self_test_ok'),
    changed(snapshot) {
      page.send('selfTest.changed', snapshot);
      health.look();
    },
    foundByItself(trouble) {
      notice({ code: 'self_test.failed', message: trouble.reason });
      healthNotice.tell(trouble);
    },
    now: () => Date.now(),
    ticks: () => performance.now(),
    log,
  });
  const health = new Health({
    folder,
    feed,
    store,
    settings: () => settings.current,
    assistant: () => assistant.snapshot(),
    models: () => models.known,
    voices: () => voices.known.state,
    selfTest: () => selfTest.last,
    backups: () => backups.health,
    processes: () => app.getAppMetrics(),
    engineName: ENGINE_SERVICE_NAME,
    machine: machineReader(),
    changed: (snapshot) => page.send('health.changed', snapshot),
    broke: (alert) => healthNotice.broke(alert),
    restartEngine: () => assistant.restartEngine(),
    now: () => Date.now(),
    ticks: () => performance.now(),
    log,
  });
  const healthNotice = new HealthNotice({
    isWanted: () => settings.current.health.notify && !window.isInFront,
    notify: (title, body) => desktopNotification(title, body),
    show: () => window.show(),
  });
  const sentences = new SentenceFile(folder, () => grammar.reload(), log);
  const grammar = new Grammar({
    load: (request) => supervisor.request(request),
    check: (name, text) => supervisor.request({ type: 'check_grammar', name, text }),
    own: start.isSafe ? leftOut(sentences) : sentences,
    added: () => actions.addedSentences(),
    lists: () => actions.lists(),
    changed: () => page.send('commands.changed', null),
    log,
  });
  const run = taskRunner(BUILT.backups, folder);
  const backups = new Backups({
    folder,
    version: app.getVersion(),
    run,
    store,
    settings: () => settings.current.upkeep.backups,
    replaceSettings: (work) => settings.replace(work),
    restored() {
      actions.clock.reload();
      page.send('notes.changed', null);
      grammar.reload();
      voices.refresh();
    },
    changed(snapshot) {
      health.look();
      page.send('backups.changed', snapshot);
    },
    noticed: notice,
    aged: (seconds) => feed.registry.of('hark_backup_age_seconds').set(seconds),
    now: () => Date.now(),
    ticks: () => performance.now(),
    log,
  });
  const storage = new StorageCare({
    folder,
    logs: app.getPath('logs'),
    run,
    store,
    archives: () => settings.current.upkeep.archiveHistory,
    now: () => Date.now(),
  });
  const commands = new Commands({
    grammar,
    own: sentences,
    actions: () => actions.list(),
    plan: (intent, slots) => actions.plan(intent, slots),
    parse: (text) => supervisor.request({ type: 'parse', text }),
    understand: (recording) => supervisor.request({ type: 'understand', recording }),
  });

  const window = new MainWindow({
    preload: BUILT.preload,
    inspectable: !app.isPackaged,
    hidesOnClose: async () => settings.current.closeToTray && (await trayIsSeen()),
    quit: () => app.quit(),
    onVisible() {
      start.windowVisible();
      void removeDumps(app.getPath('crashDumps'), log);
    },
    onCrash: (reason, exitCode) =>
      crashes.write('window', `The window's process ended: ${reason}.`, `exit code ${exitCode}`),
    onPageGone() {
      page.stopCapture();
      assistant.microphoneIs('off');
      assistant.conversation.pageGone();
    },
    onSeen(seen) {
      health.seen(seen);
      page.send('window.seen', seen);
    },
    log,
  });
  page.use(window.contents);
  const tray = HarkTray.create(
    { show: () => window.show(), togglePause: () => assistant.togglePause(), quit: () => app.quit() },
    assistant.snapshot().state,
    log,
  );
  const trayIsSeen = askedOnce(async () => tray !== null && (await hasTrayHost()));
  const shortcutsByPortal = shortcutsComeFromPortal(process.platform, process.env);
  const globally = {
    registry: globalShortcut,
    byPortal: shortcutsByPortal,
    changed: () => page.send('app.changed', null),
  };
  const pauseShortcut = new GlobalShortcut({ ...globally, pressed: () => assistant.togglePause() });
  const pushShortcut = new PushShortcut({
    ...globally,
    pressed: () => void assistant.push('press', 'toggle').catch(pushRefused),
  });
  setShortcuts(settings.current);
  log.info('shortcuts', {
    pause: pauseShortcut.state,
    push: pushShortcut.status.state,
    portal: shortcutsByPortal,
  });

  const handlers: CallHandlers = callHandlers({
    info: async () => ({
      version: app.getVersion(),
      platform: process.platform,
      tray: await trayIsSeen(),
      shortcutsByPortal,
      pauseShortcut: pauseShortcut.state,
      pushShortcut: pushShortcut.status,
      safeMode: start.isSafe ? { failedStarts: start.failedStarts } : null,
      notices: [
        ...(settings.notice === null ? [] : [settings.notice]),
        ...store.notices,
        ...(await crashNotices),
      ],
    }),
    connectCapture() {
      page.startCapture();
      supervisor.connectCapture();
    },
    exportHistory: async () => {
      const path = await window.askWhereToSave('hark-history.jsonl');
      return path === null ? null : exportHistory(store.history.batches(), path);
    },
    assistant,
    settings,
    models,
    commands,
    clock: actions.clock,
    notes: store.notes,
    copy: (text) => clipboard.writeText(text),
    userActions: actions.userActions,
    homeAssistant: actions.homeAssistant,
    voices,
    health,
    history: store.history,
    restart: (how) => restart.ask(how),
    selfTest,
    providers,
    logs: {
      read: (after) => logView.read(after),
      export: () =>
        exportReport({
          logFolder: app.getPath('logs'),
          redact,
          gather: () =>
            gatherReport({
              app,
              isSafe: start.isSafe,
              settings: async () => [settings.current, await settingsFile.peek()],
              ask: handlers,
            }),
          askWhereToSave: (name) => window.askWhereToSave(name),
          now: () => Date.now(),
        }),
    },
    crashes,
    backups,
    storage,
    config: new ConfigurationTransfer({
      isSafe: start.isSafe,
      settings,
      storedSettings: async () => (start.isSafe ? settingsFile.peek() : settings.current),
      sentences: {
        read: () => sentences.read(),
        save: (text) => sentences.save(text),
        remove: () => sentences.remove(),
        check: (text) => grammar.check(text),
      },
      actions: { list: () => store.userActions.list(), ...actions.ownActions },
      askWhereToSave: (name) => window.askWhereToSave(name),
      askWhatToOpen: (what) => window.askWhatToOpen(what),
      log,
    }),
  });
  receiveCalls(
    ipcMain,
    new CallReceiver(handlers, isAppUrl, log, (failure) => feed.failed(failure)),
    window.contents,
  );

  powerMonitor.on('suspend', () => assistant.machineSleeps());
  powerMonitor.on('resume', () => {
    page.send('capture.reopen', null);
    actions.clock.look();
  });
  app.on('second-instance', () => window.show());
  app.on('activate', () => window.show());
  watchProcesses(app, crashes, [ENGINE_SERVICE_NAME, TRIAL_SERVICE_NAME], log);
  const restart = new Restart({
    args: process.argv.slice(1),
    quit: () => app.quit(),
    relaunch(args) {
      log.info('Hark starts again', { safe: args.includes(SAFE_SWITCH) });
      app.relaunch({ args });
    },
  });
  const quitGuard = new QuitGuard({
    now: Date.now,
    items: () => actions.clock.snapshot().items,
    ask: (waiting) => window.askWhetherToQuit(waiting),
    hide: () => void trayIsSeen().then((seen) => window.withdraw(seen)),
    kept: () => restart.kept(),
    quit: () => app.quit(),
  });
  if (process.env['HARK_ASK_BEFORE_QUIT'] === 'no') quitGuard.release();
  endWithSystem(quitGuard);
  app.on('before-quit', (event) => {
    if (quitGuard.lets()) window.release();
    else event.preventDefault();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', () => {
    restart.ends();
    start.ends();
    voices.close();
    assistant.conversation.close();
    supervisor.stop();
    providers.close();
    trials.stop();
    pauseShortcut.set(null);
    pushShortcut.release();
    sentences.stop();
    applications?.stop();
    actions.close();
    selfTest.close();
    backups.close();
    health.close();
    store.close();
  });
  sentences.watch();
  // Safely, none of their names can be said.
  const applications = start.isSafe
    ? null
    : new ApplicationWatch({
        list: () => machine.services.applications.list(),
        folders: applicationFolders({ platform: process.platform }),
        changed: () => grammar.reload(),
        log,
      });
  supervisor.start();
  health.start();
  selfTest.start();
  backups.start();
  window.load();
  askAboutLostVoices();

  function tell(body: RequestBody): void {
    supervisor.request(body).catch((error: unknown) => {
      // A pause or resume that an engine missed is made up for when the next one starts.
      log.info('the engine was not told', { what: body.type, code: describeFailure(error).code });
    });
  }

  function settingsChanged(next: Settings, previous: Settings): void {
    nativeTheme.themeSource = next.theme;
    setShortcuts(next);
    // What may be opened can be said.
    if (next.actions.allowedSites.join() !== previous.actions.allowedSites.join()) grammar.reload();
    if (JSON.stringify(next.health.targets) !== JSON.stringify(previous.health.targets))
      health.targetsChanged();
    if (next.engine.provider !== previous.engine.provider) providers.settingsChanged();
    if (JSON.stringify(next.upkeep.backups) !== JSON.stringify(previous.upkeep.backups))
      backups.settingsChanged();
    if (next.upkeep.selfTest !== previous.upkeep.selfTest) selfTest.settingsChanged();
    if (JSON.stringify(next.voices) !== JSON.stringify(previous.voices)) voices.refresh();
    if (next.history.retentionDays !== previous.history.retentionDays) store.retention.sweep();
    page.send('settings.changed', next);
  }

  function setShortcuts(next: Settings): void {
    pauseShortcut.set(next.pauseShortcut);
    pushShortcut.set(next.pushToTalk);
  }

  /** Whoever pressed the keys looks at another application and waits to be heard. */
  function pushRefused(error: unknown): void {
    const failure = describeFailure(error);
    log.info('push-to-talk was refused', { code: failure.code });
    notice(failure);
    const { chime, quiet } = settings.current.replies;
    if (chime && !quiet)
      page.send('reply.speak', { id: 'push-refused', text: '', chime: 'failed', speak: false });
    if (!window.isInFront) desktopNotification('Hark does not listen to this', `${failure.message}.`)?.show();
  }

  function notice(failure: FailureReport): void {
    feed.failed(failure);
    page.send('notice.raised', failure);
  }

  /** At the start the page is not there yet and asks for the notices itself. */
  function storeNoticed(failure: FailureReport): void {
    notice(failure);
    // In the fresh file is what could be carried over.
    page.send('history.changed', null);
    page.send('notes.changed', null);
    // So is what there is of profiles; at the start they are not open yet.
    setImmediate(() => {
      voices.refresh();
      askAboutLostVoices();
    });
  }

  /** Once a run at the most: whoever does not give them up may want to look for them. */
  function askAboutLostVoices(): void {
    if (hasAskedAboutVoices || !voices.areLost) return;
    hasAskedAboutVoices = true;
    void window.askAboutLostVoices().then((given) => given && voices.giveUpLost());
  }

  /** A command is done also where it cannot be written down. */
  function remember(write: () => void): void {
    try {
      keepingHistory.keep(write);
    } catch (error) {
      log.warn('the history was not written', { code: describeFailure(error).code });
    }
  }
}

async function askSystemForMicrophone(): Promise<boolean> {
  return process.platform === 'darwin' ? systemPreferences.askForMediaAccess('microphone') : true;
}
