/** What the desktop's own services are asked, and what is made of their answers. */
import { describe, expect, it, vi } from 'vitest';
import { mediaOf } from './media.ts';
import { lockOf } from './screenLock.ts';
import { printedStrings, SessionBus } from './sessionBus.ts';
import type { Tools } from './tools.ts';
import { typingOf } from './typing.ts';
import { volumeOf } from './volume.ts';

const BUS = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' };

/** Tools that answer by the beginning of what they are asked. */
function answering(answers: Record<string, string | null>) {
  const asked: string[] = [];
  const run = vi.fn(async (tool: string, args: readonly string[]) => {
    const question = [tool, ...args.filter((arg) => !arg.startsWith('--'))].join(' ');
    asked.push(question);
    // The most precise answer counts.
    const known = Object.keys(answers)
      .filter((beginning) => question.startsWith(beginning) || question.includes(beginning))
      .sort((a, b) => b.length - a.length)[0];
    return known === undefined ? null : (answers[known] ?? null);
  });
  const has = (tool: string) => Object.keys(answers).some((known) => known.split(' ')[0] === tool);
  return { tools: { has, run, start: async () => undefined } as Tools, asked, run };
}

const NAMES = (names: string[]) =>
  `method return\n   array [\n${names.map((name) => `      string "${name}"`).join('\n')}\n   ]`;

describe('media', () => {
  const PLAYERS = ['org.mpris.MediaPlayer2.vlc', 'org.mpris.MediaPlayer2.spotify', 'org.other'];
  const status = (value: string) => `method return\n   variant       string "${value}"`;
  const desktop = (spotify: string) =>
    answering({
      'dbus-send': null,
      'org.freedesktop.DBus.ListNames': NAMES(PLAYERS),
      'org.freedesktop.DBus.Properties.Get string:org.mpris.MediaPlayer2.Player string:PlaybackStatus':
        status('Stopped'),
      'dbus-send /org/mpris/MediaPlayer2 org.mpris.MediaPlayer2.Player.': 'method return',
      'string:Metadata':
        'array [\n dict entry(\n string "xesam:title"\n variant string "Hey "Jude""\n )\n dict entry(\n string "xesam:artist"\n variant array [\n string "The Beatles"\n ]\n )\n ]',
      spotify,
    });

  it('has nobody to ask without a bus or a player', async () => {
    const { tools } = answering({
      'dbus-send': null,
      'org.freedesktop.DBus.ListNames': NAMES(['org.other']),
    });
    expect(await mediaOf(new SessionBus(tools, {}), 'linux').unavailable()).toContain('no desktop');
    expect(await mediaOf(new SessionBus(tools, BUS), 'linux').unavailable()).toBe(
      'No music player is running.',
    );
    expect(await mediaOf(new SessionBus(tools, BUS), 'win32').unavailable()).not.toBeNull();
  });

  it('tells the player that plays', async () => {
    const { tools, run } = desktop('');
    const answer = run.getMockImplementation();
    run.mockImplementation(async (tool, args) => {
      const isSpotify = args.includes('--dest=org.mpris.MediaPlayer2.spotify');
      if (isSpotify && args.includes('string:PlaybackStatus')) return status('Playing');
      return (await answer?.(tool, args)) ?? null;
    });
    const media = mediaOf(new SessionBus(tools, BUS), 'linux');
    expect(await media.unavailable()).toBeNull();
    expect(await media.command('Next')).toBe(true);
    expect(run.mock.calls.at(-1)?.[1]).toEqual([
      '--session',
      '--print-reply',
      expect.stringContaining('--reply-timeout='),
      '--dest=org.mpris.MediaPlayer2.spotify',
      '/org/mpris/MediaPlayer2',
      'org.mpris.MediaPlayer2.Player.Next',
    ]);
    expect(await media.playing()).toEqual({ title: 'Hey "Jude"', artist: 'The Beatles', paused: false });
  });
});

describe('volume', () => {
  it.each([
    [
      'wpctl get-volume',
      'Volume: 0.42 [MUTED]\n',
      { percent: 42, muted: true },
      'wpctl set-volume @DEFAULT_AUDIO_SINK@ 0.30',
    ],
    [
      'amixer get Master',
      '  Mono: Playback 30 [61%] [on]',
      { percent: 61, muted: false },
      'amixer -M set Master 30%',
    ],
  ])('reads and sets it by %s', async (question, printed, loudness, told) => {
    const [tool = ''] = question.split(' ');
    const { tools, asked, run } = answering({ [tool]: printed });
    run.mockImplementation(async (name, args) => {
      asked.push([name, ...args].join(' '));
      return printed;
    });
    const volume = volumeOf(tools, 'linux');
    expect(await volume.unavailable()).toBeNull();
    expect(await volume.read()).toEqual(loudness);
    expect(await volume.set(30)).toBe(true);
    expect(asked.at(-1)).toBe(told);
  });

  it('reads PulseAudio, whose volume and mute are two questions', async () => {
    const { tools } = answering({
      'pactl get-sink-volume': 'Volume: front-left: 26214 /  40% / -23.88 dB',
      'pactl get-sink-mute': 'Mute: yes',
    });
    expect(await volumeOf(tools, 'linux').read()).toEqual({ percent: 40, muted: true });
  });

  it('goes on to the next tool where one does not answer, and says where none does', async () => {
    const { tools } = answering({ 'wpctl get-volume': null, 'amixer -M get': '[5%] [off]' });
    expect(await volumeOf(tools, 'linux').read()).toEqual({ percent: 5, muted: true });
    const silent = answering({ 'wpctl get-volume': null }).tools;
    expect(await volumeOf(silent, 'linux').unavailable()).toContain('no sound output');
    expect(await volumeOf(silent, 'linux').set(10)).toBe(false);
    expect(await volumeOf(silent, 'win32').unavailable()).not.toBeNull();
  });
});

describe('the screen lock', () => {
  const lock = (answers: Record<string, string | null>, env: NodeJS.ProcessEnv = BUS) => {
    const { tools, asked } = answering(answers);
    return { lock: lockOf(tools, new SessionBus(tools, env), 'linux', env), asked };
  };

  it('asks whoever locks on the bus', async () => {
    const given = lock({
      'dbus-send': 'method return',
      'org.freedesktop.DBus.ListNames': NAMES(['org.gnome.ScreenSaver']),
    });
    expect(await given.lock.unavailable()).toBeNull();
    expect(await given.lock.lock()).toBe(true);
    expect(given.asked.at(-1)).toContain('org.gnome.ScreenSaver.Lock');
  });

  it("else the session's own", async () => {
    const given = lock({ loginctl: '' }, { XDG_SESSION_ID: '3' });
    expect(await given.lock.lock()).toBe(true);
    expect(given.asked.at(-1)).toBe('loginctl lock-session 3');
  });

  it('says where there is neither', async () => {
    const given = lock({ 'dbus-send': null, 'org.freedesktop.DBus.ListNames': NAMES([]) });
    expect(await given.lock.unavailable()).toContain('no screen lock');
    expect(await given.lock.lock()).toBe(false);
  });
});

describe('typing', () => {
  it('hands the words over where nothing can be made of them', async () => {
    const { tools, run } = answering({ xdotool: '' });
    const typing = typingOf(tools, 'linux', { DISPLAY: ':0' });
    expect(typing.able()).toBe(true);
    expect(await typing.type('--help; rm -rf /')).toBe(true);
    expect(run).toHaveBeenLastCalledWith(
      'xdotool',
      ['type', '--clearmodifiers', '--file', '-'],
      expect.objectContaining({ input: '--help; rm -rf /' }),
    );
  });

  it('hands a text to macOS behind the end of all options', async () => {
    const { tools, run } = answering({ osascript: '' });
    expect(await typingOf(tools, 'darwin', {}).type('-e beep')).toBe(true);
    expect(run.mock.lastCall?.[1].slice(-2)).toEqual(['--', '-e beep']);
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['Wayland without its tool', { WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' }],
    ['no display', {}],
  ])('is not to be had with %s', (_, env) => {
    expect(typingOf(answering({ xdotool: '' }).tools, 'linux', env).able()).toBe(false);
  });
});

it('reads the strings of a printed reply', () => {
  expect(printedStrings('   string "a"\n   string "b "c""\n   int32 4')).toEqual(['a', 'b "c"']);
});
