import { z } from 'zod';
import { type Action, defineAction } from '../action.ts';
import { changeVolume, readLoudness, STEP_PERCENT } from './loudness.ts';

const slots = z.object({ by: z.coerce.number().min(0).max(100).optional() });

function changing(intent: string, title: string, word: string, sign: 1 | -1): Action {
  return defineAction({
    intent,
    title,
    group: 'Music and volume',
    risk: 'open',
    slots,
    available: ({ volume }) => volume.unavailable(),
    preview: ({ by = STEP_PERCENT }) => `Volume ${word} by ${by} percent`,
    async perform({ by = STEP_PERCENT }, context) {
      const before = await readLoudness(context);
      // "Louder" is to be heard; "quieter" said of a sound that is off must not switch it on.
      return changeVolume(context, before.percent + sign * by, before, { staysMuted: sign < 0 });
    },
  });
}

export const raiseVolume = changing('HarkRaiseVolume', 'Louder', 'up', 1);
export const lowerVolume = changing('HarkLowerVolume', 'Quieter', 'down', -1);
