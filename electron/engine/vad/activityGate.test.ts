import { describe, expect, it } from 'vitest';
import { ActivityGate } from './activityGate.ts';
import type { Background } from './background.ts';

const quiet: Background = { loudestDbfs: -60, floorDbfs: -62, snrDb: 3 };
const loud: Background = { loudestDbfs: -30, floorDbfs: -62, snrDb: 30 };

function repeat(times: number, step: () => void): void {
  for (let i = 0; i < times; i++) step();
}

describe('ActivityGate', () => {
  it('stays idle in steady noise', () => {
    const gate = new ActivityGate();
    repeat(100, () => gate.hearLevel(quiet));
    expect(gate.activity).toBe('idle');
  });

  it('watches what stands out from the background, and opens for speech at once', () => {
    const gate = new ActivityGate();
    expect(gate.hearLevel(loud)).toBe('watching');
    expect(gate.hearSpeech(0.02)).toBe('watching');
    gate.hearLevel(loud);
    expect(gate.hearSpeech(0.4)).toBe('open');
  });

  it('goes back to idle from a noise that was no speech', () => {
    const gate = new ActivityGate();
    gate.hearLevel(loud);
    gate.hearSpeech(0);
    repeat(9, () => {
      gate.hearLevel(quiet);
      gate.hearSpeech(0);
    });
    expect(gate.activity).toBe('watching');
    gate.hearLevel(quiet);
    expect(gate.activity).toBe('idle');
  });

  it('stays open across the pauses of speech', () => {
    const gate = new ActivityGate();
    gate.hearLevel(loud);
    gate.hearSpeech(0.9);
    repeat(19, () => {
      gate.hearLevel(quiet);
      gate.hearSpeech(0.01);
    });
    expect(gate.activity).toBe('open');
    gate.hearLevel(quiet);
    gate.hearSpeech(0.01);
    expect(gate.activity).toBe('watching');
  });

  it('hears soft sounds while the background is unknown, and not digital silence', () => {
    const gate = new ActivityGate();
    expect(gate.hearLevel({ loudestDbfs: -100, floorDbfs: null, snrDb: null })).toBe('idle');
    expect(gate.hearLevel({ loudestDbfs: -70, floorDbfs: null, snrDb: null })).toBe('watching');
  });
});
