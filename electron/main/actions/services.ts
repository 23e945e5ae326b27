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
  notes: Pick<NotesStore, 'list' | 'add' | 'restore' | 'restoreAll' | 'delete' | 'clear'>;
  conversation: ConversationService;
  listening: ListeningService;
  /** A few sentences that can be said now, one per group of actions. */
  examples(): Promise<string[]>;
  applications: ApplicationService;
  web: WebService;
  homeAssistant: HomeAssistantService;
  programs: ProgramService;
  media: MediaService;
  volume: VolumeService;
  lock: LockService;
  screen: ScreenService;
  clipboard: ClipboardService;
  typing: TypingService;
}

export interface ConversationService {
  /** What was last answered; null before the first. */
  lastReply(): string | null;
  /** Takes back the last that can be, or that of an interaction. @returns its preview; null where there is none */
  undoLast(id?: string | null): Promise<string | null>;
}

export interface ListeningService {
  /** @param forMs listens again after that; null stays deaf until someone says otherwise by hand */
  pause(forMs: number | null): void;
  resume(): void;
}

/** The system's own list of applications. */
export interface ApplicationService {
  /** Their names, each once. */
  list(): Promise<string[]>;
  /** @returns whether it is still there. @throws HarkError (by rejection) action.failed */
  open(name: string): Promise<boolean>;
}

export interface WebRequest {
  method: 'GET' | 'POST';
  /** Sent as the bearer's. */
  token?: string;
  json?: unknown;
  signal: AbortSignal;
}
export interface WebService {
  /** In the person's own browser. @throws HarkError (by rejection) action.failed */
  open(url: string): Promise<void>;
  /**
   * Follows no redirection and reads the beginning of the answer.
   *
   * @throws HarkError (by rejection) action.timeout, action.failed
   */
  request(url: string, request: WebRequest): Promise<{ status: number; text: string }>;
}

export interface HomeAssistantService {
  /** Null where none is kept. @throws HarkError (by rejection) action.refused: it cannot be read any more */
  token(): Promise<string | null>;
}

export interface ProgramService {
  /** A file that may be started. */
  exists(path: string): boolean;
  /** Directly, never through a shell; it goes on by itself. @throws HarkError (by rejection) action.failed */
  start(program: string, args: readonly string[]): Promise<void>;
}

export const MEDIA_COMMANDS = ['Play', 'Pause', 'Next', 'Previous', 'Stop'] as const;
export type MediaCommand = (typeof MEDIA_COMMANDS)[number];
export interface Playing {
  title: string | null;
  artist: string | null;
  paused: boolean;
}
/** What plays music or films on this machine. */
export interface MediaService {
  unavailable(): Promise<string | null>;
  /** @returns whether a player took it */
  command(what: MediaCommand): Promise<boolean>;
  playing(): Promise<Playing | null>;
}

export interface Loudness {
  /** 0..100, and more where the system allows amplification. */
  percent: number;
  muted: boolean;
}
export interface VolumeService {
  unavailable(): Promise<string | null>;
  read(): Promise<Loudness | null>;
  /** @param percent 0..100. @returns whether it was done; so does `mute` */
  set(percent: number): Promise<boolean>;
  mute(muted: boolean): Promise<boolean>;
}

export interface LockService {
  unavailable(): Promise<string | null>;
  lock(): Promise<boolean>;
}

export interface ScreenService {
  /**
   * A picture of the screen as a new file; none once the signal is aborted, whenever the desktop delivers it.
   *
   * @returns its path
   * @throws HarkError (by rejection) action.failed, action.timeout
   */
  shoot(at: number, signal: AbortSignal): Promise<string>;
  /** @param path of a picture that `shoot` made */
  forget(path: string): Promise<void>;
}

export interface ClipboardService {
  /** Its text; '' where there is none. */
  read(): string;
  write(text: string): void;
}

export interface TypingService {
  /** This desktop lets text be typed for a person. */
  able(): boolean;
  /** Into the field that has the focus. @returns whether it was done */
  type(text: string): Promise<boolean>;
}
