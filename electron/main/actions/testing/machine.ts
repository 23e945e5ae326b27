/** A machine for tests of actions: what it was told, and what it then says. */
import type { Loudness, MediaCommand, Playing, Services } from '../services.ts';

export class FakeMachine {
  readonly told: string[] = [];
  apps = ['Firefox'];
  clipboardText = 'before';
  loudness: Loudness | null = { percent: 50, muted: false };
  playing: Playing | null = null;
  players = true;
  canType = true;
  works = true;
  answer = { status: 200, text: '' };
  token: string | null = null;
  programs = ['/opt/tool'];

  readonly services: Partial<Services> = {
    applications: {
      list: async () => this.apps,
      open: async (name) => {
        this.told.push(`open ${name}`);
        return this.apps.includes(name);
      },
    },
    web: {
      open: async (url) => {
        this.told.push(`browse ${url}`);
      },
      request: async (url, { method, token, json }) => {
        this.told.push(
          [method, url, token, json === undefined ? undefined : JSON.stringify(json)].join(' ').trim(),
        );
        return this.answer;
      },
    },
    homeAssistant: { token: async () => this.token },
    programs: {
      exists: (path) => this.programs.includes(path),
      start: async (program, args) => {
        this.told.push(['start', program, ...args].join(' '));
      },
    },
    media: {
      unavailable: async () => (this.players ? null : 'No music player is running.'),
      command: async (what: MediaCommand) => {
        this.told.push(what);
        return this.works;
      },
      playing: async () => this.playing,
    },
    volume: {
      unavailable: async () => (this.loudness === null ? 'There is no sound output.' : null),
      read: async () => this.loudness,
      set: async (percent) => {
        this.told.push(`volume ${percent}`);
        return this.works;
      },
      mute: async (muted) => {
        this.told.push(muted ? 'mute' : 'unmute');
        return this.works;
      },
    },
    lock: {
      unavailable: async () => null,
      lock: async () => {
        this.told.push('lock');
        return this.works;
      },
    },
    screen: {
      shoot: async () => '/home/ada/Pictures/Screenshot 1.png',
      forget: async (path) => {
        this.told.push(`forget ${path}`);
      },
    },
    clipboard: {
      read: () => this.clipboardText,
      write: (text) => {
        this.clipboardText = text;
      },
    },
    typing: {
      able: () => this.canType,
      type: async (text) => {
        this.told.push(`type ${text}`);
        return this.works;
      },
    },
  };
}
