/** What is being said and done: the exchange at hand as it goes on, and the few before it as history keeps them. */
import type { Interaction } from '../../contract/interactions.ts';
import type { SliceCreator } from './store.ts';

/** Earlier exchanges beside the one at hand. */
export const RECENT_KEPT = 8;

export interface InteractionSlice {
  /** The exchange that runs, or the last; null before the first, and once the last was deleted from history. */
  interaction: Interaction | null;
  /** Newest first; the one at hand is among them once it is over and kept. */
  recent: Interaction[];
  /** One began, went on, or was changed after its end. */
  interactionChanged(interaction: Interaction): void;
  /** History is not as it was listed. */
  loadRecent(): Promise<void>;
  push(what: 'press' | 'release'): Promise<void>;
  cancel(): Promise<void>;
  /** Does what `text` says. @returns whether it was taken */
  type(text: string): Promise<boolean>;
  undo(id: string): Promise<void>;
  markWrong(id: string, wrong: boolean): Promise<void>;
  answer(id: string, answer: 'yes' | 'always' | 'no'): Promise<void>;
  /** @returns whether it was the right one; null where it could not be given */
  answerPin(id: string, pin: string): Promise<boolean | null>;
}

export const createInteractionSlice: SliceCreator<InteractionSlice> = (client) => {
  /** Deleted while it was the last: main may still tell of it. */
  let forgotten: string | null = null;
  let listsAsked = 0;
  return (set, get) => ({
    interaction: null,
    recent: [],
    interactionChanged: (changed) =>
      set(({ interaction, recent }) => ({
        interaction: isNewer(changed, interaction) && changed.id !== forgotten ? changed : interaction,
        recent: recent.map((each) => (each.id === changed.id ? changed : each)),
      })),
    loadRecent: () =>
      get().attempt(async () => {
        listsAsked += 1;
        const asked = listsAsked;
        const page = await client.call('history.list', {
          search: '',
          before: null,
          limit: RECENT_KEPT + 1,
        });
        // An answer to a later question may have come before this one.
        if (asked !== listsAsked) return;
        const { interaction, recent } = get();
        const isIn = (list: Interaction[]) => list.some((each) => each.id === interaction?.id);
        if (interaction && isIn(recent) && !isIn(page.items)) {
          forgotten = interaction.id;
          set({ interaction: null });
        }
        set({ recent: page.items });
      }),
    push: (what) => get().attempt(() => client.call('assistant.push', what)),
    cancel: () => get().attempt(() => client.call('assistant.cancel')),
    type: async (text) => {
      let taken = false;
      await get().attempt(async () => {
        await client.call('assistant.type', text);
        taken = true;
      });
      return taken;
    },
    undo: (id) => get().attempt(() => client.call('assistant.undo', id)),
    markWrong: (id, wrong) =>
      get().attempt(async () => {
        await client.call('history.markWrong', id, wrong);
        const { interaction, recent } = get();
        const known = interaction?.id === id ? interaction : recent.find((each) => each.id === id);
        if (known) get().interactionChanged({ ...known, wrong });
      }),
    answerPin: async (id, pin) => {
      let isRight: boolean | null = null;
      await get().attempt(async () => {
        isRight = await client.call('assistant.answerPin', id, pin);
      });
      return isRight;
    },
    answer: (id, answer) => get().attempt(() => client.call('assistant.answer', id, answer)),
  });
};

/** Whether `told` takes the place of `shown`: an older exchange that changed does not. */
function isNewer(told: Interaction, shown: Interaction | null): boolean {
  return shown === null || told.id === shown.id || told.at > shown.at;
}
