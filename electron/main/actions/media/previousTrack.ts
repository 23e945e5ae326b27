import { mediaAction } from './mediaCommand.ts';

export const previousTrack = mediaAction({
  intent: 'HarkPreviousTrack',
  title: 'Previous track',
  preview: 'Play the previous track',
  command: 'Previous',
  inverse: 'Next',
});
