/**
 * Roll-ups as bytes: one row holds all series of a minute, about 16 bytes each. Little-endian; a record is the number of
 * its series (u16), its kind (u8) and
 * - counter: growth (f64);
 * - gauge: how often it was looked at (u16), mean, max and last (f32 each);
 * - histogram: sum (f64), how many buckets hold something (u8), and each of those as place (u8) and count (u32).
 * Places are those in BUCKETS_S: changing it takes a migration.
 */
import { BUCKETS, emptyHistogram, type Rolled } from './rolled.ts';

const KIND = { counter: 0, gauge: 1, histogram: 2 } as const;
const HEAD_BYTES = 3;
const COUNTER_BYTES = 8;
const GAUGE_BYTES = 14;
const HISTOGRAM_BYTES = 9;
const BUCKET_BYTES = 5;
const U16_MAX = 0xffff;
const U32_MAX = 0xffffffff;

export function encode(rolled: ReadonlyMap<number, Rolled>): Uint8Array {
  let bytes = 0;
  for (const one of rolled.values()) bytes += HEAD_BYTES + sizeOf(one);
  const view = new DataView(new ArrayBuffer(bytes));
  let at = 0;
  for (const [series, one] of rolled) {
    view.setUint16(at, series, true);
    view.setUint8(at + 2, KIND[one.kind]);
    write(view, at + HEAD_BYTES, one);
    at += HEAD_BYTES + sizeOf(one);
  }
  return new Uint8Array(view.buffer);
}

/**
 * Hands over each record whose series is wanted. What follows bytes that make no sense is left out.
 *
 * @param wanted all where absent
 */
export function decode(
  bytes: Uint8Array,
  found: (series: number, rolled: Rolled) => void,
  wanted?: ReadonlySet<number>,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (let at = 0; at < bytes.length; ) {
      const series = view.getUint16(at, true);
      const kind = view.getUint8(at + 2);
      const body = at + HEAD_BYTES;
      const size = bodySize(view, body, kind);
      if (size === null) return;
      if (wanted === undefined || wanted.has(series)) found(series, read(view, body, kind));
      at = body + size;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

function sizeOf(rolled: Rolled): number {
  switch (rolled.kind) {
    case 'counter':
      return COUNTER_BYTES;
    case 'gauge':
      return GAUGE_BYTES;
    case 'histogram':
      return HISTOGRAM_BYTES + BUCKET_BYTES * rolled.counts.filter((count) => count > 0).length;
  }
}

function bodySize(view: DataView, body: number, kind: number): number | null {
  switch (kind) {
    case KIND.counter:
      return COUNTER_BYTES;
    case KIND.gauge:
      return GAUGE_BYTES;
    case KIND.histogram:
      return HISTOGRAM_BYTES + BUCKET_BYTES * view.getUint8(body + 8);
    default:
      return null;
  }
}

function write(view: DataView, at: number, rolled: Rolled): void {
  switch (rolled.kind) {
    case 'counter':
      view.setFloat64(at, rolled.growth, true);
      return;
    case 'gauge':
      view.setUint16(at, Math.min(rolled.count, U16_MAX), true);
      view.setFloat32(at + 2, rolled.mean, true);
      view.setFloat32(at + 6, rolled.max, true);
      view.setFloat32(at + 10, rolled.last, true);
      return;
    case 'histogram': {
      view.setFloat64(at, rolled.sum, true);
      let next = at + HISTOGRAM_BYTES;
      for (const [bucket, count] of rolled.counts.entries()) {
        if (count <= 0) continue;
        view.setUint8(next, bucket);
        view.setUint32(next + 1, Math.min(count, U32_MAX), true);
        next += BUCKET_BYTES;
      }
      view.setUint8(at + 8, (next - at - HISTOGRAM_BYTES) / BUCKET_BYTES);
    }
  }
}

function read(view: DataView, at: number, kind: number): Rolled {
  if (kind === KIND.counter) return { kind: 'counter', growth: view.getFloat64(at, true) };
  if (kind === KIND.gauge) {
    return {
      kind: 'gauge',
      count: view.getUint16(at, true),
      mean: view.getFloat32(at + 2, true),
      max: view.getFloat32(at + 6, true),
      last: view.getFloat32(at + 10, true),
    };
  }
  const histogram = emptyHistogram();
  histogram.sum = view.getFloat64(at, true);
  for (let left = view.getUint8(at + 8), next = at + HISTOGRAM_BYTES; left > 0; left -= 1) {
    const bucket = view.getUint8(next);
    if (bucket < BUCKETS) histogram.counts[bucket] = view.getUint32(next + 1, true);
    next += BUCKET_BYTES;
  }
  return histogram;
}
