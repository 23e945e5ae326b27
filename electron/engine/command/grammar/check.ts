/**
 * What is wrong with a sentence file beyond its syntax, found without expanding anything: lists and rules that nothing
 * defines, rules that contain themselves, sentences that would expand to too much.
 */
import type { GrammarDiagnostic } from '../../../../contract/command.ts';
import { DIAGNOSTICS_MAX, type Place } from './fileDiagnostics.ts';
import { rangeSize } from './ranges.ts';
import type { Rule, SentenceBlock } from './sentenceSource.ts';
import type { ParsedFile } from './source.ts';
import type { Sentence } from './sourceReader.ts';
import type { Template } from './template.ts';
import { type ValueType, valueRule, valueTemplate } from './values.ts';
import { type ListDefinition, RANGE_VALUES_MAX } from './wordGraph.ts';
import { keys } from './words.ts';

/** Rules within rules. */
export const RULE_DEPTH_MAX = 24;
/** States that a sentence or rule may expand to; the largest built-in one comes to a tenth of it. */
export const EXPANSION_MAX = 40_000;
/** Parts of templates that are looked at for one file; a rule counts once for each set of rules that it is seen with. */
export const VISITS_MAX = 400_000;

/** What a name stands for, seen from one place. */
export interface References {
  list(name: string): ListDefinition | undefined;
  rule(name: string): Rule | undefined;
}

interface Measure {
  /** At most this many states, where nothing is shared. */
  states: number;
  /** No word has to be said. */
  empty: boolean;
  /** Holds a list somewhere, by this name. */
  list: string | null;
  /** Rules within it, within each other. */
  depth: number;
}

interface Context {
  references: References;
  /**
   * Names that only some blocks define: what the file's own rules and lists say of them is looked at again from each
   * block. Null where a block is looked from.
   */
  open: Set<string> | null;
  /** Of a character of the template. */
  place(offset: number): Place;
  /** Rules that led here. */
  path: readonly string[];
  rules: Map<Template, Measure>;
}

const NOTHING: Measure = { states: 0, empty: true, list: null, depth: 0 };

/** A block that sees lists or rules which the others of its file do not see. */
export function hasOwnDefinitions({ lists, rules }: SentenceBlock): boolean {
  return lists.size + rules.size > 0;
}

/** @param referencesOf what a block sees; the file's own lists and rules see what it does without one */
export function checkFile(
  file: ParsedFile,
  referencesOf: (block: SentenceBlock | null) => References,
): GrammarDiagnostic[] {
  const diagnostics: GrammarDiagnostic[] = [];
  const told = new Set<string>();
  const shared = referencesOf(null);
  const lists = new Map<ListDefinition, Measure>();
  const listsBySight = [file.lists, ...file.blocks.map((block) => block.lists)];
  const ownLists = new Set(listsBySight.flatMap((each) => [...each.values()]).map(({ list }) => list));
  const rulesBySight = [file.rules, ...file.blocks.map((block) => block.rules)];
  const own = new Set(rulesBySight.flatMap((each) => [...each.values()]));
  const ofBlocks = new Set([
    ...file.blocks.flatMap((block) => [...block.lists.keys()].map((name) => `{${name}}`)),
    ...file.blocks.flatMap((block) => [...block.rules.keys()].map((name) => `<${name}>`)),
  ]);
  let visits = 0;

  const tell = ({ line, column }: Place, message: string): void => {
    if (told.has(message) || diagnostics.length >= DIAGNOSTICS_MAX) return;
    told.add(message);
    diagnostics.push({ severity: 'error', file: file.file.name, line, column, message });
  };
  const isOpen = (name: string, { open }: Context): boolean => {
    if (open === null || !ofBlocks.has(name)) return false;
    open.add(name);
    return true;
  };
  const measure = (template: Template, context: Context): Measure => {
    if (visits++ > VISITS_MAX) return NOTHING;
    const { references, place } = context;
    switch (template.kind) {
      case 'words': {
        const states = keys(template.text).length;
        return { states, empty: states === 0, list: null, depth: 0 };
      }
      case 'sequence':
      case 'alternatives':
      case 'permutation': {
        const parts = template.items.map((item) => measure(item, context));
        const sum = parts.reduce((total, { states }) => total + states, 0);
        const list = parts.find((part) => part.list !== null)?.list ?? null;
        const depth = parts.reduce((most, part) => Math.max(most, part.depth), 0);
        if (template.kind === 'alternatives')
          return { states: 1 + sum, empty: parts.some(({ empty }) => empty), list, depth };
        const empty = parts.every((part) => part.empty);
        if (template.kind === 'sequence') return { states: sum, empty, list, depth };
        // Each item is built before every set of the others.
        const orders = 2 ** (template.items.length - 1);
        return { states: 2 * orders + sum * orders, empty, list, depth };
      }
      case 'list': {
        const list = references.list(template.list);
        if (list === undefined) {
          if (isOpen(`{${template.list}}`, context)) return NOTHING;
          tell(place(template.offset), `no list is called {${template.list}}`);
          return NOTHING;
        }
        const known =
          lists.get(list) ?? measureList(list, template.list, context, () => place(template.offset));
        lists.set(list, known);
        return known;
      }
      case 'rule': {
        const { rule: name, offset } = template;
        const { path, rules } = context;
        if (path.includes(name)) {
          const cycle = [...path.slice(path.indexOf(name)), name].map((each) => `<${each}>`);
          tell(place(offset), `rule <${name}> contains itself: ${cycle.join(' -> ')}`);
          return NOTHING;
        }
        const rule = references.rule(name);
        if (rule === undefined) {
          if (isOpen(`<${name}>`, context)) return NOTHING;
          tell(place(offset), `no rule is called <${name}>`);
          return NOTHING;
        }
        const inner =
          path.length >= RULE_DEPTH_MAX
            ? rules.get(rule.template)
            : (rules.get(rule.template) ?? measureRule(name, rule, context, () => place(offset)));
        if (inner === undefined || inner.depth >= RULE_DEPTH_MAX) {
          tell(place(offset), `rules are nested more than ${RULE_DEPTH_MAX} deep`);
          return NOTHING;
        }
        return { ...inner, depth: inner.depth + 1 };
      }
    }
  };
  /** @param seen where the rule is told of if it stands in another file */
  const measureRule = (name: string, rule: Rule, context: Context, seen: () => Place): Measure => {
    const place = own.has(rule) ? rule.place : seen;
    const open = context.open === null ? null : new Set<string>();
    const measured = measure(rule.template, { ...context, open, place, path: [...context.path, name] });
    const kept = bounded(measured, { place }, `rule <${name}>`);
    if (open?.size) for (const each of open) context.open?.add(each);
    else context.rules.set(rule.template, kept);
    return kept;
  };
  /** Told once where it happens; what holds it is then measured without it. */
  const bounded = (measured: Measure, { place }: { place(): Place }, what: string): Measure => {
    if (measured.states <= EXPANSION_MAX) return measured;
    tell(
      place(),
      `${what} expands to more than ${EXPANSION_MAX} states; shorten its rules, lists or alternatives`,
    );
    return { ...measured, states: 0 };
  };
  /** @param seen where a value is told of if it stands in another file, or in none */
  const measureList = (list: ListDefinition, name: string, context: Context, seen: () => Place): Measure => {
    const sized = (states: number): Measure => ({ states, empty: false, list: name, depth: 0 });
    switch (list.kind) {
      case 'wildcard':
        return sized(4);
      case 'type':
        return sized(typeStates(list.type));
      case 'range': {
        const count = rangeSize(list);
        return sized(count > RANGE_VALUES_MAX ? typeStates('number') : 4 * count);
      }
      case 'values': {
        let states = 1;
        lists.set(list, sized(states));
        for (const value of list.values) {
          const where = (ownLists.has(list) && value.place) || seen;
          const inner = measure(value.template, { ...context, place: where });
          if (inner.list !== null) tell(where(), `a value of list {${name}} holds list {${inner.list}}`);
          else if (inner.empty) tell(where(), `a value of list {${name}} has no words`);
          states += 1 + inner.states;
        }
        return sized(states);
      }
    }
  };

  const check = (sentence: Sentence, what: string, references: References, rules: Map<Template, Measure>) => {
    const context = { references, open: null, place: sentence.place, path: [], rules };
    bounded(measure(sentence.template, context), sentence, what);
  };
  const checkDefinitions = (
    { lists: ofLists, rules: ofRules }: Pick<SentenceBlock, 'lists' | 'rules'>,
    { references, rules, open }: Pick<Context, 'references' | 'rules' | 'open'>,
  ) => {
    for (const [name, rule] of ofRules) {
      if (rules.has(rule.template)) continue;
      measureRule(name, rule, { references, open, place: rule.place, path: [], rules }, rule.place);
    }
    for (const [name, { list, place }] of ofLists) {
      if (list === 'dynamic' || lists.has(list)) continue;
      const at = () => place;
      const seen = open === null ? null : new Set<string>();
      const measured = measureList(list, name, { references, open: seen, place: at, path: [], rules }, at);
      if (seen?.size) lists.delete(list);
      else lists.set(list, measured);
    }
  };
  const measured = new Map<Template, Measure>();
  checkDefinitions(file, { references: shared, rules: measured, open: new Set() });
  for (const block of file.blocks) {
    const local = hasOwnDefinitions(block);
    const references = local ? referencesOf(block) : shared;
    const rules = local ? new Map<Template, Measure>() : measured;
    if (local) checkDefinitions(block, { references, rules, open: null });
    for (const sentence of block.sentences) {
      check(sentence, `a sentence of ${block.intent}`, references, rules);
      if (visits <= VISITS_MAX) continue;
      tell(sentence.place(), `the sentences up to this one expand to more than ${VISITS_MAX} parts`);
      return diagnostics;
    }
  }
  return diagnostics;
}

/** What a sentence is taken with, and was hardly meant to say. */
export function doubtsOf(
  { template, place }: Pick<Sentence, 'template' | 'place'>,
  { list }: Pick<References, 'list'>,
): { place: Place; message: string }[] {
  const doubts: { place: Place; message: string }[] = [];
  const look = (of: Template): void => {
    if (of.kind === 'words' || of.kind === 'list' || of.kind === 'rule') return;
    for (const item of of.items) look(item);
    if (of.kind !== 'sequence') return;
    const said = of.items.filter((item) => item.kind !== 'words' || keys(item.text).length > 0);
    const slots = new Set<string>();
    for (const [i, item] of said.entries()) {
      if (item.kind !== 'list') continue;
      const { slot, offset } = item;
      if (slots.has(slot))
        doubts.push({ place: place(offset), message: `slot ${slot} is said twice; the last one counts` });
      slots.add(slot);
      const before = said[i - 1];
      if (
        before?.kind !== 'list' ||
        list(before.list)?.kind !== 'wildcard' ||
        list(item.list)?.kind !== 'wildcard'
      )
        continue;
      const message = `{${before.list}} and {${item.list}} are any words, and nothing between them tells where one ends`;
      doubts.push({ place: place(offset), message });
    }
  };
  look(template);
  return doubts;
}

const typeSizes = new Map<ValueType, number>();

/** States of a value of a type, counted as those of other templates. */
function typeStates(type: ValueType): number {
  const known = typeSizes.get(type);
  if (known !== undefined) return known;
  const count = (template: Template): number => {
    if (template.kind === 'words') return keys(template.text).length;
    if (template.kind === 'list') return 1;
    if (template.kind === 'rule') {
      const rule = valueRule(template.rule);
      return rule === undefined ? 1 : count(rule.template);
    }
    return template.items.reduce((sum, item) => sum + count(item), 1);
  };
  const size = count(valueTemplate(type));
  typeSizes.set(type, size);
  return size;
}
