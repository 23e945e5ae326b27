import { defineAction } from '../action.ts';
import { ringingOf } from '../clock/clock.ts';

/** Ends what rings first. What Hark was saying ended when it heard its name, so that nothing is left to be said. */
export const cancel = defineAction({
  intent: 'HarkCancel',
  title: 'Stop',
  group: 'Conversation',
  risk: 'open',
  preview: (_said, { clock }) => (ringingOf(clock).length > 0 ? 'Stop the ringing' : 'Never mind'),
  perform(_said, { clock }) {
    const [first] = ringingOf(clock);
    if (first !== undefined) clock.dismiss(first.id);
    return { reply: '' };
  },
});
