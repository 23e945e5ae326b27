/** What can be said, in groups, as the screen shows and searches it. Pure. */
import type { CommandList } from '../../../contract/channels.ts';
import type { GrammarDiagnostic } from '../../../contract/command.ts';
import type { Risk } from '../../../contract/interactions.ts';
import { intentTitle } from '../../components/interactionView.ts';

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
  /** Sentences as they may be said, each once: not one for each template, for a template can have an example of its own. */
  examples: string[];
  /** Sentences as they were written. */
  templates: string[];
  /** Details that can be said with it. */
  slots: string[];
}

export interface CommandGroup {
  title: string;
  commands: Command[];
}

/** Words that a template lets be left out and that people say all the same. */
const SMALL_WORDS: ReadonlySet<string> = new Set([
  'a',
  'an',
  'the',
  'my',
  'for',
  'to',
  'of',
  'at',
  'on',
  'in',
]);

/** Nobody says it, and "<please>" stands in most templates. */
const RULE_NAME = /<[^<>]*>/g;

/** Heading of sentences that no action answers to. */
export const UNANSWERED = 'Without an action';

export const RISK_VIEWS: Record<Risk, { label: string; meaning: string }> = {
  open: { label: 'open', meaning: 'Anyone may have it done.' },
  personal: {
    label: 'personal',
    meaning: 'For voices that Hark knows. Until there is one, anyone may have it done.',
  },
  guarded: {
    label: 'guarded',
    meaning: 'For the owner, after a challenge. Until there is a voice, anyone may have it done.',
  },
};

/** Every action and every intent, in the order of the actions; what nothing answers to comes last. */
export function commandsOf({ report, actions }: CommandList): Command[] {
  const said = new Map<string, Pick<Command, 'examples' | 'templates' | 'files'>>();
  for (const { intent, file, sentences, examples } of report.intents) {
    const known = said.get(intent) ?? { examples: [], templates: [], files: [] };
    known.files.push(file);
    known.templates.push(...sentences);
    known.examples.push(...examples);
    said.set(intent, known);
  }
  const saidOf = (intent: string) => {
    const { files, templates, examples } = said.get(intent) ?? { files: [], templates: [], examples: [] };
    const each = { templates: [...new Set(templates)], examples: natural(examples) };
    return { files: [...new Set(files)], ...each, slots: slotsOf(templates) };
  };
  const answered = actions.map(
    (action): Command => ({ ...action, ...saidOf(action.intent), hasAction: true }),
  );
  const intents = new Set(actions.map(({ intent }) => intent));
  const unanswered = [...said.keys()]
    .filter((intent) => !intents.has(intent))
    .map((intent): Command => {
      const what = { intent, title: intentTitle(intent), group: UNANSWERED, risk: null, unavailable: null };
      return { ...what, ...saidOf(intent), hasAction: false };
    });
  return [...answered, ...unanswered];
}

/** Those in which every word of `search` occurs: in a sentence as said or as written, the title, the intent or the group. */
export function findCommands(commands: readonly Command[], search: string): Command[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return commands
    .filter((command) => hasAll(searched(command), words) || command.templates.some(hitAsWritten))
    .map((command) => {
      const { examples, templates } = command;
      // What was looked for stands first.
      return { ...command, examples: sorted(examples, hit), templates: sorted(templates, hitAsWritten) };
    });

  function hit(text: string): boolean {
    return hasAll(text, words);
  }
  function hitAsWritten(template: string): boolean {
    return hit(template.replace(RULE_NAME, ' '));
  }
}

/** "sentences.yaml, line 4, column 9: there is no list called room". */
export function faultText({ file, line, column, message }: GrammarDiagnostic): string {
  return `${file}, line ${line}, column ${column}: ${message}`;
}

/** By group, in the order in which each group is met first. */
export function groupCommands(commands: readonly Command[]): CommandGroup[] {
  return [...Map.groupBy(commands, ({ group }) => group)].map(([title, own]) => ({ title, commands: own }));
}

/** Each once, without those that are another one less its small words: "set a timer ten minutes". */
function natural(examples: readonly string[]): string[] {
  const all = [...new Set(examples)].map((text) => ({ text, words: text.split(' ') }));
  return all
    .filter(({ words }) => !all.some((other) => isShortened(words, other.words)))
    .map(({ text }) => text);
}

/** Whether one is the other with nothing but small words left out. */
function isShortened(words: readonly string[], of: readonly string[]): boolean {
  let at = 0;
  for (const word of of) {
    if (word === words[at]) at += 1;
    else if (!SMALL_WORDS.has(word)) return false;
  }
  return at === words.length && words.length < of.length;
}

function searched({ title, intent, group, examples }: Command): string {
  return [title, intent, intentTitle(intent), group, ...examples].join('\n');
}

function sorted(texts: readonly string[], isHit: (text: string) => boolean): string[] {
  return [...texts.filter(isHit), ...texts.filter((text) => !isHit(text))];
}

function hasAll(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

/** "{duration}" is the slot duration, "{timer_name:name}" the slot name. */
function slotsOf(templates: readonly string[]): string[] {
  const slots = templates.flatMap((template) =>
    [...template.matchAll(/\{([^{}:]+)(?::([^{}]+))?\}/g)].map(([, list = '', slot]) => slot ?? list),
  );
  return [...new Set(slots.map((slot) => slot.trim().replaceAll('_', ' ')))];
}
