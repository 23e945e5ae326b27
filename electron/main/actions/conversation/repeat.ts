import { defineAction } from '../action.ts';

export const repeat = defineAction({
  intent: 'HarkRepeat',
  title: 'Repeat the last reply',
  group: 'Conversation',
  risk: 'open',
  preview: () => 'Repeat the last reply',
  perform: (_said, { conversation }) => ({
    reply: conversation.lastReply() ?? 'I have not said anything yet.',
  }),
});
