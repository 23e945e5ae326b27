/** Sentence files: YAML in Home Assistant's format, read with the line and column of everything that is wrong. */
import { GRAMMAR_MAX_CHARACTERS, type GrammarDiagnostic } from '../../../../contract/command.ts';
import { FileDiagnostics, type Place, shown } from './fileDiagnostics.ts';
import { spellings } from './glue.ts';
import { type NamedList, readLists } from './listSource.ts';
import { type Rule, readIntent, readRules, type SentenceBlock } from './sentenceSource.ts';
import { isLeftEmpty, SourceReader } from './sourceReader.ts';
import { keys } from './words.ts';
import { readYaml } from './yamlDocument.ts';

export interface GrammarFile {
  name: string;
  text: string;
  builtIn: boolean;
}

export const SENTENCES_MAX = 20_000;
/** Each is one more way to go on after every word of a sentence. */
const SKIP_PHRASES_MAX = 200;
/** Where a fault of the whole file is told. */
const START: Place = { line: 1, column: 1 };
const TOP_KEYS = ['language', 'intents', 'lists', 'expansion_rules', 'skip_words', 'responses', 'settings'];
/** What the recogniser understands. */
const SPOKEN_LANGUAGE = /^en(?:[-_]|$)/i;

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

/** Never throws: whatever is wrong is in `diagnostics`. */
export function parseFile(file: GrammarFile): ParsedFile {
  const diagnostics = new FileDiagnostics(file.name, file.text);
  const parsed: ParsedFile = {
    file,
    language: null,
    blocks: [],
    lists: new Map(),
    rules: new Map(),
    skipPhrases: [],
    diagnostics: diagnostics.told,
  };
  if (file.text.length > GRAMMAR_MAX_CHARACTERS) {
    diagnostics.tell(START, `longer than ${GRAMMAR_MAX_CHARACTERS} characters`);
    return parsed;
  }
  const document = readYaml(file.text, diagnostics);
  if (document === null) return parsed;
  const reader = new SourceReader(file.text, diagnostics);
  if (document.contents === null) {
    diagnostics.tell(START, 'the file is empty');
    return parsed;
  }
  const top = reader.pairs(document.contents, 'the file');
  for (const { key, keyNode, value } of top) {
    switch (key) {
      case 'language':
        parsed.language = reader.text(value, 'language');
        break;
      case 'intents':
        if (isLeftEmpty(value)) reader.tell(keyNode, 'there are no intents', 'warning');
        else for (const intent of reader.pairs(value, 'intents')) readIntent(reader, intent, parsed.blocks);
        break;
      case 'lists':
        readLists(reader, value, parsed.lists);
        break;
      case 'expansion_rules':
        readRules(reader, value, parsed.rules);
        break;
      case 'skip_words':
        readSkipPhrases(reader, value, parsed.skipPhrases);
        break;
      default:
        if (!TOP_KEYS.includes(key))
          reader.tell(keyNode, `unknown field "${shown(key)}"; known are ${TOP_KEYS.join(', ')}`);
    }
  }
  const { language, blocks, lists, rules, skipPhrases } = parsed;
  if (language !== null && !SPOKEN_LANGUAGE.test(language)) {
    const [place] = top.filter(({ key }) => key === 'language').map((pair) => reader.at(pair.value));
    if (place)
      reader.tellAt(
        place,
        `the language is "${shown(language)}", but what is heard are English words`,
        'warning',
      );
  }
  if (blocks.length + lists.size + rules.size + skipPhrases.length === 0 && parsed.diagnostics.length === 0)
    diagnostics.tell(START, 'the file holds no sentences, lists, rules or skip words', 'warning');
  if (blocks.reduce((sum, block) => sum + block.sentences.length, 0) > SENTENCES_MAX) {
    diagnostics.tell(START, `more than ${SENTENCES_MAX} sentences`);
  }
  return parsed;
}

function readSkipPhrases(reader: SourceReader, node: unknown, into: string[]): void {
  for (const word of reader.itemsIfAny(node, 'skip_words')) {
    const skipped = reader.template(word, 'a skip word');
    if (skipped === null) continue;
    const texts = spellings(skipped.template);
    if (texts === null) {
      reader.tellAt(skipped.place(), 'a skip word is plain words, with few (a|b) and [optional] ones');
    } else if (texts.some((each) => keys(each).length === 0)) {
      reader.tellAt(skipped.place(), 'a skip word has no words');
    } else into.push(...texts);
  }
  if (into.length > SKIP_PHRASES_MAX) reader.tell(node, `more than ${SKIP_PHRASES_MAX} skip words`);
}
