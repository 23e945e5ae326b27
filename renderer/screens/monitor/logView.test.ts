import { describe, expect, it } from 'vitest';
import { LOG_LEVELS, LOG_TAGS, type LogLine } from '../../../contract/upkeep.ts';
import { EVERYTHING, lineCount, linesText, matchingLines, toggled } from './logView.ts';

const LINES: LogLine[] = [
  { seq: 1, at: 0, level: 'info', tag: 'main', text: 'Started version="1.0.0"' },
  { seq: 2, at: 1_000, level: 'warn', tag: 'engine', text: 'A model was slow' },
  { seq: 3, at: 2_000, level: 'error', tag: 'engine', text: 'The engine ended code=9' },
];
const found = (change: Partial<typeof EVERYTHING>) =>
  matchingLines(LINES, { ...EVERYTHING, ...change }).map(({ seq }) => seq);

describe('the filter', () => {
  it('lets everything through, without a copy of it', () => {
    expect(matchingLines(LINES, EVERYTHING)).toBe(LINES);
    expect(found({ text: '   ' })).toEqual([1, 2, 3]);
  });

  it('goes by level, by part and by words, all of which have to be there', () => {
    expect(found({ levels: ['error', 'warn'] })).toEqual([2, 3]);
    expect(found({ tags: ['engine'], text: 'ENGINE' })).toEqual([3]);
    expect(found({ text: 'code=9 engine' })).toEqual([3]);
    expect(found({ text: 'engine slow' })).toEqual([]);
    expect(found({ levels: [] })).toEqual([]);
  });

  it('takes a level out and puts it back where it was', () => {
    const without = toggled(LOG_LEVELS, LOG_LEVELS, 'warn');
    expect(without).toEqual(['error', 'info', 'debug']);
    expect(toggled(LOG_LEVELS, without, 'warn')).toEqual(LOG_LEVELS);
    expect(toggled(LOG_TAGS, [], 'engine')).toEqual(['engine']);
  });
});

it('copies what is shown, a line each', () => {
  expect(linesText(LINES.slice(1))).toBe(
    '1970-01-01T00:00:01.000Z warn [engine] A model was slow\n1970-01-01T00:00:02.000Z error [engine] The engine ended code=9',
  );
  expect(linesText([])).toBe('');
});

it('counts what is shown of what there is', () => {
  expect(lineCount(3, 3)).toBe('3 lines');
  expect(lineCount(1, 1)).toBe('1 line');
  expect(lineCount(0, 3)).toBe('0 of 3 lines');
});
