/** What the clock keeps over a restart. */
import { z } from 'zod';
import {
  CLOCK_ITEMS_MAX,
  clockItemSchema,
  type MissedItem,
  missedItemSchema,
  repeatSchema,
  type Stopwatch,
  stopwatchSchema,
} from '../../../../contract/actions.ts';

/** Where it is kept, as a whole; small enough to be written at every change. */
export interface ClockStorage {
  /** What `save` was last given; anything else where that was damaged. @throws HarkError store.* */
  load(): unknown;
  /** @throws HarkError store.* */
  save(document: ClockDocument): void;
}

const keptItemSchema = clockItemSchema.omit({ late: true }).extend({
  /** Wall clock since which it rings, ms since the epoch; null while it does not. */
  ringingSince: z.number().nullable(),
  // What came later than the first stored clocks: absent there, and no reason to lose the alarm where it is damaged. One
  // whose days cannot be read still rings once.
  firstSetMs: z.number().optional().catch(undefined),
  setAt: z.number().optional().catch(undefined),
  repeat: repeatSchema.optional().catch(undefined),
});
export type KeptItem = z.infer<typeof keptItemSchema>;

export interface ClockDocument {
  items: KeptItem[];
  /** Newest first. */
  missed: MissedItem[];
  stopwatch: Stopwatch | null;
}

const documentSchema = z.object({
  items: z.array(z.unknown()).catch([]),
  missed: z.array(z.unknown()).catch([]),
  stopwatch: stopwatchSchema.nullable().catch(null),
});

/** What of a stored document can be used: one bad timer does not cost the others. */
export function readClockDocument(stored: unknown): ClockDocument {
  const document = documentSchema.safeParse(stored);
  if (!document.success) return { items: [], missed: [], stopwatch: null };
  const { items, missed, stopwatch } = document.data;
  return {
    items: fitting(keptItemSchema, items).filter(isConsistent).slice(0, CLOCK_ITEMS_MAX),
    missed: fitting(missedItemSchema, missed),
    stopwatch,
  };
}

function fitting<T>(schema: z.ZodType<T>, values: unknown[]): T[] {
  return values.flatMap((value) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}

function isConsistent({ state, ringsAt, remainingMs }: KeptItem): boolean {
  return state === 'paused' ? remainingMs !== null : ringsAt !== null;
}
