/** Commands as the window sees them: what can be said, one's own sentences, and trying one without doing it. */
import type { ActionInfo } from '../../../contract/actions.ts';
import type { CallResult, CommandList, OwnSentences } from '../../../contract/channels.ts';
import type { GrammarDiagnostic, ParseResult, Understanding } from '../../../contract/command.ts';
import { withJoinedSite } from '../actions/web/joinedSite.ts';
import type { Plan } from '../assistant/plan.ts';
import type { Grammar } from './grammar.ts';
import type { SentenceFile } from './ownSentences.ts';

/** As many as one can listen to. */
export const EXAMPLES_MAX = 6;

export interface CommandsOptions {
  grammar: Pick<Grammar, 'report' | 'check' | 'save'>;
  own: Pick<SentenceFile, 'show'>;
  actions(): ActionInfo[] | Promise<ActionInfo[]>;
  plan(intent: string, slots: ParseResult['slots']): Pick<Plan, 'preview'>;
  parse(text: string): Promise<ParseResult>;
  understand(recording: Uint8Array<ArrayBuffer>): Promise<Understanding>;
}

export class Commands {
  readonly #options: CommandsOptions;

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  async list(): Promise<CommandList> {
    const [report, actions] = await Promise.all([this.#options.grammar.report(), this.#options.actions()]);
    return { report, actions };
  }

  /** Some sentences that can be said now: the first of each group of actions that this machine can do. */
  async examples(): Promise<string[]> {
    const { report, actions } = await this.list();
    const byGroup = Map.groupBy(
      actions.filter(({ unavailable }) => unavailable === null),
      ({ group }) => group,
    );
    return [...byGroup.values()]
      .flatMap((group) => {
        const said = group.flatMap(({ intent }) => report.intents.filter((one) => one.intent === intent));
        return said.flatMap(({ examples }) => examples).slice(0, 1);
      })
      .slice(0, EXAMPLES_MAX);
  }

  own(): Promise<OwnSentences> {
    return this.#options.own.show();
  }

  check(text: string): Promise<GrammarDiagnostic[]> {
    return this.#options.grammar.check(text);
  }

  save(text: string): Promise<GrammarDiagnostic[]> {
    return this.#options.grammar.save(text);
  }

  async try(text: string): Promise<CallResult<'commands.try'>> {
    const parsed = withJoinedSite(await this.#options.parse(text));
    return { ...parsed, preview: this.#preview(parsed) };
  }

  async tryRecording(recording: Uint8Array<ArrayBuffer>): Promise<CallResult<'commands.tryRecording'>> {
    const understood = withJoinedSite(await this.#options.understand(recording));
    return { ...understood, preview: this.#preview(understood) };
  }

  /** Null where nothing would be done: no command, none that an action answers to, slots that do not fit. */
  #preview({ intent, slots }: ParseResult): string | null {
    if (intent === null) return null;
    try {
      return this.#options.plan(intent, slots).preview;
    } catch {
      return null;
    }
  }
}
