import { defineAction } from '../action.ts';

export const undo = defineAction({
  intent: 'HarkUndo',
  title: 'Undo',
  group: 'Conversation',
  risk: 'open',
  preview: () => 'Take the last action back',
  async perform(_said, { conversation }) {
    const undone = await conversation.undoLast();
    return { reply: undone === null ? 'There is nothing to take back.' : `Taken back: ${undone}.` };
  },
});
