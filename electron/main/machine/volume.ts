/** How loud this machine is, by whichever of its sound tools answers. */
import type { Loudness, VolumeService } from '../actions/services.ts';
import type { Tools } from './tools.ts';

interface Mixer {
  tool: string;
  /** Null where it does not answer. */
  read(tools: Tools): Promise<Loudness | null>;
  /** @param percent 0..100 */
  set(percent: number): string[];
  mute(muted: boolean): string[];
}

const WPCTL_SINK = '@DEFAULT_AUDIO_SINK@';
const PACTL_SINK = '@DEFAULT_SINK@';

/** PipeWire, PulseAudio, ALSA. */
const LINUX_MIXERS: readonly Mixer[] = [
  {
    tool: 'wpctl',
    async read(tools) {
      const printed = await tools.run('wpctl', ['get-volume', WPCTL_SINK]);
      const share = /Volume: ([\d.]+)/.exec(printed ?? '')?.[1];
      return share === undefined
        ? null
        : { percent: Math.round(Number(share) * 100), muted: /MUTED/.test(printed ?? '') };
    },
    set: (percent) => ['set-volume', WPCTL_SINK, (percent / 100).toFixed(2)],
    mute: (muted) => ['set-mute', WPCTL_SINK, muted ? '1' : '0'],
  },
  {
    tool: 'pactl',
    async read(tools) {
      const volume = await tools.run('pactl', ['get-sink-volume', PACTL_SINK]);
      const mute = await tools.run('pactl', ['get-sink-mute', PACTL_SINK]);
      const percent = /(\d+)%/.exec(volume ?? '')?.[1];
      return percent === undefined ? null : { percent: Number(percent), muted: /yes/i.test(mute ?? '') };
    },
    set: (percent) => ['set-sink-volume', PACTL_SINK, `${percent}%`],
    mute: (muted) => ['set-sink-mute', PACTL_SINK, muted ? '1' : '0'],
  },
  {
    tool: 'amixer',
    async read(tools) {
      const printed = await tools.run('amixer', ['-M', 'get', 'Master']);
      const percent = /\[(\d+)%\]/.exec(printed ?? '')?.[1];
      return percent === undefined
        ? null
        : { percent: Number(percent), muted: /\[off\]/.test(printed ?? '') };
    },
    set: (percent) => ['-M', 'set', 'Master', `${percent}%`],
    mute: (muted) => ['set', 'Master', muted ? 'mute' : 'unmute'],
  },
];

const MAC_MIXER: Mixer = {
  tool: 'osascript',
  async read(tools) {
    const printed = await tools.run('osascript', ['-e', 'get volume settings']);
    const percent = /output volume:(\d+)/.exec(printed ?? '')?.[1];
    return percent === undefined
      ? null
      : { percent: Number(percent), muted: /output muted:true/.test(printed ?? '') };
  },
  set: (percent) => ['-e', `set volume output volume ${percent}`],
  mute: (muted) => ['-e', `set volume output muted ${muted}`],
};

const MIXERS: Partial<Record<NodeJS.Platform, readonly Mixer[]>> = {
  linux: LINUX_MIXERS,
  darwin: [MAC_MIXER],
};

export function volumeOf(tools: Tools, platform: NodeJS.Platform): VolumeService {
  const mixers = MIXERS[platform] ?? [];
  /** The first that answers. */
  const current = async (): Promise<{ mixer: Mixer; loudness: Loudness } | null> => {
    for (const mixer of mixers) {
      const loudness = tools.has(mixer.tool) ? await mixer.read(tools) : null;
      if (loudness !== null) return { mixer, loudness };
    }
    return null;
  };
  const tell = async (args: (mixer: Mixer) => string[]) => {
    const found = await current();
    return found !== null && (await tools.run(found.mixer.tool, args(found.mixer))) !== null;
  };
  return {
    async unavailable() {
      if (mixers.length === 0) return 'Hark cannot change the volume on this system.';
      return (await current()) === null ? 'There is no sound output whose volume could be changed.' : null;
    },
    read: async () => (await current())?.loudness ?? null,
    set: (percent) => tell((mixer) => mixer.set(percent)),
    mute: (muted) => tell((mixer) => mixer.mute(muted)),
  };
}
