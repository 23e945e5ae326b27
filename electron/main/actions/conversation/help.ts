import { defineAction } from '../action.ts';
import { listed } from '../wording.ts';

export const help = defineAction({
  intent: 'HarkHelp',
  title: 'Tell what can be said',
  group: 'Conversation',
  risk: 'open',
  preview: () => 'Tell what can be said',
  async perform(_said, { examples }) {
    const sentences = await examples();
    if (sentences.length === 0) return { reply: 'The window lists what you can say, under Commands.' };
    const quoted = listed(sentences.map((sentence) => `“${sentence}”`));
    return { reply: `You can say, for example, ${quoted}. The window lists everything under Commands.` };
  },
});
