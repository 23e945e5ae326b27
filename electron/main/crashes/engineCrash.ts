/** What is kept of an engine that ended: how, and what the log says of it just before. */
import type { LineRing } from '../log/lineRing.ts';
import type { EngineCrash } from '../supervisor/supervisor.ts';
import type { CrashReports } from './crashReports.ts';

export const LINES_KEPT = 20;

/** A failure's own words are left out: of one that came from the engine nobody knows what they hold. */
export function reportEngineCrash(
  reports: Pick<CrashReports, 'write'>,
  { life, failure, exitCode }: EngineCrash,
  ring: Pick<LineRing, 'last'>,
): void {
  const lines = ring
    .last('engine', LINES_KEPT)
    .filter(({ level }) => level !== 'debug')
    .map(({ at, level, text }) => `${new Date(at).toISOString()} [${level}] ${text}`);
  const how = failure.code === 'engine.crashed' ? 'ended by itself' : 'had to be ended';
  const detail = [`code ${failure.code}`, `exit code ${exitCode ?? 'unknown'}`, `life ${life}`, ...lines];
  reports.write('engine', `The voice engine ${how}.`, detail.join('\n'));
}
