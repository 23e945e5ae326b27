/** What was said and done before, page by page as it is looked at. */
import {
  HISTORY_PAGE_MAX,
  type HistoryPage,
  type Interaction,
  type SaidBy,
} from '../../contract/interactions.ts';
import type { SliceCreator } from './store.ts';

export const HISTORY_PAGE = 50;
/** After the last key of a search. */
export const SEARCH_DELAY_MS = 200;

export interface HistorySlice {
  /** Null until it was listed. */
  history: HistoryPage | null;
  historySearch: string;
  /** Only what was marked as wrong. */
  historyWrongOnly: boolean;
  /** Only what this voice said; null for all. */
  historySaidBy: SaidBy | null;
  /** History is not as it was listed. */
  historyChanged(): void;
  loadHistory(): Promise<void>;
  /** The next page, after what is shown. */
  loadMoreHistory(): Promise<void>;
  searchHistory(search: string): void;
  showWrongOnly(only: boolean): void;
  showSaidBy(who: SaidBy | null): void;
  deleteFromHistory(id: string): Promise<void>;
  clearHistory(): Promise<void>;
  /** @returns how many items were written; null where none were: the person thought better of it, or it failed */
  exportHistory(): Promise<number | null>;
}

export const createHistorySlice: SliceCreator<HistorySlice> = (client) => {
  let asked = 0;
  let searchTimer: ReturnType<typeof setTimeout> | undefined;
  return (set, get) => {
    const query = (before: number | null, limit: number) => {
      const { historySearch, historyWrongOnly, historySaidBy } = get();
      const search = historySearch.trim();
      const said = historySaidBy === null ? {} : { saidBy: historySaidBy };
      return client.call('history.list', { search, before, limit, wrong: historyWrongOnly, ...said });
    };
    const load = (isSame: boolean) =>
      get().attempt(async () => {
        asked += 1;
        const mine = asked;
        const shown = isSame ? (get().history?.items ?? []) : [];
        const page = await query(null, Math.min(HISTORY_PAGE_MAX, Math.max(HISTORY_PAGE, shown.length)));
        // An answer to a later question may have come before this one.
        if (mine === asked) set({ history: withTail(page, shown) });
      });
    return {
      history: null,
      historySearch: '',
      historyWrongOnly: false,
      historySaidBy: null,
      historyChanged: () => {
        // What was never shown is asked for when it is.
        if (get().history) void load(true);
      },
      loadHistory: () => load(true),
      loadMoreHistory: () =>
        get().attempt(async () => {
          const last = get().history?.items.at(-1);
          if (!last) return;
          asked += 1;
          const mine = asked;
          const page = await query(last.at, HISTORY_PAGE);
          const { history } = get();
          if (mine !== asked || !history) return;
          set({ history: { ...page, items: [...history.items, ...page.items] } });
        }),
      searchHistory: (historySearch) => {
        set({ historySearch });
        clearTimeout(searchTimer);
        searchTimer = setTimeout(() => void load(false), SEARCH_DELAY_MS);
      },
      showWrongOnly: (historyWrongOnly) => {
        set({ historyWrongOnly });
        void load(false);
      },
      showSaidBy: (historySaidBy) => {
        set({ historySaidBy });
        void load(false);
      },
      deleteFromHistory: (id) =>
        get().attempt(async () => {
          await client.call('history.delete', id);
          const { history } = get();
          if (!history?.items.some((item) => item.id === id)) return;
          const items = history.items.filter((item) => item.id !== id);
          set({ history: { ...history, items, total: history.total - 1 } });
        }),
      clearHistory: () =>
        get().attempt(async () => {
          await client.call('history.clear');
          await load(false);
        }),
      exportHistory: async () => {
        let written: number | null = null;
        await get().attempt(async () => {
          written = await client.call('history.export');
        });
        return written;
      },
    };
  };
};

/** A page is no longer than HISTORY_PAGE_MAX: what was shown beyond it stays. */
export function withTail(page: HistoryPage, shown: readonly Interaction[]): HistoryPage {
  const last = page.items.at(-1);
  if (!page.more || !last) return page;
  const tail = shown.filter((item) => item.at < last.at);
  return { ...page, items: [...page.items, ...tail], more: page.items.length + tail.length < page.total };
}
