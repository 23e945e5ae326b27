import { describe, expect, it } from 'vitest';
import { BACKEND_MAGIC, SpeakerBackend } from './backend.ts';

/** Two numbers, centred on (1, 1), the second stretched by two; one stranger. */
function file(change: { magic?: string; size?: number; count?: number } = {}): Buffer {
  const header = Buffer.alloc(BACKEND_MAGIC.length + 8);
  header.write(change.magic ?? BACKEND_MAGIC, 'latin1');
  header.writeUInt32LE(change.size ?? 2, BACKEND_MAGIC.length);
  header.writeUInt32LE(change.count ?? 1, BACKEND_MAGIC.length + 4);
  const values = Float32Array.of(1, 1, ...[1, 0, 0, 2], ...[0.6, 0.8]);
  return Buffer.concat([header, Buffer.from(values.buffer)]);
}
const unusable = expect.objectContaining({ code: 'model.unusable' });

describe('a backend', () => {
  it('centres, whitens and brings to length one', () => {
    const backend = SpeakerBackend.parse(file());
    const projected = backend.project(Float32Array.of(4, 3));
    expect([...projected]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)]);
    expect(backend.cohort).toEqual([Float32Array.of(0.6, 0.8)]);
  });

  it('of nothing but its mean stays finite', () => {
    expect([...SpeakerBackend.parse(file()).project(Float32Array.of(1, 1))]).toEqual([0, 0]);
  });

  it.each([
    ['no file', Buffer.alloc(0)],
    ['another file', file({ magic: 'HARKSPK9' })],
    ['another size', file({ size: 3 })],
    ['a size of gigabytes', file({ size: 0x7fffffff })],
    ['more strangers than it holds', file({ count: 2 })],
    ['an end in the middle', file().subarray(0, 40)],
    ['bytes after its end', Buffer.concat([file(), Buffer.alloc(4)])],
  ])('is refused for %s', (_, bytes) => {
    expect(() => SpeakerBackend.parse(bytes)).toThrow(unusable);
  });
});
