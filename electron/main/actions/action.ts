/**
 * What an action is: an intent of the grammar with what Hark does then. One file each, declared by `defineAction`; what
 * it acts on comes in as services, so that it runs without Electron.
 */
import { z } from 'zod';
import type { Slots } from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { Risk } from '../../../contract/interactions.ts';
import type { PerformContext } from '../assistant/plan.ts';
import type { Services } from './services.ts';

/** An action that has not answered by then is given up; waiting for a person's answer does not count. */
export const ACTION_TIMEOUT_MS = 10_000;

/** Headings that actions stand under, in the order shown. */
export const GROUPS = [
  'Clock',
  'Calculator',
  'Notes',
  'Apps and web',
  'Music and volume',
  'Computer',
  'Writing',
  'Conversation',
  'Your own',
] as const;
export type Group = (typeof GROUPS)[number];

export interface ActionResult {
  /** Said and shown; '' where the chime alone is answer enough. A failure is thrown instead. */
  reply: string;
  /** Takes back what was done; absent where that makes no sense. */
  undo?: () => void | Promise<void>;
}

/** Its command as it was said, the signal that ends it, how to ask a person, and all services. */
export type ActionContext = Services & PerformContext;

export interface ActionDefinition<S> {
  /** Name in the grammar: "HarkSetTimer". */
  intent: string;
  /** Name as people know it: "Set a timer". */
  title: string;
  group: Group;
  risk: Risk;
  /** Over the grammar's strings, see contract/slots.ts; absent where it takes none. */
  slots?: z.ZodType<S>;
  /** ACTION_TIMEOUT_MS where absent. */
  timeoutMs?: number;
  /** Why this machine cannot do it, as a sentence; null where it can. Asked often, so it has to be quick. */
  available?(services: Services): string | null | Promise<string | null>;
  /** What it will do, in one line, without doing it: "Timer for 10 seconds". */
  preview(slots: S, services: Services): string;
  /** @throws HarkError action.*: its message is said to the person, so it is a sentence without its full stop */
  perform(slots: S, context: ActionContext): ActionResult | Promise<ActionResult>;
}

/** One with its slots read. */
export interface Prepared {
  preview: string;
  perform(context: ActionContext): ActionResult | Promise<ActionResult>;
}

/** An action whatever its slots. */
export interface Action {
  readonly intent: string;
  readonly title: string;
  readonly group: Group;
  readonly risk: Risk;
  readonly timeoutMs: number;
  available(services: Services): string | null | Promise<string | null>;
  /** @throws HarkError action.slots: names the slot */
  prepare(slots: Slots, services: Services): Prepared;
}

const NO_SLOTS = z.object({});

export function defineAction<S = Record<string, never>>(definition: ActionDefinition<S>): Action {
  const { intent, title, group, risk, timeoutMs = ACTION_TIMEOUT_MS } = definition;
  const schema = definition.slots ?? (NO_SLOTS as unknown as z.ZodType<S>);
  return {
    intent,
    title,
    group,
    risk,
    timeoutMs,
    available: (services) => definition.available?.(services) ?? null,
    prepare(given, services) {
      const slots = readSlots(schema, given);
      return {
        preview: definition.preview(slots, services),
        perform: (context) => definition.perform(slots, context),
      };
    },
  };
}

function readSlots<S>(schema: z.ZodType<S>, given: Slots): S {
  const slots = schema.safeParse(given);
  if (slots.success) return slots.data;
  const issue = slots.error.issues[0];
  const name = issue?.path.join('.') ?? '';
  const what = name in given ? (issue?.message ?? 'does not fit') : 'is missing';
  throw new HarkError('action.slots', name === '' ? what : `${name}: ${what}`, { cause: slots.error });
}
