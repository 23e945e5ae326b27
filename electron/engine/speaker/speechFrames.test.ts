import { describe, expect, it } from 'vitest';
import { speechFrames } from './speechFrames.ts';

/** Frames of 10 ms, windows of 32 ms, at 16 kHz. */
const GRID = { first: 200, shift: 160 };
const WINDOW = 512;

/** A second: speech between two times, ms, as loud as `speech` over a room of `room`. */
function second(from: number, to: number, speech: number, room: number) {
  const within = (ms: number) => ms >= from && ms < to;
  return {
    energies: Float32Array.from({ length: 98 }, (_, t) => (within(12.5 + 10 * t) ? speech : room)),
    probabilities: Float32Array.from({ length: 32 }, (_, w) => (within(16 + 32 * w) ? 0.9 : 0.02)),
  };
}
const framesOf = ({ energies, probabilities }: ReturnType<typeof second>) =>
  speechFrames(GRID, energies, probabilities, WINDOW);

describe('frames of speech', () => {
  it('are those that the detector heard, and no more of the room than their edges', () => {
    const { kept } = framesOf(second(300, 700, 18, 10));
    expect(kept.length).toBeGreaterThanOrEqual(40);
    expect(kept.length).toBeLessThanOrEqual(44);
    expect(kept[0]).toBeGreaterThanOrEqual(27);
    expect(kept.at(-1)).toBeLessThanOrEqual(71);
  });

  it('are the same at any level', () => {
    const loud = framesOf(second(300, 700, 18, 10));
    const soft = framesOf(second(300, 700, 11, 3));
    expect(soft).toEqual(loud);
  });

  it('are none where nothing was heard, however loud', () => {
    const { kept, background } = framesOf({ ...second(0, 0, 0, 20), probabilities: new Float32Array(32) });
    expect(kept).toEqual([]);
    expect(background).toHaveLength(98);
  });

  it('leave a pause within speech out', () => {
    const take = second(100, 900, 18, 10);
    take.energies.fill(8, 45, 55);
    const { kept } = framesOf(take);
    expect(kept.filter((t) => t >= 47 && t < 53)).toEqual([]);
  });

  it('of no audio are none', () => {
    expect(speechFrames(GRID, new Float32Array(0), new Float32Array(0), WINDOW)).toEqual({
      kept: [],
      background: [],
    });
  });
});
