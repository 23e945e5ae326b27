import { mediaAction } from './mediaCommand.ts';

export const playMedia = mediaAction({
  intent: 'HarkPlayMedia',
  title: 'Go on playing',
  preview: 'Play',
  command: 'Play',
  inverse: 'Pause',
});
