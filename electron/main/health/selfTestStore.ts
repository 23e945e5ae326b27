/** What is kept of self-tests, as a document of the store. */
import { describeFailure } from '../../../contract/failures.ts';
import {
  SELF_TEST_DOCUMENT,
  type SelfTestDocument,
  selfTestDocumentSchema,
} from '../../../contract/selfTest.ts';
import type { Log } from '../log/log.ts';
import type { Documents } from '../store/documents.ts';
import { NOTHING_KEPT } from './selfTestRecord.ts';

/** Nothing where it cannot be read. */
export function readSelfTests(documents: Pick<Documents, 'read'>, log: Log): SelfTestDocument {
  try {
    return selfTestDocumentSchema.safeParse(documents.read(SELF_TEST_DOCUMENT)).data ?? NOTHING_KEPT;
  } catch (error) {
    log.warn('self-tests cannot be read', { code: describeFailure(error).code });
    return NOTHING_KEPT;
  }
}

export function writeSelfTests(documents: Pick<Documents, 'write'>, kept: SelfTestDocument, log: Log): void {
  try {
    documents.write(SELF_TEST_DOCUMENT, kept);
  } catch (error) {
    log.warn('self-tests are not kept', { code: describeFailure(error).code });
  }
}
