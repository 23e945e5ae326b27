/**
 * What happens in a day: somebody says something, in some room, from some distance. A scene begins and ends with so much
 * of its own room that what was before it is forgotten: played alone or amid hours, it has to come to the same.
 */
import type { PushMode } from '../../contract/command.ts';
import { HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { kitchen } from '../../models/speech/kitchen.ts';
import { amplitudeOf, roomTone } from '../../models/speech/room.ts';
import type { Chance } from './chance.ts';
import type { Material, Spoken } from './material.ts';

/** Room before and after. The engine remembers ten seconds of audio, and less of everything else. */
const LEAD_S = 11;
const TAIL_S = 11;
/** How far the room stays under the speech, dB: from a loud kitchen to a quiet study. */
const SNR_DB = [8, 40] as const;
/** Level of the speech as against the recording's, dB. */
const GAIN_DB = [-20, 0] as const;
/** Other voices under these, dB below them. */
const BABBLE_DB = [-30, -14] as const;
const PAUSE_S = [0.5, 0.9] as const;
const TURN_S = [1.2, 2.5] as const;
const KNOCKS = [3, 12] as const;
/** Every piece fades in and out this long, so that no cut clicks. */
const FADE_SAMPLES = 160;
/** From a key going down to the first word, and from the last to its going up. */
const KEY_S = 0.3;

const KINDS = [
  'one breath',
  'after a pause',
  'word alone',
  'no command',
  'two commands',
  'talk',
  'talk and command',
  'push to talk',
  'babble',
  'knocks',
  'recording',
] as const;
type Kind = (typeof KINDS)[number];

export interface Scene {
  name: string;
  kind: Kind;
  /** Whole hops, 16 kHz. */
  samples: Float32Array;
  /** Speech of any kind in it, seconds. */
  speechS: number;
  /** A key that is pressed and let go, by hop. */
  push: { mode: PushMode; downHop: number; upHop: number } | null;
}

/** @returns so many different ones; the same for the same chance */
export function makeScenes(material: Material, count: number, chance: Chance): Scene[] {
  const kinds = KINDS.filter((kind) => kind !== 'recording' || material.recordings.length > 0);
  return Array.from({ length: count }, (_, i) => {
    const kind = kinds[i % kinds.length] ?? 'talk';
    return makeScene(`${i + 1} ${kind}`, kind, material, chance);
  });
}

/** A line, or a pause in seconds. */
type Part = Spoken | number;

function makeScene(name: string, kind: Kind, material: Material, chance: Chance): Scene {
  const parts = partsOf(kind, material, chance);
  const said = join(parts);
  const speechS = parts.reduce<number>(
    (sum, part) => sum + (typeof part === 'number' ? 0 : secondsOf(part)),
    0,
  );
  const gain = amplitudeOf(chance.between(...GAIN_DB));
  const before = Math.round(LEAD_S * SAMPLE_RATE_HZ);
  const length = wholeHops(before + said.length + Math.round(TAIL_S * SAMPLE_RATE_HZ));
  const seed = 1 + chance.below(1_000_000);
  const room = chance.below(3) === 0 ? kitchen(length, seed) : roomTone(length, seed);
  const loudness = rmsOf(said.length > 0 && speechS > 0 ? said : (material.lines[0]?.samples ?? said));
  const roomGain = loudness * amplitudeOf(-chance.between(...SNR_DB));
  const samples = room.map((sample) => sample * roomGain);
  said.forEach((sample, i) => {
    samples[before + i] = (samples[before + i] ?? 0) + sample;
  });
  if (kind === 'babble') addBabble(samples, before, said.length, material, chance);
  if (kind === 'knocks') addKnocks(samples, before, said.length, chance);
  const push = kind === 'push to talk' ? pushAround(before, said.length, chance) : null;
  return { name, kind, samples: samples.map((sample) => clamp(sample * gain)), speechS, push };
}

function partsOf(kind: Kind, { lines, recordings }: Material, chance: Chance): Part[] {
  const talk = lines.filter(({ wake }) => wake === null);
  const breath = lines.filter(({ wake, name }) => wake !== null && name.includes(','));
  const alone = lines.filter(({ wake, name }) => wake !== null && !name.includes(','));
  const command = talk.filter(({ name }) => name.startsWith('Set'));
  const pause = () => chance.between(...PAUSE_S);
  const turn = () => chance.between(...TURN_S);
  switch (kind) {
    case 'one breath':
      return [chance.pick(breath)];
    case 'after a pause':
      return [chance.pick(alone), pause(), chance.pick(command)];
    case 'word alone':
      return [chance.pick(alone)];
    case 'no command':
      return [chance.pick(alone), pause(), chance.pick(talk)];
    case 'two commands':
      return [chance.pick(breath), 4 + turn(), chance.pick(breath)];
    case 'talk':
    case 'babble':
      return chance.shuffled([...talk, ...talk]).flatMap((line) => [line, turn()]);
    case 'talk and command':
      return [chance.pick(talk), turn(), chance.pick(talk), turn(), chance.pick(breath)];
    case 'push to talk':
      return [KEY_S, chance.pick(command), KEY_S];
    case 'knocks':
      return [chance.between(4, 8)];
    case 'recording':
      return [chance.pick(recordings)];
  }
}

function join(parts: readonly Part[]): Float32Array {
  const pieces = parts.map((part) =>
    typeof part === 'number' ? new Float32Array(Math.round(part * SAMPLE_RATE_HZ)) : faded(part.samples),
  );
  const joined = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

function faded(piece: Float32Array): Float32Array {
  return piece.map(
    (sample, i) => sample * Math.min(1, (i + 1) / FADE_SAMPLES, (piece.length - i) / FADE_SAMPLES),
  );
}

/** Others talk at the same time, further away. */
function addBabble(samples: Float32Array, from: number, length: number, material: Material, chance: Chance) {
  const others = [...material.lines.filter(({ wake }) => wake === null), ...material.recordings];
  for (let voice = 0; voice < 3; voice++) {
    const gain = amplitudeOf(chance.between(...BABBLE_DB));
    for (let at = from + chance.below(SAMPLE_RATE_HZ); ; ) {
      const piece = faded(chance.pick(others).samples);
      if (at + piece.length > from + length) break;
      piece.forEach((sample, i) => {
        samples[at + i] = (samples[at + i] ?? 0) + gain * sample;
      });
      at += piece.length + chance.below(SAMPLE_RATE_HZ);
    }
  }
}

/** Something is put down, a door falls shut: noise that dies away within a tenth of a second. */
function addKnocks(samples: Float32Array, from: number, length: number, chance: Chance): void {
  const knocks = Math.round(chance.between(...KNOCKS));
  for (let knock = 0; knock < knocks; knock++) {
    const at = from + chance.below(length);
    const decayS = chance.between(0.005, 0.03);
    const gain = amplitudeOf(chance.between(-24, -6));
    for (let i = 0; i < 6 * decayS * SAMPLE_RATE_HZ; i++) {
      const ringing = Math.exp(-i / (decayS * SAMPLE_RATE_HZ)) * chance.between(-1, 1);
      samples[at + i] = (samples[at + i] ?? 0) + gain * ringing;
    }
  }
}

function pushAround(from: number, length: number, chance: Chance): Scene['push'] {
  const downHop = Math.floor(from / HOP_SAMPLES);
  const upHop = Math.ceil((from + length) / HOP_SAMPLES);
  return { mode: chance.pick(['hold', 'toggle'] as const), downHop, upHop };
}

function rmsOf(samples: Float32Array): number {
  const loud = samples.filter((sample) => sample !== 0);
  return Math.sqrt(loud.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, loud.length));
}

function secondsOf({ samples }: Spoken): number {
  return samples.length / SAMPLE_RATE_HZ;
}

function wholeHops(length: number): number {
  return Math.ceil(length / HOP_SAMPLES) * HOP_SAMPLES;
}

function clamp(sample: number): number {
  return Math.max(-1, Math.min(1, sample));
}
