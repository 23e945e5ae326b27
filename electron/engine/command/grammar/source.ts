/** Sentence files: YAML in Home Assistant's format, read with the line and column of everything that is wrong. */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  Scalar,
  visit,
} from 'yaml';
import {
  GRAMMAR_MAX_CHARACTERS,
  type GrammarDiagnostic,
  LIST_VALUES_MAX,
} from '../../../../contract/command.ts';
import { spellings } from './glue.ts';
import { FRACTIONS } from './ranges.ts';
import { isName, parseTemplate, type Template, TemplateError } from './template.ts';
import { VALUE_TYPES, type ValueType } from './values.ts';
import type { ContextCondition, ListDefinition, ListValueTemplate } from './wordGraph.ts';
import { keys, NUMBER_MAX } from './words.ts';

export interface GrammarFile {
  name: string;
  text: string;
  builtIn: boolean;
}

/** Diagnostics of one file beyond these are left out. */
export const DIAGNOSTICS_MAX = 100;
export const SENTENCES_MAX = 20_000;
/** Each is one more way to go on after every word of a sentence. */
const SKIP_PHRASES_MAX = 200;
const TEMPLATE_MAX_CHARACTERS = 4_000;
/** Levels of mappings and lists within each other; a sentence of an intent is 8 deep. */
export const NESTING_MAX = 32;
/** Tokens of a file: two to five a line. */
export const YAML_TOKENS_MAX = 60_000;
/** What no text file holds; tab, line feed, carriage return are none of these. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is the check for them.
const NOT_TEXT = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;
/** UTF-16 as a decoder of UTF-8 leaves it: a byte order mark that is none, or a NUL in each of the first characters. */
const UTF_16 = /^(?:\ufffd\ufffd|(?:[^\0]\0){2}|(?:\0[^\0]){2})/;
/** The ends of lines before Mac OS X: all of the file is one line to YAML. */
const LONE_RETURN = /\r(?!\n)/;
/** What a decoder of UTF-8 leaves of bytes that are none. */
const NOT_UTF8 = '\ufffd';

export interface Place {
  line: number;
  column: number;
}
export interface Sentence {
  text: string;
  template: Template;
  /** Of a character of the template; of its first where none is given. */
  place(offset?: number): Place;
}
export interface SentenceBlock {
  intent: string;
  sentences: Sentence[];
  slots: Record<string, string>;
  /** Seen by this block alone, also from within the rules of the file that it uses. */
  rules: Map<string, Rule>;
  lists: Map<string, NamedList>;
  /** What values said in a sentence have to bring with them, or must not. */
  requires: ContextCondition[];
  excludes: ContextCondition[];
  /** One of these words at least has to be said; none where there are none. */
  keywords: string[];
  /** How people are told of it: `metadata.example`. */
  example: string | null;
  place: Place;
}
export type Rule = Sentence;
export interface NamedList {
  /** 'dynamic' lists get their values at run time. */
  list: ListDefinition | 'dynamic';
  place: Place;
}
export interface ParsedFile {
  file: GrammarFile;
  language: string | null;
  blocks: SentenceBlock[];
  lists: Map<string, NamedList>;
  rules: Map<string, Rule>;
  /** Words, or several in a row, that may come between those of a sentence and mean nothing. */
  skipPhrases: string[];
  diagnostics: GrammarDiagnostic[];
}

const TOP_KEYS = ['language', 'intents', 'lists', 'expansion_rules', 'skip_words', 'responses', 'settings'];
const INTENT_KEYS = ['data', 'description'];
const BLOCK_KEYS = [
  'sentences',
  'slots',
  'lists',
  'expansion_rules',
  'requires_context',
  'excludes_context',
  'required_keywords',
  'metadata',
  // Of Home Assistant's own: they change nothing of what a sentence means.
  ...['response', 'settings', 'inferred_domain', 'name_domains'],
];
const LIST_KINDS = ['values', 'range', 'wildcard', 'type', 'dynamic'];
const VALUE_KEYS = ['in', 'out', 'context', 'metadata'];
const RANGE_KEYS = [
  'from',
  'to',
  'step',
  'type',
  'fractions',
  'multiplier',
  'digits',
  'words',
  'words_language',
];
const RANGE_TYPES = ['number', 'percentage', 'temperature'];
/** What the recogniser understands. */
const SPOKEN_LANGUAGE = /^en(?:[-_]|$)/i;
/** Written without quotes, these are texts to YAML 1.2 and truths to the YAML that Home Assistant reads. */
const YES = /^(?:true|yes|on)$/i;

/** Never throws: whatever is wrong is in `diagnostics`. */
export function parseFile(file: GrammarFile): ParsedFile {
  const parsed: ParsedFile = {
    file,
    language: null,
    blocks: [],
    lists: new Map(),
    rules: new Map(),
    skipPhrases: [],
    diagnostics: [],
  };
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const tell = (place: Place, message: string, severity: 'error' | 'warning' = 'error') => {
    if (parsed.diagnostics.length < DIAGNOSTICS_MAX) {
      parsed.diagnostics.push({ severity, file: file.name, ...place, message });
    }
  };
  const at = (node: unknown): Place => placeOf((node as Node | null)?.range?.[0] ?? 0);

  if (file.text.length > GRAMMAR_MAX_CHARACTERS) {
    tell({ line: 1, column: 1 }, `longer than ${GRAMMAR_MAX_CHARACTERS} characters`);
    return parsed;
  }
  const document = readYaml(file.text, lines, (offset, message) => tell(placeOf(offset), message));
  if (document === null) return parsed;

  const pairs = (node: unknown, what: string): { key: string; keyNode: unknown; value: unknown }[] => {
    if (!isMap(node)) {
      tell(at(node), `${what} has to be a mapping`);
      return [];
    }
    const known = new Map<string, number>();
    return node.items.flatMap((pair) => {
      const key = isScalar(pair.key) ? pair.key.value : null;
      if (typeof key !== 'string' || key === '') {
        tell(at(pair.key), `a key of ${what} has to be text`);
        return [];
      }
      const first = known.get(key);
      if (first !== undefined) {
        tell(at(pair.key), `${what} has "${shown(key)}" twice; first on line ${first}`);
        return [];
      }
      known.set(key, at(pair.key).line);
      // A key of a flow mapping may have no value at all.
      const value = pair.value ?? Object.assign(new Scalar(null), { range: (pair.key as Node).range });
      return [{ key, keyNode: pair.key, value }];
    });
  };
  const isLeftEmpty = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null);
  const items = (node: unknown, what: string): unknown[] => {
    if (isSeq(node)) return node.items;
    tell(at(node), `${what} has to be a list`);
    return [];
  };
  const text = (node: unknown, what: string): string | null => {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' && value.trim() !== '') return value;
    tell(at(node), `${what} has to be text`);
    return null;
  };
  /** @param numbers as well, which are their digits */
  const template = (node: unknown, what: string, numbers = false): Sentence | null => {
    const number = numbers && isScalar(node) && typeof node.value !== 'string' ? scalar(node) : null;
    const written = number ?? text(node, what);
    if (written === null) return null;
    const place = (offset = 0) =>
      placeOf(isScalar(node) ? offsetWithin(file.text, node as Scalar, offset) : 0);
    if (written.length > TEMPLATE_MAX_CHARACTERS) {
      tell(place(), `${what} is longer than ${TEMPLATE_MAX_CHARACTERS} characters`);
      return null;
    }
    try {
      return { text: written, template: parseTemplate(written), place };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      tell(place(error.offset), `${what}: ${error.message}`);
      return null;
    }
  };
  const named = (node: unknown, name: string, what: string): boolean => {
    if (isName(name)) return true;
    tell(at(node), `"${shown(name)}" is no name of a ${what}`);
    return false;
  };
  const rulesOf = (node: unknown, into: Map<string, Rule>) => {
    if (isLeftEmpty(node)) return;
    for (const { key, keyNode, value } of pairs(node, 'expansion_rules')) {
      const rule = named(keyNode, key, 'rule') ? template(value, `rule <${key}>`) : null;
      if (rule) into.set(key, rule);
    }
  };
  /** A number as it is written: 007 is no 7, 1.50 no 1.5. */
  const scalar = (node: unknown): string | null => {
    if (!isScalar(node)) return null;
    const { value, source } = node as Scalar;
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? (source ?? String(value)) : null;
  };
  const isYes = (node: unknown): boolean => YES.test(scalar(node) ?? '');

  const listsOf = (node: unknown, into: Map<string, NamedList>) => {
    if (isLeftEmpty(node)) return;
    for (const { key, keyNode, value } of pairs(node, 'lists')) {
      const list = named(keyNode, key, 'list') ? listOf(key, value) : null;
      if (list) into.set(key, { list, place: at(keyNode) });
    }
  };
  /** What a value brings with it. */
  const contextOf = (node: unknown, what: string): Record<string, string> => {
    const context: Record<string, string> = {};
    for (const { key, value } of isLeftEmpty(node) ? [] : pairs(node, `context of ${what}`)) {
      const brought = scalar(value);
      if (brought === null) tell(at(value), `context ${key} of ${what} has to be text`);
      else context[key] = brought;
    }
    return context;
  };
  /** `key:` for any value, `key: value`, `key: [value, value]`, or `key: { value: …, slot: true }`. */
  const conditionsOf = (node: unknown, what: string): ContextCondition[] => {
    if (isLeftEmpty(node)) return [];
    return pairs(node, what).flatMap(({ key, keyNode, value }): ContextCondition[] => {
      const parts = isMap(value)
        ? new Map(pairs(value, `${key} of ${what}`).map((each) => [each.key, each]))
        : null;
      for (const part of parts?.values() ?? []) {
        if (!['value', 'slot'].includes(part.key))
          tell(at(part.keyNode), `${key} of ${what} has an unknown field "${shown(part.key)}"`);
      }
      const wanted = parts === null ? value : (parts.get('value')?.value ?? null);
      const slot = isYes(parts?.get('slot')?.value);
      if (isLeftEmpty(wanted)) return [{ key, values: null, slot }];
      const values = (isSeq(wanted) ? wanted.items : [wanted]).map(scalar);
      if (values.every((each) => each !== null)) return [{ key, values, slot }];
      tell(at(wanted ?? keyNode), `${key} of ${what} has to be text or a list of texts`);
      return [];
    });
  };

  const listOf = (name: string, node: unknown): ListDefinition | 'dynamic' | null => {
    const what = `list {${name}}`;
    const fields = new Map(pairs(node, what).map((pair) => [pair.key, pair]));
    const kinds = LIST_KINDS.filter((kind) => fields.has(kind));
    for (const { key, keyNode } of fields.values()) {
      if (!LIST_KINDS.includes(key) && key !== 'metadata') {
        tell(at(keyNode), `${what} has an unknown field "${shown(key)}"`);
      }
    }
    if (kinds.length !== 1) {
      if (isMap(node)) tell(at(node), `${what} needs exactly one of ${LIST_KINDS.join(', ')}`);
      return null;
    }
    const field = fields.get(kinds[0] as string);
    switch (kinds[0]) {
      case 'wildcard':
        if (isYes(field?.value)) return { kind: 'wildcard' };
        tell(at(field?.value), `${what}: wildcard has to be true`);
        return null;
      case 'dynamic':
        if (isYes(field?.value)) return 'dynamic';
        tell(at(field?.value), `${what}: dynamic has to be true`);
        return null;
      case 'type': {
        const type = VALUE_TYPES.find((each) => each === scalar(field?.value));
        if (type !== undefined) return { kind: 'type', type: type as ValueType };
        tell(at(field?.value), `${what}: type has to be one of ${VALUE_TYPES.join(', ')}`);
        return null;
      }
      case 'range':
        return rangeOf(what, field?.value);
      default: {
        const values: ListValueTemplate[] = [];
        const entries = items(field?.value, `values of ${what}`);
        if (isSeq(field?.value) && entries.length === 0) tell(at(field?.value), `${what} has no values`);
        if (entries.length > LIST_VALUES_MAX) {
          tell(at(field?.value), `${what} has more than ${LIST_VALUES_MAX} values`);
          return null;
        }
        const known = new Map<string, { out: string | null; line: number }>();
        for (const entry of entries) {
          const parts = isMap(entry) ? pairs(entry, `a value of ${what}`) : null;
          for (const { key, keyNode } of parts ?? []) {
            if (!VALUE_KEYS.includes(key))
              tell(at(keyNode), `a value of ${what} has an unknown field "${shown(key)}"`);
          }
          const part = (key: string) => parts?.find((each) => each.key === key)?.value;
          const said =
            parts === null
              ? template(entry, `a value of ${what}`, true)
              : template(part('in') ?? entry, `"in" of a value of ${what}`, true);
          if (said === null) continue;
          const meant = part('out');
          // Without an "out" a value means the words that it is said with, whatever brackets they stand in.
          const out = parts === null || meant === undefined ? null : scalar(meant);
          if (meant !== undefined && out === null)
            tell(at(meant), `"out" of a value of ${what} has to be text`);
          const context = contextOf(part('context') ?? null, `a value of ${what}`);
          const spoken = `${keys(said.text).join(' ')} ${JSON.stringify(context)}`;
          const first = known.get(spoken);
          if (first !== undefined && first.out !== out) {
            const message = `${what} has "${shown(said.text)}" twice, with another meaning; the first, on line ${first.line}, counts`;
            tell(said.place(), message, 'warning');
          } else known.set(spoken, { out, line: said.place().line });
          values.push({ template: said.template, place: said.place, out, context });
        }
        return { kind: 'values', values };
      }
    }
  };

  const rangeOf = (what: string, node: unknown): ListDefinition | null => {
    const range = new Map(pairs(node, `the range of ${what}`).map((pair) => [pair.key, pair]));
    for (const { key, keyNode } of range.values()) {
      if (!RANGE_KEYS.includes(key))
        tell(at(keyNode), `the range of ${what} has an unknown field "${shown(key)}"`);
    }
    const whole = (key: string, otherwise?: number): number => {
      const value = range.get(key)?.value;
      if (value === undefined && otherwise !== undefined) return otherwise;
      const found = isScalar(value) ? value.value : undefined;
      if (typeof found === 'number' && Number.isSafeInteger(found)) return found;
      tell(at(value ?? node), `${what}: ${key} of the range has to be a whole number`);
      return Number.NaN;
    };
    const [from, to, step] = [whole('from'), whole('to'), whole('step', 1)];
    const type = range.get('type')?.value;
    if (type !== undefined && !RANGE_TYPES.includes(scalar(type) ?? ''))
      tell(at(type), `${what}: type of the range has to be one of ${RANGE_TYPES.join(', ')}`);
    const parts = range.get('fractions')?.value;
    const fractions = parts === undefined ? [] : FRACTIONS[scalar(parts) ?? ''];
    if (fractions === undefined)
      tell(
        at(parts),
        `${what}: fractions of the range have to be one of ${Object.keys(FRACTIONS).join(', ')}`,
      );
    const factor = range.get('multiplier')?.value;
    const multiplier = factor === undefined ? 1 : isScalar(factor) ? factor.value : undefined;
    const multiplies = typeof multiplier === 'number' && Number.isFinite(multiplier) && multiplier !== 0;
    if (!multiplies) tell(at(factor), `${what}: multiplier of the range has to be a number, and not 0`);
    for (const key of ['digits', 'words', 'words_language']) {
      const pair = range.get(key);
      if (pair === undefined || (key !== 'words_language' && isYes(pair.value))) continue;
      const message = `${what}: ${key} of the range is ignored; numbers are heard in English words and in digits`;
      tell(at(pair.keyNode), message, 'warning');
    }
    if (![from, to, step].every(Number.isInteger) || fractions === undefined || !multiplies) return null;
    if (to < from || step < 1) {
      tell(at(node), `${what}: the range from ${from} to ${to} by ${step} is empty`);
      return null;
    }
    if (Math.max(Math.abs(from), Math.abs(to)) > NUMBER_MAX) {
      tell(at(node), `${what}: the range goes beyond ${NUMBER_MAX}`);
      return null;
    }
    return { kind: 'range', from, to, step, fractions, multiplier };
  };

  const intentOf = ({ key: intent, keyNode, value }: { key: string; keyNode: unknown; value: unknown }) => {
    const inner = pairs(value, `intent ${intent}`);
    for (const pair of inner) {
      if (!INTENT_KEYS.includes(pair.key))
        tell(at(pair.keyNode), `intent ${intent} has an unknown field "${shown(pair.key)}"`);
    }
    const data = inner.find((pair) => pair.key === 'data');
    if (data === undefined) {
      if (isMap(value)) tell(at(keyNode), `intent ${intent} has no data`);
      return;
    }
    const entries = items(data.value, `data of intent ${intent}`);
    if (isSeq(data.value) && entries.length === 0)
      tell(at(data.value), `intent ${intent} has no sentences`, 'warning');
    for (const entry of entries) parsed.blocks.push(blockOf(intent, entry));
  };
  const blockOf = (intent: string, entry: unknown): SentenceBlock => {
    const what = `data of intent ${intent}`;
    const block: SentenceBlock = {
      intent,
      sentences: [],
      slots: {},
      rules: new Map(),
      lists: new Map(),
      requires: [],
      excludes: [],
      keywords: [],
      example: null,
      place: at(entry),
    };
    for (const { key, keyNode, value } of pairs(entry, what)) {
      switch (key) {
        case 'sentences': {
          const sentences = items(value, `sentences of ${intent}`);
          if (isSeq(value) && sentences.length === 0) tell(at(value), `intent ${intent} has no sentences`);
          for (const each of sentences) {
            const sentence = template(each, `a sentence of ${intent}`);
            if (sentence) block.sentences.push(sentence);
          }
          break;
        }
        case 'slots':
          for (const slot of isLeftEmpty(value) ? [] : pairs(value, `slots of ${intent}`)) {
            const fixed = scalar(slot.value);
            if (fixed !== null) block.slots[slot.key] = fixed;
            else {
              const why = isSeq(slot.value) ? ', one and no list of them' : '';
              tell(at(slot.value), `slot ${slot.key} of ${intent} has to be text${why}`);
            }
          }
          break;
        case 'lists':
          listsOf(value, block.lists);
          break;
        case 'expansion_rules':
          rulesOf(value, block.rules);
          break;
        case 'requires_context':
          block.requires = conditionsOf(value, `${key} of ${intent}`);
          break;
        case 'excludes_context':
          block.excludes = conditionsOf(value, `${key} of ${intent}`);
          break;
        case 'required_keywords':
          for (const each of isLeftEmpty(value) ? [] : items(value, `required_keywords of ${intent}`)) {
            const word = text(each, `a required keyword of ${intent}`);
            if (word !== null) block.keywords.push(word);
          }
          break;
        case 'metadata':
          if (isMap(value)) block.example = scalar(value.get('example', true)) ?? block.example;
          break;
        default:
          if (!BLOCK_KEYS.includes(key)) tell(at(keyNode), `${what} has an unknown field "${shown(key)}"`);
      }
    }
    if (isMap(entry) && !entry.has('sentences')) tell(at(entry), `${what} has no sentences`);
    return block;
  };

  if (document.contents === null) {
    tell({ line: 1, column: 1 }, 'the file is empty');
    return parsed;
  }
  const top = pairs(document.contents, 'the file');
  for (const { key, keyNode, value } of top) {
    switch (key) {
      case 'language':
        parsed.language = text(value, 'language');
        break;
      case 'intents':
        if (isLeftEmpty(value)) tell(at(keyNode), 'there are no intents', 'warning');
        else for (const intent of pairs(value, 'intents')) intentOf(intent);
        break;
      case 'lists':
        listsOf(value, parsed.lists);
        break;
      case 'expansion_rules':
        rulesOf(value, parsed.rules);
        break;
      case 'skip_words':
        for (const word of isLeftEmpty(value) ? [] : items(value, 'skip_words')) {
          const skipped = template(word, 'a skip word');
          if (skipped === null) continue;
          const texts = spellings(skipped.template);
          if (texts === null) {
            tell(skipped.place(), 'a skip word is plain words, with few (a|b) and [optional] ones');
          } else if (texts.some((each) => keys(each).length === 0)) {
            tell(skipped.place(), 'a skip word has no words');
          } else parsed.skipPhrases.push(...texts);
        }
        if (parsed.skipPhrases.length > SKIP_PHRASES_MAX)
          tell(at(value), `more than ${SKIP_PHRASES_MAX} skip words`);
        break;
      default:
        if (!TOP_KEYS.includes(key))
          tell(at(keyNode), `unknown field "${shown(key)}"; known are ${TOP_KEYS.join(', ')}`);
    }
  }
  const { language, blocks, lists, rules, skipPhrases } = parsed;
  if (language !== null && !SPOKEN_LANGUAGE.test(language)) {
    const [place] = top.filter(({ key }) => key === 'language').map((pair) => at(pair.value));
    if (place)
      tell(place, `the language is "${shown(language)}", but what is heard are English words`, 'warning');
  }
  if (blocks.length + lists.size + rules.size + skipPhrases.length === 0 && parsed.diagnostics.length === 0)
    tell({ line: 1, column: 1 }, 'the file holds no sentences, lists, rules or skip words', 'warning');
  if (parsed.blocks.reduce((sum, block) => sum + block.sentences.length, 0) > SENTENCES_MAX) {
    tell({ line: 1, column: 1 }, `more than ${SENTENCES_MAX} sentences`);
  }
  return parsed;
}

/**
 * The document of a YAML text, within bounds of its depth and size; null where anything is wrong with it. Sentence files
 * need no aliases, tags or second documents.
 */
function readYaml(
  text: string,
  lines: LineCounter,
  tell: (offset: number, message: string) => void,
): Document.Parsed | null {
  let faults = 0;
  const fault = (offset: number, message: string): null => {
    faults++;
    tell(offset, message);
    return null;
  };
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  lines.lineStarts.unshift(0);
  if (UTF_16.test(text)) return fault(0, 'this is UTF-16; sentence files are UTF-8');
  const control = text.search(NOT_TEXT);
  if (control >= 0) return fault(control, 'this is no text file: it holds a control character');
  const broken = text.indexOf(NOT_UTF8);
  if (broken >= 0) return fault(broken, 'this is no UTF-8 text');
  const lone = text.search(LONE_RETURN);
  if (lone >= 0)
    return fault(lone, 'a line ends in a carriage return alone; lines end in a line feed, or in both');

  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === 'error') errors++;
    }
    if (errors > DIAGNOSTICS_MAX) break;
    if (++count > YAML_TOKENS_MAX)
      return fault(parser.offset, `the file has more than ${YAML_TOKENS_MAX} YAML tokens; it ends here`);
    if (parser.stack.length > NESTING_MAX)
      return fault(parser.offset, `mappings and lists are nested more than ${NESTING_MAX} deep`);
  }
  tokens.push(...parser.end());
  // Keys are compared while they are read, in less than quadratic time.
  const composer = new Composer({ uniqueKeys: false, merge: false });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [document, second] = documents;
  if (document === undefined) return fault(0, 'the file is empty');
  for (const { errors } of documents)
    for (const error of errors) fault(error.pos[0], firstLine(error.message));
  if (second !== undefined) fault(second.range[0], 'a second document begins here; a sentence file has one');
  if (faults > 0) return null;
  visit(document, {
    Node(_, node) {
      const offset = (node as Node).range?.[0] ?? 0;
      if (isAlias(node))
        fault(
          offset,
          'aliases (*name) are not used in sentence files; an expansion rule or a list says what is used twice',
        );
      else if (node.anchor !== undefined)
        fault(
          offset,
          'anchors (&name) are not used in sentence files; an expansion rule or a list says what is used twice',
        );
      else if (node.tag !== undefined)
        fault(offset, `tags ("${shown(node.tag)}") are not used in sentence files`);
    },
  });
  return faults > 0 ? null : document;
}

/**
 * Where a character of a scalar's text stands in the file: exact for plain and quoted text on one line, and for the
 * first line of a block; the beginning of the text otherwise.
 */
function offsetWithin(file: string, node: Scalar, offset: number): number {
  const [start, end] = node.range ?? [0, 0];
  const written = file.slice(start, end);
  switch (node.type) {
    case 'QUOTE_DOUBLE':
    case 'QUOTE_SINGLE': {
      const escaped = node.type === 'QUOTE_DOUBLE' ? ESCAPED : /''/y;
      let at = 1;
      for (let read = 0; read < offset && at < written.length; read++) {
        escaped.lastIndex = at;
        at += escaped.exec(written)?.[0].length ?? 1;
      }
      return start + at;
    }
    case 'BLOCK_FOLDED':
    case 'BLOCK_LITERAL': {
      const first = /^[^\n]*\n\s*/.exec(written)?.[0].length ?? 0;
      return start + first + (written.slice(first, first + offset).includes('\n') ? 0 : offset);
    }
    default:
      return start + (written.includes('\n') ? 0 : offset);
  }
}
/** One escape of a double-quoted text. */
const ESCAPED = /\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|[\s\S])/iy;

/** A name of a file as a message shows it. */
function shown(name: string): string {
  return name.length > SHOWN_MAX_CHARACTERS ? `${name.slice(0, SHOWN_MAX_CHARACTERS)}…` : name;
}
const SHOWN_MAX_CHARACTERS = 60;

const firstLine = (message: string) =>
  message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message;
