import { expect, it } from 'vitest';
import { parseDocument, type YAMLMap } from 'yaml';
import { FileDiagnostics } from './fileDiagnostics.ts';
import { SourceReader, scalarText } from './sourceReader.ts';

function setUp(text: string) {
  const diagnostics = new FileDiagnostics('own.yaml', text);
  const root = parseDocument(text).contents as YAMLMap;
  return { diagnostics, reader: new SourceReader(text, diagnostics), root, node: root.get('a', true) };
}

it.each([
  ['plain text', 'a: go on', 3, { line: 1, column: 7 }],
  ['single quotes, where two stand for one', "a: 'it''s on'", 5, { line: 1, column: 11 }],
  ['double quotes with escapes', 'a: "\\x41\\u0042\\n\\"d"', 4, { line: 1, column: 19 }],
  ['the first line of a block', 'a: |\n  go on\n', 3, { line: 2, column: 6 }],
  [
    'a later line of a block, where only its beginning is known',
    'a: |\n  go\n  on\n',
    4,
    { line: 2, column: 3 },
  ],
  ['plain text of two lines, where only its beginning is known', 'a: go\n  on\n', 4, { line: 1, column: 4 }],
])('finds a character again in %s', (_, text, offset, place) => {
  const { reader, node } = setUp(text);
  expect(reader.template(node, 'a sentence')?.place(offset)).toEqual(place);
});

it('tells a faulty template where it is faulty, and reads nothing', () => {
  const { reader, node, diagnostics } = setUp('b: 1\na: "go (on"\n');
  expect(reader.template(node, 'a sentence')).toBeNull();
  expect(diagnostics.told).toMatchObject([{ severity: 'error', file: 'own.yaml', line: 2, column: 8 }]);
});

it('reads numbers as they are written, as texts where they may be', () => {
  const { reader, node } = setUp('a: 007');
  expect(scalarText(node)).toBe('007');
  expect(reader.template(node, 'a value', true)?.text).toBe('007');
  expect(reader.template(node, 'a sentence')).toBeNull();
});

it('reads on after a pair that it cannot take', () => {
  const { reader, root, diagnostics } = setUp('1: one\nb: two\n');
  expect(reader.pairs(root, 'the file').map(({ key }) => key)).toEqual(['b']);
  expect(diagnostics.told.map(({ message }) => message)).toEqual(['a key of the file has to be text']);
});

it('takes what may be left empty for nothing, and only that', () => {
  const { reader, node, diagnostics } = setUp('a:\n');
  expect([reader.pairsIfAny(node, 'lists'), reader.itemsIfAny(node, 'skip_words')]).toEqual([[], []]);
  expect(diagnostics.told).toEqual([]);
  reader.pairs(node, 'lists');
  expect(diagnostics.told).toHaveLength(1);
});
