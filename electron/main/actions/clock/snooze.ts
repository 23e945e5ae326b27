import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { durationSlot } from '../../../../contract/slots.ts';
import { defineAction } from '../action.ts';
import { lengthOf } from '../wording.ts';
import { ringingOf, SNOOZE_MS } from './clock.ts';

export const snooze = defineAction({
  intent: 'HarkSnooze',
  title: 'Snooze',
  group: 'Clock',
  risk: 'open',
  slots: z.object({ duration: durationSlot.default(SNOOZE_MS) }),
  preview: ({ duration }) => `Ring again in ${lengthOf(duration)}`,
  perform({ duration }, { clock }) {
    const [first] = ringingOf(clock);
    if (first === undefined) throw new HarkError('action.failed', 'nothing is ringing');
    clock.snooze(first.id, duration);
    return { reply: `It rings again in ${lengthOf(duration)}.` };
  },
});
