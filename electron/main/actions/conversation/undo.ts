import { defineAction } from '../action.ts';

export const undo = defineAction({
  intent: 'HarkUndo',
  title: 'Undo',
  group: 'Conversation',
  risk: 'open',
  preview: () => 'Take the last action back',
  async perform(_said, { conversation, undoes }) {
    const undone = await conversation.undoLast(undoes);
    return { reply: undone === null ? 'There is nothing to take back.' : `Taken back: ${undone}.` };
  },
});
