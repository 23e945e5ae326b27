/** The lists of a sentence file: what a slot can be filled with, said how, and meaning what. */
import { isMap, isScalar, isSeq } from 'yaml';
import { LIST_VALUES_MAX } from '../../../../contract/command.ts';
import { type Place, shown } from './fileDiagnostics.ts';
import { FRACTIONS } from './ranges.ts';
import { isYes, type Pair, type Sentence, type SourceReader, scalarText } from './sourceReader.ts';
import { VALUE_TYPES, type ValueType } from './values.ts';
import type { ListDefinition, ListValueTemplate } from './wordGraph.ts';
import { keys, NUMBER_MAX } from './words.ts';

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

export interface NamedList {
  /** 'dynamic' lists get their values at run time. */
  list: ListDefinition | 'dynamic';
  place: Place;
}

export function readLists(reader: SourceReader, node: unknown, into: Map<string, NamedList>): void {
  for (const pair of reader.pairsIfAny(node, 'lists')) {
    const list = reader.isNamed(pair, 'list') ? readList(reader, pair) : null;
    if (list) into.set(pair.key, { list, place: reader.at(pair.keyNode) });
  }
}

function readList(reader: SourceReader, { key: name, value: node }: Pair): ListDefinition | 'dynamic' | null {
  const what = `list {${name}}`;
  const fields = byKey(reader.pairs(node, what));
  reader.tellUnknown(fields.values(), [...LIST_KINDS, 'metadata'], what);
  const kinds = LIST_KINDS.filter((kind) => fields.has(kind));
  if (kinds.length !== 1) {
    if (isMap(node)) reader.tell(node, `${what} needs exactly one of ${LIST_KINDS.join(', ')}`);
    return null;
  }
  const [kind] = kinds;
  const value = fields.get(kind as string)?.value;
  switch (kind) {
    case 'wildcard':
      if (isYes(value)) return { kind: 'wildcard' };
      reader.tell(value, `${what}: wildcard has to be true`);
      return null;
    case 'dynamic':
      if (isYes(value)) return 'dynamic';
      reader.tell(value, `${what}: dynamic has to be true`);
      return null;
    case 'type': {
      const type = VALUE_TYPES.find((each) => each === scalarText(value));
      if (type !== undefined) return { kind: 'type', type: type as ValueType };
      reader.tell(value, `${what}: type has to be one of ${VALUE_TYPES.join(', ')}`);
      return null;
    }
    case 'range':
      return readRange(reader, value, what);
    default:
      return readValues(reader, value, what);
  }
}

function readValues(reader: SourceReader, node: unknown, what: string): ListDefinition | null {
  const entries = reader.items(node, `values of ${what}`);
  if (isSeq(node) && entries.length === 0) reader.tell(node, `${what} has no values`);
  if (entries.length > LIST_VALUES_MAX) {
    reader.tell(node, `${what} has more than ${LIST_VALUES_MAX} values`);
    return null;
  }
  const values: ListValueTemplate[] = [];
  const known = new Map<string, { out: string | null; line: number }>();
  for (const entry of entries) {
    const read = readValue(reader, entry, what);
    if (read === null) continue;
    const { said, out, context } = read;
    const spoken = `${keys(said.text).join(' ')} ${JSON.stringify(context)}`;
    const first = known.get(spoken);
    if (first !== undefined && first.out !== out) {
      const message = `${what} has "${shown(said.text)}" twice, with another meaning; the first, on line ${first.line}, counts`;
      reader.tellAt(said.place(), message, 'warning');
    } else known.set(spoken, { out, line: said.place().line });
    values.push({ template: said.template, place: said.place, out, context });
  }
  return { kind: 'values', values };
}

function readValue(
  reader: SourceReader,
  entry: unknown,
  what: string,
): { said: Sentence; out: string | null; context: Record<string, string> } | null {
  const parts = isMap(entry) ? byKey(reader.pairs(entry, `a value of ${what}`)) : null;
  reader.tellUnknown(parts?.values() ?? [], VALUE_KEYS, `a value of ${what}`);
  const said =
    parts === null
      ? reader.template(entry, `a value of ${what}`, true)
      : reader.template(parts.get('in')?.value ?? entry, `"in" of a value of ${what}`, true);
  if (said === null) return null;
  // Without an "out" a value means the words that it is said with, whatever brackets they stand in.
  const meant = parts?.get('out')?.value;
  const out = meant === undefined ? null : scalarText(meant);
  if (meant !== undefined && out === null) reader.tell(meant, `"out" of a value of ${what} has to be text`);
  return {
    said,
    out,
    context: readContext(reader, parts?.get('context')?.value ?? null, `a value of ${what}`),
  };
}

/** What a value brings with it. */
function readContext(reader: SourceReader, node: unknown, what: string): Record<string, string> {
  const context: Record<string, string> = {};
  for (const { key, value } of reader.pairsIfAny(node, `context of ${what}`)) {
    const brought = scalarText(value);
    if (brought === null) reader.tell(value, `context ${key} of ${what} has to be text`);
    else context[key] = brought;
  }
  return context;
}

function readRange(reader: SourceReader, node: unknown, what: string): ListDefinition | null {
  const range = byKey(reader.pairs(node, `the range of ${what}`));
  reader.tellUnknown(range.values(), RANGE_KEYS, `the range of ${what}`);
  const whole = (key: string, otherwise?: number): number => {
    const value = range.get(key)?.value;
    if (value === undefined && otherwise !== undefined) return otherwise;
    const found = isScalar(value) ? value.value : undefined;
    if (typeof found === 'number' && Number.isSafeInteger(found)) return found;
    reader.tell(value ?? node, `${what}: ${key} of the range has to be a whole number`);
    return Number.NaN;
  };
  const [from, to, step] = [whole('from'), whole('to'), whole('step', 1)];
  const type = range.get('type')?.value;
  if (type !== undefined && !RANGE_TYPES.includes(scalarText(type) ?? ''))
    reader.tell(type, `${what}: type of the range has to be one of ${RANGE_TYPES.join(', ')}`);
  const parts = range.get('fractions')?.value;
  const fractions = parts === undefined ? [] : FRACTIONS[scalarText(parts) ?? ''];
  if (fractions === undefined)
    reader.tell(
      parts,
      `${what}: fractions of the range have to be one of ${Object.keys(FRACTIONS).join(', ')}`,
    );
  const factor = range.get('multiplier')?.value;
  const multiplier = factor === undefined ? 1 : isScalar(factor) ? factor.value : undefined;
  const multiplies = typeof multiplier === 'number' && Number.isFinite(multiplier) && multiplier !== 0;
  if (!multiplies) reader.tell(factor, `${what}: multiplier of the range has to be a number, and not 0`);
  for (const key of ['digits', 'words', 'words_language']) {
    const pair = range.get(key);
    if (pair === undefined || (key !== 'words_language' && isYes(pair.value))) continue;
    const message = `${what}: ${key} of the range is ignored; numbers are heard in English words and in digits`;
    reader.tell(pair.keyNode, message, 'warning');
  }
  if (![from, to, step].every(Number.isInteger) || fractions === undefined || !multiplies) return null;
  if (to < from || step < 1) {
    reader.tell(node, `${what}: the range from ${from} to ${to} by ${step} is empty`);
    return null;
  }
  if (Math.max(Math.abs(from), Math.abs(to)) > NUMBER_MAX) {
    reader.tell(node, `${what}: the range goes beyond ${NUMBER_MAX}`);
    return null;
  }
  return { kind: 'range', from, to, step, fractions, multiplier };
}

function byKey(pairs: readonly Pair[]): Map<string, Pair> {
  return new Map(pairs.map((pair) => [pair.key, pair]));
}
