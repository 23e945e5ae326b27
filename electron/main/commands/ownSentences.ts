/**
 * The user's own sentences: one file, edited in the window or in any editor. Saving replaces it whole or not at all; a
 * change from outside is noticed within a second.
 */
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OwnSentences } from '../../../contract/channels.ts';
import { GRAMMAR_MAX_CHARACTERS } from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { Log } from '../log/log.ts';

export const SENTENCES_FILE = 'sentences.yaml';
const TEMPORARY_NAME = `${SENTENCES_FILE}.new`;
/** A character of UTF-8 takes at most four bytes. */
const SENTENCES_MAX_BYTES = 4 * GRAMMAR_MAX_CHARACTERS;
/** Editors save in several steps; the last one counts. */
export const SETTLE_MS = 300;

/** What stands in the editor as long as there is no file. */
export const EXAMPLE = `# Your own sentences. An intent is a name and the ways to say it:
#   (this|that)      one of them
#   [maybe]          may be left out
#   {list}           a member of a list; which one is told to the action as a slot of that name
#   <rule>           what stands under that name in expansion_rules
# To have an intent of your own do something, add an action of the same name under Commands.
# To begin, take the # from the lines below.

language: en

#intents:
#  GoodNight:
#    data:
#      - sentences:
#          - "good night [everybody] [in the {room}]"
#          - "<please> (send|bring) us to bed"
#
#lists:
#  room:
#    values: [kitchen, bedroom, hall]
#
#expansion_rules:
#  please: "[please|would you]"
`;

export class SentenceFile {
  readonly #folder: string;
  readonly #path: string;
  readonly #changed: () => void;
  readonly #log: Log;
  #watcher: FSWatcher | null = null;
  #settling: NodeJS.Timeout | null = null;
  /** As it was read or written last; null for no file. */
  #known: string | null = null;

  /** @param changed told that the file is another now, whoever changed it */
  constructor(folder: string, changed: () => void, log: Log) {
    this.#folder = folder;
    this.#path = join(folder, SENTENCES_FILE);
    this.#changed = changed;
    this.#log = log;
  }

  /**
   * Null where there is no file.
   *
   * @throws HarkError (by rejection) grammar.too_large, grammar.unreadable
   */
  async read(): Promise<string | null> {
    try {
      const { size } = await stat(this.#path);
      if (size > SENTENCES_MAX_BYTES) throw tooLarge();
      const text = await readFile(this.#path, 'utf8');
      if (text.length > GRAMMAR_MAX_CHARACTERS) throw tooLarge();
      this.#known = text;
      return text;
    } catch (cause) {
      if (cause instanceof HarkError) throw cause;
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT') return null;
      throw new HarkError('grammar.unreadable', `${SENTENCES_FILE} could not be read (${code})`, { cause });
    }
  }

  /** For the editor: the example where there is no file yet. */
  async show(): Promise<OwnSentences> {
    return { text: (await this.read()) ?? EXAMPLE, file: SENTENCES_FILE };
  }

  /** @throws HarkError (by rejection) output.unwritable; the file is then what it was */
  async save(text: string): Promise<void> {
    const temporary = join(this.#folder, TEMPORARY_NAME);
    try {
      await mkdir(this.#folder, { recursive: true });
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
    } catch (cause) {
      await rm(temporary, { force: true, recursive: true }).catch(() => undefined);
      const { code } = cause as NodeJS.ErrnoException;
      throw new HarkError('output.unwritable', `${SENTENCES_FILE} could not be saved (${code})`, { cause });
    }
    this.#known = text;
    this.#changed();
  }

  /** @throws HarkError (by rejection) output.unwritable */
  async remove(): Promise<void> {
    try {
      await rm(this.#path, { force: true });
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new HarkError('output.unwritable', `${SENTENCES_FILE} could not be removed (${code})`, { cause });
    }
    this.#known = null;
    this.#changed();
  }

  /** The folder is watched, for editors put another file in the place of the one they save. */
  watch(): void {
    try {
      this.#watcher = watch(this.#folder, (_event, name) => {
        if (name === SENTENCES_FILE) this.#settle();
      });
      this.#watcher.on('error', (error) =>
        this.#log.warn('sentences are not watched', { reason: String(error) }),
      );
    } catch (error) {
      this.#log.warn('sentences are not watched', { reason: String(error) });
    }
  }

  stop(): void {
    this.#watcher?.close();
    if (this.#settling !== null) clearTimeout(this.#settling);
  }

  #settle(): void {
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#settling = null;
      void this.#look();
    }, SETTLE_MS);
  }

  async #look(): Promise<void> {
    const before = this.#known;
    const now = await this.read().catch(() => undefined);
    if (now === before) return;
    this.#known = now ?? null;
    this.#changed();
  }
}

function tooLarge(): HarkError {
  return new HarkError(
    'grammar.too_large',
    `${SENTENCES_FILE} has more than ${GRAMMAR_MAX_CHARACTERS} characters`,
  );
}
