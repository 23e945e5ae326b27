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

/** @param percent anything; it is held within 0..100. @throws HarkError (by rejection) action.failed */
export async function changeVolume(
  services: Pick<Services, 'volume'>,
  percent: number,
  before: Loudness,
): Promise<ActionResult> {
  const { volume } = services;
  const wanted = Math.min(100, Math.max(0, Math.round(percent)));
  const done = await volume.set(wanted);
  if (!done || (before.muted && wanted > 0 && !(await volume.mute(false)))) {
    throw new HarkError('action.failed', 'the volume could not be changed');
  }
  return {
    reply: `Volume ${wanted} percent.`,
    undo: async () => {
      await volume.set(before.percent);
      if (before.muted) await volume.mute(true);
    },
  };
}
