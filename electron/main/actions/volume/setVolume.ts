import { z } from 'zod';
import { defineAction } from '../action.ts';
import { changeVolume, readLoudness } from './loudness.ts';

export const setVolume = defineAction({
  intent: 'HarkSetVolume',
  title: 'Set the volume',
  group: 'Music and volume',
  risk: 'open',
  slots: z.object({ percent: z.coerce.number().min(0).max(100) }),
  available: ({ volume }) => volume.unavailable(),
  preview: ({ percent }) => `Volume to ${Math.round(percent)} percent`,
  perform: async ({ percent }, context) => changeVolume(context, percent, await readLoudness(context)),
});
