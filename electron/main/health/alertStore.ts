/** Alerts as a document of the store. */
import { z } from 'zod';
import { describeFailure } from '../../../contract/failures.ts';
import { ALERTS_DOCUMENT, type Alert, alertSchema } from '../../../contract/health.ts';
import type { Log } from '../log/log.ts';
import type { Documents } from '../store/documents.ts';

/** None where they cannot be read. */
export function readAlerts(documents: Pick<Documents, 'read'>, log: Log): Alert[] {
  try {
    const kept = z.array(z.unknown()).safeParse(documents.read(ALERTS_DOCUMENT) ?? []);
    return (kept.data ?? []).flatMap((one) => alertSchema.safeParse(one).data ?? []);
  } catch (error) {
    log.warn('alerts cannot be read', { code: describeFailure(error).code });
    return [];
  }
}

export function writeAlerts(documents: Pick<Documents, 'write'>, alerts: readonly Alert[], log: Log): void {
  try {
    documents.write(ALERTS_DOCUMENT, alerts);
  } catch (error) {
    log.warn('alerts are not kept', { code: describeFailure(error).code });
  }
}
