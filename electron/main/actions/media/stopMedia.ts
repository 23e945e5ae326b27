import { mediaAction } from './mediaCommand.ts';

export const stopMedia = mediaAction({
  intent: 'HarkStopMedia',
  title: 'Stop the music',
  preview: 'Stop what plays',
  command: 'Stop',
  inverse: 'Play',
});
