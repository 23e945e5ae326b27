/** What the built-in sentences understand, and what they leave alone: tables of models/grammars/testing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Slots } from '../../../contract/command.ts';
import { Grammar } from './grammar/grammar.ts';

const GRAMMARS = join(import.meta.dirname, '../../../models/grammars');
const SENTENCES_MIN = 250;
const ACCEPTED_SHARE_MAX = 0.01;

const namesIn = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort();
const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');

const pack = join(GRAMMARS, 'en');
const tables = join(GRAMMARS, 'testing', 'en');
/** What a machine would add: its applications, and the sites that its people allowed. */
const lists = {
  app: [
    ...['Firefox', 'Text Editor', 'Files'].map((name) => ({ in: name, out: name })),
    { in: 'Libre Office Writer', out: 'LibreOffice Writer' },
  ],
  allowed_site: [{ in: 'example dot org', out: 'example.org' }],
};
const grammar = Grammar.compile(
  namesIn(pack, '.yaml').map((name) => ({ name: `en/${name}`, text: read(pack, name), builtIn: true })),
  { lists },
);
const intents = new Set(grammar.report.intents.map(({ intent }) => intent));

describe.each(namesIn(tables, '.json'))('%s', (name) => {
  const table = JSON.parse(read(tables, name)) as Record<string, [text: string, slots: Slots][]>;
  const rows = Object.entries(table).flatMap(([intent, sentences]) =>
    sentences.map(([text, slots]) => ({ text, intent, slots })),
  );

  it.each(rows)('understands "$text"', ({ text, intent, slots }) => {
    const parsed = grammar.parse(text);
    expect({ intent: parsed.intent, slots: parsed.slots }).toEqual({ intent, slots });
    expect(parsed.confidence).toBe(1);
  });
});

it('has a sentence in the tables for every intent, and enough of them', () => {
  const all = namesIn(tables, '.json').flatMap((name) =>
    Object.entries(JSON.parse(read(tables, name)) as Record<string, unknown[]>),
  );
  expect([...intents].filter((intent) => !all.some(([known]) => known === intent))).toEqual([]);
  expect(all.flatMap(([, rows]) => rows).length).toBeGreaterThanOrEqual(SENTENCES_MIN);
});

it('compiles without a word of complaint', () => {
  expect(grammar.report.diagnostics).toEqual([]);
});

it('says what it understands: each example is a sentence of its own intent', () => {
  for (const { intent, examples } of grammar.report.intents) {
    for (const example of examples) {
      // An ellipsis stands for words that anyone may choose.
      expect([example, grammar.parse(example.replace('…', 'buy milk')).intent]).toEqual([example, intent]);
    }
  }
});

// By the sentences as they stand, which is what a recognised text is held against; a typed one is forgiven slips.
it('leaves what is no command alone', () => {
  const lines = read(join(GRAMMARS, 'testing'), 'no-commands.en.txt')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const accepted = lines.filter((line) => grammar.parseExactly(line) !== null);
  expect(lines.length).toBeGreaterThan(180);
  expect(accepted.slice(0, Math.floor(lines.length * ACCEPTED_SHARE_MAX))).toEqual(accepted);
});
