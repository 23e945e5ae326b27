import { describe, expect, it } from 'vitest';
import { HOP_SAMPLES } from '../../../contract/engine.ts';
import { BackgroundTracker } from './background.ts';

/** One hop of noise of an RMS level in dBFS, from a fixed generator. */
function noise(dbfs: number, seed: { value: number }): Float32Array {
  const scale = 10 ** (dbfs / 20) * Math.sqrt(3);
  return Float32Array.from({ length: HOP_SAMPLES }, () => {
    seed.value = (seed.value * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed.value / 2 ** 30 - 1) * scale;
  });
}

describe('BackgroundTracker', () => {
  it('takes a rumble for background, however its level swings', () => {
    const tracker = new BackgroundTracker();
    const seed = { value: 5 };
    let phase = 0;
    let excess = 0;
    for (let hop = 0; hop < 60; hop++) {
      const hiss = noise(-70, seed);
      // 25 Hz, louder and softer by turns: by plain level it stands out by 20 dB.
      const frame = hiss.map((sample) => {
        phase++;
        const swing = phase % 4_000 < 600 ? 0.006 : 0.0006;
        return sample + swing * Math.sin((2 * Math.PI * 25 * phase) / 16_000);
      });
      const { loudestDbfs, floorDbfs } = tracker.process(frame);
      if (floorDbfs !== null) excess = Math.max(excess, loudestDbfs - floorDbfs);
    }
    expect(excess).toBeLessThan(5);
  });

  it('finds the level under pauses and the height of speech above it', () => {
    const tracker = new BackgroundTracker();
    const seed = { value: 1 };
    let last = tracker.process(noise(-60, seed));
    for (let hop = 0; hop < 40; hop++) last = tracker.process(noise(hop % 4 < 2 ? -25 : -60, seed));
    // Pre-emphasis lifts white noise by 3 dB.
    expect(last.floorDbfs).toBeGreaterThan(-60);
    expect(last.floorDbfs).toBeLessThan(-55);
    expect(last.snrDb).toBeGreaterThan(33);
    expect(last.snrDb).toBeLessThan(38);
  });

  it('says nothing before it has heard enough, nor before anything stood out', () => {
    const tracker = new BackgroundTracker();
    const seed = { value: 7 };
    for (let hop = 0; hop < 11; hop++) expect(tracker.process(noise(-40, seed)).floorDbfs).toBeNull();
    for (let hop = 0; hop < 40; hop++) expect(tracker.process(noise(-40, seed)).snrDb).toBeNull();
    for (let hop = 0; hop < 3; hop++) tracker.process(noise(-20, seed));
    expect(tracker.process(noise(-40, seed)).snrDb).toBeGreaterThan(15);
    tracker.reset();
    expect(tracker.process(noise(-40, seed)).snrDb).toBeNull();
  });

  it('remembers through a pause how far speech stood out', () => {
    const tracker = new BackgroundTracker();
    const seed = { value: 9 };
    for (let hop = 0; hop < 20; hop++) tracker.process(noise(-60, seed));
    for (let hop = 0; hop < 6; hop++) tracker.process(noise(-30, seed));
    let last = tracker.process(noise(-60, seed));
    for (let hop = 0; hop < 60; hop++) {
      last = tracker.process(noise(-60, seed));
      expect(last.snrDb).toBeGreaterThan(25);
    }
    for (let hop = 0; hop < 6; hop++) last = tracker.process(noise(-45, seed));
    expect(last.snrDb).toBeLessThan(20);
  });

  it('learns nothing from digital silence', () => {
    const tracker = new BackgroundTracker();
    const seed = { value: 3 };
    for (let hop = 0; hop < 30; hop++) {
      expect(tracker.process(new Float32Array(HOP_SAMPLES)).floorDbfs).toBeNull();
    }
    let last = tracker.process(noise(-40, seed));
    for (let hop = 0; hop < 15; hop++) last = tracker.process(noise(-40, seed));
    expect(last.floorDbfs).toBeGreaterThan(-40);
    expect(last.snrDb).toBeNull();
  });
});
