/** Notes as main keeps them. They change also while this window only listens: a spoken one is there at once. */
import type { Note } from '../../contract/actions.ts';
import type { SliceCreator } from './store.ts';

export interface NotesSlice {
  /** Newest first; null until they were listed. */
  notes: Note[] | null;
  /** The last one deleted here, which can be brought back; null where there is none. */
  deletedNote: Note | null;
  /** Notes are not as they were listed. */
  notesChanged(): void;
  loadNotes(): Promise<void>;
  /** @returns whether it was taken */
  editNote(id: string, text: string): Promise<boolean>;
  copyNote(id: string): Promise<boolean>;
  deleteNote(note: Note): Promise<void>;
  restoreNote(): Promise<void>;
  /** Nobody wants it back any more. */
  forgetDeletedNote(): void;
  clearNotes(): Promise<void>;
}

export const createNotesSlice: SliceCreator<NotesSlice> = (client) => {
  let asked = 0;
  let isFollowing = false;
  let isOutOfDate = false;
  return (set, get) => {
    const load = () =>
      get().attempt(async () => {
        asked += 1;
        const mine = asked;
        const notes = await client.call('notes.list');
        // An answer to a later question may have come before this one.
        if (mine === asked) set({ notes });
      });
    /** Many that go at once are listed once or twice. */
    const follow = async () => {
      isFollowing = true;
      while (isOutOfDate) {
        isOutOfDate = false;
        await load();
      }
      isFollowing = false;
    };
    const isDone = async (work: () => Promise<void>) => {
      let done = false;
      await get().attempt(async () => {
        await work();
        done = true;
      });
      return done;
    };
    return {
      notes: null,
      deletedNote: null,
      notesChanged: () => {
        // What was never shown is asked for when it is.
        if (!get().notes) return;
        isOutOfDate = true;
        if (!isFollowing) void follow();
      },
      loadNotes: load,
      editNote: (id, text) => isDone(() => client.call('notes.edit', id, text)),
      copyNote: (id) => isDone(() => client.call('notes.copy', id)),
      deleteNote: (note) =>
        get().attempt(async () => {
          await client.call('notes.delete', note.id);
          set({ deletedNote: note });
        }),
      restoreNote: () =>
        get().attempt(async () => {
          const { deletedNote } = get();
          if (!deletedNote) return;
          set({ deletedNote: null });
          await client.call('notes.restore', deletedNote);
        }),
      forgetDeletedNote: () => set({ deletedNote: null }),
      clearNotes: () =>
        get().attempt(async () => {
          await client.call('notes.clear');
          set({ deletedNote: null });
        }),
    };
  };
};
