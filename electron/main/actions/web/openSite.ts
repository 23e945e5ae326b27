import { z } from 'zod';
import { defineAction } from '../action.ts';
import { hostOf, openSite } from './site.ts';

const hostSlot = z.string().transform((said, context) => {
  const host = hostOf(said);
  if (host !== null) return host;
  context.addIssue({ code: 'custom', message: 'that is no address' });
  return z.NEVER;
});

export const openSiteAction = defineAction({
  intent: 'HarkOpenSite',
  title: 'Open a website',
  group: 'Apps and web',
  risk: 'open',
  slots: z.object({ site: hostSlot }),
  preview: ({ site }) => `Open ${site}`,
  async perform({ site }, context) {
    await openSite(site, context);
    return { reply: `Opening ${site}.` };
  },
});
