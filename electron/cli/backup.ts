/** `hark backup`: what people made in the app, as one file. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { HarkError } from '../../contract/failures.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { BackupInfo } from '../backup/backupFile.ts';
import { dropUnfinished, makeBackup } from '../backup/backupFolder.ts';
import { type Call, requireNoOperands } from './commandLine.ts';
import { dataFolder } from './dataFolder.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';

export async function backup(call: Call): Promise<ExitCode> {
  requireNoOperands(call);
  const folder = dataFolder(call.global.data);
  const out = call.options.text('out');
  if (out === undefined) dropUnfinished(folder);
  else refuseTaken(out);
  const about = { at: Date.now(), kind: 'manual', version: packageJson.version } as const;
  const { path, info } = makeBackup(folder, about, out === undefined ? undefined : resolve(out));
  await call.output.result({ file: path, bytes: statSync(path).size, ...describe(info) });
  return EXIT.ok;
}

/** @throws HarkError usage.invalid */
function refuseTaken(out: string): void {
  if (existsSync(out))
    throw new HarkError('usage.invalid', `--out: there is something called "${out}" already`);
}

/** As it is printed. */
export function describe({ at, kind, version, content }: BackupInfo): object {
  const rows = Object.fromEntries(Object.entries(content).map(([table, { rows: count }]) => [table, count]));
  return { at: new Date(at).toISOString(), kind, version, rows };
}
