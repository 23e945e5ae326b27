import { expect, it } from 'vitest';
import { LOG_LINES_KEPT, logLineSchema } from '../../../contract/upkeep.ts';
import { filedLine, LineRing, type RawLine } from './lineRing.ts';

const line = (text: string, at = 1): RawLine => ({ at, level: 'info', line: `(main) ${text}` });
const texts = (ring: LineRing, after: number | null = null) => ring.read(after).map(({ text }) => text);

it('gives lines as the window knows them, oldest first', () => {
  const ring = new LineRing();
  ring.push(line('first'));
  ring.push({ at: 2, level: 'warn', line: '(engine) late' });
  ring.push({ at: 3, level: 'info', line: 'without a tag' });
  const read = ring.read(null).map((one) => logLineSchema.parse(one));
  expect(read.map(({ tag, level, text, at }) => [tag, level, text, at])).toEqual([
    ['main', 'info', 'first', 1],
    ['engine', 'warn', 'late', 2],
    ['main', 'info', 'without a tag', 3],
  ]);
});

it('gives what is newer than what one has, and nothing twice', () => {
  const ring = new LineRing();
  ring.push(line('a'));
  ring.push(line('b'));
  const last = ring.read(null).at(-1)?.seq ?? 0;
  expect(ring.read(last)).toEqual([]);
  ring.push(line('c'));
  expect(texts(ring, last)).toEqual(['c']);
  expect(texts(ring, last + 5)).toEqual([]);
});

it('forgets the oldest, and numbers go on', () => {
  const ring = new LineRing();
  for (let i = 0; i < LOG_LINES_KEPT + 3; i += 1) ring.push(line(String(i)));
  const read = ring.read(null);
  expect(read).toHaveLength(LOG_LINES_KEPT);
  expect(read[0]?.text).toBe('3');
  expect(read.at(-1)?.text).toBe(String(LOG_LINES_KEPT + 2));
  expect(read.every(({ seq }, index) => index === 0 || seq === (read[index - 1]?.seq ?? 0) + 1)).toBe(true);
});

it('puts earlier runs before this one, as many as there is room for', () => {
  const ring = new LineRing();
  ring.push(line('now'));
  const seq = ring.read(null)[0]?.seq ?? 0;
  ring.precede(Array.from({ length: LOG_LINES_KEPT }, (_, index) => line(`old ${index}`)));
  const read = ring.read(null);
  expect(read).toHaveLength(LOG_LINES_KEPT);
  expect(read[0]).toMatchObject({ text: 'old 1', seq: seq - LOG_LINES_KEPT + 1 });
  expect(read.at(-1)).toMatchObject({ text: 'now', seq });
  expect(read[0]?.seq).toBeGreaterThan(0);
  expect(texts(ring, seq - 1)).toEqual(['now']);
  expect(texts(ring, seq - 3)).toEqual([`old ${LOG_LINES_KEPT - 2}`, `old ${LOG_LINES_KEPT - 1}`, 'now']);
});

it('finds the last lines of one process in this run', () => {
  const ring = new LineRing();
  ring.precede([{ at: 0, level: 'info', line: '(engine) of yesterday' }]);
  for (const text of ['a', 'b', 'c']) {
    ring.push({ at: 1, level: 'info', line: `(engine) ${text}` });
    ring.push(line('between'));
  }
  expect(ring.last('engine', 2).map(({ text }) => text)).toEqual(['b', 'c']);
  expect(ring.last('engine', 9).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
});

it.each([
  ['2026-11-25T10:00:00.000Z [warn] (engine) late\r', { level: 'warn', line: '(engine) late' }],
  ['2026-11-25T10:00:00.000Z [shout] (engine) late', null],
  ['26-11-25 [info] (main) x', null],
  ['the rest of a line', null],
  ['', null],
])('reads %j of a file', (text, expected) => {
  const read = filedLine(text);
  if (expected === null) expect(read).toBeNull();
  else expect(read).toEqual({ at: Date.UTC(2026, 10, 25, 10), ...expected });
});
