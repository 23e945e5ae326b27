/** Writes the configuration out, and takes one in: all of it or nothing. */
import { readFile, stat } from 'node:fs/promises';
import type { UserAction } from '../../../contract/actions.ts';
import type { GrammarDiagnostic } from '../../../contract/command.ts';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type { Settings, SettingsPatch } from '../../../contract/settings.ts';
import type { ImportedConfig } from '../../../contract/upkeep.ts';
import type { ConfigControl } from '../ipc/handlers.ts';
import type { Log } from '../log/log.ts';
import { writeWholeFile } from '../store/wholeFile.ts';
import { changedSettings, invalid, readConfiguration, writeConfiguration } from './configurationFile.ts';

export const CONFIGURATION_NAME = 'hark-configuration.json';
export const CONFIGURATION_FILES = { name: 'Configuration of Hark', extensions: ['json'] };
/** Sentences and actions together are far below it. */
export const CONFIGURATION_MAX_BYTES = 8 * 1024 * 1024;

export interface ConfigurationOptions {
  /** Hark runs safely: what holds is not what is stored. */
  isSafe: boolean;
  settings: { readonly current: Settings; update(patch: SettingsPatch): Promise<Settings> };
  /** As they are stored. */
  storedSettings(): Promise<Settings>;
  sentences: {
    read(): Promise<string | null>;
    save(text: string): Promise<void>;
    remove(): Promise<void>;
    check(text: string): Promise<GrammarDiagnostic[]>;
  };
  actions: {
    list(): UserAction[];
    /** @throws HarkError (by rejection) grammar.invalid */
    check(actions: readonly UserAction[]): Promise<void>;
    /** Adds them, or replaces those of their intents: all or none. */
    saveAll(actions: readonly UserAction[]): void;
  };
  askWhereToSave(name: string): Promise<string | null>;
  askWhatToOpen(what: { name: string; extensions: string[] }): Promise<string | null>;
  log: Log;
}

export class ConfigurationTransfer implements ConfigControl {
  readonly #options: ConfigurationOptions;

  constructor(options: ConfigurationOptions) {
    this.#options = options;
  }

  /** @throws HarkError (by rejection) output.unwritable, grammar.*, store.* */
  async export(): Promise<boolean> {
    const { storedSettings, sentences, actions, askWhereToSave } = this.#options;
    const path = await askWhereToSave(CONFIGURATION_NAME);
    if (path === null) return false;
    const settings = await storedSettings();
    const text = writeConfiguration({
      settings,
      sentences: await sentences.read(),
      actions: actions.list(),
    });
    await writeWholeFile(path, 'the file', (file) => file.writeFile(text));
    return true;
  }

  /** @throws HarkError (by rejection) config.invalid, safe_mode.refused; or why it could not be kept: nothing changed */
  async import(): Promise<ImportedConfig | null> {
    const { isSafe, settings, askWhatToOpen } = this.#options;
    if (isSafe)
      throw new HarkError('safe_mode.refused', 'a configuration is not taken in while Hark runs safely');
    const path = await askWhatToOpen(CONFIGURATION_FILES);
    if (path === null) return null;
    const given = readConfiguration(await readWhole(path), settings.current);
    await this.#check(given);
    return this.#takeIn(given);
  }

  async #check({ sentences, actions }: ReturnType<typeof readConfiguration>): Promise<void> {
    if (sentences !== null) {
      const found = await this.#options.sentences.check(sentences);
      const fault = found.find(({ severity }) => severity === 'error');
      if (fault !== undefined) throw invalid('sentences', `line ${fault.line}: ${fault.message}`);
    }
    try {
      await this.#options.actions.check(actions);
    } catch (error) {
      const { code, message } = describeFailure(error);
      throw code === 'grammar.invalid' ? invalid('actions', message) : error;
    }
  }

  async #takeIn({
    settings: wanted,
    sentences,
    actions,
  }: ReturnType<typeof readConfiguration>): Promise<ImportedConfig> {
    const { settings, log } = this.#options;
    const before = {
      settings: settings.current,
      sentences: await this.#options.sentences.read(),
      actions: this.#options.actions.list(),
    };
    const undo: (() => unknown)[] = [];
    try {
      undo.push(() => settings.update(wholePatch(before.settings, settings.current)));
      await settings.update(wholePatch(wanted, before.settings)).catch(refusedWords);
      if (sentences !== null && sentences !== before.sentences) {
        undo.push(() => this.#putSentencesBack(before.sentences));
        await this.#options.sentences.save(sentences);
      }
      if (actions.length > 0) this.#options.actions.saveAll(actions);
    } catch (error) {
      for (const step of undo.toReversed()) {
        try {
          await step();
        } catch (failure) {
          log.error('a configuration could not be put back', { code: describeFailure(failure).code });
        }
      }
      throw error;
    }
    const known = new Map(before.actions.map((action) => [action.intent, JSON.stringify(action)]));
    return {
      changed: changedSettings(before.settings, settings.current),
      sentences: sentences !== null && sentences !== before.sentences,
      actions: actions.filter((action) => known.get(action.intent) !== JSON.stringify(action)).length,
    };
  }

  #putSentencesBack(text: string | null): Promise<void> {
    const { sentences } = this.#options;
    return text === null ? sentences.remove() : sentences.save(text);
  }
}

/** A patch merges words; those that are not listed are to be off. */
function wholePatch({ version: _, ...wanted }: Settings, current: Settings): SettingsPatch {
  const off = Object.entries(current.words).map(
    ([name, word]) => [name, { ...word, enabled: false }] as const,
  );
  return { ...wanted, words: { ...Object.fromEntries(off), ...wanted.words } };
}

function refusedWords(error: unknown): never {
  const { code, message } = describeFailure(error);
  throw code.startsWith('model.') ? invalid('settings.words', message) : error;
}

async function readWhole(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > CONFIGURATION_MAX_BYTES) throw invalid('the file', 'is too large to be a configuration');
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof HarkError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new HarkError('config.invalid', `the file: could not be read (${reason})`, { cause });
  }
}
