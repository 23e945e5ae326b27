/**
 * A sentence file as the one YAML document that it has to be, before anyone looks at what that says. Whatever is no text,
 * or would take long to read or much to hold, ends here.
 */
import { Composer, type CST, type Document, isAlias, Lexer, type Node, Parser, visit } from 'yaml';
import { DIAGNOSTICS_MAX, type FileDiagnostics, shown } from './fileDiagnostics.ts';

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

/**
 * The document of a YAML text, within bounds of its depth and size; null where anything is wrong with it. Sentence files
 * need no aliases, tags or second documents.
 */
export function readYaml(text: string, diagnostics: FileDiagnostics): Document.Parsed | null {
  let faults = 0;
  const fault = (offset: number, message: string): null => {
    faults++;
    diagnostics.tell(diagnostics.placeOf(offset), message);
    return null;
  };
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

function firstLine(message: string): string {
  return message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message;
}
