/** What "wake for known voices only" does as things are. Pure. */
import type { Profile } from '../../../contract/profiles.ts';

export function knownWakeText(profiles: readonly Pick<Profile, 'state'>[]): string {
  if (profiles.length === 0) {
    return 'Hark knows no voice yet, so this would keep everyone out. Add yours under Voices first.';
  }
  if (!profiles.some(({ state }) => state === 'ready')) {
    return 'No voice that Hark knows is in use at the moment, so anyone wakes it. See under Voices why.';
  }
  return 'A voice that is clearly nobody’s whom Hark knows wakes nothing. Very short or noisy calls still do, and those that come while Hark speaks.';
}
