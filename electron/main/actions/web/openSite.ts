import { z } from 'zod';
import { defineAction } from '../action.ts';
import { hostOf, openSite } from './site.ts';

/** A host as it is listed, or as it was said: its name and its ending apart. */
const hostSlots = z
  .object({ site: z.string(), ending: z.string().optional() })
  .transform(({ site, ending }, context) => {
    const host = hostOf(ending === undefined ? site : `${site}.${ending}`);
    if (host !== null) return { site: host };
    context.addIssue({ code: 'custom', path: ['site'], message: 'that is no address' });
    return z.NEVER;
  });

export const openSiteAction = defineAction({
  intent: 'HarkOpenSite',
  title: 'Open a website',
  group: 'Apps and web',
  // The browser is signed in as whoever it belongs to, and "always" changes a setting.
  risk: 'personal',
  slots: hostSlots,
  preview: ({ site }) => `Open ${site}`,
  async perform({ site }, context) {
    await openSite(site, context);
    return { reply: `Opening ${site}.` };
  },
});
