import { describe, expect, it } from 'vitest';
import { HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { Chance } from './chance.ts';
import { dayOf, type Step } from './day.ts';
import type { Material, Spoken } from './material.ts';
import { makeScenes } from './scenes.ts';

const spoken = (name: string, wake: string | null): Spoken => ({
  name,
  wake,
  samples: new Float32Array(SAMPLE_RATE_HZ).fill(0.1),
});
const MATERIAL: Material = {
  lines: [
    spoken('Alexa, stop.', 'alexa'),
    spoken('Hey Mycroft.', 'hey_mycroft'),
    spoken('Set a timer for ten minutes.', null),
  ],
  recordings: [],
};

const SCENES = 5;

function day(seed: number, steps: number): Step<string>[] {
  const chance = new Chance(seed);
  const scenes = makeScenes(MATERIAL, SCENES, chance);
  const all = dayOf({ scenes, incidents: ['pause', 'burst'], activity: 0.07, chance });
  return Array.from({ length: steps }, () => all.next().value);
}

/** What can be told of a step without its samples. */
function outline(step: Step<string>): unknown[] {
  switch (step.kind) {
    case 'quiet':
      return ['quiet', step.samples.length];
    case 'scene':
      return ['scene', step.scene.name, step.scene.samples.length, step.scene.samples[20_000]];
    case 'incident':
      return ['incident', step.incident];
  }
}

describe('a day', () => {
  it('is the same for the same seed, and another for another', () => {
    const outlines = day(3, 12).map(outline);
    expect(day(3, 12).map(outline)).toEqual(outlines);
    expect(day(4, 12).map(outline)).not.toEqual(outlines);
  });

  it('has each scene once before any comes again, and incidents in between', () => {
    const steps = day(1, 40);
    const names = steps.flatMap((step) => (step.kind === 'scene' ? [step.scene.name] : []));
    expect(new Set(names.slice(0, SCENES)).size).toBe(SCENES);
    expect(steps.some(({ kind }) => kind === 'incident')).toBe(true);
    steps.forEach((step, i) => {
      // An incident has some quiet before it, and some after it.
      if (step.kind !== 'incident') return;
      expect([steps[i - 1]?.kind, steps[i + 1]?.kind]).toEqual(['quiet', 'quiet']);
    });
  });

  it('is as busy as asked', () => {
    const steps = day(1, 60);
    const lengthS = steps.reduce((sum, step) => {
      if (step.kind === 'incident') return sum;
      const { samples } = step.kind === 'scene' ? step.scene : step;
      return sum + samples.length / SAMPLE_RATE_HZ;
    }, 0);
    const speechS = steps.reduce((sum, step) => sum + (step.kind === 'scene' ? step.scene.speechS : 0), 0);
    expect(speechS / lengthS).toBeGreaterThan(0.04);
    expect(speechS / lengthS).toBeLessThan(0.09);
  });

  it('is whole hops that any microphone could deliver', () => {
    for (const step of day(2, 12)) {
      if (step.kind === 'incident') continue;
      const { samples } = step.kind === 'scene' ? step.scene : step;
      expect(samples.length % HOP_SAMPLES).toBe(0);
      expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThanOrEqual(1);
    }
  });
});
