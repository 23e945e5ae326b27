/** Volume as actions change it: told in per cent, taken back to what it was. */
import { HarkError } from '../../../../contract/failures.ts';
import type { ActionResult } from '../action.ts';
import type { Loudness, Services } from '../services.ts';

/** "Louder" and "quieter" where nobody says by how much, per cent. */
export const STEP_PERCENT = 10;

/** @throws HarkError (by rejection) action.failed */
export async function readLoudness({ volume }: Pick<Services, 'volume'>): Promise<Loudness> {
  const loudness = await volume.read();
  if (loudness === null) throw new HarkError('action.failed', 'the sound output does not answer');
  return loudness;
}

/** The most that Hark turns up to by itself; a system that amplifies can be above it already. */
const LOUDEST_PERCENT = 100;

/**
 * @param percent anything; it is held within 0 and 100, or what is above that already
 * @param staysMuted a sound that is off stays off: it was not asked to be heard
 * @throws HarkError (by rejection) action.failed
 */
export async function changeVolume(
  { volume }: Pick<Services, 'volume'>,
  percent: number,
  before: Loudness,
  { staysMuted = false } = {},
): Promise<ActionResult> {
  const loudest = Math.max(LOUDEST_PERCENT, before.percent);
  const wanted = Math.min(loudest, Math.max(0, Math.round(percent)));
  const isHeard = before.muted && wanted > 0 && !staysMuted;
  const done = await volume.set(wanted);
  if (!done || (isHeard && !(await volume.mute(false)))) {
    throw new HarkError('action.failed', 'the volume could not be changed');
  }
  return {
    reply:
      before.muted && !isHeard
        ? `The sound is off, at ${wanted} percent.`
        : wanted === before.percent
          ? `The volume is ${wanted} percent already.`
          : `Volume ${wanted} percent.`,
    undo: async () => {
      const isBack = await volume.set(before.percent);
      if (!isBack || (isHeard && !(await volume.mute(true)))) {
        throw new HarkError('action.failed', 'the volume could not be changed back');
      }
    },
  };
}
