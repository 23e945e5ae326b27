import { z } from 'zod';
import { defineAction } from '../action.ts';
import { shortened } from '../notes/addNote.ts';

const QUERY_MAX_CHARACTERS = 500;

export const searchWeb = defineAction({
  intent: 'HarkSearchWeb',
  title: 'Search the web',
  group: 'Apps and web',
  risk: 'open',
  slots: z.object({ text: z.string().trim().min(1).max(QUERY_MAX_CHARACTERS) }),
  preview: ({ text }) => `Search the web for ${shortened(text)}`,
  async perform({ text }, { settings, web }) {
    await web.open(settings().actions.searchUrl.replace('{query}', () => encodeURIComponent(text)));
    return { reply: `Searching for ${shortened(text)}.` };
  },
});
