/** What can be said, in groups, as the screen shows and searches it. Pure. */
import type { CommandList } from '../../../contract/channels.ts';
import type { Risk } from '../../../contract/interactions.ts';
import { intentTitle } from '../../components/interactionView.ts';

/** A sentence as it may be said, and as it was written. */
export interface Sentence {
  example: string;
  template: string;
}

export interface Command {
  intent: string;
  title: string;
  group: string;
  /** Null where no action answers to it. */
  risk: Risk | null;
  /** Why this machine cannot do it; null where it can. */
  unavailable: string | null;
  hasAction: boolean;
  /** Files its sentences come from, as people know them. */
  files: string[];
  sentences: Sentence[];
  /** Details that can be said with it. */
  slots: string[];
}

export interface CommandGroup {
  title: string;
  commands: Command[];
}

/** Heading of sentences that no action answers to. */
export const UNANSWERED = 'Without an action';

export const RISK_VIEWS: Record<Risk, { label: string; meaning: string }> = {
  open: { label: 'open', meaning: 'Anyone may have it done.' },
  personal: { label: 'personal', meaning: 'Meant for voices that Hark knows.' },
  guarded: { label: 'guarded', meaning: 'Meant for the owner alone.' },
};

/** Every action and every intent, in the order of the actions; what nothing answers to comes last. */
export function commandsOf({ report, actions }: CommandList): Command[] {
  const sentences = new Map<string, { sentences: Sentence[]; files: string[] }>();
  for (const { intent, file, sentences: templates, examples } of report.intents) {
    const known = sentences.get(intent) ?? { sentences: [], files: [] };
    known.files.push(file);
    known.sentences.push(...templates.map((template, i) => ({ template, example: examples[i] ?? template })));
    sentences.set(intent, known);
  }
  const none = { sentences: [], files: [] };
  const answered = actions.map((action): Command => {
    const said = sentences.get(action.intent) ?? none;
    return { ...action, ...said, hasAction: true, slots: slotsOf(said.sentences) };
  });
  const intents = new Set(actions.map(({ intent }) => intent));
  const unanswered = [...sentences]
    .filter(([intent]) => !intents.has(intent))
    .map(([intent, said]): Command => {
      const what = { intent, title: intentTitle(intent), group: UNANSWERED, risk: null, unavailable: null };
      return { ...what, ...said, hasAction: false, slots: slotsOf(said.sentences) };
    });
  return [...answered, ...unanswered];
}

/** Those in which every word of `search` occurs: in a sentence, the title, the intent or the group. */
export function findCommands(commands: readonly Command[], search: string): Command[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return commands
    .map((command) => ({
      command,
      sentences: command.sentences.filter(({ example }) => hasAll(example, words)),
    }))
    .filter(({ command, sentences }) => sentences.length > 0 || hasAll(searched(command), words))
    .map(({ command, sentences }) => {
      // What was looked for stands first.
      const others = command.sentences.filter((sentence) => !sentences.includes(sentence));
      return { ...command, sentences: [...sentences, ...others] };
    });
}

/** By group, in the order in which each group is met first. */
export function groupCommands(commands: readonly Command[]): CommandGroup[] {
  return [...Map.groupBy(commands, ({ group }) => group)].map(([title, own]) => ({ title, commands: own }));
}

/** Sentences that differ as they are said. */
export function distinct(sentences: readonly Sentence[]): string[] {
  return [...new Set(sentences.map(({ example }) => example))];
}

function searched({ title, intent, group, sentences }: Command): string {
  return [title, intent, intentTitle(intent), group, ...sentences.map(({ example }) => example)].join('\n');
}

function hasAll(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

/** "{duration}" is the slot duration, "{timer_name:name}" the slot name. */
function slotsOf(sentences: readonly Sentence[]): string[] {
  const slots = sentences.flatMap(({ template }) =>
    [...template.matchAll(/\{([^{}:]+)(?::([^{}]+))?\}/g)].map(([, list = '', slot]) => slot ?? list),
  );
  return [...new Set(slots.map((slot) => slot.trim().replaceAll('_', ' ')))];
}
