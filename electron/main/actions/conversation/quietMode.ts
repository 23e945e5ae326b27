import { type Action, defineAction } from '../action.ts';

function quietMode(intent: string, title: string, quiet: boolean, reply: string): Action {
  return defineAction({
    intent,
    title,
    group: 'Conversation',
    risk: 'open',
    preview: () => title,
    async perform(_said, { settings, updateSettings }) {
      const before = settings().replies.quiet;
      const set = (to: boolean) => updateSettings({ replies: { ...settings().replies, quiet: to } });
      await set(quiet);
      return {
        reply,
        undo: async () => {
          await set(before);
        },
      };
    },
  });
}

export const quietOn = quietMode(
  'HarkQuietOn',
  'Quiet mode',
  true,
  'Quiet mode: replies only show from now on.',
);
export const quietOff = quietMode('HarkQuietOff', 'End quiet mode', false, 'I speak again.');
