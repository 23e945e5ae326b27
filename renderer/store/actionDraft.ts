/** An action as it stands in its form, and what of it cannot be so. Pure. */
import { type UserAction, userActionSchema } from '../../contract/actions.ts';
import { RISKS, type Risk } from '../../contract/interactions.ts';

export type ActionKind = UserAction['kind'];
export const ACTION_KINDS: readonly ActionKind[] = ['url', 'program', 'webhook', 'home_assistant'];

/** Every field of every kind, so that changing the kind loses nothing. */
export interface ActionDraft {
  /** Intent of the action that is being changed; null for a new one. */
  replaces: string | null;
  kind: ActionKind;
  title: string;
  /** Null as long as it follows the title. */
  intent: string | null;
  /** One per line. */
  sentences: string;
  risk: Risk;
  url: string;
  method: 'GET' | 'POST';
  program: string;
  /** One per line. */
  args: string;
}
export type DraftField = 'title' | 'intent' | 'sentences' | 'url' | 'program' | 'args';
export type DraftErrors = Partial<Record<DraftField, string>>;

const WORDS: Record<DraftField, string> = {
  title: 'Give it a name of at most 100 characters.',
  intent: 'Letters, digits and _, beginning with a letter; at most 64.',
  sentences: 'At least one sentence, at most 50, each of at most 500 characters.',
  url: 'A whole address that begins with http:// or https://.',
  program: 'The whole path of a program.',
  args: 'At most 50 arguments, each of at most 1000 characters.',
};
const INTENT_MAX_CHARACTERS = 64;

export function emptyDraft(): ActionDraft {
  return {
    replaces: null,
    kind: 'url',
    title: '',
    intent: null,
    sentences: '',
    risk: 'personal',
    url: '',
    method: 'POST',
    program: '',
    args: '',
  };
}

export function draftOf(action: UserAction): ActionDraft {
  const { kind, title, intent, sentences, risk } = action;
  const named = { replaces: intent, kind, title, intent, sentences: sentences.join('\n'), risk };
  const common = { ...emptyDraft(), ...named };
  switch (action.kind) {
    case 'url':
      return { ...common, url: action.url };
    case 'webhook':
      return { ...common, url: action.url, method: action.method };
    case 'program':
      return { ...common, program: action.program, args: action.args.join('\n') };
    case 'home_assistant':
      return common;
  }
}

/** "Open the door!" is "OpenTheDoor"; empty where no letter is left. */
export function intentFrom(title: string): string {
  return title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replace(/^\d+/, '')
    .slice(0, INTENT_MAX_CHARACTERS);
}

export function intentOf({ intent, title }: ActionDraft): string {
  return intent ?? intentFrom(title);
}

/**
 * The action that the form describes, or what is wrong with each field.
 *
 * @param taken intents that others have
 */
export function readDraft(
  draft: ActionDraft,
  taken: ReadonlySet<string>,
): { action: UserAction; errors: null } | { action: null; errors: DraftErrors } {
  const intent = intentOf(draft);
  const { kind, title, risk } = draft;
  const common = { kind, title, risk, intent, sentences: lines(draft.sentences) };
  const parsed = userActionSchema.safeParse({ ...common, ...ofKind(draft) });
  const errors: DraftErrors = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0] as DraftField;
    errors[field] ??= WORDS[field];
  }
  if (draft.kind === 'program' && !isAbsolute(draft.program.trim())) errors.program ??= WORDS.program;
  if (!errors.intent && intent !== draft.replaces && taken.has(intent)) {
    errors.intent = 'Another command has this name already.';
  }
  // The name follows from the title, where the fault is then.
  if (errors.intent && draft.intent === null && errors.title) delete errors.intent;
  if (parsed.success && Object.keys(errors).length === 0) return { action: parsed.data, errors: null };
  return { action: null, errors };
}

function ofKind(draft: ActionDraft) {
  switch (draft.kind) {
    case 'url':
      return { url: draft.url.trim() };
    case 'webhook':
      return { url: draft.url.trim(), method: draft.method };
    case 'program':
      return { program: draft.program.trim(), args: lines(draft.args) };
    case 'home_assistant':
      return {};
  }
}

/** Of a POSIX system, or of Windows. */
function isAbsolute(path: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\)./.test(path);
}

/** Without those that are empty. */
function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Whether the person is to confirm it: a program that was not there, or is started otherwise or for more people. */
export function needsConfirmation(action: UserAction, before: UserAction | undefined): boolean {
  if (action.kind !== 'program') return false;
  if (before?.kind !== 'program' || commandLine(before) !== commandLine(action)) return true;
  return RISKS.indexOf(action.risk) < RISKS.indexOf(before.risk);
}

function commandLine({ program, args }: { program: string; args: string[] }): string {
  return [program, ...args].join('\n');
}
