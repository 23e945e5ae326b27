/**
 * Reads what stands at one node of a sentence file: its pairs, items, texts and templates. What is of another kind than
 * it has to be is told with its place, and read as if it were not there, so that one look finds every fault.
 */
import { isMap, isScalar, isSeq, type Node, Scalar } from 'yaml';
import { type FileDiagnostics, type Place, shown } from './fileDiagnostics.ts';
import { isName, parseTemplate, type Template, TemplateError } from './template.ts';

const TEMPLATE_MAX_CHARACTERS = 4_000;
/** Written without quotes, these are texts to YAML 1.2 and truths to the YAML that Home Assistant reads. */
const YES = /^(?:true|yes|on)$/i;
/** One escape of a double-quoted text. */
const ESCAPED = /\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|[\s\S])/iy;

export interface Sentence {
  text: string;
  template: Template;
  /** Of a character of the template; of its first where none is given. */
  place(offset?: number): Place;
}

/** Of a mapping. */
export interface Pair {
  key: string;
  keyNode: unknown;
  value: unknown;
}

export class SourceReader {
  readonly #text: string;
  readonly #diagnostics: FileDiagnostics;

  /** @param text the file that the nodes are of */
  constructor(text: string, diagnostics: FileDiagnostics) {
    this.#text = text;
    this.#diagnostics = diagnostics;
  }

  at(node: unknown): Place {
    return this.#diagnostics.placeOf((node as Node | null)?.range?.[0] ?? 0);
  }

  tell(node: unknown, message: string, severity?: 'error' | 'warning'): void {
    this.tellAt(this.at(node), message, severity);
  }

  tellAt(place: Place, message: string, severity?: 'error' | 'warning'): void {
    this.#diagnostics.tell(place, message, severity);
  }

  pairs(node: unknown, what: string): Pair[] {
    if (!isMap(node)) {
      this.tell(node, `${what} has to be a mapping`);
      return [];
    }
    const known = new Map<string, number>();
    return node.items.flatMap((pair) => {
      const key = isScalar(pair.key) ? pair.key.value : null;
      if (typeof key !== 'string' || key === '') {
        this.tell(pair.key, `a key of ${what} has to be text`);
        return [];
      }
      const first = known.get(key);
      if (first !== undefined) {
        this.tell(pair.key, `${what} has "${shown(key)}" twice; first on line ${first}`);
        return [];
      }
      known.set(key, this.at(pair.key).line);
      // A key of a flow mapping may have no value at all.
      const value = pair.value ?? Object.assign(new Scalar(null), { range: (pair.key as Node).range });
      return [{ key, keyNode: pair.key, value }];
    });
  }

  /** The pairs of what may be left empty, which then has none. */
  pairsIfAny(node: unknown, what: string): Pair[] {
    return isLeftEmpty(node) ? [] : this.pairs(node, what);
  }

  tellUnknown(pairs: Iterable<Pair>, known: readonly string[], what: string): void {
    for (const { key, keyNode } of pairs) {
      if (!known.includes(key)) this.tell(keyNode, `${what} has an unknown field "${shown(key)}"`);
    }
  }

  items(node: unknown, what: string): unknown[] {
    if (isSeq(node)) return node.items;
    this.tell(node, `${what} has to be a list`);
    return [];
  }

  /** The items of what may be left empty, which then has none. */
  itemsIfAny(node: unknown, what: string): unknown[] {
    return isLeftEmpty(node) ? [] : this.items(node, what);
  }

  text(node: unknown, what: string): string | null {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.tell(node, `${what} has to be text`);
    return null;
  }

  /** @param numbers as well, which are their digits */
  template(node: unknown, what: string, numbers = false): Sentence | null {
    const number = numbers && isScalar(node) && typeof node.value !== 'string' ? scalarText(node) : null;
    const written = number ?? this.text(node, what);
    if (written === null) return null;
    const place = (offset = 0) =>
      this.#diagnostics.placeOf(isScalar(node) ? offsetWithin(this.#text, node as Scalar, offset) : 0);
    if (written.length > TEMPLATE_MAX_CHARACTERS) {
      this.tellAt(place(), `${what} is longer than ${TEMPLATE_MAX_CHARACTERS} characters`);
      return null;
    }
    try {
      return { text: written, template: parseTemplate(written), place };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.tellAt(place(error.offset), `${what}: ${error.message}`);
      return null;
    }
  }

  /** Whether the key is a name that a template can refer to. */
  isNamed({ key, keyNode }: Pair, what: string): boolean {
    if (isName(key)) return true;
    this.tell(keyNode, `"${shown(key)}" is no name of a ${what}`);
    return false;
  }
}

export function isLeftEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** A number as it is written: 007 is no 7, 1.50 no 1.5. Null for what is no scalar, or an empty one. */
export function scalarText(node: unknown): string | null {
  if (!isScalar(node)) return null;
  const { value, source } = node as Scalar;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? (source ?? String(value)) : null;
}

export function isYes(node: unknown): boolean {
  return YES.test(scalarText(node) ?? '');
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
