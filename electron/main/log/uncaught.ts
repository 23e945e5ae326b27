/** What nobody caught is at least in the log. */
import type { Log } from './log.ts';

/** @param end leaves the process: after an uncaught exception nothing about it is certain */
export function logUncaught(log: Log, end: () => void): void {
  process.on('uncaughtException', (error) => {
    log.error('uncaught exception', { stack: error.stack ?? String(error) });
    end();
  });
  process.on('unhandledRejection', (reason) => {
    log.error('unhandled rejection', {
      stack: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
    });
  });
  // A terminal that went away must not take the app with it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
