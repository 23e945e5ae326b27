/** The commands there are, one's own sentences as they are being edited, and what a command tried out would do. */
import type { CallResult, CommandList } from '../../contract/channels.ts';
import { GRAMMAR_MAX_CHARACTERS, type GrammarDiagnostic } from '../../contract/command.ts';
import { RECORDING_MAX_BYTES } from '../../contract/engine.ts';
import { describeFailure, type FailureCode, HarkError } from '../../contract/failures.ts';
import type { SliceCreator } from './store.ts';

export const COMMAND_VIEWS = ['say', 'sentences', 'actions'] as const;
export type CommandView = (typeof COMMAND_VIEWS)[number];

/** After the last key: long enough to write a word, short enough to seem at once. */
export const CHECK_DELAY_MS = 300;

/** The user's sentence file in the editor. What is typed stays here, also while another screen is open. */
export interface Editing {
  /** Name of the file. */
  file: string;
  /** What main has. */
  saved: string;
  draft: string;
  /** Of `checked`; of an older text while that differs from the draft. */
  diagnostics: GrammarDiagnostic[];
  /** The text that was checked last; null before the first. */
  checked: string | null;
  isSaving: boolean;
  /** The file was changed elsewhere while there were changes here: its text now. */
  outside: string | null;
}

/** What was tried last, and what it would do. Trying does nothing. */
export type Trial = { of: string } & (
  | { state: 'running' }
  | { state: 'text'; result: CallResult<'commands.try'> }
  | { state: 'recording'; result: CallResult<'commands.tryRecording'> }
  | { state: 'failed'; code: FailureCode; message: string }
);

export interface CommandsSlice {
  /** Null until they were listed. */
  commands: CommandList | null;
  /** Why there is no list, or none that is up to date; null otherwise. */
  commandsFailure: { code: FailureCode; message: string } | null;
  commandView: CommandView;
  /** Null until the file was read. */
  editing: Editing | null;
  trial: Trial | null;
  /** Commands or their grammar changed: what was listed is out of date. */
  commandsChanged(): void;
  showCommands(view: CommandView): void;
  loadCommands(): Promise<void>;
  loadOwnSentences(): Promise<void>;
  editSentences(draft: string): void;
  /** Takes back what is not saved. */
  revertSentences(): void;
  /** With an error in them nothing is saved. */
  saveSentences(): Promise<void>;
  /** Takes the file as it was changed elsewhere, or goes on with the draft, to be saved over it. */
  settleOutside(choice: 'theirs' | 'mine'): void;
  tryText(text: string): Promise<void>;
  tryRecording(name: string, recording: Blob): Promise<void>;
  /** Shows no trial any more; one that runs is not waited for. */
  endTrial(): void;
}

export const createCommandsSlice: SliceCreator<CommandsSlice> = (client) => (set, get) => {
  let checkTimer: ReturnType<typeof setTimeout> | undefined;
  let listsAsked = 0;
  let trials = 0;

  const edit = (change: (editing: Editing) => Partial<Editing>) =>
    set(({ editing }) => (editing ? { editing: { ...editing, ...change(editing) } } : {}));

  const check = async () => {
    const text = get().editing?.draft;
    if (text === undefined) return;
    // Main takes no longer one, and the engine would say the same.
    if (text.length > GRAMMAR_MAX_CHARACTERS) {
      edit(({ file }) => ({ diagnostics: [tooLong(file)], checked: text }));
      return;
    }
    try {
      const diagnostics = await client.call('commands.check', text);
      // Typing went on meanwhile: the check that follows it counts.
      edit(({ draft }) => (draft === text ? { diagnostics, checked: text } : {}));
    } catch (error) {
      get().notify(error);
    }
  };
  const checkSoon = (delayMs: number) => {
    clearTimeout(checkTimer);
    checkTimer = setTimeout(() => void check(), delayMs);
  };
  const replace = (text: string) => {
    edit(() => ({ saved: text, draft: text, outside: null }));
    checkSoon(0);
  };

  /** Only what was asked for last is shown. */
  const attemptTrial = async (of: string, work: () => Promise<Trial>) => {
    trials += 1;
    const mine = trials;
    set({ trial: { of, state: 'running' } });
    const trial = await work().catch((error): Trial => ({ of, state: 'failed', ...describeFailure(error) }));
    if (mine === trials) set({ trial });
  };

  return {
    commands: null,
    commandsFailure: null,
    commandView: 'say',
    editing: null,
    trial: null,
    commandsChanged: () => {
      // What was never shown is asked for when it is.
      if (get().commands || get().commandsFailure) void get().loadCommands();
      if (get().editing) void get().loadOwnSentences();
    },
    showCommands: (commandView) => set({ commandView }),
    loadCommands: async () => {
      listsAsked += 1;
      const asked = listsAsked;
      try {
        const commands = await client.call('commands.list');
        if (asked === listsAsked) set({ commands, commandsFailure: null });
      } catch (error) {
        if (asked === listsAsked) set({ commandsFailure: describeFailure(error) });
      }
    },
    loadOwnSentences: () =>
      get().attempt(async () => {
        const { text, file } = await client.call('commands.own');
        const { editing } = get();
        if (!editing) {
          const blank = { diagnostics: [], checked: null, isSaving: false, outside: null };
          set({ editing: { file, saved: text, draft: text, ...blank } });
          checkSoon(0);
        } else if (text !== editing.saved && !editing.isSaving) {
          if (editing.draft === editing.saved || editing.draft === text) replace(text);
          else edit(() => ({ outside: text }));
        }
      }),
    editSentences: (draft) => {
      edit(() => ({ draft }));
      checkSoon(CHECK_DELAY_MS);
    },
    revertSentences: () => {
      const { editing } = get();
      if (editing) replace(editing.outside ?? editing.saved);
    },
    saveSentences: async () => {
      const { editing, attempt } = get();
      if (!editing || editing.isSaving || editing.draft.length > GRAMMAR_MAX_CHARACTERS) return;
      const text = editing.draft;
      edit(() => ({ isSaving: true }));
      await attempt(async () => {
        const diagnostics = await client.call('commands.save', text);
        const saved = hasError(diagnostics) ? {} : { saved: text, outside: null };
        edit(({ draft }) => ({ ...saved, ...(draft === text ? { diagnostics, checked: text } : {}) }));
      });
      edit(() => ({ isSaving: false }));
    },
    settleOutside: (choice) => {
      const outside = get().editing?.outside;
      if (outside === undefined || outside === null) return;
      if (choice === 'theirs') replace(outside);
      else edit(() => ({ saved: outside, outside: null }));
    },
    tryText: (text) =>
      attemptTrial(text, async () => ({
        of: text,
        state: 'text',
        result: await client.call('commands.try', text),
      })),
    tryRecording: (name, recording) =>
      attemptTrial(name, async () => {
        if (recording.size > RECORDING_MAX_BYTES) {
          throw new HarkError('audio.too_long', `at most ${RECORDING_MAX_BYTES / 1_000_000} MB can be tried`);
        }
        const bytes = new Uint8Array(await recording.arrayBuffer());
        return { of: name, state: 'recording', result: await client.call('commands.tryRecording', bytes) };
      }),
    endTrial: () => {
      trials += 1;
      set({ trial: null });
    },
  };
};

export function hasError(diagnostics: readonly GrammarDiagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** Whether there is something to save, and whether it can be. */
export function savability({ draft, saved, checked, diagnostics, isSaving }: Editing): {
  isChanged: boolean;
  canSave: boolean;
} {
  const isChanged = draft !== saved;
  const isKnownBad = checked === draft && hasError(diagnostics);
  return { isChanged, canSave: isChanged && !isSaving && checked === draft && !isKnownBad };
}

function tooLong(file: string): GrammarDiagnostic {
  const message = `more than ${GRAMMAR_MAX_CHARACTERS} characters`;
  return { severity: 'error', file, line: 1, column: 1, message };
}
