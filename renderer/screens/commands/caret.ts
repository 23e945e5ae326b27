/** Places in a text, and what the keys of an editor do to it. Pure. */

export const INDENT = '  ';

/** Index of a line and column, both from 1; the nearest there is where the text has no such place. */
export function indexAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let passed = 1; passed < line; passed += 1) {
    const end = text.indexOf('\n', start);
    if (end === -1) break;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  const length = (end === -1 ? text.length : end) - start;
  return start + Math.min(Math.max(0, column - 1), length);
}

export function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** "1", "2", …, a line each. */
export function lineNumbers(count: number): string {
  return Array.from({ length: count }, (_, i) => i + 1).join('\n');
}

/** What takes the place of `from` to `to`, and what is selected then. */
export interface Change {
  from: number;
  to: number;
  insert: string;
  selection: [start: number, end: number];
}

/** Moves every line of the selection in by two spaces, or out; without a selection spaces go in at the caret. */
export function indent(text: string, start: number, end: number, isOut: boolean): Change | null {
  if (start === end && !isOut) {
    return {
      from: start,
      to: end,
      insert: INDENT,
      selection: [start + INDENT.length, start + INDENT.length],
    };
  }
  const from = text.lastIndexOf('\n', start - 1) + 1;
  // A selection that ends at the beginning of a line has nothing of that line.
  const last = end > start && text[end - 1] === '\n' ? end - 1 : end;
  const lineEnd = text.indexOf('\n', last);
  const to = lineEnd === -1 ? text.length : lineEnd;
  const before = text.slice(from, to);
  const insert = before
    .split('\n')
    .map((line) => (isOut ? line.replace(/^ {1,2}/, '') : line === '' ? line : INDENT + line))
    .join('\n');
  if (insert === before) return null;
  if (start === end) {
    const caret = Math.max(from, start - (before.length - insert.length));
    return { from, to, insert, selection: [caret, caret] };
  }
  return { from, to, insert, selection: [from, from + insert.length] };
}

/** A new line that begins where this one does, and further in below what opens a block or an item. */
export function newLine(text: string, start: number, end: number): Change {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const [spaces = ''] = /^ */.exec(before) ?? [];
  const opens = /:\s*$/.test(before) && !/^\s*#/.test(before);
  const insert = `\n${spaces}${opens ? INDENT : ''}`;
  return { from: start, to: end, insert, selection: [start + insert.length, start + insert.length] };
}
