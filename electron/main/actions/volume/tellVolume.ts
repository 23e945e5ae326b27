import { defineAction } from '../action.ts';
import { readLoudness } from './loudness.ts';

export const tellVolume = defineAction({
  intent: 'HarkTellVolume',
  title: 'How loud it is',
  group: 'Music and volume',
  risk: 'open',
  available: ({ volume }) => volume.unavailable(),
  preview: () => 'Tell how loud it is',
  async perform(_slots, context) {
    const { percent, muted } = await readLoudness(context);
    return {
      reply: muted ? `The sound is off, at ${percent} percent.` : `The volume is ${percent} percent.`,
    };
  },
});
