import { mediaAction } from './mediaCommand.ts';

export const pauseMedia = mediaAction({
  intent: 'HarkPauseMedia',
  title: 'Pause the music',
  preview: 'Pause what plays',
  command: 'Pause',
  inverse: 'Play',
});
