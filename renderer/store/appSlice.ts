/** The window itself: which screen is open, what the app is, and what went wrong. */
import type { AppInfo } from '../../contract/channels.ts';
import { describeFailure, type FailureCode } from '../../contract/failures.ts';
import type { SliceCreator } from './store.ts';

export const SCREENS = [
  'home',
  'notes',
  'commands',
  'history',
  'profiles',
  'words',
  'monitor',
  'settings',
  'about',
] as const;
export type Screen = (typeof SCREENS)[number];

/** More than this at once would cover the window; the oldest gives way. */
export const MAX_NOTICES = 3;

export interface Notice {
  id: number;
  code: FailureCode;
  /** Names the field or file at fault; safe to show. */
  message: string;
}

export interface AppSlice {
  screen: Screen;
  info: AppInfo | null;
  /** Oldest first. */
  notices: Notice[];
  go(screen: Screen): void;
  loadInfo(): Promise<void>;
  /** Ends Hark and starts it again. */
  restart(how: 'usual' | 'safe'): Promise<void>;
  /** Shows a failure until it is dismissed. The same failure twice is one notice. */
  notify(error: unknown): void;
  dismiss(id: number): void;
  /** Runs a call whose failure the person should see. Never rejects. */
  attempt(work: () => Promise<void>): Promise<void>;
}

export const createAppSlice: SliceCreator<AppSlice> = (client) => {
  let noticesMade = 0;
  return (set, get) => ({
    screen: 'home',
    info: null,
    notices: [],
    go: (screen) => set({ screen }),
    loadInfo: () => get().attempt(async () => set({ info: await client.call('app.info') })),
    restart: (how) => get().attempt(() => client.call('app.restart', how)),
    notify: (error) => {
      const { code, message } = describeFailure(error);
      noticesMade += 1;
      const others = get().notices.filter((notice) => notice.code !== code);
      set({ notices: [...others, { id: noticesMade, code, message }].slice(-MAX_NOTICES) });
    },
    dismiss: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
    attempt: async (work) => {
      try {
        await work();
      } catch (error) {
        get().notify(error);
      }
    },
  });
};
