import { basename } from 'node:path';
import { defineAction } from '../action.ts';

export const takeScreenshot = defineAction({
  intent: 'HarkTakeScreenshot',
  title: 'Take a screenshot',
  group: 'Computer',
  risk: 'personal',
  preview: () => 'Picture of the screen, into your pictures',
  async perform(_slots, { screen, now, signal }) {
    const path = await screen.shoot(now(), signal);
    return {
      reply: `It is in your pictures: ${basename(path)}.`,
      undo: () => screen.forget(path),
    };
  },
});
