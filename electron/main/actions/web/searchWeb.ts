import { z } from 'zod';
import { defineAction } from '../action.ts';
import { shortened } from '../notes/addNote.ts';
import { openSite } from './site.ts';

const QUERY_MAX_CHARACTERS = 500;

/** Sites with a search of their own; what is looked for goes behind the path. */
const SITES = {
  youtube: { title: 'YouTube', host: 'youtube.com', path: '/results?search_query=' },
  wikipedia: { title: 'Wikipedia', host: 'en.wikipedia.org', path: '/w/index.php?search=' },
  maps: { title: 'Google Maps', host: 'maps.google.com', path: '/maps?q=' },
  amazon: { title: 'Amazon', host: 'amazon.com', path: '/s?k=' },
  github: { title: 'GitHub', host: 'github.com', path: '/search?q=' },
  reddit: { title: 'Reddit', host: 'reddit.com', path: '/search/?q=' },
} as const;
type SiteName = keyof typeof SITES;

export const searchWeb = defineAction({
  intent: 'HarkSearchWeb',
  title: 'Search the web',
  group: 'Apps and web',
  // In the browser, and the account, of whoever they belong to.
  risk: 'personal',
  slots: z.object({
    text: z.string().trim().min(1).max(QUERY_MAX_CHARACTERS),
    where: z.enum(Object.keys(SITES) as [SiteName, ...SiteName[]]).optional(),
  }),
  preview: ({ text, where }) =>
    `Search ${where === undefined ? 'the web' : SITES[where].title} for ${shortened(text)}`,
  async perform({ text, where }, context) {
    const { settings, web } = context;
    const query = encodeURIComponent(text);
    if (where === undefined) await web.open(settings().actions.searchUrl.replace('{query}', () => query));
    else await openSite(SITES[where].host, context, `${SITES[where].path}${query}`);
    return { reply: `Searching for ${shortened(text)}.` };
  },
});
