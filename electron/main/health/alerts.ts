/**
 * Alerts over service levels. Raised once a level was bad for a while, ended once it was well for longer: a level that
 * goes to and fro raises one alert, and ends it when it has settled. Pure: the caller tells the time and keeps the list.
 */

import type { Alert, ServiceLevel, ServiceLevelId } from '../../../contract/health.ts';
import { recordId } from '../store/recordId.ts';

export const ALERTS_KEPT = 100;
/** How long a level has to be so before an alert says so. */
export const RAISED_AFTER_MS = { at_risk: 120_000, broken: 30_000 } as const;
/** How long it has to be better before the alert takes it back. */
export const ENDED_AFTER_MS = 600_000;
/** Time between two looks counts at most so much: while the machine slept, nothing lasted. */
export const LOOK_MAX_MS = 15_000;

type Bad = Alert['state'];

/** How long a level has been at least so bad, and how long it has been better than its alert says. */
interface Watch {
  badMs: Record<Bad, number>;
  betterMs: number;
}

export interface AlertsOptions {
  /** Those that were kept, newest first. */
  kept: readonly Alert[];
  /** The list is another: to be kept. */
  changed(alerts: readonly Alert[]): void;
  /** One broke just now. */
  broke(alert: Alert): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic ms. */
  ticks(): number;
}

export class Alerts {
  readonly #options: AlertsOptions;
  readonly #watches = new Map<ServiceLevelId, Watch>();
  #alerts: readonly Alert[];
  #looked: number;

  constructor(options: AlertsOptions) {
    this.#options = options;
    this.#alerts = inOrder(options.kept);
    this.#looked = options.ticks();
  }

  /** Those that last, then those that are over; newest first. */
  get list(): readonly Alert[] {
    return this.#alerts;
  }

  /** @returns whether anything changed */
  look(levels: readonly ServiceLevel[]): boolean {
    const ticks = this.#options.ticks();
    const gone = Math.min(LOOK_MAX_MS, Math.max(0, ticks - this.#looked));
    this.#looked = ticks;
    // No shortcut: each level has to be looked at.
    return levels.map((level) => this.#lookAt(level, gone)).some(Boolean);
  }

  /** False where there is no such alert. */
  acknowledge(id: string): boolean {
    const known = this.#alerts.some((alert) => alert.id === id);
    if (known) this.#change(id, { acknowledged: true });
    return known;
  }

  #lookAt(level: ServiceLevel, gone: number): boolean {
    const watch = this.#watches.get(level.id) ?? { badMs: { at_risk: 0, broken: 0 }, betterMs: 0 };
    this.#watches.set(level.id, watch);
    const isBroken = level.state === 'broken';
    const isBad = isBroken || level.state === 'at_risk';
    watch.badMs.at_risk = isBad ? watch.badMs.at_risk + gone : 0;
    watch.badMs.broken = isBroken ? watch.badMs.broken + gone : 0;
    const alert = this.#alerts.find((one) => one.level === level.id && one.endedAt === null);
    const isBetter = alert?.state === 'broken' ? !isBroken : !isBad;
    watch.betterMs = alert !== undefined && isBetter ? watch.betterMs + gone : 0;
    const worse = lasted(watch);
    if (worse !== null && (alert === undefined || (worse === 'broken' && alert.state === 'at_risk'))) {
      this.#raise(level, worse, alert);
      return true;
    }
    if (alert === undefined || watch.betterMs < ENDED_AFTER_MS) return false;
    watch.betterMs = 0;
    this.#change(alert.id, isBad ? { state: 'at_risk' } : { endedAt: this.#options.now() });
    return true;
  }

  #raise({ id: level, value, target }: ServiceLevel, state: Bad, open: Alert | undefined): void {
    const { now, broke } = this.#options;
    const raised: Alert = {
      id: open?.id ?? recordId(),
      level,
      state,
      since: open?.since ?? now(),
      endedAt: null,
      // That it got worse was not known when it was acknowledged.
      acknowledged: false,
      value: value ?? 0,
      target,
    };
    this.#keep([raised, ...this.#alerts.filter(({ id }) => id !== raised.id)]);
    if (state === 'broken') broke(raised);
  }

  #change(id: string, change: Partial<Alert>): void {
    this.#keep(this.#alerts.map((alert) => (alert.id === id ? { ...alert, ...change } : alert)));
  }

  #keep(alerts: readonly Alert[]): void {
    this.#alerts = inOrder(alerts);
    this.#options.changed(this.#alerts);
  }
}

function lasted({ badMs }: Watch): Bad | null {
  if (badMs.broken >= RAISED_AFTER_MS.broken) return 'broken';
  return badMs.at_risk >= RAISED_AFTER_MS.at_risk ? 'at_risk' : null;
}

function inOrder(alerts: readonly Alert[]): readonly Alert[] {
  const isOver = ({ endedAt }: Alert) => (endedAt === null ? 0 : 1);
  return alerts.toSorted((a, b) => isOver(a) - isOver(b) || b.since - a.since).slice(0, ALERTS_KEPT);
}
