/** The actions with what they act on, as the rest of main sees them. */
import { uptime } from 'node:os';
import type { ActionInfo, ClockSnapshot, UserAction } from '../../../contract/actions.ts';
import type { GrammarDiagnostic, ListValue, Slots } from '../../../contract/command.ts';
import type { FailureReport } from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';
import { BUILT_IN } from '../actions/builtIn.ts';
import { Clock } from '../actions/clock/clock.ts';
import { actionOf } from '../actions/own/userAction.ts';
import { ActionRegistry } from '../actions/registry.ts';
import { ActionRunner } from '../actions/runner.ts';
import type { Services } from '../actions/services.ts';
import type { Plan } from '../assistant/plan.ts';
import type { HomeAssistantControl, UserActionControl } from '../ipc/handlers.ts';
import type { Log } from '../log/log.ts';
import type { Machine } from '../machine/machine.ts';
import { Keeping } from '../store/keeping.ts';
import type { Store } from '../store/store.ts';
import { ADDED_FILE, addedSentences } from './addedSentences.ts';
import { StoredClock } from './clockStorage.ts';
import type { GrammarFile } from './grammar.ts';
import { spokenHost, spokenNames } from './spokenNames.ts';

export interface ActionParts {
  /** @throws HarkError action.unknown, action.slots */
  plan(intent: string, slots: Slots): Plan;
  list(): Promise<ActionInfo[]>;
  /** Members of lists that are known only at run time: applications. */
  lists(): Promise<Record<string, ListValue[]>>;
  clock: Clock;
  userActions: UserActionControl;
  /** Several of them at once. */
  ownActions: {
    /** @throws HarkError (by rejection) grammar.invalid: names what is wrong with them */
    check(actions: readonly UserAction[]): Promise<void>;
    /** Adds them, or replaces those of their intents: all or none. @throws HarkError action.full */
    saveAll(actions: readonly UserAction[]): void;
  };
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
  /** What is wrong with a file of sentences, beside the others in force. */
  check(name: string, text: string): Promise<GrammarDiagnostic[]>;
  machine: Machine;
  /** Hark runs safely: actions that people added and names of applications are left out. */
  isSafe: boolean;
  /** What went wrong where nobody asked for anything. */
  noticed(notice: FailureReport): void;
  log: Log;
}

export function openActions(needs: ActionNeeds): ActionParts {
  const { store, commandsChanged, machine, log } = needs;
  const keeping = new Keeping(needs.noticed, 'timers and alarms ring only as long as Hark runs.');
  const stored = new StoredClock(store.documents);
  const clock = new Clock({
    storage: {
      load: () => stored.load(),
      save: (document) => keeping.keep(() => stored.save(document)),
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
    ...machine.services,
  };
  const inForce = () => (needs.isSafe ? [] : store.userActions.list());
  const registry = new ActionRegistry(BUILT_IN, () => inForce().map(actionOf));
  const runner = new ActionRunner(registry, services, log);
  return {
    plan: (intent, slots) => runner.plan(intent, slots),
    list: () => registry.list(services),
    async lists() {
      if (needs.isSafe) return {};
      return {
        app: spokenNames(await machine.services.applications.list()),
        allowed_site: needs.settings().actions.allowedSites.map(spokenHost),
      };
    },
    clock,
    userActions: {
      list: () => store.userActions.list(),
      async save(action) {
        await refuseUnsound([action], needs.check);
        store.userActions.save(action);
        commandsChanged();
      },
      delete(intent) {
        store.userActions.delete(intent);
        commandsChanged();
      },
    },
    ownActions: {
      check: (actions) => refuseUnsound(actions, needs.check),
      saveAll(actions) {
        store.userActions.saveAll(actions);
        commandsChanged();
      },
    },
    homeAssistant: {
      status: async () => ({
        url: needs.settings().actions.homeAssistantUrl,
        ...(await machine.token.status()),
      }),
      setToken: (token) => machine.token.write(token),
    },
    addedSentences: () => addedSentences(inForce()),
    close: () => clock.close(),
  };
}

/** @throws HarkError (by rejection) grammar.invalid: names the field */
async function refuseUnsound(actions: readonly UserAction[], check: ActionNeeds['check']): Promise<void> {
  const taken = actions.find((action) => BUILT_IN.some(({ intent }) => intent === action.intent));
  if (taken !== undefined) {
    throw new HarkError('grammar.invalid', `intent: ${taken.intent} is one of Hark's own`);
  }
  const file = addedSentences(actions);
  const found = file === null ? [] : await check(ADDED_FILE, file.text);
  const fault = found.find(({ severity }) => severity === 'error');
  if (fault !== undefined) throw new HarkError('grammar.invalid', `sentences: ${fault.message}`);
}
