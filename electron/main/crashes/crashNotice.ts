/** What is said of a crash at the start after it. */
import type { FailureReport } from '../../../contract/failureReport.ts';
import type { Start } from '../starts/start.ts';
import type { CrashReports } from './crashReports.ts';

/** What the start before this one left behind, where it was not closed in an orderly way. */
export async function noticesOfCrash(
  crashes: CrashReports,
  { brokenOffAt }: Start,
): Promise<FailureReport[]> {
  if (brokenOffAt === null || !(await crashes.mainSince(brokenOffAt))) return [];
  return [{ code: 'app.crashed', message: '' }];
}
