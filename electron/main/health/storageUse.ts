/** What Hark keeps on disk, by kind, and how much more would fit. Looked at rarely, and never for long. */
import { opendir, stat, statfs } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { STORAGE_KINDS } from '../../../contract/health.ts';

export type StorageKind = (typeof STORAGE_KINDS)[number];

/** Files that are looked at; a folder with more is no folder of Hark's alone. */
export const FILES_MAX = 20_000;
const DEPTH_MAX = 8;

/** Bytes by kind; models are not in the data folder. */
export async function storageSizes(folder: string): Promise<Map<StorageKind, number>> {
  const sizes = new Map<StorageKind, number>(STORAGE_KINDS.map((kind) => [kind, 0]));
  let left = FILES_MAX;
  const walk = async (path: string, depth: number): Promise<void> => {
    const entries = await opendir(path).catch(() => null);
    if (entries === null) return;
    for await (const entry of entries) {
      if (left <= 0) return;
      left -= 1;
      const inside = join(path, entry.name);
      if (entry.isDirectory() && depth < DEPTH_MAX) await walk(inside, depth + 1);
      if (!entry.isFile()) continue;
      const bytes = await stat(inside).then(
        ({ size }) => size,
        // It went meanwhile.
        () => 0,
      );
      const kind = kindOf(relative(folder, inside));
      sizes.set(kind, (sizes.get(kind) ?? 0) + bytes);
    }
  };
  await walk(folder, 0);
  return sizes;
}

/** @param path of a file, within the data folder */
export function kindOf(path: string): StorageKind {
  const [first = ''] = path.split(sep);
  if (first === 'voice-keys') return 'voices';
  if (first === 'logs') return 'logs';
  if (first === 'archives' || first === 'backups' || first === 'crashes') return first;
  if (/\.(backup|damaged)-/.test(first)) return 'backups';
  return /^hark(-v\d+)?\.db/.test(first) ? 'database' : 'other';
}

/** Null where it cannot be told. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
