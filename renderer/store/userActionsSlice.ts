/** Actions that the person added, and the one that is being written. */
import type { UserAction } from '../../contract/actions.ts';
import { describeFailure, type FailureCode } from '../../contract/failures.ts';
import type { ActionDraft } from './actionDraft.ts';
import type { SliceCreator } from './store.ts';

export interface UserActionsSlice {
  /** By intent; null until they were listed. */
  userActions: UserAction[] | null;
  /** What stands in the form, also while another screen is open; null where none is being written. */
  actionDraft: ActionDraft | null;
  loadUserActions(): Promise<void>;
  writeAction(draft: ActionDraft | null): void;
  /** Adds or replaces it. @returns why it was not taken; null where it was */
  saveUserAction(action: UserAction): Promise<{ code: FailureCode; message: string } | null>;
  deleteUserAction(intent: string): Promise<void>;
}

export const createUserActionsSlice: SliceCreator<UserActionsSlice> = (client) => (set, get) => {
  const load = async () => set({ userActions: await client.call('userActions.list') });
  return {
    userActions: null,
    actionDraft: null,
    loadUserActions: () => get().attempt(load),
    writeAction: (actionDraft) => set({ actionDraft }),
    saveUserAction: async (action) => {
      try {
        await client.call('userActions.save', action);
      } catch (error) {
        return describeFailure(error);
      }
      await get().attempt(load);
      return null;
    },
    deleteUserAction: (intent) =>
      get().attempt(async () => {
        await client.call('userActions.delete', intent);
        await load();
      }),
  };
};
