/** What actions act on. Each is small, injected, and a few lines to stand in for in a test. */
import type { Settings, SettingsPatch } from '../../../contract/settings.ts';
import type { NotesStore } from '../store/notes.ts';
import type { Clock } from './clock/clock.ts';

export interface Services {
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic ms. */
  ticks(): number;
  platform: NodeJS.Platform;
  settings(): Settings;
  /** @throws HarkError (by rejection) settings.* */
  updateSettings(patch: SettingsPatch): Promise<unknown>;
  /** Timers, alarms, the stopwatch. */
  clock: Clock;
  notes: Pick<NotesStore, 'list' | 'add' | 'restore' | 'delete'>;
  conversation: ConversationService;
  listening: ListeningService;
  /** A few sentences that can be said now, one per group of actions. */
  examples(): Promise<string[]>;
}

export interface ConversationService {
  /** What was last answered; null before the first. */
  lastReply(): string | null;
  /** Takes back the last that can be. @returns its preview; null where there is none */
  undoLast(): Promise<string | null>;
}

export interface ListeningService {
  /** @param forMs listens again after that; null stays deaf until someone says otherwise by hand */
  pause(forMs: number | null): void;
  resume(): void;
}
