import { z } from 'zod';
import { durationSlot } from '../../../../contract/slots.ts';
import { defineAction } from '../action.ts';
import { lengthOf } from '../wording.ts';

export const pauseListening = defineAction({
  intent: 'HarkPauseListening',
  title: 'Stop listening',
  group: 'Conversation',
  // Whoever is in the room may have it stop listening to them.
  risk: 'open',
  slots: z.object({ duration: durationSlot.optional() }),
  preview: ({ duration }) =>
    duration === undefined ? 'Stop listening' : `Stop listening for ${lengthOf(duration)}`,
  perform({ duration }, { listening }) {
    listening.pause(duration ?? null);
    const until = duration === undefined ? 'until you say so in the window' : `for ${lengthOf(duration)}`;
    return { reply: `I am not listening ${until}.`, undo: () => listening.resume() };
  },
});
