/** How Hark is doing: the last snapshot, and what was measured over time while the monitor is on screen. */
import {
  type Activity,
  type HealthSnapshot,
  RANGE_MS,
  type Range,
  type Series,
  type Traces,
} from '../../contract/health.ts';
import { queriesOf } from './monitorSeries.ts';
import type { SliceCreator } from './store.ts';

/** What is shown is asked for anew no more often. */
export const REFRESH_MS = 15_000;
/** A point of a long range hardly changes within this part of its length. */
const STEP_PARTS = 60;

export interface HealthFigures {
  range: Range;
  /** By `seriesName`. */
  series: Record<string, Series>;
  activity: Activity;
  traces: Traces;
  /** When the series were asked for, ms since the epoch. */
  seriesAt: number;
}

export interface HealthSlice {
  /** Null until main answered for the first time. */
  health: HealthSnapshot | null;
  healthRange: Range;
  /** Null until they were asked for; those of the range before until those of the new one are there. */
  figures: HealthFigures | null;
  healthChanged(snapshot: HealthSnapshot): void;
  loadHealth(): Promise<void>;
  /** Fetches the figures, and keeps them fresh until `closeMonitor`. */
  openMonitor(): Promise<void>;
  closeMonitor(): void;
  showHealthRange(range: Range): Promise<void>;
  acknowledgeAlert(id: string): Promise<void>;
  restartEngine(): Promise<void>;
  /** Every metric as Prometheus reads it; null where that failed. */
  readMetrics(): Promise<string | null>;
}

export const createHealthSlice: SliceCreator<HealthSlice> = (client) => {
  let hasSnapshot = false;
  let isOpen = false;
  let asked = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  return (set, get) => {
    const seriesOf = async (range: Range): Promise<Record<string, Series>> => {
      const queries = queriesOf(range);
      const answers = await Promise.all(
        queries.map(async ({ name, query }) => [name, await client.call('health.series', query)] as const),
      );
      return Object.fromEntries(answers);
    };
    const load = () =>
      get().attempt(async () => {
        asked += 1;
        const mine = asked;
        const at = Date.now();
        askedAt = at;
        const { healthRange: range, figures } = get();
        const kept = figures?.range === range && at - figures.seriesAt < seriesLifeMs(range) ? figures : null;
        const [activity, traces, series] = await Promise.all([
          client.call('health.activity', range),
          client.call('health.traces'),
          kept?.series ?? seriesOf(range),
        ]);
        // An answer to a later question may have come before this one.
        if (mine === asked)
          set({ figures: { range, series, activity, traces, seriesAt: kept?.seriesAt ?? at } });
      });
    return {
      health: null,
      healthRange: '24h',
      figures: null,
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
