/** Hark's main process: what has to happen, in this order. */
import { app, protocol } from 'electron';
import { CrashReports } from './crashes/crashReports.ts';
import { tellThrown } from './crashes/thrown.ts';
import { catchUncaught } from './crashes/watchCrashes.ts';
import { SAFE_SWITCH } from './desktop/restart.ts';
import { bringUp } from './hark.ts';
import { LineRing } from './log/lineRing.ts';
import { chosenLevel } from './log/log.ts';
import { openLog } from './log/logFile.ts';
import { LogView } from './log/logView.ts';
import { makeRedactor } from './log/redact.ts';
import { chooseProfile } from './profile.ts';
import { declareAppScheme } from './security/appScheme.ts';
import { writeNobodysCrashId } from './security/crashId.ts';
import { silenceChromium } from './security/network.ts';
import { Start } from './starts/start.ts';

// 1. Where data goes; everything below asks for it.
chooseProfile(app, process.env['HARK_USER_DATA']);
writeNobodysCrashId(app.getPath('crashDumps'));

// 2. The log, so that all that follows can be told.
const ring = new LineRing();
const logView = new LogView(app.getPath('logs'), ring, Date.now());
const redact = makeRedactor([
  { path: app.getPath('userData'), name: '<data>' },
  { path: app.getPath('home'), name: '~' },
  { path: app.getAppPath(), name: '<app>' },
]);
const log = openLog({
  folder: app.getPath('logs'),
  level: chosenLevel(process.env['HARK_LOG_LEVEL']),
  redact,
  echo: !app.isPackaged,
  ring,
});
const crashes = new CrashReports({
  folder: app.getPath('userData'),
  version: app.getVersion(),
  redact,
  now: () => Date.now(),
  log,
});
catchUncaught({ reports: crashes, log, end: () => app.exit(1) });
log.info('Hark starts', {
  version: app.getVersion(),
  electron: process.versions.electron,
  platform: process.platform,
});

// 3. What can only be said before the app is ready.
silenceChromium(app);
// Global shortcuts under Wayland go through the desktop's portal. GNOME's is only asked where the wanted keys are given
// along, which is a feature of its own; a Chromium that does not know it leaves it alone.
app.commandLine.appendSwitch(
  'enable-features',
  'GlobalShortcutsPortal,GlobalShortcutsPortalPreferredTrigger',
);
// Without it Chromium finds none of the system's voices on Linux.
app.commandLine.appendSwitch('enable-speech-dispatcher');
declareAppScheme(protocol);

// 4. One Hark per profile; a second start shows the first one's window and ends.
if (app.requestSingleInstanceLock()) {
  // 5. As usual, or safely.
  const isAsked = process.argv.includes(SAFE_SWITCH);
  const start = new Start(app.getPath('userData'), isAsked, Date.now(), log);
  if (start.isSafe) {
    log.warn('Hark starts safely', { failedStarts: start.failedStarts, asked: isAsked });
    app.disableHardwareAcceleration();
  }
  // 6. Everything else.
  app
    .whenReady()
    .then(() => bringUp({ log, redact, ring, logView, crashes, start }))
    .catch((error: unknown) => {
      const { name, where } = tellThrown(error);
      log.error('Hark could not start', { name, where });
      crashes.write('main', `Hark could not start: ${name}.`, where);
      app.exit(1);
    });
} else {
  log.info('another Hark is running; its window is shown');
  app.quit();
}
