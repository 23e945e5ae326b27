/** The sound of a room: noise that falls off towards high frequencies, and the hum of a fan. */
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { randomNumbers } from '../../electron/engine/audio/testing/signals.ts';

/** Share of the hum in the room, as an amplitude. */
const HUM = 0.25;
const HUM_HZ = [100, 200, 300];
/** One-pole filters whose sum falls by about 3 dB per octave: pole, gain (Paul Kellet's pink noise). */
const PINK_POLES = [
  [0.99765, 0.099046],
  [0.963, 0.2965164],
  [0.57, 1.0526913],
] as const;
const WHITE_SHARE = 0.1848;

/** @returns noise of RMS 1, the same for the same seed */
export function roomTone(length: number, seed: number): Float32Array {
  const random = randomNumbers(seed);
  const poles = PINK_POLES.map(() => 0);
  const tone = new Float32Array(length);
  let squares = 0;
  for (let i = 0; i < length; i++) {
    const white = random() + random() + random() - 1.5;
    let sample = white * WHITE_SHARE;
    PINK_POLES.forEach(([pole, gain], at) => {
      const value = pole * (poles[at] ?? 0) + gain * white;
      poles[at] = value;
      sample += value;
    });
    for (const hz of HUM_HZ) sample += HUM * Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE_HZ);
    tone[i] = sample;
    squares += sample * sample;
  }
  const rms = Math.sqrt(squares / length);
  return tone.map((sample) => sample / rms);
}

export function amplitudeOf(db: number): number {
  return 10 ** (db / 20);
}
