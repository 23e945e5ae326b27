/** Sentence files: YAML in Home Assistant's format, read with the line and column of everything that is wrong. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import {
  GRAMMAR_MAX_CHARACTERS,
  type GrammarDiagnostic,
  LIST_VALUES_MAX,
} from '../../../../contract/command.ts';
import { parseTemplate, type Template, TemplateError } from './template.ts';
import { VALUE_TYPES, type ValueType } from './values.ts';
import type { ListDefinition, ListValueTemplate } from './wordGraph.ts';
import { keys } from './words.ts';

export interface GrammarFile {
  name: string;
  text: string;
  builtIn: boolean;
}

/** Diagnostics of one file beyond these are left out. */
export const DIAGNOSTICS_MAX = 100;
export const SENTENCES_MAX = 20_000;
const TEMPLATE_MAX_CHARACTERS = 4_000;

export interface Place {
  line: number;
  column: number;
}
export interface Sentence {
  text: string;
  template: Template;
  place: Place;
}
export interface SentenceBlock {
  intent: string;
  sentences: Sentence[];
  slots: Record<string, string>;
  rules: Map<string, Rule>;
}
export interface Rule {
  template: Template;
  place: Place;
  /** Characters of the template before it in the file. */
  text: string;
}
export interface ParsedFile {
  file: GrammarFile;
  language: string | null;
  blocks: SentenceBlock[];
  /** 'dynamic' lists get their values at run time. */
  lists: Map<string, { list: ListDefinition | 'dynamic'; place: Place }>;
  rules: Map<string, Rule>;
  skipWords: string[];
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
    skipWords: [],
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
  const document = parseDocument(file.text, { lineCounter: lines, uniqueKeys: true, merge: false });
  for (const error of document.errors) tell(placeOf(error.pos[0]), firstLine(error.message));
  if (parsed.diagnostics.length > 0) return parsed;
  visit(document, {
    Alias(_, node) {
      if (isAlias(node)) tell(at(node), 'aliases are not used in sentence files');
    },
  });
  if (parsed.diagnostics.length > 0) return parsed;

  const pairs = (node: unknown, what: string): { key: string; keyNode: unknown; value: unknown }[] => {
    if (!isMap(node)) {
      tell(at(node), `${what} has to be a mapping`);
      return [];
    }
    return node.items.flatMap((pair) => {
      const key = isScalar(pair.key) ? String(pair.key.value) : null;
      if (key === null || key === '') {
        tell(at(pair.key), `a key of ${what} has to be text`);
        return [];
      }
      return [{ key, keyNode: pair.key, value: pair.value }];
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
  const template = (
    node: unknown,
    what: string,
  ): { text: string; template: Template; place: Place } | null => {
    const written = text(node, what);
    if (written === null) return null;
    const place = at(node);
    if (written.length > TEMPLATE_MAX_CHARACTERS) {
      tell(place, `${what} is longer than ${TEMPLATE_MAX_CHARACTERS} characters`);
      return null;
    }
    try {
      return { text: written, template: parseTemplate(written), place };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      // Exact for text on one line; a quote before it counts.
      const quoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') ? 1 : 0;
      tell({ line: place.line, column: place.column + quoted + error.offset }, `${what}: ${error.message}`);
      return null;
    }
  };
  const rulesOf = (node: unknown, into: Map<string, Rule>) => {
    for (const { key, value } of pairs(node, 'expansion_rules')) {
      const rule = template(value, `rule <${key}>`);
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
          if (typeof found === 'number' && Number.isInteger(found)) return found;
          tell(at(value ?? field?.value), `${what}: ${key} of the range has to be a whole number`);
          return Number.NaN;
        };
        const [from, to, step] = [number('from'), number('to'), number('step', 1)];
        if (!Number.isInteger(from) || !Number.isInteger(to) || !Number.isInteger(step)) return null;
        if (to < from || step < 1) {
          tell(at(field?.value), `${what}: the range from ${from} to ${to} by ${step} is empty`);
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
            if (said && out !== null) values.push({ template: said.template, out });
          } else {
            const plain = scalar(entry);
            if (plain === null || plain.trim() === '') tell(at(entry), `a value of ${what} has to be text`);
            else {
              const said =
                isScalar(entry) && typeof entry.value === 'string'
                  ? template(entry, `a value of ${what}`)
                  : { template: { kind: 'words', text: plain, offset: 0 } as Template };
              if (said) values.push({ template: said.template, out: plain });
            }
          }
        }
        for (const { template: value } of values) {
          if (value.kind === 'words' && keys(value.text).length === 0)
            tell(at(field?.value), `a value of ${what} has no words`);
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
            const block: SentenceBlock = { intent: intent.key, sentences: [], slots: {}, rules: new Map() };
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
          const definition = listOf(list.key, list.value);
          if (definition) parsed.lists.set(list.key, { list: definition, place: at(list.keyNode) });
        }
        break;
      case 'expansion_rules':
        rulesOf(value, parsed.rules);
        break;
      case 'skip_words':
        for (const word of items(value, 'skip_words')) {
          const skipped = text(word, 'a skip word');
          if (skipped) parsed.skipWords.push(skipped);
        }
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

const firstLine = (message: string) =>
  message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message;
