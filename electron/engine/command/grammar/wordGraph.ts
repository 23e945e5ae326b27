/**
 * A grammar as an automaton over words. Fragments are built towards what follows them and shared by it, so equal
 * endings are one state; lists are tries, permutations remember only what is left of them.
 */
import type { Place } from './fileDiagnostics.ts';
import { joinGlued, spellings, withSuffix } from './glue.ts';
import { outOfRange, type RangeDefinition, rangeSize, saidAs, tenthsOf } from './ranges.ts';
import type { Template } from './template.ts';
import { PERMUTATION_MAX } from './template.ts';
import { type ValueType, valueRule, valueTemplate } from './values.ts';
import { type Wording, wordingOf } from './wording.ts';

/** States of all templates together; the built-in ones come to 25,000. */
export const STATES_MAX = 100_000;
/** Values of a number range that are listed one by one. */
export const RANGE_VALUES_MAX = 2_001;

/** What a path says beside its words. */
export type Mark =
  | {
      kind: 'intent';
      intent: string;
      slots: Readonly<Record<string, string>>;
      order: number;
      conditions: Conditions | null;
    }
  | { kind: 'value'; slot: string; value: string; context: Context }
  /** 'text' is any words, 'spoken' a value that means the words it is said with. */
  | {
      kind: 'begin';
      slot: string;
      type: ValueType | 'text' | 'spoken';
      range: RangeDefinition | null;
      context: Context;
    }
  /** "Two and a half" as one number: a sentence that puts it together itself comes first. */
  | { kind: 'loose' }
  /** What is attached to the last word and no part of the value: "'s". */
  | { kind: 'end'; suffix: string };

/** What a value says beside itself, by key; null for nothing. */
export type Context = Readonly<Record<string, string>> | null;
/** A key that has to be among what values bring, or must not be. */
export interface ContextCondition {
  key: string;
  /** One of these; any where it is null. */
  values: readonly string[] | null;
  /** The value that is found becomes a slot of this name. */
  slot: boolean;
}
/** What a sentence asks for beside its words. */
export interface Conditions {
  requires: readonly ContextCondition[];
  excludes: readonly ContextCondition[];
  /** One of these words, as they are compared; none where there are none. */
  keywords: readonly string[];
}

export interface WordEdge {
  targets: number[];
  /** How the word was written where it is not as it is compared. */
  surfaces: readonly string[];
  /** The recogniser looks for it; otherwise it is only taken where it is written. */
  heard: boolean;
}
/** How numbers look in digits: only tokens see these edges. */
export interface DigitEdge {
  form: 'whole' | 'decimal' | 'clock';
  digits: number;
  target: number;
}
export interface State {
  words: Map<string, WordEdge>;
  skips: { target: number; mark: Mark | null }[];
  digits: DigitEdge[];
  /** Any word leads here. */
  wild: number | null;
  /** Words that end in these, as they are compared, may be the last of free words. */
  wildEndings: { suffix: string; target: number }[];
  /** Part of a value of a type or of free words, its end included: what is said here belongs to the value. */
  within: boolean;
  final: boolean;
}

/** Where templates of values are built: their rules are not those of any file. */
const VALUE_SCOPE = '{}';
const NO_WORDS: State['words'] = new Map();
const NO_SKIPS: State['skips'] = [];
const NO_DIGITS: State['digits'] = [];
const NO_ENDINGS: State['wildEndings'] = [];

export class GraphLimitError extends Error {
  override readonly name = 'GraphLimitError';
}

export interface ListValueTemplate {
  template: Template;
  /** Null where it means the words that it is said with. */
  out: string | null;
  context: Context;
  /** Where it stands in its file; absent for a value that comes at run time. */
  place?: () => Place;
}
export type ListDefinition =
  | { kind: 'values'; values: readonly ListValueTemplate[] }
  | RangeDefinition
  | { kind: 'wildcard' }
  | { kind: 'type'; type: ValueType };

export interface Definitions {
  list(name: string): ListDefinition | undefined;
  rule(name: string): { template: Template } | undefined;
}

export class WordGraph {
  readonly states: State[];
  /** All words of all templates, as they are compared. */
  readonly vocabulary: Set<string>;
  /** The graph that this one was begun from. */
  readonly #base: WordGraph | null;
  readonly #memo = new Map<Template, Map<string, number>>();
  readonly #lists = new Map<ListDefinition, Map<string, number>>();
  readonly #texts = new Map<string, number>();
  readonly #strings: Map<string, readonly [string]>;
  /** Where a value ends, by what follows it: values of one type before the same words are one fragment. */
  readonly #ends = new Map<number, number>();
  readonly final: number;

  /**
   * @param base a graph that this one goes on from; its states stay as they are, and whatever was built to them is used
   * again: building never changes a state that is there already
   */
  constructor(base: WordGraph | null = null) {
    this.#base = base;
    this.states = base?.states.slice() ?? [];
    this.vocabulary = new Set(base?.vocabulary);
    this.#strings = base === null ? new Map() : base.#strings;
    this.final = base?.final ?? this.#state();
    this.at(this.final).final = true;
  }

  #ofBase<T>(found: (base: WordGraph) => T): T | undefined {
    return this.#base === null ? undefined : found(this.#base);
  }

  at(state: number): State {
    return this.states[state] as State;
  }

  /** A state that leads to all of `targets`. */
  union(targets: readonly { target: number; mark: Mark | null }[]): number {
    const state = this.#state();
    this.#skip(state, targets);
    return state;
  }

  /** The state from which `template` leads to `next`. @throws GraphLimitError */
  build(template: Template, next: number, definitions: Definitions, scope = ''): number {
    const key = `${scope} ${next}`;
    const known =
      this.#memo.get(template)?.get(key) ?? this.#ofBase((base) => base.#memo.get(template)?.get(key));
    if (known !== undefined) return known;
    const built = this.#build(template, next, definitions, scope);
    const memo = this.#memo.get(template) ?? new Map<string, number>();
    this.#memo.set(template, memo.set(key, built));
    return built;
  }

  #build(template: Template, next: number, definitions: Definitions, scope: string): number {
    switch (template.kind) {
      case 'words':
        return this.#text(template.text, next);
      case 'sequence': {
        let state = next;
        for (const item of this.#joined(template.items).toReversed()) {
          state = this.build(item, state, definitions, scope);
        }
        return state;
      }
      case 'alternatives': {
        // Plain words share their beginnings, and the state that the others leave from.
        const root = this.#state();
        const branches = new Set<number>();
        for (const item of template.items) {
          if (item.kind === 'words' && wordingOf(item.text).words.length > 0)
            this.#trie(root, item.text, next);
          else branches.add(this.build(item, next, definitions, scope));
        }
        this.#skip(
          root,
          [...branches].map((target) => ({ target, mark: null })),
        );
        return root;
      }
      case 'permutation':
        return this.#permutation(template.items, next, definitions, scope);
      case 'rule': {
        const rule = definitions.rule(template.rule);
        if (rule !== undefined) {
          const { suffix = '' } = template;
          return this.build(this.#suffixed(rule.template, suffix), next, definitions, scope);
        }
        // Only templates of values have these.
        const digits = digitRule(template.rule);
        const unheard = /^text_(\w+)$/.exec(template.rule)?.[1];
        if (template.rule === 'loosely') return this.union([{ target: next, mark: { kind: 'loose' } }]);
        if (digits === null && unheard === undefined) return next;
        const state = this.#state();
        if (digits !== null) this.at(state).digits = [{ ...digits, target: next }];
        else if (unheard !== undefined) {
          this.#edge(state, unheard, next, unheard);
          for (const edge of this.at(state).words.values()) edge.heard = false;
        }
        return state;
      }
      case 'list': {
        const list = definitions.list(template.list);
        if (list === undefined) return next;
        // Lists of one slot before the same words are one fragment.
        const memo = this.#lists.get(list) ?? new Map<string, number>();
        const { slot, suffix = '' } = template;
        const key = `${scope} ${slot} ${next} ${suffix}`;
        const known = memo.get(key) ?? this.#ofBase((base) => base.#lists.get(list)?.get(key));
        const built = known ?? this.#list(list, { slot, suffix }, next, definitions, scope);
        this.#lists.set(list, memo.set(key, built));
        return built;
      }
    }
  }

  /** The same template each time, so that what it is built to is remembered. */
  #suffixed(template: Template, suffix: string): Template {
    if (suffix === '') return template;
    const known = this.#suffixes.get(template) ?? new Map<string, Template>();
    this.#suffixes.set(template, known);
    const made = known.get(suffix) ?? withSuffix(template, suffix);
    known.set(suffix, made);
    return made;
  }
  readonly #suffixes = new WeakMap<Template, Map<string, Template>>();

  readonly #joins = new WeakMap<readonly Template[], Template[]>();
  #joined(items: readonly Template[]): Template[] {
    const known = this.#joins.get(items) ?? joinGlued(items);
    this.#joins.set(items, known);
    return known;
  }

  #permutation(items: readonly Template[], next: number, definitions: Definitions, scope: string): number {
    const memo = new Map<number, number>();
    const after = (left: number): number => {
      if (left === 0) return next;
      const known = memo.get(left);
      if (known !== undefined) return known;
      const targets: { target: number; mark: null }[] = [];
      for (let i = 0; i < Math.min(items.length, PERMUTATION_MAX); i++) {
        if ((left & (1 << i)) === 0) continue;
        targets.push({
          target: this.build(items[i] as Template, after(left & ~(1 << i)), definitions, scope),
          mark: null,
        });
      }
      const state = this.union(targets);
      memo.set(left, state);
      return state;
    };
    return after((1 << items.length) - 1);
  }

  /** @param suffix what is attached to the last word of each value */
  #list(
    list: ListDefinition,
    { slot, suffix }: { slot: string; suffix: string },
    next: number,
    definitions: Definitions,
    scope: string,
  ): number {
    switch (list.kind) {
      case 'values': {
        const root = this.#state();
        const say = (value: Template, ending: number) => {
          const template = this.#suffixed(value, suffix);
          if (template.kind === 'words') this.#trie(root, template.text, ending);
          else this.#skip(root, [{ target: this.build(template, ending, definitions, scope), mark: null }]);
        };
        for (const { template, out, context } of list.values) {
          if (out !== null) {
            say(template, this.#valueEnd(slot, out, context, next));
            continue;
          }
          const texts = spellings(template);
          for (const text of texts ?? []) {
            const words = text.trim().replace(/\s+/g, ' ');
            say({ kind: 'words', text: words, offset: 0 }, this.#valueEnd(slot, words, context, next));
          }
          if (texts !== null) continue;
          // Too many to tell one by one, or with rules in them.
          const end = this.union([{ target: next, mark: { kind: 'end', suffix } }]);
          const begin = { kind: 'begin', slot, type: 'spoken', range: null, context } as const;
          this.#skip(root, [{ target: this.build(template, end, definitions, scope), mark: begin }]);
        }
        return root;
      }
      case 'range': {
        if (rangeSize(list) > RANGE_VALUES_MAX) {
          const type = list.fractions.length === 0 ? 'whole' : 'number';
          return this.#typed(type, slot, this.#text(suffix, next), list);
        }
        const after = this.#text(suffix, next);
        const root = this.#state();
        for (const tenths of tenthsOf(list)) {
          const value = outOfRange(list, tenths / 10);
          if (value === null) continue;
          const ending = this.#valueEnd(slot, value, null, after);
          for (const text of saidAs(tenths)) this.#trie(root, text, ending);
          if (tenths % 10 !== 0 && tenths > 0) this.#digitsAs(root, String(tenths / 10), ending);
        }
        return root;
      }
      case 'wildcard': {
        const before = this.states.length;
        const end = this.union([{ target: next, mark: { kind: 'end', suffix } }]);
        const inside = this.#state();
        const first = this.#state();
        for (const state of [first, inside].map((each) => this.at(each))) {
          state.wild = inside;
          if (suffix !== '') state.wildEndings = [{ suffix, target: end }];
        }
        if (suffix === '') this.#skip(inside, [{ target: end, mark: null }]);
        this.#markWithin(before);
        return this.union([
          { target: first, mark: { kind: 'begin', slot, type: 'text', range: null, context: null } },
        ]);
      }
      case 'type':
        return this.#typed(list.type, slot, this.#text(suffix, next), null);
    }
  }

  #valueEnd(slot: string, value: string, context: Context, next: number): number {
    return this.union([{ target: next, mark: { kind: 'value', slot, value, context } }]);
  }

  #typed(type: ValueType, slot: string, next: number, range: RangeDefinition | null): number {
    const before = this.states.length;
    const known = this.#ends.get(next) ?? this.#ofBase((base) => base.#ends.get(next));
    const end = known ?? this.union([{ target: next, mark: { kind: 'end', suffix: '' } }]);
    this.#ends.set(next, end);
    const inner = this.build(
      valueTemplate(type),
      end,
      { list: () => undefined, rule: valueRule },
      VALUE_SCOPE,
    );
    this.#markWithin(before);
    return this.union([{ target: inner, mark: { kind: 'begin', slot, type, range, context: null } }]);
  }

  #text(text: string, next: number): number {
    const key = `${next} ${text.trim()}`;
    const known = this.#texts.get(key) ?? this.#ofBase((base) => base.#texts.get(key));
    if (known !== undefined) return known;
    if (wordingOf(text).words.length === 0) return next;
    const start = this.#state();
    this.#chain(start, text, next);
    this.#texts.set(key, start);
    return start;
  }

  /** Like a chain, but sharing what begins alike. */
  #trie(root: number, text: string, next: number): void {
    const wording = wordingOf(text);
    const path = [root];
    for (const [i, word] of wording.words.entries()) {
      const state = path[i] as number;
      const last = i === wording.words.length - 1;
      const edge = this.at(state).words.get(word);
      // A state of this trie alone has nothing but words yet, or endings of shorter values.
      const shared = last ? undefined : edge?.targets.find((target) => this.#tries.has(target));
      const target = last ? next : (shared ?? this.#state());
      if (shared === undefined) {
        if (!last) this.#tries.add(target);
        this.#edge(state, word, target, wording.surfaces[i] as string);
      }
      path.push(target);
    }
    this.#digitsAlong(path, wording);
  }
  readonly #tries = new Set<number>();

  #chain(start: number, text: string, next: number): void {
    const wording = wordingOf(text);
    const states = wording.words.map((_, i) => (i === 0 ? start : this.#state()));
    states.push(next);
    for (const [i, word] of wording.words.entries()) {
      this.#edge(states[i] as number, word, states[i + 1] as number, wording.surfaces[i] as string);
    }
    this.#digitsAlong(states, wording);
  }

  #digitsAlong(states: readonly number[], { numbers }: Wording): void {
    for (const { start, end, digits } of numbers)
      this.#digitsAs(states[start] as number, digits, states[end] as number);
  }

  /** "12" beside its words: an edge that only tokens see, under a key no spoken word has. */
  #digitsAs(state: number, digits: string, target: number): void {
    this.#edge(state, `#${digits}`, target, digits);
  }

  #edge(state: number, word: string, target: number, surface: string): void {
    const from = this.at(state);
    if (from.words === NO_WORDS) from.words = new Map();
    const { words } = from;
    if (!word.startsWith('#')) this.vocabulary.add(word);
    const edge = words.get(word);
    if (edge === undefined) {
      // A list that grows from nothing has room for 17 at once, and most of these stay at one.
      words.set(this.#once(word)[0], { targets: [target], surfaces: this.#once(surface), heard: true });
      return;
    }
    if (!edge.targets.includes(target)) edge.targets.push(target);
    if (!edge.surfaces.includes(surface)) edge.surfaces = [...edge.surfaces, surface];
  }

  /** Equal texts as one list of one string: most edges have no other, and a part of a template keeps the whole of it. */
  #once(text: string): readonly [string] {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    const only = [text] as const;
    this.#strings.set(text, only);
    return only;
  }

  #skip(state: number, targets: readonly State['skips'][number][]): void {
    const from = this.at(state);
    from.skips = [...from.skips, ...targets];
  }

  /** All states since there were `count`. */
  #markWithin(count: number): void {
    for (let state = count; state < this.states.length; state++) this.at(state).within = true;
  }

  #state(): number {
    if (this.states.length >= STATES_MAX) throw new GraphLimitError(`more than ${STATES_MAX} states`);
    // Most states have few of these, and there are many states.
    this.states.push({
      words: NO_WORDS,
      skips: NO_SKIPS,
      digits: NO_DIGITS,
      wild: null,
      wildEndings: NO_ENDINGS,
      within: false,
      final: false,
    });
    return this.states.length - 1;
  }
}

function digitRule(rule: string): Pick<DigitEdge, 'form' | 'digits'> | null {
  if (rule === 'decimal') return { form: 'decimal', digits: 4 };
  if (rule === 'clock') return { form: 'clock', digits: 2 };
  const count = /^digits_(\d)$/.exec(rule)?.[1];
  return count === undefined ? null : { form: 'whole', digits: Number(count) };
}
