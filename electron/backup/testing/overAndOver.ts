/** A process that backs up, or restores, without end, to be killed at any moment. */
import { join } from 'node:path';
import { dropUnfinished, makeBackup } from '../backupFolder.ts';
import { restoreFolder } from '../restoreFolder.ts';

const [folder = '', what = 'backup'] = process.argv.slice(2);
process.stdout.write('begun\n');
for (;;) {
  if (what === 'restore')
    restoreFolder(folder, join(folder, 'one.harkbackup'), { now: Date.now(), version: '1' });
  else {
    dropUnfinished(folder);
    makeBackup(folder, { at: Date.now(), kind: 'scheduled', version: '1' });
  }
}
