/**
 * Timers, alarms and the stopwatch. They are kept as wall-clock times, so that they survive a restart, and looked at at
 * least every LOOK_MS while anything runs, so that neither a sleeping machine nor the length of a system timer matters.
 *
 * Two clocks are compared at every look: the wall clock and the machine's uptime, which counts sleep too. Where they
 * drift apart, somebody set the wall clock: timers and the stopwatch measure a length of time, so they move with it;
 * alarms are a time of day and stay.
 *
 * An alarm that comes again is one item: whenever its ringing ends, in whatever way, it waits for its next time.
 */
import {
  CLOCK_ITEMS_MAX,
  type ClockItem,
  type ClockSnapshot,
  type MissedItem,
  type Repeat,
  type Stopwatch,
} from '../../../../contract/actions.ts';
import { describeFailure, HarkError } from '../../../../contract/failures.ts';
import type { ClockControl } from '../../ipc/handlers.ts';
import type { Log } from '../../log/log.ts';
import { recordId } from '../../store/recordId.ts';
import { lastOccurrence, nextOccurrence } from './repeat.ts';
import { type ClockDocument, type ClockStorage, type KeptItem, readClockDocument } from './storage.ts';

/** Longest time without a look at the clocks while something runs. */
export const LOOK_MS = 30_000;
/** Wall clock and uptime apart by more than this: the wall clock was set. Uptime is whole seconds on some systems. */
export const CLOCK_SET_MS = 2_000;
/** Then it falls silent and counts as missed. */
export const RING_MAX_MS = 5 * 60_000;
/** One that rings later than this after its time is marked as late. */
export const LATE_MS = 5_000;
/** One whose time passed longer ago, while Hark was off, no longer rings; it is told as missed. */
export const LATE_MAX_MS = { alarm: 30 * 60_000, timer: 24 * 3_600_000 } as const;
export const SNOOZE_MS = 9 * 60_000;
const DAY_MS = 24 * 3_600_000;
export const TIMER_MAX_MS = 30 * DAY_MS;
/** What a person wants to be reminded of has a date, and its year can be said; farther away it was misheard. */
export const ALARM_MAX_MS = 3_653 * DAY_MS;
/** How far away something may be, and that in words. */
const FARTHEST = {
  timer: { ms: TIMER_MAX_MS, words: '30 days' },
  alarm: { ms: ALARM_MAX_MS, words: '10 years' },
} as const;
/** Long enough for what a person wants to be reminded of. */
export const NAME_MAX_CHARACTERS = 120;
export const MISSED_MAX = 20;
export const MISSED_KEEP_MS = 24 * 3_600_000;

export interface ClockOptions {
  storage: ClockStorage;
  /** Anything became another; what only ticks did not. */
  changed(snapshot: ClockSnapshot): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Since the machine started, sleep included, ms. */
  uptime(): number;
  log: Log;
}

/** A timer or alarm as it was before something was done to it: to put it back. */
export type Kept = Readonly<KeptItem>;

export class Clock implements ClockControl {
  readonly #options: ClockOptions;
  #items: KeptItem[] = [];
  #missed: MissedItem[] = [];
  #stopwatch: Stopwatch | null = null;
  /** Wall clock when the machine started, as far as the two clocks say. */
  #epoch: number;
  /** What is at hand could not be written; it is tried again at each look. */
  #isUnkept = false;
  #look: NodeJS.Timeout | null = null;
  #closed = false;

  /** Takes up what was kept. What should have rung meanwhile rings at once, or is missed. */
  constructor(options: ClockOptions) {
    this.#options = options;
    this.#epoch = options.now() - options.uptime();
    this.#takeUp();
    this.look();
  }

  snapshot(): ClockSnapshot {
    const items = this.#items.toSorted(byNext).map(asItem);
    return { items, stopwatch: this.#stopwatch, missed: [...this.#missed] };
  }

  /** Looks at the clocks: when the machine woke up, say. */
  look(): void {
    if (this.#closed) return;
    const moved = this.#followWallClock();
    const passed = this.#advance();
    if (moved || passed) {
      this.#commit();
      return;
    }
    if (this.#isUnkept) this.#save();
    this.#arm();
  }

  /** Takes up what is kept now, which is other than what it kept last: a backup was restored. */
  reload(): void {
    this.#takeUp();
    this.look();
    this.#options.changed(this.snapshot());
  }

  /** Keeps everything as it is; nothing rings any more. */
  close(): void {
    this.#closed = true;
    this.#disarm();
  }

  // ---- setting ----

  /** @throws HarkError action.full, action.slots */
  setTimer(durationMs: number, name: string | null = null): ClockItem {
    checkLength(durationMs);
    const ringsAt = this.#now() + durationMs;
    return this.#add({ kind: 'timer', name, ringsAt, durationMs });
  }

  /**
   * @param ringsAt wall clock, ms since the epoch
   * @throws HarkError action.full, action.slots
   */
  setAlarm(ringsAt: number, name: string | null = null): ClockItem {
    checkLength(ringsAt - this.#now(), 'alarm');
    return this.#add({ kind: 'alarm', name, ringsAt, durationMs: null });
  }

  /** One that comes again. @throws HarkError action.full */
  setRepeatingAlarm(repeat: Repeat, name: string | null = null): ClockItem {
    const ringsAt = nextOccurrence(repeat, this.#now());
    return this.#add({ kind: 'alarm', name, ringsAt, durationMs: null, repeat });
  }

  /** To another time; one that comes again stays on its days. @throws HarkError store.not_found, action.slots */
  moveAlarm(id: string, ringsAt: number): ClockItem {
    const { repeat, ...item } = this.#find(id);
    checkLength(ringsAt - this.#now(), 'alarm');
    const moved = { ...item, state: 'running' as const, ringsAt, ringingSince: null };
    if (repeat === undefined) return this.#replace(moved);
    const at = new Date(ringsAt);
    const series = { ...repeat, hour: at.getHours(), minute: at.getMinutes() };
    return this.#replace({ ...moved, ringsAt: nextOccurrence(series, this.#now()), repeat: series });
  }

  /**
   * Longer or, below 0, shorter; a timer that rings runs again.
   *
   * @throws HarkError store.not_found, action.slots: nothing would be left, or too much
   */
  addTime(id: string, ms: number): ClockItem {
    const item = this.#find(id);
    const leftMs = leftOf(item, this.#now()) + ms;
    const durationMs = item.durationMs === null ? leftMs : Math.max(item.durationMs + ms, leftMs);
    return this.#setLeft(item, leftMs, durationMs);
  }

  /** Of this length from now on; a timer that rings runs again. @throws HarkError store.not_found, action.slots */
  setLength(id: string, ms: number): ClockItem {
    return this.#setLeft(this.#find(id), ms, ms);
  }

  /** From its beginning, whether it runs, rings or is paused. @throws HarkError store.not_found */
  restart(id: string): ClockItem {
    const { remainingMs: _left, ...item } = this.#find(id);
    const ringsAt = this.#now() + (item.durationMs ?? 0);
    return this.#replace({ ...item, state: 'running', ringsAt, remainingMs: null, ringingSince: null });
  }

  // ---- one at a time: @throws HarkError store.not_found ----

  cancel(id: string): void {
    this.#find(id);
    this.#items = this.#items.filter((item) => item.id !== id);
    this.#commit();
  }

  /** @throws HarkError action.unavailable: an alarm, or it rings and has nothing left to wait for */
  pause(id: string): void {
    const item = this.#find(id);
    if (item.kind === 'alarm') throw new HarkError('action.unavailable', 'an alarm cannot be paused');
    if (item.state === 'ringing') throw new HarkError('action.unavailable', 'it is ringing already');
    if (item.state === 'paused') return;
    const remainingMs = leftOf(item, this.#now());
    this.#replace({ ...item, state: 'paused', ringsAt: null, ringingSince: null, remainingMs });
  }

  resume(id: string): void {
    const item = this.#find(id);
    if (item.state !== 'paused') return;
    const ringsAt = this.#now() + (item.remainingMs ?? 0);
    this.#replace({ ...item, state: 'running', ringsAt, remainingMs: null });
  }

  /** Ends the ringing, not the alarm that comes again; or takes a missed one from the list. */
  dismiss(id: string): void {
    if (this.#missed.some((item) => item.id === id)) {
      this.#missed = this.#missed.filter((item) => item.id !== id);
      this.#commit();
      return;
    }
    const item = this.#find(id);
    if (item.state !== 'ringing') return;
    this.#end(item);
    this.#commit();
  }

  /** One that rings comes back later. */
  snooze(id: string, forMs = SNOOZE_MS): void {
    checkLength(forMs);
    const item = this.#find(id);
    if (item.state !== 'ringing') return;
    this.#replace({ ...item, state: 'running', ringsAt: this.#now() + forMs, ringingSince: null });
  }

  stopwatch(what: 'start' | 'stop' | 'reset'): void {
    const now = this.#now();
    const { runningSince, elapsedMs } = this.#stopwatch ?? { runningSince: null, elapsedMs: 0 };
    if (what === 'reset') this.#stopwatch = null;
    else if (what === 'start') this.#stopwatch = { runningSince: runningSince ?? now, elapsedMs };
    else if (runningSince !== null) {
      this.#stopwatch = { runningSince: null, elapsedMs: elapsedMs + Math.max(0, now - runningSince) };
    }
    this.#commit();
  }

  // ---- taking back ----

  /** As it is now, for `restore`. @throws HarkError store.not_found */
  keep(id: string): Kept {
    return { ...this.#find(id) };
  }

  /** Puts one back as it was, also where it is gone. @throws HarkError action.full */
  restore(kept: Kept): void {
    const others = this.#items.filter(({ id }) => id !== kept.id);
    checkRoom(others.length);
    this.#items = [...others, { ...kept }];
    this.look();
    this.#commit();
  }

  restoreStopwatch(stopwatch: Stopwatch | null): void {
    this.#stopwatch = stopwatch;
    this.#commit();
  }

  // ---- inside ----

  #takeUp(): void {
    const kept = this.#load();
    // What rang when Hark ended has not been heard to its end.
    this.#items = kept.items.map((item) =>
      item.state === 'ringing' ? { ...item, state: 'running', ringingSince: null } : item,
    );
    this.#missed = kept.missed;
    this.#stopwatch = kept.stopwatch;
  }

  #add(item: Pick<KeptItem, 'kind' | 'name' | 'ringsAt' | 'durationMs' | 'repeat'>): ClockItem {
    checkRoom(this.#items.length);
    const name = item.name?.trim().slice(0, NAME_MAX_CHARACTERS) || null;
    const added: KeptItem = {
      ...item,
      name,
      id: recordId(),
      setAt: this.#options.now(),
      state: 'running',
      remainingMs: null,
      ringingSince: null,
    };
    this.#items = [...this.#items, added];
    this.#commit();
    return asItem(added);
  }

  #setLeft(item: KeptItem, leftMs: number, durationMs: number): ClockItem {
    checkLength(leftMs);
    const when =
      item.state === 'paused'
        ? { remainingMs: leftMs }
        : { state: 'running' as const, ringsAt: this.#now() + leftMs, ringingSince: null };
    const firstSetMs = item.firstSetMs ?? item.durationMs ?? durationMs;
    return this.#replace({ ...item, ...when, durationMs, firstSetMs });
  }

  /** Its ringing is over: it goes, or waits for its next time. */
  #end(item: KeptItem): void {
    const { repeat } = item;
    this.#items = this.#items.flatMap((one): KeptItem[] => {
      if (one.id !== item.id) return [one];
      if (repeat === undefined) return [];
      const ringsAt = nextOccurrence(repeat, this.#options.now());
      return [{ ...item, state: 'running', ringsAt, ringingSince: null }];
    });
  }

  #replace(changed: KeptItem): ClockItem {
    this.#items = this.#items.map((item) => (item.id === changed.id ? changed : item));
    this.#commit();
    return asItem(changed);
  }

  #find(id: string): KeptItem {
    const item = this.#items.find((one) => one.id === id);
    if (item === undefined) throw new HarkError('store.not_found', 'there is no such timer or alarm');
    return item;
  }

  /** The wall clock, after what follows from its having been set. */
  #now(): number {
    if (this.#followWallClock()) this.#commit();
    return this.#options.now();
  }

  /** @returns whether the wall clock was set */
  #followWallClock(): boolean {
    const { now, uptime } = this.#options;
    const byMs = now() - uptime() - this.#epoch;
    if (Math.abs(byMs) <= CLOCK_SET_MS) return false;
    this.#epoch += byMs;
    this.#items = this.#items.map((item) => ({
      ...item,
      ringsAt: item.kind === 'timer' ? shifted(item.ringsAt, byMs) : this.#alarmAfterSetting(item),
      ringingSince: shifted(item.ringingSince, byMs),
    }));
    if (this.#stopwatch !== null) {
      const { runningSince, elapsedMs } = this.#stopwatch;
      this.#stopwatch = { runningSince: shifted(runningSince, byMs), elapsedMs };
    }
    return true;
  }

  /** A clock that was set back has days again on which an alarm comes; one that was snoozed keeps its moment. */
  #alarmAfterSetting({ state, ringsAt, repeat }: KeptItem): number | null {
    if (state !== 'running' || ringsAt === null || repeat === undefined) return ringsAt;
    return Math.min(ringsAt, nextOccurrence(repeat, this.#options.now()));
  }

  /** Rings what is due, silences what rang long enough, and forgets what was missed long ago. */
  #advance(): boolean {
    const now = this.#options.now();
    let changed = false;
    for (const item of this.#items) {
      const { state, kind, ringsAt, ringingSince } = item;
      if (state === 'running' && ringsAt !== null && ringsAt <= now) {
        changed = true;
        if (now - ringsAt > LATE_MAX_MS[kind]) this.#miss(item);
        else this.#ring(item, now);
      } else if (state === 'ringing' && now - (ringingSince ?? now) >= RING_MAX_MS) {
        changed = true;
        this.#miss(item);
      }
    }
    const recent = this.#missed.filter(({ at }) => now - at < MISSED_KEEP_MS);
    if (recent.length < this.#missed.length) changed = true;
    this.#missed = recent;
    return changed;
  }

  #ring(item: KeptItem, now: number): void {
    this.#items = this.#items.map((one) =>
      one === item ? { ...item, state: 'ringing', ringingSince: now } : one,
    );
  }

  #miss(item: KeptItem): void {
    const { kind, name, ringsAt, repeat } = item;
    const now = this.#options.now();
    this.#end(item);
    const at = ringsAt ?? now;
    // One that comes again needs its id for the next time, which can ring while this one is still on the list.
    const missed =
      repeat === undefined
        ? { id: item.id, kind, name, at }
        : { id: recordId(), kind, name, at: lastOccurrence(repeat, at, now) };
    this.#missed = [missed, ...this.#missed].slice(0, MISSED_MAX);
  }

  /** Writes down and tells. A timer that cannot be kept still rings while Hark runs. */
  #commit(): void {
    this.#save();
    this.#arm();
    this.#options.changed(this.snapshot());
  }

  #save(): void {
    try {
      this.#options.storage.save({ items: this.#items, missed: this.#missed, stopwatch: this.#stopwatch });
      this.#isUnkept = false;
    } catch (error) {
      if (!this.#isUnkept)
        this.#options.log.warn('the clock was not kept', { code: describeFailure(error).code });
      this.#isUnkept = true;
    }
  }

  #load(): ClockDocument {
    try {
      return readClockDocument(this.#options.storage.load());
    } catch (error) {
      this.#options.log.warn('the clock was not read', { code: describeFailure(error).code });
      return readClockDocument(undefined);
    }
  }

  #arm(): void {
    this.#disarm();
    if (this.#closed) return;
    const due = this.#items.flatMap(({ state, ringsAt, ringingSince }) => {
      if (state === 'running') return ringsAt ?? [];
      return state === 'ringing' && ringingSince !== null ? ringingSince + RING_MAX_MS : [];
    });
    if (this.#isUnkept) due.push(this.#options.now() + LOOK_MS);
    if (due.length === 0) return;
    const inMs = Math.min(...due) - this.#options.now();
    this.#look = setTimeout(() => this.look(), Math.min(Math.max(inMs, 0), LOOK_MS));
  }

  #disarm(): void {
    if (this.#look !== null) clearTimeout(this.#look);
    this.#look = null;
  }
}

/** What is left of it; nothing of one that rings. */
export function leftOf(item: Pick<ClockItem, 'state' | 'ringsAt' | 'remainingMs'>, now: number): number {
  if (item.state === 'paused') return item.remainingMs ?? 0;
  return item.ringsAt === null ? 0 : Math.max(0, item.ringsAt - now);
}

/** What rings first, then what rings next, then what is paused. */
function byNext(a: KeptItem, b: KeptItem): number {
  const order = { ringing: 0, running: 1, paused: 2 } as const;
  return (
    order[a.state] - order[b.state] ||
    (a.ringsAt ?? 0) - (b.ringsAt ?? 0) ||
    (a.remainingMs ?? 0) - (b.remainingMs ?? 0)
  );
}

function asItem({ ringingSince, ...item }: KeptItem): ClockItem {
  const isLate = ringingSince !== null && item.ringsAt !== null && ringingSince - item.ringsAt > LATE_MS;
  return isLate ? { ...item, late: true } : item;
}

function shifted(at: number | null, byMs: number): number | null {
  return at === null ? null : at + byMs;
}

function checkLength(ms: number, kind: ClockItem['kind'] = 'timer'): void {
  if (ms <= 0) throw new HarkError('action.slots', 'that leaves no time at all');
  const { ms: most, words } = FARTHEST[kind];
  if (ms > most) throw new HarkError('action.slots', `that is more than ${words} away`);
}

function checkRoom(items: number): void {
  if (items < CLOCK_ITEMS_MAX) return;
  throw new HarkError('action.full', `there are ${CLOCK_ITEMS_MAX} timers and alarms already`);
}

/** The next to ring first; so are those below. */
export function timersOf(clock: Pick<Clock, 'snapshot'>): ClockItem[] {
  return clock.snapshot().items.filter(({ kind }) => kind === 'timer');
}

export function alarmsOf(clock: Pick<Clock, 'snapshot'>): ClockItem[] {
  return clock.snapshot().items.filter(({ kind }) => kind === 'alarm');
}

export function ringingOf(clock: Pick<Clock, 'snapshot'>): ClockItem[] {
  return clock.snapshot().items.filter(({ state }) => state === 'ringing');
}
