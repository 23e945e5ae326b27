/** Writes down, inside the page, when each state came on screen: no change is too short to be seen. */
import type { Page } from 'playwright';

interface StateLog {
  state: string;
  /** ms since the epoch. */
  at: number;
}

declare global {
  interface Window {
    stateLog?: StateLog[];
  }
}

export async function startStateLog(page: Page): Promise<void> {
  await page.evaluate(() => {
    const log: StateLog[] = [];
    const look = () => {
      const state = document.querySelector<HTMLElement>('[data-testid=assistant-state]')?.dataset['state'];
      if (state === undefined || state === log.at(-1)?.state) return;
      log.push({ state, at: performance.timeOrigin + performance.now() });
    };
    window.stateLog = log;
    look();
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ['data-state'],
    });
  });
}

/** The states shown since the log was started, the first one being what was shown then. */
export async function statesShown(page: Page): Promise<StateLog[]> {
  return page.evaluate(() => window.stateLog ?? []);
}
