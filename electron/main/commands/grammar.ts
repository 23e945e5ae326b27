/**
 * What commands are held against: the language pack, which the engine has, with the user's own sentences, those of
 * actions that people added, and lists known only at run time. It is loaded when an engine starts and when any of that
 * changes; the last report is kept for the window.
 */
import type { GrammarDiagnostic, GrammarReport, ListValue } from '../../../contract/command.ts';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type { Log } from '../log/log.ts';
import type { RequestBody } from '../supervisor/requests.ts';
import { SENTENCES_FILE, type SentenceFile } from './ownSentences.ts';

export const LANGUAGE = 'en';
/** How long the window waits for a report that no engine has given yet. */
export const REPORT_LIMIT_MS = 15_000;

export type GrammarRequest = Extract<RequestBody, { type: 'grammar' }>;
export type GrammarFile = GrammarRequest['files'][number];

export interface GrammarOptions {
  /** @throws HarkError (by rejection) engine.*, grammar.* */
  load(request: GrammarRequest): Promise<GrammarReport>;
  check(name: string, text: string): Promise<GrammarDiagnostic[]>;
  own: Pick<SentenceFile, 'read' | 'save'>;
  /** Sentences of the actions that people added; null where there are none. */
  added(): GrammarFile | null;
  lists(): Promise<Record<string, ListValue[]>>;
  /** Another grammar is in force. */
  changed(): void;
  log: Log;
}

interface Waiting {
  resolve(report: GrammarReport): void;
  reject(error: HarkError): void;
  timer: NodeJS.Timeout;
}

export class Grammar {
  readonly #options: GrammarOptions;
  #report: GrammarReport | null = null;
  /** Why there is no report. */
  #failure: HarkError | null = null;
  readonly #waiting = new Set<Waiting>();
  #loading = false;
  #again = false;

  constructor(options: GrammarOptions) {
    this.#options = options;
  }

  /** Once at a time; what changes meanwhile is loaded after it. */
  reload(): void {
    if (this.#loading) {
      this.#again = true;
      return;
    }
    this.#loading = true;
    this.#again = false;
    void this.#load().finally(() => {
      this.#loading = false;
      if (this.#again) this.reload();
    });
  }

  /**
   * The last one there was; the first is waited for.
   *
   * @throws HarkError (by rejection) why there is none: engine.*, grammar.*
   */
  report(): Promise<GrammarReport> {
    if (this.#report !== null) return Promise.resolve(this.#report);
    if (this.#failure !== null && !this.#loading) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        resolve,
        reject,
        timer: setTimeout(() => {
          this.#waiting.delete(waiting);
          reject(new HarkError('engine.not_running', 'no engine has taken the commands yet'));
        }, REPORT_LIMIT_MS),
      };
      this.#waiting.add(waiting);
    });
  }

  check(text: string): Promise<GrammarDiagnostic[]> {
    return this.#options.check(SENTENCES_FILE, text);
  }

  /** Saves the user's sentences where they have no error. @returns what was found; with an error nothing changed */
  async save(text: string): Promise<GrammarDiagnostic[]> {
    const found = await this.check(text);
    if (!found.some(({ severity }) => severity === 'error')) await this.#options.own.save(text);
    return found;
  }

  async #load(): Promise<void> {
    const { load, log, changed } = this.#options;
    try {
      const unreadable: GrammarDiagnostic[] = [];
      const [own, lists] = await Promise.all([this.#own(unreadable), this.#lists()]);
      const files = [own, this.#options.added()].filter((file) => file !== null);
      const report = await load({ type: 'grammar', language: LANGUAGE, files, lists });
      const known = { ...report, diagnostics: [...unreadable, ...report.diagnostics] };
      this.#report = known;
      this.#failure = null;
      log.info('commands loaded', {
        intents: report.intents.length,
        faults: known.diagnostics.length,
      });
      this.#answer((waiting) => waiting.resolve(known));
      changed();
    } catch (error) {
      // An engine that is gone asks for it again when it is back.
      const { code, message } = describeFailure(error);
      log.warn('the commands could not be loaded', { code });
      const failure = new HarkError(code, message);
      this.#failure = failure;
      this.#answer((waiting) => waiting.reject(failure));
    }
  }

  #answer(how: (waiting: Waiting) => void): void {
    for (const waiting of this.#waiting) {
      clearTimeout(waiting.timer);
      how(waiting);
    }
    this.#waiting.clear();
  }

  async #own(unreadable: GrammarDiagnostic[]): Promise<GrammarFile | null> {
    try {
      const text = await this.#options.own.read();
      return text === null ? null : { name: SENTENCES_FILE, text };
    } catch (error) {
      const { message } = describeFailure(error);
      unreadable.push({ severity: 'error', file: SENTENCES_FILE, line: 1, column: 1, message });
      return null;
    }
  }

  /** Without its lists a grammar still has all its other sentences. */
  async #lists(): Promise<Record<string, ListValue[]>> {
    try {
      return await this.#options.lists();
    } catch (error) {
      this.#options.log.warn('lists of the commands are missing', { code: describeFailure(error).code });
      return {};
    }
  }
}
