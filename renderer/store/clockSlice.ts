/** Timers, alarms and the stopwatch as main last told them. Main keeps them, counts them and makes them ring. */
import type { ClockItem, ClockSnapshot } from '../../contract/actions.ts';
import type { SliceCreator } from './store.ts';

/** What can be done to a timer or an alarm. */
export type ClockAct = 'cancel' | 'pause' | 'resume' | 'dismiss' | 'snooze';
export type StopwatchAct = 'start' | 'stop' | 'reset';

export interface ClockSlice {
  /** Null until main answered for the first time. */
  clock: ClockSnapshot | null;
  clockChanged(clock: ClockSnapshot): void;
  loadClock(): Promise<void>;
  clockAct(act: ClockAct, id: string): Promise<void>;
  stopwatchAct(act: StopwatchAct): Promise<void>;
}

export const createClockSlice: SliceCreator<ClockSlice> = (client) => {
  let told = 0;
  return (set, get) => ({
    clock: null,
    clockChanged: (clock) => {
      told += 1;
      set({ clock });
    },
    loadClock: () =>
      get().attempt(async () => {
        const before = told;
        const clock = await client.call('clock.get');
        // An event that came meanwhile is newer than this answer.
        if (told === before) set({ clock });
      }),
    clockAct: (act, id) => get().attempt(() => client.call(`clock.${act}`, id)),
    stopwatchAct: (act) => get().attempt(() => client.call('clock.stopwatch', act)),
  });
};

export function ringing(clock: ClockSnapshot | null): ClockItem[] {
  return clock?.items.filter((item) => item.state === 'ringing') ?? [];
}
