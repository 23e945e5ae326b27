/** What is told to a music player: one action a command. */
import { HarkError } from '../../../../contract/failures.ts';
import { type Action, defineAction } from '../action.ts';
import type { MediaCommand } from '../services.ts';

interface Told {
  intent: string;
  title: string;
  preview: string;
  command: MediaCommand;
  /** What takes it back. */
  inverse?: MediaCommand;
}

export function mediaAction({ intent, title, preview, command, inverse }: Told): Action {
  return defineAction({
    intent,
    title,
    group: 'Music and volume',
    risk: 'open',
    available: ({ media }) => media.unavailable(),
    preview: () => preview,
    async perform(_slots, { media }) {
      const tell = async (what: MediaCommand) => {
        if (await media.command(what)) return;
        throw new HarkError('action.failed', 'the music player did not do it');
      };
      await tell(command);
      // The music is the answer.
      return { reply: '', ...(inverse && { undo: () => tell(inverse) }) };
    },
  });
}
