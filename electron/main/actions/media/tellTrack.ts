import { defineAction } from '../action.ts';
import { ended } from '../notes/addNote.ts';

export const tellTrack = defineAction({
  intent: 'HarkTellTrack',
  title: 'What is playing',
  group: 'Music and volume',
  risk: 'open',
  available: ({ media }) => media.unavailable(),
  preview: () => 'Tell what is playing',
  async perform(_slots, { media }) {
    const playing = await media.playing();
    if (playing === null || (playing.title === null && playing.artist === null)) {
      return { reply: 'Nothing is playing.' };
    }
    const { title, artist, paused } = playing;
    const what =
      title === null ? `Something by ${artist}` : artist === null ? title : `${title}, by ${artist}`;
    return { reply: ended(paused ? `Paused: ${what}` : what) };
  },
});
