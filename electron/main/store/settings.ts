/** The settings in force. A change is a transaction: the engine takes it, the disk keeps it, or nothing changed. */
import type { FailureReport } from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';
import {
  activeWords,
  applySettingsPatch,
  type Settings,
  type SettingsPatch,
} from '../../../contract/settings.ts';
import type { ListenFor } from '../supervisor/supervisor.ts';
import type { SettingsFile } from './settingsFile.ts';

export interface SettingsOptions {
  file: Pick<SettingsFile, 'load' | 'save'>;
  /** Makes the engine listen for these. */
  applyWords(wanted: ListenFor): Promise<unknown>;
  changed(settings: Settings, previous: Settings): void;
}

export class SettingsService {
  readonly #options: SettingsOptions;
  #current: Settings;
  /** Changes run one after another; each starts from what the last one left. */
  #queue: Promise<unknown> = Promise.resolve();
  /** What people should know about how the settings came to be. */
  readonly notice: FailureReport | null;

  private constructor(options: SettingsOptions, current: Settings, notice: FailureReport | null) {
    this.#options = options;
    this.#current = current;
    this.notice = notice;
  }

  static async open(options: SettingsOptions): Promise<SettingsService> {
    const { settings, notice } = await options.file.load();
    return new SettingsService(options, settings, notice);
  }

  get current(): Settings {
    return this.#current;
  }

  /** @throws HarkError (by rejection) settings.invalid, settings.unwritable, model.*; the settings are then unchanged */
  update(patch: SettingsPatch): Promise<Settings> {
    const result = this.#queue.then(() => this.#change(patch));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /**
   * Between two changes: the file is another by what `work` does, and is taken as it is then.
   *
   * @throws whatever `work` throws (by rejection); the settings are then unchanged
   */
  replace(work: () => void): Promise<void> {
    const result = this.#queue.then(async () => {
      work();
      const previous = this.#current;
      const { settings } = await this.#options.file.load();
      this.#current = settings;
      // Words that the engine refuses are told of by it, here as at a start.
      await this.#applyWords(previous, settings).catch(() => undefined);
      this.#options.changed(settings, previous);
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #change(patch: SettingsPatch): Promise<Settings> {
    const previous = this.#current;
    const next = applySettingsPatch(previous, patch);
    // In force at once: an engine that is restarted during the change has to start with the new words.
    this.#current = next;
    try {
      await this.#applyWords(previous, next);
      await this.#options.file.save(next);
    } catch (error) {
      this.#current = previous;
      await this.#applyWords(next, previous).catch(() => undefined);
      throw error;
    }
    this.#options.changed(next, previous);
    return next;
  }

  async #applyWords(from: Settings, to: Settings): Promise<void> {
    const wanted = listenFor(to);
    if (JSON.stringify(wanted) === JSON.stringify(listenFor(from))) return;
    try {
      await this.#options.applyWords(wanted);
    } catch (error) {
      // An engine that is gone or going starts again with the words in force; one that refuses them has a reason.
      if (!(error instanceof HarkError) || !error.code.startsWith('engine.')) throw error;
    }
  }
}

/** What the engine is to wake for under these settings. */
export function listenFor(settings: Settings): ListenFor {
  return { words: activeWords(settings), secondLook: settings.secondLook, providers: {} };
}
