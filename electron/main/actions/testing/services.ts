/** Services for a test of an action: those it is given, a still clock, and a person who always says no. */
import { DEFAULT_SETTINGS } from '../../../../contract/settings.ts';
import type { ActionContext } from '../action.ts';
import type { Services } from '../services.ts';

/** Monday 1 June 2026, 09:30 on this machine's clock. */
export const NOW = new Date(2026, 5, 1, 9, 30).getTime();

/** Whatever is not given is absent: an action that reaches for it breaks. */
export function services(given: Partial<Services> = {}): Services {
  const defaults: Partial<Services> = {
    now: () => NOW,
    ticks: () => 0,
    platform: 'linux',
    settings: () => DEFAULT_SETTINGS,
  };
  return { ...defaults, ...given } as Services;
}

export function context(given: Partial<ActionContext> = {}): ActionContext {
  return {
    ...services(given),
    text: '',
    signal: new AbortController().signal,
    ask: async () => 'no',
    ...given,
  };
}
