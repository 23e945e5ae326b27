/** Copies beside the store: backups from before a migration, and damaged files set aside. Both hold what was said. */
import { chmodSync, existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** Of each kind, the newest. */
export const COPIES_KEPT = 3;
/** Files of one database: itself, what is not yet in it, and the index of that. */
const PARTS = ['', '-wal', '-shm'];
const COPY = /^hark(?:-v\d+)?\.db\.(backup|damaged)-(\d{8}T\d{6}(?:-\d+)?)(?:-wal|-shm|\.part)?$/;

export type CopyKind = 'backup' | 'damaged';

/**
 * Moves a damaged database out of the way, with what belongs to it.
 *
 * @param now wall clock, ms since the epoch
 * @returns the path where it lies now
 */
export function setAside(path: string, now: number): string {
  const aside = freePath(path, 'damaged', now);
  for (const part of PARTS) if (existsSync(path + part)) renameSync(path + part, aside + part);
  keepNewest(dirname(path), 'damaged');
  return aside;
}

/** A whole copy of the database as it is; what was erased in it is not in the copy either. */
export function backUp(handle: DatabaseSync, path: string, now: number): void {
  const backup = freePath(path, 'backup', now);
  const part = `${backup}.part`;
  try {
    // An empty file is taken over with its permissions.
    writeFileSync(part, '', { mode: 0o600 });
    handle.prepare('VACUUM INTO ?').run(part);
    renameSync(part, backup);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  keepNewest(dirname(path), 'backup');
}

/** Deletes copies, so that what was to be forgotten is. @param before only those made before, ms since the epoch */
export function dropCopies(
  folder: string,
  kinds: readonly CopyKind[],
  before = Number.POSITIVE_INFINITY,
): void {
  for (const { name, kind } of copiesIn(folder)) {
    const path = join(folder, name);
    if (kinds.includes(kind) && statSync(path).mtimeMs < before) rmSync(path, { force: true });
  }
}

/** For this account alone, also where the file was made before or copied here. */
export function makePrivate(path: string): void {
  writeFileSync(path, '', { mode: 0o600, flag: 'a' });
  if (process.platform !== 'win32') chmodSync(path, 0o600);
}

function freePath(path: string, kind: CopyKind, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]|\..*/g, '');
  const plain = join(dirname(path), `${basename(path)}.${kind}-${stamp}`);
  for (let count = 1; ; count += 1) {
    const free = count === 1 ? plain : `${plain}-${count}`;
    if (!existsSync(free)) return free;
  }
}

function keepNewest(folder: string, kind: CopyKind): void {
  const copies = Map.groupBy(
    copiesIn(folder).filter((copy) => copy.kind === kind),
    (copy) => copy.stamp,
  );
  const tooOld = [...copies.keys()].sort().slice(0, -COPIES_KEPT);
  for (const { name } of tooOld.flatMap((stamp) => copies.get(stamp) ?? [])) {
    rmSync(join(folder, name), { force: true });
  }
}

function copiesIn(folder: string): { name: string; kind: CopyKind; stamp: string }[] {
  return readdirSync(folder).flatMap((name) => {
    const match = COPY.exec(name);
    return match === null ? [] : [{ name, kind: match[1] as CopyKind, stamp: match[2] ?? '' }];
  });
}
