/** The sounds Hark makes besides speech, computed when they are needed: no file, no network. Pure. */
import type { SpokenReply } from '../../contract/actions.ts';

export type SoundName = NonNullable<SpokenReply['chime']> | 'alarm';

interface Note {
  hz: number;
  /** From the beginning of the sound, seconds. */
  atS: number;
  /** Of its loudest moment, 0..1. */
  gain: number;
}

interface Sound {
  durationS: number;
  /** Time in which a note falls to a thousandth, seconds. */
  ringS: number;
  notes: Note[];
}

const [G4, C5, E5, G5, C6] = [392.0, 523.25, 659.26, 783.99, 1_046.5];

const SOUNDS: Record<SoundName, Sound> = {
  listening: { durationS: 0.28, ringS: 0.35, notes: [{ hz: G5, atS: 0, gain: 0.22 }] },
  done: {
    durationS: 0.45,
    ringS: 0.45,
    notes: [
      { hz: E5, atS: 0, gain: 0.2 },
      { hz: C6, atS: 0.1, gain: 0.2 },
    ],
  },
  failed: {
    durationS: 0.5,
    ringS: 0.5,
    notes: [
      { hz: C5, atS: 0, gain: 0.2 },
      { hz: G4, atS: 0.14, gain: 0.22 },
    ],
  },
  // Two groups of three and a rest: its end joins its beginning when it is looped.
  alarm: {
    durationS: 2,
    ringS: 0.3,
    notes: [0, 0.16, 0.32, 0.72, 0.88, 1.04].map((atS, n) => ({
      hz: n % 3 === 2 ? C6 : G5,
      atS,
      gain: 0.42,
    })),
  },
};

/** Overtones of a note: multiple of its frequency, and share of its gain. */
const PARTIALS = [
  [1, 0.72],
  [2, 0.2],
  [3, 0.08],
] as const;
/** Too short for a click, too long for a thud. */
const ATTACK_S = 0.006;
const FADE_OUT_S = 0.02;
const FALL_TO = 0.001;

export function durationOf(name: SoundName): number {
  return SOUNDS[name].durationS;
}

/** Mono samples -1..1 of a sound, from silence to silence. */
export function synthesise(name: SoundName, rateHz: number): Float32Array<ArrayBuffer> {
  const { durationS, ringS, notes } = SOUNDS[name];
  const samples = new Float32Array(Math.round(durationS * rateHz));
  const decay = Math.log(FALL_TO) / ringS;
  for (const { hz, atS, gain } of notes) {
    const first = Math.round(atS * rateHz);
    for (let i = first; i < samples.length; i += 1) {
      const t = (i - first) / rateHz;
      if (t > ringS) break;
      const tone = PARTIALS.reduce((sum, [n, share]) => sum + share * Math.sin(2 * Math.PI * hz * n * t), 0);
      const envelope = Math.min(1, t / ATTACK_S, (durationS - i / rateHz) / FADE_OUT_S);
      samples[i] = (samples[i] ?? 0) + gain * envelope * Math.exp(decay * t) * tone;
    }
  }
  return samples;
}
