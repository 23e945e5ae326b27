/**
 * The word automaton as a deterministic automaton over the recogniser's tokens, one state at a time: a state is the set
 * of places in the word automaton that the tokens so far may have come to (subset construction). Capitals, digits,
 * hyphens and punctuation are other tokens between the same places, so they change no meaning and split no path.
 */
import { HarkError } from '../../../../contract/failures.ts';
import { START_STATE, type StateId, type TokenEdges, type TokenGraph } from '../tokenGraph.ts';
import { attachedToken, beginsWord, encodeAttached, encodeWord } from '../tokenizer.ts';
import { abbreviationsOf, contractionsOf, sameUnit } from './spokenForms.ts';
import type { DigitEdge, WordGraph } from './wordGraph.ts';

/** States of one graph; an utterance visits hundreds. */
export const GRAPH_STATES_MAX = 200_000;
const PUNCTUATION = [',', '.', '?', '!', ';', ':'].flatMap((mark) => attachedToken(mark) ?? []);
const HYPHEN = attachedToken('-');
/** The space before a number: digits are tokens of their own. */
const SPACE = encodeWord('1')[0] as number;
const DIGITS = Array.from({ length: 10 }, (_, digit) => encodeWord(String(digit)).at(-1) as number);
const POINT = attachedToken('.');
const COLON = attachedToken(':');

/** Surface forms beside lower case and capitalised. */
const SURFACES: Record<string, readonly string[]> = {
  okay: ['OK', 'ok', 'Okay'],
  am: ['a.m.', 'AM', 'A.M.'],
  pm: ['p.m.', 'PM', 'P.M.'],
  oclock: ["o'clock"],
  percent: ['per cent'],
  color: ['colour'],
  favorite: ['favourite'],
  gray: ['grey'],
  center: ['centre'],
  meters: ['metres'],
  kilometers: ['kilometres'],
  liters: ['litres'],
  celsius: ['Celsius'],
  fahrenheit: ['Fahrenheit'],
  plus: ['+'],
  minus: ['-'],
  todays: ["today's"],
  tomorrows: ["tomorrow's"],
  yesterdays: ["yesterday's"],
  tonights: ["tonight's"],
  wifi: ['Wi-Fi', 'WiFi', 'wi-fi'],
  tv: ['TV', 'T.V.', 't.v.'],
};
/** Forms that are attached to the word before them, beside short names of units. */
const ATTACHED: Record<string, string> = { percent: '%', degrees: '°' };
/** Parts of a compound have so many letters at least: of shorter ones words are made by chance. */
const COMPOUND_PART_MIN_LETTERS = 3;

/** What came before a place between words; 'skipped' is a phrase that may be said anywhere, but not twice in a row. */
type Boundary = 'start' | 'word' | 'skipped' | 'mark' | 'hyphen';
/** Where tokens have come to; `kind` 'word' is between words, the others within one. */
type Item =
  | { kind: 'word'; state: number; after: Boundary }
  | { kind: 'spell'; tokens: readonly number[]; at: number; target: number; after: 'word' | 'skipped' }
  | { kind: 'digits'; edge: DigitEdge; at: number; stage: 'first' | 'whole' | 'rest' }
  | { kind: 'wild'; state: number };

export class LazyTokenGraph implements TokenGraph {
  readonly #graph: WordGraph;
  readonly #items: Item[] = [];
  readonly #itemIds = new Map<string, number>();
  readonly #states: number[][] = [];
  readonly #stateIds = new Map<string, StateId>();
  readonly #edges = new Map<StateId, TokenEdges>();
  readonly #closures = new Map<number, number[]>();
  readonly #outsides = new Map<number, number[]>();
  readonly #skipped: readonly (readonly number[])[];

  /**
   * @param wakePhrases may come first
   * @param skipPhrases may come between any two words
   */
  constructor(
    graph: WordGraph,
    start: number,
    wakePhrases: readonly string[],
    skipPhrases: readonly string[],
  ) {
    this.#graph = graph;
    this.#skipped = skipPhrases.flatMap((phrase) => spellingsOf(phrase, [], false));
    const items = [this.#item({ kind: 'word', state: start, after: 'start' })];
    for (const phrase of wakePhrases) {
      const tokens = encodeWord(phrase);
      items.push(this.#item({ kind: 'spell', tokens, at: 0, target: start, after: 'word' }));
    }
    const first = this.#stateOf(items);
    if (first !== START_STATE) throw new HarkError('internal', 'the first state is not the first');
  }

  edges(state: StateId): TokenEdges {
    const known = this.#edges.get(state);
    if (known !== undefined) return known;
    const edges = this.#expand(this.#states[state] ?? []);
    this.#edges.set(state, edges);
    return edges;
  }

  #expand(ids: readonly number[]): TokenEdges {
    const next = new Map<number, Set<number>>();
    const wild = new Set<number>();
    let accepting = false;
    const add = (token: number | null, item: Item) => {
      if (token === null) return;
      const targets = next.get(token) ?? new Set<number>();
      next.set(token, targets.add(this.#item(item)));
    };
    const spell = (tokens: readonly number[], target: number, after: 'word' | 'skipped' = 'word') => {
      const [first, second] = tokens;
      if (first === undefined) return;
      if (second === undefined) add(first, { kind: 'word', state: target, after });
      else add(first, { kind: 'spell', tokens, at: 1, target, after });
    };
    const between = (place: number, after: Boundary) => {
      for (const state of this.#closure(place)) {
        const { words, digits, wild: inside, final } = this.#graph.at(state);
        if (final && after !== 'start' && after !== 'hyphen') accepting = true;
        for (const [key, { targets, surfaces, heard }] of words) {
          if (!heard) continue;
          const attached = after === 'word' ? attachedForms(key) : [];
          const contracted = after === 'hyphen' ? undefined : contractionsOf(key);
          for (const target of targets) {
            for (const tokens of spellingsOf(key, surfaces, after === 'hyphen')) spell(tokens, target);
            for (const form of this.#compoundForms(key)) spell(encodeWord(form), target);
            for (const form of attached) spell(encodeAttached(form), target);
            if (contracted !== undefined) this.#contracted(target, contracted, spell);
          }
        }
        for (const edge of digits) {
          if (after !== 'hyphen') add(SPACE, { kind: 'digits', edge, at: 0, stage: 'first' });
        }
        if (inside !== null) {
          wild.add(this.#item({ kind: 'wild', state: inside }));
        }
      }
      if (after !== 'hyphen' && after !== 'skipped') {
        for (const outside of this.#outside(place))
          for (const tokens of this.#skipped) spell(tokens, outside, 'skipped');
      }
      if (after !== 'word' && after !== 'skipped') return;
      for (const mark of PUNCTUATION) add(mark, { kind: 'word', state: place, after: 'mark' });
      if (after === 'word') add(HYPHEN, { kind: 'word', state: place, after: 'hyphen' });
    };
    for (const id of ids) {
      const item = this.#items[id] as Item;
      if (item.kind === 'word') between(item.state, item.after);
      else if (item.kind === 'spell') {
        const { tokens, at, target, after } = item;
        const last = at === tokens.length - 1;
        add(tokens[at] ?? null, last ? { kind: 'word', state: target, after } : { ...item, at: at + 1 });
      } else if (item.kind === 'digits') {
        this.#digits(item, add);
        if (this.#digitsEnd(item)) between(item.edge.target, 'word');
      } else {
        wild.add(id);
        // The words after a wildcard begin where a word begins; until then any token belongs to it.
        const inner = new Map(next);
        next.clear();
        between(item.state, 'mark');
        for (const token of [...next.keys()]) if (!beginsWord(token)) next.delete(token);
        for (const [token, targets] of inner) {
          const merged = next.get(token) ?? new Set<number>();
          for (const target of targets) merged.add(target);
          next.set(token, merged);
        }
        for (const { suffix, target } of this.#graph.at(item.state).wildEndings) {
          spell(encodeAttached(suffix), target);
        }
      }
    }
    const free = [...wild];
    const tokens = [...next.keys()].sort((a, b) => a - b);
    return {
      tokens: Int32Array.from(tokens),
      targets: Int32Array.from(tokens, (token) => this.#stateOf([...(next.get(token) ?? []), ...free])),
      accepting,
      freeTarget: free.length === 0 ? null : this.#stateOf(free),
    };
  }

  #digits(item: Extract<Item, { kind: 'digits' }>, add: (token: number | null, item: Item) => void): void {
    const { edge, at, stage } = item;
    for (const [digit, token] of DIGITS.entries()) {
      if (stage === 'first') {
        if (digit > 0 || edge.form !== 'whole') add(token, { ...item, at: 1, stage: 'whole' });
      } else if (at < (stage === 'rest' && edge.form === 'clock' ? 2 : edge.digits)) {
        add(token, { ...item, at: at + 1 });
      }
    }
    if (stage !== 'whole') return;
    if (edge.form === 'decimal') add(POINT, { ...item, at: 0, stage: 'rest' });
    if (edge.form === 'clock') add(COLON, { ...item, at: 0, stage: 'rest' });
  }

  #digitsEnd({ edge, at, stage }: Extract<Item, { kind: 'digits' }>): boolean {
    if (edge.form === 'whole') return stage === 'whole';
    return stage === 'rest' && (edge.form === 'clock' ? at === 2 : at > 0);
  }

  /** States that a place leads to without a word, itself included. */
  #closure(place: number): number[] {
    const known = this.#closures.get(place);
    if (known !== undefined) return known;
    const found = new Set([place]);
    for (const state of found) for (const { target } of this.#graph.at(state).skips) found.add(target);
    const closure = [...found];
    this.#closures.set(place, closure);
    return closure;
  }

  /** "What's" beside "what is": one word for this one and the next. */
  #contracted(
    place: number,
    forms: ReadonlyMap<string, readonly string[]>,
    spell: (tokens: readonly number[], target: number) => void,
  ): void {
    for (const state of this.#closure(place)) {
      const { words } = this.#graph.at(state);
      if (words.size === 0) continue;
      for (const [second, written] of forms) {
        for (const target of words.get(second)?.targets ?? [])
          for (const form of written)
            for (const tokens of spellingsOf(form, [], false)) spell(tokens, target);
      }
    }
  }

  /** "Extra-large" beside "extralarge", where both parts are words of the grammar. */
  #compoundForms(key: string): readonly string[] {
    const known = this.#compounds.get(key);
    if (known !== undefined) return known;
    const forms: string[] = [];
    for (let at = COMPOUND_PART_MIN_LETTERS; at <= key.length - COMPOUND_PART_MIN_LETTERS; at++) {
      const [first, second] = [key.slice(0, at), key.slice(at)];
      const { vocabulary } = this.#graph;
      if (!vocabulary.has(first) || !vocabulary.has(second)) continue;
      forms.push(`${first}-${second}`, `${first} ${second}`);
    }
    this.#compounds.set(key, forms);
    return forms;
  }
  readonly #compounds = new Map<string, readonly string[]>();

  /** Where a place stands once the value that it may be the end of is over: nothing is skipped within one. */
  #outside(place: number): readonly number[] {
    if (!this.#graph.at(place).within) return [place];
    const known = this.#outsides.get(place);
    if (known !== undefined) return known;
    const inside = new Set([place]);
    const found = new Set<number>();
    for (const state of inside) {
      for (const { target, mark } of this.#graph.at(state).skips) {
        if (mark?.kind === 'end') found.add(target);
        else inside.add(target);
      }
    }
    const outsides = [...found];
    this.#outsides.set(place, outsides);
    return outsides;
  }

  #item(item: Item): number {
    const key = JSON.stringify(item);
    const known = this.#itemIds.get(key);
    if (known !== undefined) return known;
    this.#items.push(item);
    this.#itemIds.set(key, this.#items.length - 1);
    return this.#items.length - 1;
  }

  #stateOf(items: readonly number[]): StateId {
    const sorted = [...new Set(items)].sort((a, b) => a - b);
    const key = sorted.join(',');
    const known = this.#stateIds.get(key);
    if (known !== undefined) return known;
    if (this.#states.length >= GRAPH_STATES_MAX) {
      throw new HarkError('grammar.too_large', `the grammar has more than ${GRAPH_STATES_MAX} token states`);
    }
    this.#states.push(sorted);
    this.#stateIds.set(key, this.#states.length - 1);
    return this.#states.length - 1;
  }
}

function attachedForms(key: string): readonly string[] {
  const sign = ATTACHED[key];
  return sign === undefined ? abbreviationsOf(key) : [sign];
}

const spelled = new Map<string, number[][]>();
const SPELLED_MAX = 50_000;

/** Tokens of each surface form of a word. */
function spellingsOf(key: string, surfaces: readonly string[], attached: boolean): number[][] {
  const memo = `${attached ? '-' : ' '}${key} ${surfaces.join(' ')}`;
  const known = spelled.get(memo);
  if (known !== undefined) return known;
  const forms = new Set<string>();
  const base = key.startsWith('#')
    ? [key.slice(1)]
    : [key, ...surfaces, ...(SURFACES[key] ?? []), ...sameUnit(key)];
  for (const form of base) {
    if (form === '') continue;
    forms.add(form);
    forms.add(form.toLowerCase());
    forms.add(form[0]?.toUpperCase() + form.slice(1));
  }
  const tokens = [...forms].map((form) => (attached ? encodeAttached(form) : encodeWord(form)));
  if (spelled.size >= SPELLED_MAX) spelled.clear();
  spelled.set(memo, tokens);
  return tokens;
}
