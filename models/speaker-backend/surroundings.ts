/** The same speech as other microphones would have heard it in other rooms: what a voice is to be recognised through. */
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { kitchen } from '../speech/kitchen.ts';
import { amplitudeOf } from '../speech/room.ts';

/** Uniform in 0..1. */
export type Random = () => number;

const SHARE_OF_ROOMS = 0.5;
const SHARE_OF_NOISE = 0.75;
/** Reverberation time and direct sound over it, seconds and amplitude. */
const ROOM = { leastS: 0.15, mostS: 0.6, leastShare: 0.15, mostShare: 0.65 };
const SNR_DB = [3, 22] as const;
/** Level of the loudest sample, dBFS. */
const PEAK_DB = [-25, 3] as const;
/** First-order tilt of a microphone, and one resonance of it. */
const TILT = 0.6;
const RESONANCE = { hz: [200, 3_200], widthHz: [200, 1_000], gain: 0.8 } as const;
const BABBLE_VOICES = [4, 8] as const;

const between = (random: Random, [least, most]: readonly [number, number]) =>
  least + (most - least) * random();
const gaussian = (random: Random) => random() + random() + random() + random() - 2;

/** @param others speech of others, for babble */
export function elsewhere(
  speech: Float32Array,
  random: Random,
  others: readonly Float32Array[],
): Float32Array {
  let sound = random() < SHARE_OF_ROOMS ? inRoom(speech, random) : speech;
  sound = throughMicrophone(sound, random);
  if (random() < SHARE_OF_NOISE) sound = inNoise(sound, random, others);
  const peak = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-6);
  const gain = amplitudeOf(between(random, PEAK_DB)) / peak;
  return sound.map((sample) => Math.max(-1, Math.min(1, sample * gain)));
}

/** Noise of some kind under speech, at a ratio of the speech's loud parts to all of the noise, dB. */
export function withNoise(speech: Float32Array, noise: Float32Array, snrDb: number): Float32Array {
  const rms = Math.sqrt(noise.reduce((sum, sample) => sum + sample * sample, 0) / noise.length);
  const gain = (amplitudeOf(-snrDb) * loudness(speech)) / Math.max(rms, 1e-9);
  return speech.map((sample, i) => sample + gain * (noise[i] as number));
}

export function whiteNoise(length: number, random: Random): Float32Array {
  return Float32Array.from({ length }, () => gaussian(random));
}

function inNoise(speech: Float32Array, random: Random, others: readonly Float32Array[]): Float32Array {
  const kind = random();
  const { length } = speech;
  let noise: Float32Array;
  if (kind < 0.35) noise = kitchen(length, Math.floor(random() * 1e6) + 1);
  else if (kind < 0.55) noise = whiteNoise(length, random);
  else if (kind < 0.75 || others.length === 0) noise = lowNoise(length, random);
  else noise = babble(length, random, others);
  return withNoise(speech, noise, between(random, SNR_DB));
}

/** Noise that falls towards high frequencies, by more or less. */
function lowNoise(length: number, random: Random): Float32Array {
  const pole = 0.9 + 0.098 * random();
  let value = 0;
  return Float32Array.from({ length }, () => {
    value = pole * value + gaussian(random);
    return value;
  });
}

function babble(length: number, random: Random, others: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(length);
  const voices = Math.round(between(random, BABBLE_VOICES));
  for (let voice = 0; voice < voices; voice++) {
    const other = others[Math.floor(random() * others.length)] as Float32Array;
    const from = Math.floor(random() * other.length);
    for (let i = 0; i < length; i++)
      sum[i] = (sum[i] as number) + (other[(from + i) % other.length] as number);
  }
  return sum;
}

/** Sparse convolution with a decaying tail: a few hundred reflections are enough for features of 25 ms. */
function inRoom(speech: Float32Array, random: Random): Float32Array {
  const reverberationS = between(random, [ROOM.leastS, ROOM.mostS]);
  const share = between(random, [ROOM.leastShare, ROOM.mostShare]);
  const reflections = Array.from({ length: 400 }, () => {
    const delay = 40 + Math.floor(random() * reverberationS * 0.8 * SAMPLE_RATE_HZ);
    return { delay, gain: gaussian(random) * 10 ** ((-3 * delay) / (reverberationS * SAMPLE_RATE_HZ)) };
  });
  const energy = Math.sqrt(reflections.reduce((sum, { gain }) => sum + gain * gain, 0));
  const sound = speech.slice();
  for (const { delay, gain } of reflections) {
    const scaled = (gain * share) / energy;
    for (let i = delay; i < sound.length; i++) {
      sound[i] = (sound[i] as number) + scaled * (speech[i - delay] as number);
    }
  }
  return sound;
}

function throughMicrophone(speech: Float32Array, random: Random): Float32Array {
  const tilt = (2 * random() - 1) * TILT;
  const hz = between(random, RESONANCE.hz);
  const radius = Math.exp((-Math.PI * between(random, RESONANCE.widthHz)) / SAMPLE_RATE_HZ);
  const gain = (2 * random() - 1) * RESONANCE.gain;
  const turn = 2 * radius * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE_HZ);
  let previous = 0;
  let last = 0;
  let before = 0;
  return speech.map((sample) => {
    const tilted = sample - tilt * previous;
    previous = sample;
    const ringing = 2 * (1 - radius) * tilted + turn * last - radius ** 2 * before;
    before = last;
    last = ringing;
    return tilted + gain * ringing;
  });
}

/** RMS of the loud parts. */
function loudness(samples: Float32Array): number {
  const frame = 320;
  const powers: number[] = [];
  for (let at = 0; at + frame <= samples.length; at += frame) {
    powers.push(samples.subarray(at, at + frame).reduce((sum, sample) => sum + sample * sample, 0) / frame);
  }
  const loudest = Math.max(...powers);
  const loud = powers.filter((power) => power > loudest * 1e-3);
  return Math.sqrt(loud.reduce((sum, power) => sum + power, 0) / Math.max(1, loud.length));
}
