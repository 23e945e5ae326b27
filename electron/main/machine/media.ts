/** Music and film that plays on this machine, whatever plays it: MPRIS 2 on Linux. */
import type { MediaService, Playing } from '../actions/services.ts';
import { printedStrings, type SessionBus } from './sessionBus.ts';

const PLAYER = 'org.mpris.MediaPlayer2';
const OBJECT = '/org/mpris/MediaPlayer2';
const INTERFACE = `${PLAYER}.Player`;
/** Players that are asked how they are. */
const PLAYERS_MAX = 16;
/** The one that plays is meant, else the one that was paused. */
const LIKELY = ['Playing', 'Paused', 'Stopped'];

export function mediaOf(bus: SessionBus, platform: NodeJS.Platform): MediaService {
  /** The player that is meant; null where there is none. */
  const current = async (): Promise<{ name: string; status: string } | null> => {
    const names = (await bus.names(`${PLAYER}.`)).slice(0, PLAYERS_MAX);
    const players = await Promise.all(
      names.map(async (name) => {
        const status = printedStrings((await bus.property(name, OBJECT, INTERFACE, 'PlaybackStatus')) ?? '');
        return { name, status: status[0] ?? 'Stopped' };
      }),
    );
    return players.sort((a, b) => LIKELY.indexOf(a.status) - LIKELY.indexOf(b.status))[0] ?? null;
  };
  return {
    async unavailable() {
      if (platform !== 'linux') return 'Hark cannot reach the music players of this system.';
      if (!bus.present) return 'There is no desktop here through which a music player could be reached.';
      return (await current()) === null ? 'No music player is running.' : null;
    },
    async command(what) {
      const player = await current();
      if (player === null) return false;
      return (await bus.call(player.name, OBJECT, `${INTERFACE}.${what}`)) !== null;
    },
    async playing() {
      const player = await current();
      if (player === null || player.status === 'Stopped') return null;
      const metadata = await bus.property(player.name, OBJECT, INTERFACE, 'Metadata');
      return { ...readMetadata(metadata ?? ''), paused: player.status === 'Paused' };
    },
  };
}

/** Title and artist out of printed metadata: an entry's key, and after it its value, or the first of its values. */
function readMetadata(printed: string): Pick<Playing, 'title' | 'artist'> {
  const strings = printedStrings(printed);
  const after = (key: string) => {
    const at = strings.indexOf(key);
    const value = at < 0 ? undefined : strings[at + 1];
    return value === undefined || value === '' || value.startsWith('xesam:') || value.startsWith('mpris:')
      ? null
      : value;
  };
  return { title: after('xesam:title'), artist: after('xesam:artist') };
}
