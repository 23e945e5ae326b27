/** `hark restore`: puts a backup back, all of it or nothing, while the app does not run. */
import { resolve } from 'node:path';
import { HarkError } from '../../contract/failures.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { backupPath, listBackups } from '../backup/backupFolder.ts';
import { restoreFolder } from '../backup/restoreFolder.ts';
import { newestSound } from '../backup/rotation.ts';
import { type Call, requireNoOperands, requireOperands } from './commandLine.ts';
import { dataFolder } from './dataFolder.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';

export async function restore(call: Call): Promise<ExitCode> {
  const folder = dataFolder(call.global.data);
  if (call.options.flag('list')) return list(call, folder);
  requireOperands(call, 'backup');
  const [which = '', extra] = call.operands;
  if (extra !== undefined) throw new HarkError('usage.invalid', 'one backup at a time is restored');
  const path = which === 'latest' ? latest(folder) : resolve(which);
  const { rows, before } = restoreFolder(folder, path, { now: Date.now(), version: packageJson.version });
  await call.output.result({ file: path, rows, before });
  return EXIT.ok;
}

async function list(call: Call, folder: string): Promise<ExitCode> {
  requireNoOperands(call);
  for (const { id, at, ...backup } of listBackups(folder))
    await call.output.result({ file: backupPath(folder, id), at: new Date(at).toISOString(), ...backup });
  return EXIT.ok;
}

/** @throws HarkError backup.unknown */
function latest(folder: string): string {
  const newest = newestSound(listBackups(folder), Date.now());
  if (newest === null) throw new HarkError('backup.unknown', 'there is no backup that could be restored');
  return backupPath(folder, newest.id);
}
