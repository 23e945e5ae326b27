import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';

export const openApp = defineAction({
  intent: 'HarkOpenApp',
  title: 'Open an application',
  group: 'Apps and web',
  // It shows what is in it: mail, photos, chats.
  risk: 'personal',
  slots: z.object({ app: z.string().min(1) }),
  preview: ({ app }) => `Open ${app}`,
  async perform({ app }, { applications }) {
    if (!(await applications.open(app))) {
      throw new HarkError('action.failed', `${app} is not installed any more`);
    }
    return { reply: `Opening ${app}.` };
  },
});
