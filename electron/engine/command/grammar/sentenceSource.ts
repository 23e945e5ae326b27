/** The sentences of a file's intents, block by block, with all that a block says of them, and the rules they share. */
import { isMap, isSeq } from 'yaml';
import type { Place } from './fileDiagnostics.ts';
import { type NamedList, readLists } from './listSource.ts';
import {
  isLeftEmpty,
  isYes,
  type Pair,
  type Sentence,
  type SourceReader,
  scalarText,
} from './sourceReader.ts';
import type { ContextCondition } from './wordGraph.ts';

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
const CONDITION_KEYS = ['value', 'slot'];

export type Rule = Sentence;

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

export function readIntent(
  reader: SourceReader,
  { key: intent, keyNode, value }: Pair,
  into: SentenceBlock[],
): void {
  const inner = reader.pairs(value, `intent ${intent}`);
  reader.tellUnknown(inner, INTENT_KEYS, `intent ${intent}`);
  const data = inner.find((pair) => pair.key === 'data');
  if (data === undefined) {
    if (isMap(value)) reader.tell(keyNode, `intent ${intent} has no data`);
    return;
  }
  const entries = reader.items(data.value, `data of intent ${intent}`);
  if (isSeq(data.value) && entries.length === 0)
    reader.tell(data.value, `intent ${intent} has no sentences`, 'warning');
  for (const entry of entries) into.push(readBlock(reader, intent, entry));
}

function readBlock(reader: SourceReader, intent: string, entry: unknown): SentenceBlock {
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
    place: reader.at(entry),
  };
  for (const pair of reader.pairs(entry, what)) {
    const { key, value } = pair;
    switch (key) {
      case 'sentences': {
        const sentences = reader.items(value, `sentences of ${intent}`);
        if (isSeq(value) && sentences.length === 0) reader.tell(value, `intent ${intent} has no sentences`);
        for (const each of sentences) {
          const sentence = reader.template(each, `a sentence of ${intent}`);
          if (sentence) block.sentences.push(sentence);
        }
        break;
      }
      case 'slots':
        for (const slot of reader.pairsIfAny(value, `slots of ${intent}`)) {
          const fixed = scalarText(slot.value);
          if (fixed !== null) block.slots[slot.key] = fixed;
          else {
            const why = isSeq(slot.value) ? ', one and no list of them' : '';
            reader.tell(slot.value, `slot ${slot.key} of ${intent} has to be text${why}`);
          }
        }
        break;
      case 'lists':
        readLists(reader, value, block.lists);
        break;
      case 'expansion_rules':
        readRules(reader, value, block.rules);
        break;
      case 'requires_context':
        block.requires = readConditions(reader, value, `${key} of ${intent}`);
        break;
      case 'excludes_context':
        block.excludes = readConditions(reader, value, `${key} of ${intent}`);
        break;
      case 'required_keywords':
        for (const each of reader.itemsIfAny(value, `required_keywords of ${intent}`)) {
          const word = reader.text(each, `a required keyword of ${intent}`);
          if (word !== null) block.keywords.push(word);
        }
        break;
      case 'metadata':
        if (isMap(value)) block.example = scalarText(value.get('example', true)) ?? block.example;
        break;
      default:
        reader.tellUnknown([pair], BLOCK_KEYS, what);
    }
  }
  if (isMap(entry) && !entry.has('sentences')) reader.tell(entry, `${what} has no sentences`);
  return block;
}

export function readRules(reader: SourceReader, node: unknown, into: Map<string, Rule>): void {
  for (const pair of reader.pairsIfAny(node, 'expansion_rules')) {
    const rule = reader.isNamed(pair, 'rule') ? reader.template(pair.value, `rule <${pair.key}>`) : null;
    if (rule) into.set(pair.key, rule);
  }
}

/** `key:` for any value, `key: value`, `key: [value, value]`, or `key: { value: …, slot: true }`. */
function readConditions(reader: SourceReader, node: unknown, what: string): ContextCondition[] {
  return reader.pairsIfAny(node, what).flatMap(({ key, keyNode, value }): ContextCondition[] => {
    const parts = isMap(value)
      ? new Map(reader.pairs(value, `${key} of ${what}`).map((each) => [each.key, each]))
      : null;
    reader.tellUnknown(parts?.values() ?? [], CONDITION_KEYS, `${key} of ${what}`);
    const wanted = parts === null ? value : (parts.get('value')?.value ?? null);
    const slot = isYes(parts?.get('slot')?.value);
    if (isLeftEmpty(wanted)) return [{ key, values: null, slot }];
    const values = (isSeq(wanted) ? wanted.items : [wanted]).map(scalarText);
    if (values.every((each) => each !== null)) return [{ key, values, slot }];
    reader.tell(wanted ?? keyNode, `${key} of ${what} has to be text or a list of texts`);
    return [];
  });
}
