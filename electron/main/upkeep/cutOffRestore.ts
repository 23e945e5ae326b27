/** A restore that a crash or a power cut came into. */
import { describeFailure } from '../../../contract/failures.ts';
import { finishRestore } from '../../backup/restore.ts';
import type { Log } from '../log/log.ts';

/** Of a restore that was cut off: its files are written before anything reads them. */
export function tryToFinishRestore(folder: string, log: Log): void {
  try {
    if (finishRestore(folder)) log.info('a restore that was cut off was finished');
  } catch (error) {
    log.warn('a restore that was cut off is not finished yet', { code: describeFailure(error).code });
  }
}
