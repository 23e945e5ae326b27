/** Ends that nobody is asked about. */
import { app, BrowserWindow, powerMonitor } from 'electron';
import type { QuitGuard } from './quitGuard.ts';

/** What asks nobody: a shutdown of the system, the end of the session, whoever ends this process by a signal. */
export function endWithSystem(guard: QuitGuard): void {
  powerMonitor.on('shutdown', () => guard.release());
  for (const window of BrowserWindow.getAllWindows()) {
    window.on('query-session-end', () => guard.release());
    window.on('session-end', () => guard.release());
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      guard.release();
      app.quit();
    });
  }
}
