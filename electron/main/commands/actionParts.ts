/** The actions, as the rest of main sees them. */
import type { ActionInfo, ClockSnapshot } from '../../../contract/actions.ts';
import type { ListValue, Slots } from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { Plan } from '../assistant/conversation.ts';
import type { ClockControl, HomeAssistantControl, UserActionControl } from '../ipc/handlers.ts';
import type { Store } from '../store/store.ts';
import { addedSentences } from './addedSentences.ts';
import type { GrammarFile } from './grammar.ts';

export interface ActionParts {
  /** @throws HarkError action.unknown, action.slots */
  plan(intent: string, slots: Slots): Plan;
  list(): ActionInfo[] | Promise<ActionInfo[]>;
  /** Members of lists that are known only at run time: applications. */
  lists(): Promise<Record<string, ListValue[]>>;
  clock: ClockControl;
  userActions: UserActionControl;
  homeAssistant: HomeAssistantControl;
  /** Sentences of the actions that people added; null where there are none. */
  addedSentences(): GrammarFile | null;
  /** Lets go of what waits. */
  close(): void;
}

export interface ActionNeeds {
  store: Pick<Store, 'documents' | 'notes' | 'userActions'>;
  clockChanged(snapshot: ClockSnapshot): void;
  /** What can be said, or what is done then, is another. */
  commandsChanged(): void;
}

export function openActions({ store, commandsChanged }: ActionNeeds): ActionParts {
  const nothing = (): never => {
    throw new HarkError('store.not_found', 'there is no such timer');
  };
  return {
    plan(intent) {
      throw new HarkError('action.unknown', `nothing answers to ${intent}`);
    },
    list: () => [],
    lists: async () => ({}),
    clock: {
      snapshot: () => ({ items: [], stopwatch: null }),
      cancel: nothing,
      pause: nothing,
      resume: nothing,
      dismiss: nothing,
      snooze: nothing,
      stopwatch: nothing,
    },
    userActions: {
      list: () => store.userActions.list(),
      save(action) {
        store.userActions.save(action);
        commandsChanged();
      },
      delete(intent) {
        store.userActions.delete(intent);
        commandsChanged();
      },
    },
    homeAssistant: {
      status: () => ({ url: null, hasToken: false, encrypted: false }),
      setToken() {
        throw new HarkError('action.unavailable', 'Home Assistant is not there yet');
      },
    },
    addedSentences: () => addedSentences(store.userActions.list()),
    close: () => undefined,
  };
}
