import { beforeEach, describe, expect, it } from 'vitest';
import { LINES_PER_SECOND, LineSplitter, limitedLog } from './lineLimit.ts';
import { createLog, LOG_LINE_MAX_CHARS } from './log.ts';

let lines: string[];
let waiting: (() => void)[];
beforeEach(() => {
  lines = [];
  waiting = [];
});
const limited = () =>
  limitedLog(
    createLog((level, line) => lines.push(`${level} ${line}`), String),
    (_ms, call) => waiting.push(call),
  );
const secondOver = () => {
  for (const call of waiting.splice(0)) call();
};

describe('limitedLog', () => {
  it('lets lines through as they are', () => {
    limited().of('engine').warn('late', { life: 2 });
    expect(lines).toEqual(['warn (engine) late life=2']);
    secondOver();
    expect(lines).toHaveLength(1);
  });

  it('leaves out what is too much in a second, and counts it', () => {
    const log = limited();
    for (let i = 0; i < 1_000; i += 1) log.info(String(i));
    expect(lines).toHaveLength(LINES_PER_SECOND);
    secondOver();
    expect(lines.at(-1)).toBe(`warn (main) ${1_000 - LINES_PER_SECOND} lines left out`);
    log.info('again');
    expect(lines.at(-1)).toBe('info (main) again');
  });
});

describe('LineSplitter', () => {
  const split = (...chunks: string[]) => {
    const found: string[] = [];
    const splitter = new LineSplitter((line) => found.push(line));
    for (const chunk of chunks) splitter.push(chunk);
    splitter.end();
    return found;
  };

  it('puts lines together that came in pieces, and takes apart those that came at once', () => {
    expect(split('one\r\ntw', 'o\n\n  \nthr', 'ee')).toEqual(['one', 'two', 'three']);
  });

  it('does not wait for ever for the end of a line', () => {
    const chunk = 'x'.repeat(LOG_LINE_MAX_CHARS);
    expect(split(chunk, chunk, chunk).join('')).toHaveLength(3 * LOG_LINE_MAX_CHARS);
    expect(split(chunk, chunk, chunk).length).toBeGreaterThan(1);
  });
});
