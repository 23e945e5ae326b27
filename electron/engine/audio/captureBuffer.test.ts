import { describe, expect, it } from 'vitest';
import { CaptureBuffer } from './captureBuffer.ts';

const ramp = (from: number, count: number) => Float32Array.from({ length: count }, (_, i) => from + i);

describe('CaptureBuffer', () => {
  it('hands out its audio by sample number, without copying it', () => {
    const buffer = new CaptureBuffer(1_000, 0.01);
    buffer.append(ramp(1_000, 50));
    buffer.append(ramp(1_050, 50));
    expect(buffer.end).toBe(1_100);
    const view = buffer.view(1_040, 1_060);
    expect([...view]).toEqual([...ramp(1_040, 20)]);
    expect(view.buffer).toBe(buffer.view(1_000, 1_001).buffer);
  });

  it('gives what there is of what is asked for', () => {
    const buffer = new CaptureBuffer(1_000, 0.01);
    buffer.append(ramp(1_000, 50));
    expect([...buffer.view(0, 1_003)]).toEqual([1_000, 1_001, 1_002]);
    expect([...buffer.view(1_048, 9_999)]).toEqual([1_048, 1_049]);
    expect(buffer.view(2_000, 1_000)).toHaveLength(0);
  });

  it('is bounded', () => {
    const buffer = new CaptureBuffer(0, 0.01);
    buffer.append(ramp(0, 500));
    buffer.append(ramp(500, 500));
    expect(buffer.end).toBe(160);
    expect(buffer.view(0, 9_999).at(-1)).toBe(159);
  });

  it('erases its audio, also where someone still looks at it', () => {
    const buffer = new CaptureBuffer(0, 0.01);
    buffer.append(ramp(1, 100));
    const view = buffer.view(0, 100);
    buffer.erase();
    expect(view.every((sample) => sample === 0)).toBe(true);
    expect(buffer.end).toBe(0);
  });
});
