import { HarkError } from '../../../../contract/failures.ts';
import { type Action, defineAction } from '../action.ts';
import { readLoudness } from './loudness.ts';

function muting(intent: string, title: string, muted: boolean, reply: string): Action {
  return defineAction({
    intent,
    title,
    group: 'Music and volume',
    risk: 'open',
    available: ({ volume }) => volume.unavailable(),
    preview: () => title,
    async perform(_slots, context) {
      const before = await readLoudness(context);
      if (!(await context.volume.mute(muted))) {
        throw new HarkError('action.failed', 'the sound could not be switched');
      }
      return {
        reply,
        undo: async () => {
          if (await context.volume.mute(before.muted)) return;
          throw new HarkError('action.failed', 'the sound could not be switched back');
        },
      };
    },
  });
}

// Muted, a spoken answer would not be heard.
export const muteVolume = muting('HarkMute', 'Mute the sound', true, '');
export const unmuteVolume = muting('HarkUnmute', 'Sound on again', false, 'The sound is on.');
