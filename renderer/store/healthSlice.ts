/** How Hark is doing: the last snapshot, and what was measured over time while the monitor is on screen. */
import {
  type Activity,
  type HealthSnapshot,
  RANGE_MS,
  type Range,
  type Series,
  type Traces,
} from '../../contract/health.ts';
import { type MonitorSection, queriesOf, SECTION_NEEDS } from './monitorSeries.ts';
import type { SliceCreator } from './store.ts';

/** What is shown is asked for anew no more often. */
export const REFRESH_MS = 15_000;
/** A point of a long range hardly changes within this part of its length. */
const STEP_PARTS = 60;

export interface HealthFigures {
  range: Range;
  /** By `seriesName`. */
  series: Record<string, Series>;
  /** Null where the section shows none; so are the traces. */
  activity: Activity | null;
  traces: Traces | null;
  /** When the series were asked for, ms since the epoch. */
  seriesAt: number;
}

export interface HealthSlice {
  /** Null until main answered for the first time. */
  health: HealthSnapshot | null;
  healthRange: Range;
  monitorSection: MonitorSection;
  /** Of a section, once they were asked for; those of the range before until those of the new one are there. */
  figures: Partial<Record<MonitorSection, HealthFigures>>;
  healthChanged(snapshot: HealthSnapshot): void;
  loadHealth(): Promise<void>;
  /** Fetches the figures of the section on screen, and keeps them fresh until `closeMonitor`. */
  openMonitor(): Promise<void>;
  closeMonitor(): void;
  showMonitorSection(section: MonitorSection): Promise<void>;
  showHealthRange(range: Range): Promise<void>;
  acknowledgeAlert(id: string): Promise<void>;
  restartEngine(): Promise<void>;
  /** Every metric as Prometheus reads it; null where that failed. */
  readMetrics(): Promise<string | null>;
}

export const createHealthSlice: SliceCreator<HealthSlice> = (client) => {
  let hasSnapshot = false;
  let isOpen = false;
  const asked = new Map<MonitorSection, number>();
  let askedAt = Number.NEGATIVE_INFINITY;
  return (set, get) => {
    const seriesOf = async (section: MonitorSection, range: Range): Promise<Record<string, Series>> => {
      const answers = await Promise.all(
        queriesOf(section, range).map(
          async ({ name, query }) => [name, await client.call('health.series', query)] as const,
        ),
      );
      return Object.fromEntries(answers);
    };
    const load = () =>
      get().attempt(async () => {
        const { healthRange: range, monitorSection: section } = get();
        const needs = SECTION_NEEDS[section];
        const mine = (asked.get(section) ?? 0) + 1;
        asked.set(section, mine);
        const at = Date.now();
        askedAt = at;
        const before = get().figures[section];
        const kept = before?.range === range && at - before.seriesAt < seriesLifeMs(range) ? before : null;
        const [activity, traces, series] = await Promise.all([
          needs.activity ? client.call('health.activity', range) : null,
          needs.traces ? client.call('health.traces') : null,
          kept?.series ?? seriesOf(section, range),
        ]);
        // An answer to a later question may have come before this one.
        if (asked.get(section) !== mine) return;
        const seriesAt = kept?.seriesAt ?? at;
        set({ figures: { ...get().figures, [section]: { range, series, activity, traces, seriesAt } } });
      });
    return {
      health: null,
      healthRange: '24h',
      monitorSection: 'now',
      figures: {},
      healthChanged: (health) => {
        hasSnapshot = true;
        set({ health });
        if (isOpen && Date.now() - askedAt >= REFRESH_MS) void load();
      },
      loadHealth: () =>
        get().attempt(async () => {
          const health = await client.call('health.get');
          // An event that came meanwhile is newer than this answer.
          if (!hasSnapshot) set({ health });
        }),
      openMonitor: async () => {
        isOpen = true;
        await Promise.all([load(), get().loadHealth()]);
      },
      closeMonitor: () => {
        isOpen = false;
      },
      showMonitorSection: async (monitorSection) => {
        set({ monitorSection });
        await load();
      },
      showHealthRange: async (healthRange) => {
        set({ healthRange });
        await load();
      },
      acknowledgeAlert: (id) =>
        get().attempt(async () => {
          await client.call('health.acknowledge', id);
          const { health } = get();
          if (!health) return;
          const alerts = health.alerts.map((alert) =>
            alert.id === id ? { ...alert, acknowledged: true } : alert,
          );
          set({ health: { ...health, alerts } });
        }),
      restartEngine: () => get().attempt(() => client.call('health.restartEngine')),
      readMetrics: async () => {
        let text: string | null = null;
        await get().attempt(async () => {
          text = await client.call('health.prometheus');
        });
        return text;
      },
    };
  };
};

/** How long series of a range are as good as new ones. */
export function seriesLifeMs(range: Range): number {
  return Math.max(REFRESH_MS, RANGE_MS[range].step / STEP_PARTS);
}
