import { describe, expect, it } from 'vitest';
import { DEPTH_MAX, isTooMuch, VALUES_MAX } from './size.ts';

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { inside: value };
  return value;
}

describe('what a call carries', () => {
  it('is fine up to its bounds, and too much beyond them', () => {
    expect(isTooMuch(Array(VALUES_MAX).fill(0))).toBe(false);
    expect(isTooMuch(Array(VALUES_MAX + 1).fill(0))).toBe(true);
    expect(isTooMuch(nested(DEPTH_MAX))).toBe(false);
    expect(isTooMuch(nested(DEPTH_MAX + 1))).toBe(true);
  });

  it('counts what is spread over many arrays and objects', () => {
    const hundred = () => Array(100).fill(0);
    expect(isTooMuch([{ all: Array.from({ length: VALUES_MAX / 100 + 1 }, hundred) }])).toBe(true);
  });

  it('is too much where it holds itself', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(isTooMuch(circle)).toBe(true);
  });

  it.each([undefined, null, 0, 'text', new Uint8Array(1_000_000), new Date(0), []])(
    'counts %s as one value',
    (value) => expect(isTooMuch([value])).toBe(false),
  );
});
