/** Backups, storage and crash reports in words. Pure. */
import type { Backup, CrashReport, Drill, Integrity, StorageSnapshot } from '../../../contract/upkeep.ts';
import { formatElapsed, formatMoment } from '../../components/format.ts';
import { countOf } from './figures.ts';
import type { CheckView } from './selfTestView.ts';

export const BACKUP_KINDS: Record<Backup['kind'], string> = {
  scheduled: 'by itself',
  manual: 'by you',
  before_restore: 'before a restore',
};

export const CRASHED: Record<CrashReport['process'], string> = {
  main: 'Hark',
  engine: 'Voice engine',
  window: 'Window',
  gpu: 'Graphics',
  other: 'Another part',
};

export function rowsOf({ rows }: Pick<Backup, 'rows'>): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

export function drillView({ ok, tables, rows, tookMs, reason }: Drill): CheckView & { text: string } {
  return ok
    ? {
        mark: 'good',
        words: 'Restores as it was',
        text: `${countOf(rows, 'row')} of ${countOf(tables, 'table')} put into a folder of their own and compared in ${formatElapsed(tookMs)}: nothing differs.`,
      }
    : { mark: 'bad', words: 'Does not restore as it was', text: reason ?? 'It differs.' };
}

/** How many items there are, and since when. */
export function historyText({ items, oldestAt }: StorageSnapshot['history'], now: number): string {
  if (items === 0) return 'empty';
  const count = countOf(items, 'item');
  return oldestAt === null ? count : `${count} since ${formatMoment(oldestAt, now)}`;
}

/** "3 files, 1.2 MiB", or that there is none. */
export function amountText(count: number, what: string, size: string): string {
  return count === 0 ? 'none' : `${countOf(count, what)}, ${size}`;
}

export function integrityView(integrity: Integrity | null, now: number): CheckView {
  if (integrity === null) return { mark: 'none', words: 'Not checked in this run' };
  const when = formatMoment(integrity.at, now);
  return integrity.ok
    ? { mark: 'good', words: `Sound, checked ${when}` }
    : { mark: 'bad', words: `Damaged, found ${when}` };
}
