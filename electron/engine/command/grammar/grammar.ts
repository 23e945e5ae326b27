/** A compiled grammar: what texts it accepts, what they mean, and the token graph that the recogniser follows. */
import { isDeepStrictEqual } from 'node:util';
import type { GrammarReport, ParseResult } from '../../../../contract/command.ts';
import type { TokenGraph } from '../tokenGraph.ts';
import { type Compiled, type CompileOptions, compileFiles } from './compile.ts';
import { LazyTokenGraph } from './lazyTokenGraph.ts';
import { type Meaning, meaningOf, type Reading } from './meaning.ts';
import type { SkipPhrases } from './skipPhrases.ts';
import { extraCost, isFiller, missingCost, slipsOf, substitutionCost } from './slips.ts';
import type { GrammarFile } from './source.ts';
import { sameUnit } from './spokenForms.ts';
import type { Mark, WordGraph } from './wordGraph.ts';
import { keys, type Word, wordsOf } from './words.ts';

export type { CompileOptions } from './compile.ts';
export type { GrammarFile } from './source.ts';

/** Words of a text that are looked at; commands are shorter. */
export const TEXT_WORDS_MAX = 80;
/** Partial readings that are kept at each word where slips are forgiven; without slips, all are. */
const READINGS_MAX = 4_000;
/** Readings of equal cost that are kept for one state: those that took the text for other words. */
const RIVALS_MAX = 3;
const SAME_COST = 1e-9;
/** Words that may be written as one: two, or letters of an abbreviation. */
const COMPOUND_MAX_WORDS = 4;

/**
 * By state, and by context where there is one; the best comes first, the others are as good and took the text for
 * something else.
 */
type Readings = Map<number | string, Reading[]>;

export class Grammar {
  readonly report: GrammarReport;
  readonly #graph: WordGraph;
  readonly #start: number;
  readonly #skip: SkipPhrases;

  private constructor({ graph, start, skip, report }: Compiled) {
    this.#graph = graph;
    this.#start = start;
    this.#skip = skip;
    this.report = report;
  }

  /**
   * One grammar of several files. A file of the user's with an error is left out whole and told in the report; where
   * built-in files or all files are faulty, that is an error.
   * @throws HarkError grammar.invalid, grammar.too_large
   */
  static compile(files: readonly GrammarFile[], options: CompileOptions = {}): Grammar {
    return new Grammar(compileFiles(files, options));
  }

  /** What a text means, slips of recognition forgiven; intent null where it is no command. */
  parse(text: string): ParseResult {
    return (
      this.parseExactly(text) ?? this.#read(text, true) ?? { text, intent: null, slots: {}, confidence: 0 }
    );
  }

  /** What a text means that a template accepts as it stands; null otherwise. */
  parseExactly(text: string): ParseResult | null {
    return this.#read(text, false);
  }

  /** More words could follow this text. */
  couldGoOn(text: string): boolean {
    const words = wordsOf(text).slice(0, TEXT_WORDS_MAX);
    return [...this.#advance(words, false, 0).values()].flat().some(({ state }) => {
      const { words: edges, wild, digits } = this.#graph.at(state);
      return edges.size > 0 || wild !== null || digits.length > 0;
    });
  }

  /** @param wakePhrases spellings of a phrase that may come first, and are no part of the command */
  tokenGraph(options: { wakePhrases?: readonly string[] } = {}): TokenGraph {
    return new LazyTokenGraph(this.#graph, this.#start, options.wakePhrases ?? [], this.#skip.texts);
  }

  #read(text: string, tolerant: boolean): ParseResult | null {
    const words = wordsOf(text);
    if (words.length === 0 || words.length > TEXT_WORDS_MAX) return null;
    const readings = [...this.#advance(words, tolerant, tolerant ? slipsOf(words.length) : 0).values()]
      .flat()
      .filter(({ state }) => this.#graph.at(state).final);
    readings.sort((a, b) => (better(a, b) ? -1 : better(b, a) ? 1 : 0));
    let found: { reading: Reading; meaning: Meaning } | null = null;
    for (const reading of readings) {
      if (found !== null && !rivals(reading, found.reading)) continue;
      // A reading of wildcard words alone says nothing of the others.
      if (tolerant && reading.literal < Math.min(2, words.length)) continue;
      if (tolerant && reading.cost > slipsOf(words.length, reading.wild)) continue;
      const meaning = meaningOf(reading, words, text, this.#skip);
      if (meaning === null) continue;
      if (found === null) found = { reading, meaning };
      // Slips could have made it of either: nobody knows which was meant.
      else if (!isDeepStrictEqual(meaning, found.meaning)) return null;
    }
    if (found === null) return null;
    const confidence = Math.max(0, 1 - found.reading.cost / Math.max(1, words.length));
    return { text, ...found.meaning, confidence };
  }

  /** The best readings of all words for each state they lead to. */
  #advance(words: readonly Word[], tolerant: boolean, most: number): Readings {
    // By the number of words before: a phrase that is skipped may be several words.
    const readingsAt = Array.from({ length: words.length + 1 }, (): Readings => new Map());
    const enter = (reading: Reading, at: number) =>
      this.#enter(readingsAt[at] as Readings, reading, at, tolerant, most);
    enter(
      {
        state: this.#start,
        cost: 0,
        literal: 0,
        marks: null,
        wild: 0,
        loose: 0,
        hollow: false,
        slips: '',
        context: '',
      },
      0,
    );
    for (const [index, { key }] of words.entries()) {
      const at = index + 1;
      const readings = readingsAt[index] as Readings;
      const skipped = this.#skip.lengthsAt(words, index);
      const extra = extraCost(key);
      const compounds = this.#compoundsAt(words, index);
      const halves = this.#halvesOf(key);
      for (const reading of tolerant ? keptOf(readings) : [...readings.values()].flat()) {
        const { words: edges, wild, wildEndings, within } = this.#graph.at(reading.state);
        const exact = edges.get(key);
        for (const said of within ? [key] : [key, ...sameUnit(key)]) {
          for (const state of edges.get(said)?.targets ?? [])
            enter({ ...reading, state, literal: reading.literal + 1, hollow: false }, at);
        }
        for (const { joined, count } of compounds) {
          for (const state of edges.get(joined)?.targets ?? [])
            enter({ ...reading, state, literal: reading.literal + count, hollow: false }, index + count);
        }
        for (const [first, second] of exact === undefined ? halves : []) {
          const middle: Readings = new Map();
          for (const state of edges.get(first)?.targets ?? [])
            this.#enter(middle, { ...reading, state, hollow: false }, index, false, 0);
          for (const half of [...middle.values()].flat()) {
            for (const state of this.#graph.at(half.state).words.get(second)?.targets ?? [])
              enter({ ...half, state, literal: half.literal + 1 }, at);
          }
        }
        if (wild !== null) enter({ ...reading, state: wild, wild: reading.wild + 1 }, at);
        for (const { suffix, target } of wildEndings) {
          if (endsIn(key, suffix)) enter({ ...reading, state: target, wild: reading.wild + 1 }, at);
        }
        // What is said within a value belongs to it.
        for (const length of within ? [] : skipped) enter(reading, index + length);
        if (!tolerant || reading.state === this.#start) continue;
        if (!within && extra !== null && reading.cost + extra <= most) {
          enter({ ...reading, cost: reading.cost + extra, slips: `${reading.slips}${index}- ` }, at);
        }
        if (exact) continue;
        for (const [word, { targets }] of edges) {
          if (word.startsWith('#')) continue;
          const slip = substitutionCost(key, word, within);
          if (slip === null || reading.cost + slip > most) continue;
          const literal = reading.literal + 0.5;
          const slips = `${reading.slips}${index}=${word} `;
          for (const state of targets)
            enter({ ...reading, state, cost: reading.cost + slip, literal, hollow: false, slips }, at);
        }
      }
      // What came before is not looked at again.
      readings.clear();
    }
    return readingsAt[words.length] as Readings;
  }

  /** Words of the grammar that are written as several here: "wi-fi", "t.v.". */
  #compoundsAt(words: readonly Word[], index: number): { joined: string; count: number }[] {
    const { vocabulary } = this.#graph;
    const found: { joined: string; count: number }[] = [];
    let joined = words[index]?.key ?? '';
    for (let count = 2; count <= COMPOUND_MAX_WORDS && index + count <= words.length; count++) {
      const next = words[index + count - 1]?.key ?? '';
      const letters = joined.length === count - 1 && next.length === 1;
      if (count > 2 && !letters) break;
      joined += next;
      // An "s" of its own is no plural.
      if (!letters && Math.min(next.length, joined.length - next.length) < 2) continue;
      if (vocabulary.has(joined)) found.push({ joined, count });
    }
    return found;
  }

  /** The two words of the grammar that a word here is written of: "extralarge". */
  #halvesOf(key: string): [string, string][] {
    const { vocabulary } = this.#graph;
    return Array.from({ length: Math.max(0, key.length - 1) }, (_, i): [string, string] => [
      key.slice(0, i + 1),
      key.slice(i + 1),
    ]).filter((halves) => halves.every((half) => vocabulary.has(half)));
  }

  /** Takes a reading into its state and whatever that leads to without a word, where it is better than another there. */
  #enter(into: Readings, first: Reading, at: number, tolerant: boolean, most: number): void {
    const waiting = [first];
    for (let reading = waiting.pop(); reading !== undefined; reading = waiting.pop()) {
      if (!take(into, reading)) continue;
      const { skips, words, within } = this.#graph.at(reading.state);
      for (const { target, mark } of skips) {
        // A value that was not said is none.
        if (reading.hollow && mark?.kind === 'value') continue;
        if (mark === null) waiting.push({ ...reading, state: target });
        else {
          const marks = { mark, at, before: reading.marks };
          const loose = reading.loose + (mark.kind === 'loose' ? 1 : 0);
          const context = contextAfter(reading.context, mark);
          waiting.push({ ...reading, state: target, marks, loose, context });
        }
      }
      // Where free words end is known only by the word that follows them.
      if (!tolerant || at === 0 || within || followsFreeWords(reading, at)) continue;
      for (const [word, edge] of words) {
        if (word.startsWith('#')) continue;
        const missing = missingCost(word);
        if (missing === null || reading.cost + missing > most) continue;
        const cost = reading.cost + missing;
        const slips = `${reading.slips}${at}+${word} `;
        const hollow = !isFiller(word);
        for (const target of edge.targets) waiting.push({ ...reading, state: target, cost, hollow, slips });
      }
    }
  }
}

/** Keeps a reading where none is better; false where it is not worth going on with. */
function take(into: Readings, reading: Reading): boolean {
  const { state, context } = reading;
  const place = context === '' ? state : `${state} ${context}`;
  const known = into.get(place);
  const [best] = known ?? [];
  if (known === undefined || best === undefined) {
    into.set(place, [reading]);
    return true;
  }
  if (better(reading, best)) {
    const others = known.filter((each) => rivals(each, reading)).slice(0, RIVALS_MAX - 1);
    into.set(place, [reading, ...others]);
    return true;
  }
  if (known.length >= RIVALS_MAX || !known.every((each) => rivals(reading, each))) return false;
  known.push(reading);
  return true;
}

/** Readings of one place go on alike, unless what was said before decides whether a sentence counts. */
function contextAfter(context: string, mark: Mark): string {
  if (mark.kind === 'intent') return mark.conditions === null ? '' : `#${mark.order}`;
  if (context === '' || mark.kind === 'end' || mark.kind === 'loose' || mark.context === null) return context;
  return `${context} ${JSON.stringify(mark.context)}`;
}

/** As good as the other, of a text with other slips. */
function rivals(one: Reading, other: Reading): boolean {
  return one.slips !== other.slips && one.wild === other.wild && Math.abs(one.cost - other.cost) < SAME_COST;
}

/** Apostrophes are no part of words as they are compared: "bob's" ends in "'s". */
function endsIn(word: string, suffix: string): boolean {
  const [ending = ''] = keys(suffix);
  return ending !== '' && word.length > ending.length && word.endsWith(ending);
}

function followsFreeWords({ marks }: Reading, at: number): boolean {
  if (marks === null || marks.at !== at || marks.mark.kind !== 'end') return false;
  const begin = marks.before?.mark;
  return begin?.kind === 'begin' && begin.type === 'text';
}

function keptOf(readings: Readings): Reading[] {
  const all = [...readings.values()].flat();
  return all.length > READINGS_MAX ? all.sort((a, b) => a.cost - b.cost).slice(0, READINGS_MAX) : all;
}

function better(one: Reading, other: Reading): boolean {
  if (one.cost !== other.cost) return one.cost < other.cost;
  if (one.literal !== other.literal) return one.literal > other.literal;
  if (one.wild !== other.wild) return one.wild < other.wild;
  if (one.loose !== other.loose) return one.loose < other.loose;
  return orderOf(one) < orderOf(other);
}

function orderOf({ marks }: Reading): number {
  for (let each = marks; each !== null; each = each.before)
    if (each.mark.kind === 'intent') return each.mark.order;
  return Number.POSITIVE_INFINITY;
}
