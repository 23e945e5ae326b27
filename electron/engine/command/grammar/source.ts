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
import { isName, parseTemplate, type Template, TemplateError } from './template.ts';
import { VALUE_TYPES, type ValueType } from './values.ts';
import { type ListDefinition, type ListValueTemplate, spellings } from './wordGraph.ts';
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
  rules: Map<string, Rule>;
  /** How people are told of it: `metadata.example`. */
  example: string | null;
}
export type Rule = Sentence;
export interface ParsedFile {
  file: GrammarFile;
  language: string | null;
  blocks: SentenceBlock[];
  /** 'dynamic' lists get their values at run time. */
  lists: Map<string, { list: ListDefinition | 'dynamic'; place: Place }>;
  rules: Map<string, Rule>;
  /** Words, or several in a row, that may come between those of a sentence and mean nothing. */
  skipPhrases: string[];
  diagnostics: GrammarDiagnostic[];
}

const TOP_KEYS = ['language', 'intents', 'lists', 'expansion_rules', 'skip_words', 'responses', 'settings'];
const BLOCK_KEYS = [
  'sentences',
  'slots',
  'expansion_rules',
  'response',
  'requires_context',
  'excludes_context',
  'metadata',
  'lists',
];

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
  const template = (node: unknown, what: string): Sentence | null => {
    const written = text(node, what);
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
    for (const { key, keyNode, value } of pairs(node, 'expansion_rules')) {
      const rule = named(keyNode, key, 'rule') ? template(value, `rule <${key}>`) : null;
      if (rule) into.set(key, rule);
    }
  };
  const scalar = (node: unknown): string | null => {
    const value = isScalar(node) ? node.value : undefined;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : null;
  };

  const listOf = (name: string, node: unknown): ListDefinition | 'dynamic' | null => {
    const what = `list {${name}}`;
    const fields = new Map(pairs(node, what).map((pair) => [pair.key, pair]));
    const kinds = ['values', 'range', 'wildcard', 'type', 'dynamic'].filter((kind) => fields.has(kind));
    for (const { key, keyNode } of fields.values()) {
      if (!['values', 'range', 'wildcard', 'type', 'dynamic', 'metadata'].includes(key)) {
        tell(at(keyNode), `${what} has an unknown field "${key}"`);
      }
    }
    if (kinds.length !== 1) {
      if (isMap(node)) tell(at(node), `${what} needs exactly one of values, range, wildcard, type, dynamic`);
      return null;
    }
    const field = fields.get(kinds[0] as string);
    switch (kinds[0]) {
      case 'wildcard':
        if (scalar(field?.value) === 'true') return { kind: 'wildcard' };
        tell(at(field?.value), `${what}: wildcard has to be true`);
        return null;
      case 'dynamic':
        if (scalar(field?.value) === 'true') return 'dynamic';
        tell(at(field?.value), `${what}: dynamic has to be true`);
        return null;
      case 'type': {
        const type = VALUE_TYPES.find((each) => each === scalar(field?.value));
        if (type !== undefined) return { kind: 'type', type: type as ValueType };
        tell(at(field?.value), `${what}: type has to be one of ${VALUE_TYPES.join(', ')}`);
        return null;
      }
      case 'range': {
        const range = new Map(
          pairs(field?.value, `the range of ${what}`).map(({ key, value }) => [key, value]),
        );
        const number = (key: string, otherwise?: number): number => {
          const value = range.get(key);
          if (value === undefined && otherwise !== undefined) return otherwise;
          const found = isScalar(value) ? value.value : undefined;
          if (typeof found === 'number' && Number.isSafeInteger(found)) return found;
          tell(at(value ?? field?.value), `${what}: ${key} of the range has to be a whole number`);
          return Number.NaN;
        };
        const [from, to, step] = [number('from'), number('to'), number('step', 1)];
        if (!Number.isInteger(from) || !Number.isInteger(to) || !Number.isInteger(step)) return null;
        if (to < from || step < 1) {
          tell(at(field?.value), `${what}: the range from ${from} to ${to} by ${step} is empty`);
          return null;
        }
        if (Math.max(Math.abs(from), Math.abs(to)) > NUMBER_MAX) {
          tell(at(field?.value), `${what}: the range goes beyond ${NUMBER_MAX}`);
          return null;
        }
        return { kind: 'range', from, to, step };
      }
      default: {
        const values: ListValueTemplate[] = [];
        const entries = items(field?.value, `values of ${what}`);
        if (isSeq(field?.value) && entries.length === 0) tell(at(field?.value), `${what} has no values`);
        if (entries.length > LIST_VALUES_MAX) {
          tell(at(field?.value), `${what} has more than ${LIST_VALUES_MAX} values`);
          return null;
        }
        for (const entry of entries) {
          if (isMap(entry)) {
            const parts = new Map(pairs(entry, `a value of ${what}`).map(({ key, value }) => [key, value]));
            const said = template(parts.get('in') ?? entry, `"in" of a value of ${what}`);
            const out = parts.has('out') ? scalar(parts.get('out')) : (said?.text ?? null);
            if (said && out === null)
              tell(at(parts.get('out')), `"out" of a value of ${what} has to be text`);
            if (said && out !== null) values.push({ ...said, out });
          } else {
            const plain = scalar(entry);
            if (plain === null || plain.trim() === '') tell(at(entry), `a value of ${what} has to be text`);
            else {
              const said =
                isScalar(entry) && typeof entry.value === 'string'
                  ? template(entry, `a value of ${what}`)
                  : {
                      template: { kind: 'words', text: plain, offset: 0 } as Template,
                      place: () => at(entry),
                    };
              if (said) values.push({ template: said.template, place: said.place, out: plain });
            }
          }
        }
        return { kind: 'values', values };
      }
    }
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
        for (const intent of pairs(value, 'intents')) {
          const inner = pairs(intent.value, `intent ${intent.key}`);
          const data = inner.find((pair) => pair.key === 'data');
          for (const pair of inner) {
            if (pair.key !== 'data')
              tell(at(pair.keyNode), `intent ${intent.key} has an unknown field "${pair.key}"`);
          }
          if (data === undefined) {
            if (isMap(intent.value)) tell(at(intent.keyNode), `intent ${intent.key} has no data`);
            continue;
          }
          for (const entry of items(data.value, `data of intent ${intent.key}`)) {
            const block: SentenceBlock = {
              intent: intent.key,
              sentences: [],
              slots: {},
              rules: new Map(),
              example: null,
            };
            for (const part of pairs(entry, `data of intent ${intent.key}`)) {
              if (part.key === 'sentences') {
                const sentences = items(part.value, `sentences of ${intent.key}`);
                if (isSeq(part.value) && sentences.length === 0)
                  tell(at(part.value), `intent ${intent.key} has no sentences`);
                for (const each of sentences) {
                  const sentence = template(each, `a sentence of ${intent.key}`);
                  if (sentence) block.sentences.push(sentence);
                }
              } else if (part.key === 'slots') {
                for (const slot of pairs(part.value, `slots of ${intent.key}`)) {
                  const value = scalar(slot.value);
                  if (value === null)
                    tell(at(slot.value), `slot ${slot.key} of ${intent.key} has to be text`);
                  else block.slots[slot.key] = value;
                }
              } else if (part.key === 'metadata') {
                if (isMap(part.value))
                  block.example = scalar(part.value.get('example', true)) ?? block.example;
              } else if (part.key === 'expansion_rules') rulesOf(part.value, block.rules);
              else if (!BLOCK_KEYS.includes(part.key)) {
                tell(at(part.keyNode), `data of intent ${intent.key} has an unknown field "${part.key}"`);
              }
            }
            if (isMap(entry) && !entry.has('sentences'))
              tell(at(entry), `data of intent ${intent.key} has no sentences`);
            parsed.blocks.push(block);
          }
        }
        break;
      case 'lists':
        for (const list of pairs(value, 'lists')) {
          const definition = named(list.keyNode, list.key, 'list') ? listOf(list.key, list.value) : null;
          if (definition) parsed.lists.set(list.key, { list: definition, place: at(list.keyNode) });
        }
        break;
      case 'expansion_rules':
        rulesOf(value, parsed.rules);
        break;
      case 'skip_words':
        for (const word of items(value, 'skip_words')) {
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
          tell(at(keyNode), `unknown field "${key}"; known are ${TOP_KEYS.join(', ')}`);
    }
  }
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
  const control = text.search(NOT_TEXT);
  if (control >= 0) return fault(control, 'this is no text file: it holds a control character');
  const broken = text.indexOf(NOT_UTF8);
  if (broken >= 0) return fault(broken, 'this is no UTF-8 text');

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
      if (isAlias(node)) fault(offset, 'aliases are not used in sentence files');
      else if (node.anchor !== undefined) fault(offset, 'anchors are not used in sentence files');
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
