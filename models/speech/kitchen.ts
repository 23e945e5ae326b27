/** The sound of a kitchen: a room, a running tap, and dishes that are struck now and then. */
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { randomNumbers } from '../../electron/engine/audio/testing/signals.ts';
import { amplitudeOf, roomTone } from './room.ts';

/** Share of the tap beside the room, as an amplitude, and the band that it sounds in. */
const TAP = { share: 0.5, leastHz: 1_200, mostHz: 3_700, widthHz: 1_500 };
/** Dishes per second, at least and at most. */
const CLATTER_PER_S = [1.5, 4.5] as const;
/** Partials of one dish, and the band that they lie in. */
const DISH = { partials: [3, 7], leastHz: 800, mostHz: 7_300 } as const;
/** A dish rings so long until it is down to 1/e, seconds. */
const RING_S = [0.01, 0.13] as const;
/** Times 1/e after which nothing is heard of it. */
const RING_ENDS = 6;
/** Dishes are this much louder than the room, as an amplitude, in the middle; and by this factor more or less. */
const DISH_SHARE = 0.5;
const DISH_SPREAD = Math.E;

type Random = () => number;
const between = (random: Random, [least, most]: readonly [number, number]) =>
  least + (most - least) * random();

/** @returns noise of RMS 1, the same for the same seed */
export function kitchen(length: number, seed: number): Float32Array {
  const random = randomNumbers(seed);
  const sound = roomTone(length, seed + 1);
  addTap(sound, random);
  addDishes(sound, random);
  const rms = Math.sqrt(sound.reduce((sum, sample) => sum + sample * sample, 0) / length);
  return sound.map((sample) => sample / rms);
}

/** Speech in a kitchen at a signal-to-noise ratio, dB, of the loud parts of the speech to all of the noise. */
export function inKitchen(speech: Float32Array, snrDb: number, seed: number): Float32Array {
  const gain = amplitudeOf(-snrDb) * loudness(speech);
  const noise = kitchen(speech.length, seed);
  const mixed = speech.map((sample, i) => sample + gain * (noise[i] as number));
  const peak = mixed.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1);
  return mixed.map((sample) => sample / peak);
}

/** White noise through a resonance. */
function addTap(sound: Float32Array, random: Random): void {
  const hz = between(random, [TAP.leastHz, TAP.mostHz]);
  const radius = Math.exp((-Math.PI * TAP.widthHz) / SAMPLE_RATE_HZ);
  const turn = 2 * radius * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE_HZ);
  let last = 0;
  let before = 0;
  for (let i = 0; i < sound.length; i++) {
    const next = (random() + random() + random() - 1.5) * (1 - radius) + turn * last - radius ** 2 * before;
    before = last;
    last = next;
    sound[i] = (sound[i] as number) + TAP.share * 2 * next;
  }
}

function addDishes(sound: Float32Array, random: Random): void {
  const perS = between(random, CLATTER_PER_S);
  for (let s = 0; ; ) {
    s -= Math.log(1 - random()) / perS;
    const start = Math.floor(s * SAMPLE_RATE_HZ);
    if (start >= sound.length) return;
    const ringS = between(random, RING_S) * random();
    const loud = DISH_SHARE * DISH_SPREAD ** (2 * random() - 1);
    const partials = Array.from({ length: Math.floor(between(random, DISH.partials)) }, () => ({
      hz: between(random, [DISH.leastHz, DISH.mostHz]),
      phase: 2 * Math.PI * random(),
    }));
    const end = Math.min(sound.length, start + Math.ceil(RING_ENDS * ringS * SAMPLE_RATE_HZ));
    for (let i = start; i < end; i++) {
      const passedS = (i - start) / SAMPLE_RATE_HZ;
      const sum = partials.reduce(
        (all, { hz, phase }) => all + Math.sin(2 * Math.PI * hz * passedS + phase),
        0,
      );
      sound[i] =
        (sound[i] as number) + (loud * Math.exp(-passedS / ringS) * 2 * sum) / Math.sqrt(partials.length);
    }
  }
}

/** RMS of the 20 ms frames that are within 30 dB of the loudest. */
function loudness(samples: Float32Array): number {
  const frame = SAMPLE_RATE_HZ / 50;
  const powers: number[] = [];
  for (let at = 0; at + frame <= samples.length; at += frame) {
    powers.push(samples.subarray(at, at + frame).reduce((sum, sample) => sum + sample * sample, 0) / frame);
  }
  const loudest = Math.max(...powers, Number.MIN_VALUE);
  const loud = powers.filter((power) => power > loudest / 1_000);
  return Math.sqrt(loud.reduce((sum, power) => sum + power, 0) / Math.max(1, loud.length));
}
