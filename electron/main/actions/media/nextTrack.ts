import { mediaAction } from './mediaCommand.ts';

export const nextTrack = mediaAction({
  intent: 'HarkNextTrack',
  title: 'Next track',
  preview: 'Play the next track',
  command: 'Next',
  inverse: 'Previous',
});
