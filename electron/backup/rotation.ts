/** Which backups stay, and when the next one is due. Pure. */
import type { Backup } from '../../contract/upkeep.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Backups that were made of what a restore replaced. */
export const BEFORE_RESTORE_KEPT = 3;
/** Backups that cannot be used any more; they may be worth a look by somebody who knows databases. */
export const UNSOUND_KEPT = 3;
/** Made so much later than now, it was made while the clock was wrong. */
const FUTURE_MS = DAY_MS;

export interface Rotation {
  days: number;
  weeks: number;
}
type Dated = Pick<Backup, 'id' | 'at' | 'kind' | 'ok'>;

/**
 * Days and weeks are counted by the backups there are, not back from now: a machine that was off for a year loses none,
 * and neither does one whose clock jumps. Those of a time that has not come take no place of others.
 *
 * @param now wall clock, ms since the epoch
 * @returns ids of those to delete
 */
export function tooMany(backups: readonly Dated[], { days, weeks }: Rotation, now: number): string[] {
  const newestFirst = backups.toSorted((a, b) => b.at - a.at);
  const sound = newestFirst.filter(({ ok }) => ok);
  const usual = sound.filter(({ kind }) => kind !== 'before_restore');
  const isFuture = ({ at }: Dated) => at > now + FUTURE_MS;
  const stay = new Set([
    ...keep(
      usual.filter((one) => !isFuture(one)),
      days,
      weeks,
    ),
    ...keep(usual.filter(isFuture), days, weeks),
    ...sound.filter(({ kind }) => kind === 'before_restore').slice(0, BEFORE_RESTORE_KEPT),
    ...newestFirst.filter(({ ok }) => !ok).slice(0, UNSOUND_KEPT),
  ]);
  return newestFirst.filter((one) => !stay.has(one)).map(({ id }) => id);
}

/** @param newestFirst of them, newest first */
function keep(newestFirst: readonly Dated[], days: number, weeks: number): Dated[] {
  const daily = firstOfEach(newestFirst, DAY_MS, days);
  const oldest = daily.at(-1)?.at ?? 0;
  // Weeks before those days; the week that the oldest of them lies in is theirs.
  const before = newestFirst.filter(({ at }) => Math.floor(at / WEEK_MS) < Math.floor(oldest / WEEK_MS));
  return [...daily, ...firstOfEach(before, WEEK_MS, weeks)];
}

function firstOfEach(newestFirst: readonly Dated[], stretchMs: number, most: number): Dated[] {
  const stretches = Map.groupBy(newestFirst, ({ at }) => Math.floor(at / stretchMs));
  return [...stretches.values()].slice(0, most).flatMap(([first]) => first ?? []);
}

/** When the next one is due by those there are; now, where none of the last day is sound. */
export function nextDue(backups: readonly Dated[], now: number): number {
  return (newestSound(backups, now)?.at ?? now - DAY_MS) + DAY_MS;
}

/** Of those that were made while the clock was right. */
export function newestSound<T extends Dated>(backups: readonly T[], now: number): T | null {
  const made = backups.filter(({ at, ok, kind }) => ok && kind !== 'before_restore' && at <= now + FUTURE_MS);
  return made.toSorted((a, b) => b.at - a.at)[0] ?? null;
}
