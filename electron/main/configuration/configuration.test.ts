import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UserAction } from '../../../contract/actions.ts';
import type { GrammarDiagnostic } from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import { applySettingsPatch, DEFAULT_SETTINGS, type Settings } from '../../../contract/settings.ts';
import { createLog } from '../log/log.ts';
import { CONFIGURATION_MAX_BYTES, ConfigurationTransfer } from './configuration.ts';
import { writeConfiguration } from './configurationFile.ts';

const action = (intent: string, url = 'http://a.example/'): UserAction => ({
  intent,
  title: intent,
  sentences: [`do ${intent}`],
  risk: 'personal',
  kind: 'url',
  url,
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-config-'));
  path = join(folder, 'config.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function setUp(given: { isSafe?: boolean; sentences?: string | null; actions?: UserAction[] } = {}) {
  const state = {
    settings: DEFAULT_SETTINGS,
    sentences: given.sentences ?? null,
    actions: given.actions ?? [],
    found: [] as GrammarDiagnostic[],
    path: path as string | null,
  };
  const actions = {
    list: () => state.actions,
    check: vi.fn(async () => undefined),
    saveAll: vi.fn((given: readonly UserAction[]) => {
      const all = new Map([...state.actions, ...given].map((one) => [one.intent, one]));
      state.actions = [...all.values()];
    }),
  };
  const update = vi.fn(async (patch: Partial<Settings>) => {
    state.settings = applySettingsPatch(state.settings, patch);
    return state.settings;
  });
  const save = vi.fn(async (text: string) => {
    state.sentences = text;
  });
  const transfer = new ConfigurationTransfer({
    isSafe: given.isSafe ?? false,
    settings: {
      get current() {
        return state.settings;
      },
      update,
    },
    storedSettings: async () => state.settings,
    sentences: {
      read: async () => state.sentences,
      save,
      remove: async () => {
        state.sentences = null;
      },
      check: async () => state.found,
    },
    actions,
    askWhereToSave: async () => state.path,
    askWhatToOpen: async () => state.path,
    log: createLog(() => undefined, String),
  });
  return { state, transfer, actions, update, save };
}
const OTHER: Settings = {
  ...DEFAULT_SETTINGS,
  theme: 'dark',
  words: { hey_jarvis: { enabled: true, sensitivity: 0.8 } },
};
const put = (given: Partial<Parameters<typeof writeConfiguration>[0]> = {}) =>
  writeFileSync(
    path,
    writeConfiguration({ settings: OTHER, sentences: 'new', actions: [action('New')], ...given }),
  );

describe('an import', () => {
  it('takes all in, adds actions to those there are, and says what changed', async () => {
    const { state, transfer } = setUp({
      sentences: 'old',
      actions: [action('Old'), action('New', 'http://b.example/')],
    });
    put();
    expect(await transfer.import()).toEqual({
      changed: expect.arrayContaining(['theme', 'words.alexa.enabled', 'words.hey_jarvis.sensitivity']),
      sentences: true,
      actions: 1,
    });
    expect(state.settings.theme).toBe('dark');
    expect(state.settings.words['alexa']?.enabled).toBe(false);
    expect(state.sentences).toBe('new');
    expect(state.actions).toEqual([action('Old'), action('New')]);
  });

  it('of what is so already changes nothing', async () => {
    const { transfer, save } = setUp({ sentences: 'same', actions: [action('A')] });
    put({ settings: DEFAULT_SETTINGS, sentences: 'same', actions: [action('A')] });
    expect(await transfer.import()).toEqual({ changed: [], sentences: false, actions: 0 });
    expect(save).not.toHaveBeenCalled();
  });

  it('without sentences and actions leaves those that there are', async () => {
    const { state, transfer } = setUp({ sentences: 'old', actions: [action('Old')] });
    put({ sentences: null, actions: [] });
    await transfer.import();
    expect(state).toMatchObject({ sentences: 'old', actions: [action('Old')] });
  });

  it('that is thought better of does nothing', async () => {
    const { state, transfer, update } = setUp();
    state.path = null;
    expect(await transfer.import()).toBeNull();
    expect(update).not.toHaveBeenCalled();
  });

  it.each([
    [
      'sentences have an error',
      (rig: ReturnType<typeof setUp>) =>
        rig.state.found.push({ severity: 'error', file: 'x', line: 3, column: 1, message: 'no such rule' }),
      'sentences: line 3',
    ],
    [
      'an action has one',
      (rig: ReturnType<typeof setUp>) =>
        rig.actions.check.mockRejectedValueOnce(
          new HarkError('grammar.invalid', 'intent: is one of Hark’s own'),
        ),
      'actions: intent',
    ],
  ])('whose %s changes nothing and says which', async (_what, spoil, message) => {
    const rig = setUp({ sentences: 'old' });
    put();
    spoil(rig);
    await expect(rig.transfer.import()).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringContaining(message),
    });
    expect(rig.state).toMatchObject({ settings: DEFAULT_SETTINGS, sentences: 'old', actions: [] });
  });

  it.each([
    ['sentences', null],
    ['sentences', 'old'],
    ['actions', null],
    ['actions', 'old'],
  ] as const)('that cannot be kept whole (%s) is put back whole, with sentences %j', async (what, before) => {
    const rig = setUp({ sentences: before, actions: [action('Old')] });
    put();
    const full = new HarkError('store.unwritable', 'the disk is full');
    if (what === 'sentences') rig.save.mockRejectedValueOnce(full);
    else
      rig.actions.saveAll.mockImplementationOnce(() => {
        throw full;
      });
    await expect(rig.transfer.import()).rejects.toBe(full);
    const { words, ...others } = rig.state.settings;
    const { words: _, ...expected } = DEFAULT_SETTINGS;
    expect(others).toEqual(expected);
    expect(words).toEqual(DEFAULT_SETTINGS.words);
    expect(rig.state.sentences).toBe(before);
    expect(rig.state.actions).toEqual([action('Old')]);
  });

  it('with a word that the engine refuses names the field', async () => {
    const rig = setUp();
    put();
    rig.update.mockRejectedValueOnce(new HarkError('model.unknown', 'no model is called own'));
    await expect(rig.transfer.import()).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringContaining('settings.words'),
    });
    expect(rig.state.sentences).toBeNull();
  });

  it('is refused while Hark runs safely, before a file is asked for', async () => {
    const { transfer } = setUp({ isSafe: true });
    await expect(transfer.import()).rejects.toMatchObject({ code: 'safe_mode.refused' });
  });

  it('of no file, or one that is far too long, is refused', async () => {
    const { transfer } = setUp();
    await expect(transfer.import()).rejects.toMatchObject({ code: 'config.invalid' });
    writeFileSync(path, ' '.repeat(CONFIGURATION_MAX_BYTES + 1));
    await expect(transfer.import()).rejects.toMatchObject({ code: 'config.invalid' });
  });
});

describe('an export', () => {
  it('is there whole, and can be taken in', async () => {
    const { state, transfer } = setUp({ sentences: 'mine', actions: [action('A')] });
    expect(await transfer.export()).toBe(true);
    expect(readdirSync(folder)).toEqual(['config.json']);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      format: 'hark-configuration',
      sentences: 'mine',
    });
    state.sentences = null;
    state.actions = [];
    expect(await transfer.import()).toEqual({ changed: [], sentences: true, actions: 1 });
  });

  it('that is thought better of, or cannot be written, leaves nothing', async () => {
    const { state, transfer } = setUp();
    state.path = null;
    expect(await transfer.export()).toBe(false);
    state.path = join(folder, 'nowhere', 'x.json');
    await expect(transfer.export()).rejects.toMatchObject({ code: 'output.unwritable' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
