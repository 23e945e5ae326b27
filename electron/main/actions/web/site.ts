/** Addresses that a person names: which of them may be opened without asking. */
import { HarkError } from '../../../../contract/failures.ts';
import { hostSchema } from '../../../../contract/settings.ts';
import type { ActionContext } from '../action.ts';

/** The host of a name as it is said or written: "example dot org", "Example.org". Null where it is none. */
export function hostOf(said: string): string | null {
  const host = said
    .toLowerCase()
    .replace(/\s+dot\s+/g, '.')
    .replace(/\s+/g, '');
  return hostSchema.safeParse(host).success ? host : null;
}

/**
 * Opens a site in the person's browser; one they never said yes to is asked about first.
 *
 * @param path within it, from its slash on
 * @throws HarkError (by rejection) action.refused, action.failed
 */
export async function openSite(host: string, context: ActionContext, path = '/'): Promise<void> {
  const { settings, updateSettings, ask, web } = context;
  if (!settings().actions.allowedSites.includes(host)) {
    const answer = await ask({ kind: 'site', subject: host, text: `Open ${host} in your browser?` });
    if (answer === 'no') throw new HarkError('action.refused', `${host} was not opened`);
    const { actions } = settings();
    if (answer === 'always') {
      await updateSettings({ actions: { ...actions, allowedSites: [...actions.allowedSites, host] } });
    }
  }
  await web.open(`https://${host}${path}`);
}
