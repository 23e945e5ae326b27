/** What is done beside the process that asked for it, for it reads and writes whole files. */
import { existsSync } from 'node:fs';
import { describeFailure, HarkError } from '../../contract/failures.ts';
import type { Backup, Drill, Integrity } from '../../contract/upkeep.ts';
import { type About, openReadOnly } from './backupFile.ts';
import {
  backupPath,
  deleteBackup,
  drill,
  dropUnfinished,
  listBackups,
  makeBackup,
  prepareIn,
} from './backupFolder.ts';
import { keysIn } from './restore.ts';
import { type Rotation, tooMany } from './rotation.ts';
import { reasonOf, troubleOf } from './sqliteErrors.ts';
import { chooseStore } from './storePath.ts';

export interface Tasks {
  /** Makes one, and deletes those that are too many. */
  make: { args: { about: About; rotation: Rotation }; result: { id: string; backups: Backup[] } };
  list: { args: { known: Backup[] }; result: Backup[] };
  /** The first half of a restore. What is there now is backed up too. */
  prepare: {
    args: { id: string; about: About; rotation: Rotation };
    result: ReturnType<typeof prepareIn> & { before: string };
  };
  drill: { args: { id: string; now: number }; result: Drill };
  check: { args: { now: number }; result: Integrity };
}
export type TaskName = keyof Tasks;
export type Task = { [Name in TaskName]: { name: Name; folder: string } & Tasks[Name]['args'] }[TaskName];
export type TaskAnswer = { result: unknown } | { failure: { code: string; message: string } };

/** @throws HarkError backup.* */
export function perform(task: Task): Tasks[TaskName]['result'] {
  const { folder } = task;
  switch (task.name) {
    case 'make': {
      dropUnfinished(folder);
      const id = make(folder, task.about);
      return { id, backups: rotate(folder, task.rotation, task.about.at, id) };
    }
    case 'list':
      return listBackups(folder, new Map(task.known.map((backup) => [backup.id, backup])));
    case 'prepare': {
      dropUnfinished(folder);
      const prepared = prepareIn(folder, backupPath(folder, task.id), keysIn(folder), task.about.at);
      const before = make(folder, task.about);
      rotate(folder, task.rotation, task.about.at, task.id);
      return { ...prepared, before };
    }
    case 'drill':
      return drill(folder, task.id, () => task.now);
    case 'check':
      return check(folder, task.now);
  }
}

/** @returns what a message can carry */
export function answer(task: Task): TaskAnswer {
  try {
    return { result: perform(task) };
  } catch (error) {
    const isOfDisk = !(error instanceof HarkError) && troubleOf(error) !== null;
    const message = `the files could not be read or written (${reasonOf(error)})`;
    return { failure: isOfDisk ? { code: 'backup.failed', message } : describeFailure(error) };
  }
}

function make(folder: string, about: About): string {
  const { path } = makeBackup(folder, about);
  return path.slice(path.lastIndexOf('hark-'));
}

/** @param except one that stays in any case */
function rotate(folder: string, rotation: Rotation, now: number, except: string): Backup[] {
  const backups = listBackups(folder);
  const gone = new Set(tooMany(backups, rotation, now).filter((id) => id !== except));
  for (const id of gone) deleteBackup(folder, id);
  return backups.filter(({ id }) => !gone.has(id));
}

/** Reads every page of the store. */
function check(folder: string, now: number): Integrity {
  const { path } = chooseStore(folder);
  if (!existsSync(path)) return { at: now, ok: true, detail: 'Nothing was stored yet.' };
  try {
    const found = openReadOnly(path, (handle) => handle.prepare('PRAGMA integrity_check(20)').all());
    const faults = found.map((row) => String(row['integrity_check'])).filter((text) => text !== 'ok');
    return {
      at: now,
      ok: faults.length === 0,
      detail: faults.join('; ') || 'Every page of the store is sound.',
    };
  } catch (error) {
    return { at: now, ok: false, detail: `The store could not be read (${reasonOf(error)}).` };
  }
}
