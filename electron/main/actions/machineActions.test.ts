/** Actions on this computer and on the web, over a machine that only writes down what it was told. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type UserAction, userActionSchema } from '../../../contract/actions.ts';
import type { Slots } from '../../../contract/command.ts';
import { RISKS } from '../../../contract/interactions.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../contract/settings.ts';
import type { Answer } from '../assistant/questions.ts';
import { createLog } from '../log/log.ts';
import { BUILT_IN } from './builtIn.ts';
import { actionOf } from './own/userAction.ts';
import { ActionRegistry } from './registry.ts';
import { ActionRunner } from './runner.ts';
import { FakeMachine } from './testing/machine.ts';
import { context, services } from './testing/services.ts';

const log = createLog(
  () => undefined,
  (text) => text,
);
let machine: FakeMachine;
let settings: Settings;
let answer: Answer;
let asked: string[];
beforeEach(() => {
  machine = new FakeMachine();
  settings = DEFAULT_SETTINGS;
  answer = 'yes';
  asked = [];
});

function runnerWith(own: UserAction[] = []): ActionRunner {
  const given = services({
    ...machine.services,
    settings: () => settings,
    updateSettings: async (patch) => {
      settings = { ...settings, ...(patch as Partial<Settings>) };
    },
    conversation: { lastReply: () => 'It is noon.', undoLast: async () => null },
  });
  return new ActionRunner(new ActionRegistry(BUILT_IN, () => own.map(actionOf)), given, log);
}
const run = (intent: string, slots: Slots = {}, own: UserAction[] = []) =>
  runnerWith(own)
    .plan(intent, slots)
    .perform(
      context({
        text: 'as it was said',
        ask: async ({ subject }) => {
          asked.push(subject);
          return answer;
        },
      }),
    );
const failure = (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);

describe('applications', () => {
  it('are opened by their name', async () => {
    expect(await run('HarkOpenApp', { app: 'Firefox' })).toMatchObject({ reply: 'Opening Firefox.' });
    expect(machine.told).toEqual(['open Firefox']);
  });

  it('that are gone are told', async () => {
    machine.apps = [];
    expect(await failure(run('HarkOpenApp', { app: 'Firefox' }))).toMatchObject({
      code: 'action.failed',
      message: 'Firefox is not installed any more',
    });
  });
});

describe('a website', () => {
  it('is asked about before it is opened', async () => {
    await run('HarkOpenSite', { site: 'wikipedia.org' });
    expect(asked).toEqual(['wikipedia.org']);
    expect(machine.told).toEqual(['browse https://wikipedia.org/']);
    expect(settings.actions.allowedSites).toEqual([]);
  });

  it('stays closed where the answer is no', async () => {
    answer = 'no';
    expect(await failure(run('HarkOpenSite', { site: 'wikipedia.org' }))).toMatchObject({
      code: 'action.refused',
    });
    expect(machine.told).toEqual([]);
  });

  it('is asked about once where the answer is always', async () => {
    answer = 'always';
    await run('HarkOpenSite', { site: 'wikipedia.org' });
    await run('HarkOpenSite', { site: 'wikipedia.org' });
    expect(asked).toHaveLength(1);
    expect(settings.actions.allowedSites).toEqual(['wikipedia.org']);
  });

  it('is named as it was said, its ending apart', async () => {
    await run('HarkOpenSite', { site: 'My Shop', ending: 'com' });
    await run('HarkOpenSite', { site: 'bbc dot co', ending: 'uk' });
    expect(asked).toEqual(['myshop.com', 'bbc.co.uk']);
  });

  it.each(['file:///etc/passwd', 'localhost', 'a b', 'javascript:alert(1)', 'x.org/path'])(
    'is not %o',
    (site) => {
      expect(() => runnerWith().plan('HarkOpenSite', { site })).toThrow(
        expect.objectContaining({ code: 'action.slots' }),
      );
    },
  );
});

it('searches with nothing in the words that the address could mean', async () => {
  await run('HarkSearchWeb', { text: "cats & dogs? $& it's" });
  expect(machine.told).toEqual(["browse https://duckduckgo.com/?q=cats%20%26%20dogs%3F%20%24%26%20it's"]);
});

it('searches a site that was named, asked about like any other', async () => {
  await run('HarkSearchWeb', { text: 'cats & dogs', where: 'youtube' });
  expect(asked).toEqual(['youtube.com']);
  expect(machine.told).toEqual(['browse https://youtube.com/results?search_query=cats%20%26%20dogs']);
  answer = 'no';
  expect(await failure(run('HarkSearchWeb', { text: 'x', where: 'wikipedia' }))).toMatchObject({
    code: 'action.refused',
  });
});

describe('music', () => {
  it.each([
    ['HarkPlayMedia', 'Play', 'Pause'],
    ['HarkPauseMedia', 'Pause', 'Play'],
    ['HarkNextTrack', 'Next', 'Previous'],
    ['HarkPreviousTrack', 'Previous', 'Next'],
    ['HarkStopMedia', 'Stop', 'Play'],
  ])('%s is told to the player, and can be taken back', async (intent, command, inverse) => {
    const { undo } = await run(intent);
    await undo?.();
    expect(machine.told).toEqual([command, inverse]);
  });

  it('that a player does not take back is told', async () => {
    const { undo } = await run('HarkPauseMedia');
    machine.works = false;
    expect(await failure(undo?.() ?? Promise.resolve())).toMatchObject({
      code: 'action.failed',
      message: 'the music player did not do it',
    });
  });

  it('is not to be had without a player, and a player that refuses is told', async () => {
    machine.works = false;
    expect(await failure(run('HarkPlayMedia'))).toMatchObject({ code: 'action.failed' });
    machine.players = false;
    expect(await failure(run('HarkPlayMedia'))).toMatchObject({
      code: 'action.unavailable',
      message: 'No music player is running.',
    });
  });

  it.each([
    [null, 'Nothing is playing.'],
    [{ title: 'Help!', artist: 'The Beatles', paused: false }, 'Help!, by The Beatles.'],
    [{ title: null, artist: 'The Beatles', paused: true }, 'Paused: Something by The Beatles.'],
    [{ title: 'Help!', artist: null, paused: false }, 'Help!'],
  ])('tells what plays: %o', async (playing, reply) => {
    machine.playing = playing;
    expect((await run('HarkTellTrack')).reply).toBe(reply);
  });
});

describe('the volume', () => {
  it.each<[string, Slots, string]>([
    ['HarkSetVolume', { percent: '40' }, 'volume 40'],
    ['HarkRaiseVolume', {}, 'volume 60'],
    ['HarkRaiseVolume', { by: '70' }, 'volume 100'],
    ['HarkLowerVolume', {}, 'volume 40'],
    ['HarkLowerVolume', { by: '80' }, 'volume 0'],
  ])('%s %o', async (intent, slots, told) => {
    const { undo } = await run(intent, slots);
    expect(machine.told).toEqual([told]);
    await undo?.();
    expect(machine.told.at(-1)).toBe('volume 50');
  });

  it('comes back when the sound was off, and goes again when that is taken back', async () => {
    machine.loudness = { percent: 20, muted: true };
    const { undo } = await run('HarkSetVolume', { percent: '40' });
    expect(machine.told).toEqual(['volume 40', 'unmute']);
    await undo?.();
    expect(machine.told.slice(2)).toEqual(['volume 20', 'mute']);
  });

  it.each<[string, number, boolean, string[], string]>([
    ['HarkRaiseVolume', 120, false, ['volume 120'], 'The volume is 120 percent already.'],
    ['HarkRaiseVolume', 95, false, ['volume 100'], 'Volume 100 percent.'],
    ['HarkRaiseVolume', 50, true, ['volume 60', 'unmute'], 'Volume 60 percent.'],
    ['HarkLowerVolume', 120, false, ['volume 110'], 'Volume 110 percent.'],
    ['HarkLowerVolume', 50, true, ['volume 40'], 'The sound is off, at 40 percent.'],
  ])('%s from %d (off: %s) tells %o', async (intent, percent, muted, told, reply) => {
    machine.loudness = { percent, muted };
    const { reply: said, undo } = await run(intent);
    expect(machine.told).toEqual(told);
    expect(said).toBe(reply);
    await undo?.();
    expect(machine.told.slice(told.length)).toEqual([
      `volume ${percent}`,
      ...(told.includes('unmute') ? ['mute'] : []),
    ]);
  });

  it.each(['HarkSetVolume', 'HarkMute', 'HarkUnmute'])(
    'that does not come back after %s is told',
    async (intent) => {
      const { undo } = await run(intent, { percent: '40' });
      machine.works = false;
      expect(await failure(undo?.() ?? Promise.resolve())).toMatchObject({ code: 'action.failed' });
    },
  );

  it('names what is no volume', () => {
    expect(() => runnerWith().plan('HarkSetVolume', { percent: '140' })).toThrow(/percent/);
  });

  it('is muted silently and told', async () => {
    expect((await run('HarkMute')).reply).toBe('');
    expect((await run('HarkTellVolume')).reply).toBe('The volume is 50 percent.');
    machine.loudness = { percent: 30, muted: true };
    expect((await run('HarkTellVolume')).reply).toBe('The sound is off, at 30 percent.');
  });
});

describe('the screen', () => {
  it('is locked, or told that it could not be', async () => {
    await run('HarkLockScreen');
    machine.works = false;
    expect(await failure(run('HarkLockScreen'))).toMatchObject({ code: 'action.failed' });
  });

  it('is pictured under a name without a folder, and the picture can be taken back', async () => {
    const { reply, undo } = await run('HarkTakeScreenshot');
    expect(reply).toBe('It is in your pictures: Screenshot 1.png.');
    await undo?.();
    expect(machine.told).toEqual(['forget /home/ada/Pictures/Screenshot 1.png']);
  });
});

describe('writing', () => {
  it('types into the field that has the focus', async () => {
    expect(await run('HarkDictate', { text: 'dear Anna' })).toMatchObject({ reply: '', undo: null });
    expect(machine.told).toEqual(['type Dear Anna']);
  });

  it('loses no words where typing fails', async () => {
    machine.works = false;
    const { reply, undo } = await run('HarkDictate', { text: 'dear Anna' });
    expect(reply).toBe('It could not be typed. It is on the clipboard, ready to paste.');
    expect(machine.clipboardText).toBe('Dear Anna');
    await undo?.();
    expect(machine.clipboardText).toBe('before');
  });

  it('offers no undo where there was no text on the clipboard: an image cannot be brought back', async () => {
    machine.clipboardText = '';
    for (const [intent, slots] of [
      ['HarkCopyText', { text: 'forty two' }],
      ['HarkCopyReply', {}],
    ] as const) {
      machine.clipboardText = '';
      expect(await run(intent, slots)).toMatchObject({ reply: 'Copied.', undo: null });
    }
  });

  it('leaves it on the clipboard where nobody can type, and says so', async () => {
    machine.canType = false;
    const { reply, undo } = await run('HarkDictate', { text: 'dear Anna' });
    expect(reply).toContain('on the clipboard');
    expect(machine.clipboardText).toBe('Dear Anna');
    await undo?.();
    expect(machine.clipboardText).toBe('before');
  });

  it('copies words and the last answer, and reads what was copied', async () => {
    await run('HarkCopyText', { text: 'forty two' });
    expect(machine.clipboardText).toBe('forty two');
    const { undo } = await run('HarkCopyReply');
    expect(machine.clipboardText).toBe('It is noon.');
    await undo?.();
    expect((await run('HarkReadClipboard')).reply).toBe('forty two.');
    machine.clipboardText = ' ';
    expect((await run('HarkReadClipboard')).reply).toBe('There is no text on the clipboard.');
    machine.clipboardText = 'x'.repeat(10_000);
    expect((await run('HarkReadClipboard')).reply.length).toBeLessThan(500);
  });
});

describe('what people added', () => {
  const own = (more: object): UserAction =>
    ({ intent: 'Own', title: 'My thing', sentences: ['my thing'], ...more }) as UserAction;
  const perform = (action: UserAction) => run('Own', {}, [action]);

  it('is for whom they say, and for known voices where they said nothing', () => {
    const site = own({ kind: 'url', url: 'https://example.org/a' });
    for (const risk of RISKS) expect(actionOf(userActionSchema.parse({ ...site, risk })).risk).toBe(risk);
    expect(actionOf(userActionSchema.parse(site)).risk).toBe('personal');
    expect(userActionSchema.safeParse({ ...site, risk: 'owner' }).success).toBe(false);
  });

  it('opens its address', async () => {
    await perform(own({ kind: 'url', url: 'https://example.org/a' }));
    expect(machine.told).toEqual(['browse https://example.org/a']);
  });

  it('starts its program with its own arguments alone', async () => {
    await perform(own({ kind: 'program', program: '/opt/tool', args: ['--on', 'a b'] }));
    expect(machine.told).toEqual(['start /opt/tool --on a b']);
    machine.programs = [];
    expect(await failure(perform(own({ kind: 'program', program: '/opt/tool', args: [] })))).toMatchObject({
      code: 'action.unavailable',
    });
  });

  it('has a program only by its absolute path', async () => {
    for (const program of ['tool', './tool', '../tool', 'C:tool', '']) {
      const parsed = userActionSchema.safeParse(own({ kind: 'program', program, args: [] }));
      expect(parsed.error?.issues).toMatchObject([
        { path: ['program'], message: 'has to be an absolute path' },
      ]);
    }
    for (const program of ['/opt/tool', 'C:\\tool.exe', '\\\\server\\tool.exe']) {
      expect(userActionSchema.safeParse(own({ kind: 'program', program, args: [] })).success).toBe(true);
    }
    expect(await failure(perform(own({ kind: 'program', program: 'tool', args: [] })))).toMatchObject({
      code: 'action.unavailable',
      message: 'Its program is not named by an absolute path.',
    });
  });

  it('calls its webhook, and tells what that answers when it is no', async () => {
    const webhook = own({ kind: 'webhook', url: 'http://127.0.0.1:1/x', method: 'POST' });
    expect((await perform(webhook)).reply).toBe('Done.');
    expect(machine.told).toEqual(['POST http://127.0.0.1:1/x']);
    machine.answer = { status: 302, text: '' };
    expect(await failure(perform(webhook))).toMatchObject({ message: 'the webhook answered 302' });
  });

  describe('for Home Assistant', () => {
    const home = own({ kind: 'home_assistant' });
    const said = (type: string, speech: string) => ({
      status: 200,
      text: JSON.stringify({ response: { response_type: type, speech: { plain: { speech } } } }),
    });
    beforeEach(() => {
      settings = {
        ...DEFAULT_SETTINGS,
        actions: { ...DEFAULT_SETTINGS.actions, homeAssistantUrl: 'http://home:8123/sub' },
      };
      machine.token = 'secret';
    });

    it('hands on what was said and answers what it answers', async () => {
      machine.answer = said('action_done', 'Turned on the light');
      expect((await perform(home)).reply).toBe('Turned on the light');
      expect(machine.told).toEqual([
        'POST http://home:8123/sub/api/conversation/process secret {"text":"as it was said","language":"en"}',
      ]);
    });

    it.each([
      [
        said('error', "Sorry, I couldn't understand that."),
        'action.failed',
        "Sorry, I couldn't understand that",
      ],
      [{ status: 401, text: '' }, 'action.refused', 'Home Assistant does not accept the token'],
      [{ status: 500, text: '' }, 'action.failed', 'Home Assistant answered 500'],
      [{ status: 200, text: '<html>' }, 'action.failed', 'what answered is not Home Assistant'],
    ])('tells that it did not go: %o', async (given, code, message) => {
      machine.answer = given;
      expect(await failure(perform(home))).toMatchObject({ code, message });
    });

    it('is not to be had before it is set up', async () => {
      machine.token = null;
      expect(await failure(perform(home))).toMatchObject({
        code: 'action.unavailable',
        message: 'The token for Home Assistant is not set.',
      });
      settings = DEFAULT_SETTINGS;
      expect(await failure(perform(home))).toMatchObject({
        message: 'The address of Home Assistant is not set.',
      });
    });
  });
});
