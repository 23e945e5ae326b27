/** From the way that a text was read to what it asks for: intent, slots, and whether its sentence counts. */
import type { Slots } from '../../../../contract/command.ts';
import { outOfRange } from './ranges.ts';
import type { SkipPhrases } from './skipPhrases.ts';
import { readValue } from './values.ts';
import type { Conditions, ContextCondition, Mark } from './wordGraph.ts';
import { keys, type Word } from './words.ts';

/** A text read up to some word, along some sentences. */
export interface Reading {
  state: number;
  cost: number;
  /** Words that a template itself says. */
  literal: number;
  marks: MarkChain | null;
  wild: number;
  /** Values that are read in a way that sentences may have another one for. */
  loose: number;
  /** Its last word is a missing one. */
  hollow: boolean;
  /** What it took the text for: each slip with its place. */
  slips: string;
  /** Where its sentence has conditions: which they are, and what its values brought so far. */
  context: string;
}
/** What was passed on the way, the latest first. */
export interface MarkChain {
  mark: Mark;
  /** Words before it. */
  at: number;
  before: MarkChain | null;
}

export interface Meaning {
  intent: string;
  slots: Slots;
}

/** Intent and slots of a reading; null where a value in it has no meaning. */
export function meaningOf(
  { marks, slips }: Pick<Reading, 'marks' | 'slips'>,
  words: readonly Word[],
  text: string,
  skip: SkipPhrases,
): Meaning | null {
  const path: MarkChain[] = [];
  for (let each = marks; each !== null; each = each.before) path.push(each);
  path.reverse();
  let sentence: Extract<Mark, { kind: 'intent' }> | null = null;
  const slots: Slots = {};
  const context = new Map<string, string>();
  let open: MarkChain | null = null;
  for (const each of path) {
    const { mark } = each;
    if (mark.kind === 'intent') {
      sentence = mark;
      Object.assign(slots, mark.slots);
      continue;
    }
    if (mark.kind === 'loose') continue;
    if (mark.kind !== 'end')
      for (const [key, value] of Object.entries(mark.context ?? {})) context.set(key, value);
    if (mark.kind === 'value') slots[mark.slot] = mark.value;
    else if (mark.kind === 'begin') open = each;
    else if (open !== null && open.mark.kind === 'begin') {
      const said = words.slice(open.at, each.at);
      const { slot, type, range } = open.mark;
      if (type === 'text' || type === 'spoken') {
        const free = type === 'text' ? skip.trim(said) : said;
        if (free.length === 0) return null;
        const spoken = text.slice(free[0]?.start ?? 0, free.at(-1)?.end ?? 0).trim();
        slots[slot] = mark.suffix === '' ? spoken : withoutEnding(spoken, mark.suffix);
      } else {
        const { at } = open;
        const read = readValue(
          type,
          said.map(({ key }, i) => takenFor(slips, at + i) ?? key),
        );
        const value = read === null || range === null ? read?.value : outOfRange(range, Number(read.value));
        if (read === null || value === undefined || value === null) return null;
        slots[slot] = value;
        if (read.period !== undefined) slots[`${slot}_period`] = read.period;
      }
      open = null;
    }
  }
  if (sentence === null) return null;
  const { intent, conditions } = sentence;
  return conditions === null || areMet(conditions, context, words, slots) ? { intent, slots } : null;
}

/** @param slots get what a condition asks for of the context */
function areMet(
  { requires, excludes, keywords }: Conditions,
  context: ReadonlyMap<string, string>,
  words: readonly Word[],
  slots: Slots,
): boolean {
  const found = ({ key, values }: ContextCondition): string | null => {
    const value = context.get(key);
    return value !== undefined && (values === null || values.includes(value)) ? value : null;
  };
  if (keywords.length > 0 && !words.some(({ key }) => keywords.includes(key))) return false;
  if (excludes.some((condition) => found(condition) !== null)) return false;
  for (const condition of requires) {
    const value = found(condition);
    if (value === null) return false;
    if (condition.slot) slots[condition.key] = value;
  }
  return true;
}

/** The word that a reading took the `index`-th one for. */
function takenFor(slips: string, index: number): string | undefined {
  return slips === '' ? undefined : new RegExp(`(?:^| )${index}=(\\S+)`).exec(slips)?.[1];
}

/** "Bob" of "Bob's". */
function withoutEnding(spoken: string, suffix: string): string {
  const [ending = ''] = keys(suffix);
  return spoken.slice(0, -ending.length).replace(/['\u2019]$/, '');
}
