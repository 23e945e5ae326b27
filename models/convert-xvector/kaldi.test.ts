import { describe, expect, it } from 'vitest';
import { KaldiReader, parseTextVector } from './kaldi.ts';

function file(...parts: (string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(Buffer.concat([Buffer.from('\0B'), ...parts.map((part) => Buffer.from(part))]));
}
function int(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = 4;
  bytes.writeInt32LE(value, 1);
  return bytes;
}
const floats = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer);
const unusable = expect.objectContaining({ code: 'model.unusable' });

describe('a file of Kaldi', () => {
  it('is read token by token', () => {
    const reader = new KaldiReader(
      file('text\n<A> ', int(7), '<B> FV ', int(2), floats(1.5, -2), '<C> FM ', int(1), int(2), floats(3, 4)),
      'it',
    );
    expect(reader.textUntil('<A>')).toBe('text\n');
    reader.expect('<A>');
    expect(reader.int()).toBe(7);
    expect(reader.peekMatrix('<C>')).toEqual({ rows: 1, columns: 2 });
    reader.skipTo('<B>');
    expect([...reader.vector()]).toEqual([1.5, -2]);
    reader.skipTo('<C>');
    expect(reader.matrix()).toEqual({ rows: 1, columns: 2, values: Float32Array.of(3, 4) });
  });

  it.each([
    ['no header', () => new KaldiReader(new Uint8Array([1, 2, 3]), 'it')],
    ['a token that is not there', () => new KaldiReader(file('<A> '), 'it').skipTo('<B>')],
    ['another token', () => new KaldiReader(file('<A> '), 'it').expect('<B>')],
    ['more numbers than bytes', () => new KaldiReader(file('FV ', int(1e6), floats(1)), 'it').vector()],
    ['a negative size', () => new KaldiReader(file('FV ', int(-4), floats(1)), 'it').vector()],
    ['an end in the middle', () => new KaldiReader(file(int(5).subarray(0, 3)), 'it').int()],
  ])('with %s is refused', (_, read) => {
    expect(read).toThrow(unusable);
  });
});

describe('a vector as text', () => {
  it('is read', () => {
    expect([...parseTextVector(' [ 1.5 -2 3e-1 ]\n', 'it')]).toEqual([1.5, -2, Math.fround(0.3)]);
  });
  it.each(['', '1 2', '[ 1 x ]'])('%j is none', (text) => {
    expect(() => parseTextVector(text, 'it')).toThrow(unusable);
  });
});
