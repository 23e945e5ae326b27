/** Where crashes are noticed: what nobody caught in main, and processes that Chromium lost. */
import type { App } from 'electron';
import type { Log } from '../log/log.ts';
import type { CrashedProcess, CrashReports } from './crashReports.ts';
import { tellThrown } from './thrown.ts';

export interface Uncaught {
  reports: Pick<CrashReports, 'write' | 'ends'>;
  log: Log;
  /** Leaves the process: after an uncaught exception nothing about it is certain. */
  end(): void;
}

export function catchUncaught({ reports, log, end }: Uncaught): void {
  process.on('uncaughtException', (error) => {
    const { name, where } = tellThrown(error);
    log.error('uncaught exception', { name, where });
    reports.write('main', `An error that nobody caught ended Hark: ${name}.`, where);
    reports.ends();
    end();
  });
  process.on('unhandledRejection', (reason) => {
    const { name, where } = tellThrown(reason);
    log.error('unhandled rejection', { name, where });
    reports.write('main', `Something failed and nobody took care of it: ${name}. Hark went on.`, where);
  });
  // A terminal that went away must not take the app with it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Of Electron's details of a process that is gone. */
export interface GoneProcess {
  type: string;
  reason: string;
  exitCode: number;
  name?: string;
  serviceName?: string;
}

/**
 * Which process that was a crash of; null where it was none, or where somebody else tells of it.
 *
 * @param watched names of processes that are watched by whoever started them
 */
export function crashedProcess(gone: GoneProcess, watched: readonly string[]): CrashedProcess | null {
  if (gone.reason === 'clean-exit') return null;
  if (watched.includes(gone.name ?? '') || watched.includes(gone.serviceName ?? '')) return null;
  return gone.type === 'GPU' ? 'gpu' : 'other';
}

/** @param watched see above */
export function watchProcesses(
  app: Pick<App, 'on'>,
  reports: Pick<CrashReports, 'write' | 'ends'>,
  watched: readonly string[],
  log: Log,
): void {
  app.on('will-quit', () => reports.ends());
  app.on('child-process-gone', (_event, gone) => {
    const process = crashedProcess(gone, watched);
    if (process === null) return;
    const { type, reason, exitCode, serviceName } = gone;
    log.error('a process is gone', { type, reason, exitCode, service: serviceName });
    const named = serviceName ? ` (${serviceName})` : '';
    reports.write(process, `Chromium's ${type} process${named} ended: ${reason}.`, `exit code ${exitCode}`);
  });
}
