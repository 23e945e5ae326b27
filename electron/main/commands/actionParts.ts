/** The actions with what they act on, as the rest of main sees them. */
import { uptime } from 'node:os';
import type { ActionInfo, ClockSnapshot } from '../../../contract/actions.ts';
import type { ListValue, Slots } from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import { BUILT_IN } from '../actions/builtIn.ts';
import { Clock } from '../actions/clock/clock.ts';
import { ActionRegistry } from '../actions/registry.ts';
import { ActionRunner } from '../actions/runner.ts';
import type { Services } from '../actions/services.ts';
import type { Plan } from '../assistant/conversation.ts';
import type { HomeAssistantControl, UserActionControl } from '../ipc/handlers.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { addedSentences } from './addedSentences.ts';
import type { GrammarFile } from './grammar.ts';

/** Where the clock is among the documents of the store. */
const CLOCK_DOCUMENT = 'clock';

export interface ActionParts {
  /** @throws HarkError action.unknown, action.slots */
  plan(intent: string, slots: Slots): Plan;
  list(): Promise<ActionInfo[]>;
  /** Members of lists that are known only at run time: applications. */
  lists(): Promise<Record<string, ListValue[]>>;
  clock: Clock;
  userActions: UserActionControl;
  homeAssistant: HomeAssistantControl;
  /** Sentences of the actions that people added; null where there are none. */
  addedSentences(): GrammarFile | null;
  /** Lets go of what waits. */
  close(): void;
}

export interface ActionNeeds
  extends Pick<Services, 'settings' | 'updateSettings' | 'conversation' | 'listening' | 'examples'> {
  store: Pick<Store, 'documents' | 'notes' | 'userActions'>;
  clockChanged(snapshot: ClockSnapshot): void;
  /** What can be said, or what is done then, is another. */
  commandsChanged(): void;
  log: Log;
}

export function openActions(needs: ActionNeeds): ActionParts {
  const { store, commandsChanged, log } = needs;
  const clock = new Clock({
    storage: {
      load: () => store.documents.read(CLOCK_DOCUMENT),
      save: (document) => store.documents.write(CLOCK_DOCUMENT, document),
    },
    changed: needs.clockChanged,
    now: Date.now,
    uptime: () => uptime() * 1_000,
    log,
  });
  const services: Services = {
    now: Date.now,
    ticks: () => performance.now(),
    platform: process.platform,
    settings: needs.settings,
    updateSettings: needs.updateSettings,
    clock,
    notes: store.notes,
    conversation: needs.conversation,
    listening: needs.listening,
    examples: needs.examples,
  };
  const registry = new ActionRegistry(BUILT_IN);
  const runner = new ActionRunner(registry, services, log);
  return {
    plan: (intent, slots) => runner.plan(intent, slots),
    list: () => registry.list(services),
    lists: async () => ({}),
    clock,
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
    close: () => clock.close(),
  };
}
