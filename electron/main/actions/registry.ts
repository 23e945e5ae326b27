/** All actions by their intent: the built-in ones, and those that people added, which can change at any time. */
import type { ActionInfo } from '../../../contract/actions.ts';
import { HarkError } from '../../../contract/failures.ts';
import { type Action, GROUPS } from './action.ts';
import type { Services } from './services.ts';

export class ActionRegistry {
  readonly #builtIn = new Map<string, Action>();
  readonly #added: () => readonly Action[];

  /**
   * @param added actions that people added; a built-in one of the same intent goes first
   * @throws HarkError internal: two built-in ones share an intent
   */
  constructor(builtIn: readonly Action[], added: () => readonly Action[] = () => []) {
    for (const action of builtIn) {
      if (this.#builtIn.has(action.intent)) {
        throw new HarkError('internal', `two actions answer to ${action.intent}`);
      }
      this.#builtIn.set(action.intent, action);
    }
    this.#added = added;
  }

  has(intent: string): boolean {
    return this.#find(intent) !== undefined;
  }

  /** @throws HarkError action.unknown */
  get(intent: string): Action {
    const action = this.#find(intent);
    if (action === undefined) throw new HarkError('action.unknown', `nothing answers to ${intent}`);
    return action;
  }

  /** By group, then as they were given. */
  async list(services: Services): Promise<ActionInfo[]> {
    const added = this.#added().filter(({ intent }) => !this.#builtIn.has(intent));
    const actions = [...this.#builtIn.values(), ...added];
    const infos = await Promise.all(
      actions.map(async (action) => {
        const { intent, title, group, risk } = action;
        return { intent, title, group, risk, unavailable: await reasonNot(action, services) };
      }),
    );
    return infos.sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group));
  }

  #find(intent: string): Action | undefined {
    return this.#builtIn.get(intent) ?? this.#added().find((action) => action.intent === intent);
  }
}

/** Why it cannot be done here; one that cannot even say whether it can, cannot. */
export async function reasonNot(action: Action, services: Services): Promise<string | null> {
  try {
    return await action.available(services);
  } catch {
    return 'It could not be found out whether this works here.';
  }
}
