/** What happens to an engine in between: people, pages and microphones come and go, settings change, frames are lost. */
import { randomBytes } from 'node:crypto';
import { type EngineRequest, HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { KEY_BYTES, TAKES_MIN } from '../../contract/speaker.ts';
import { wavOf } from '../../electron/engine/speaker/recordingFile.ts';
import { roomTone } from '../../models/speech/room.ts';
import type { Chance } from './chance.ts';
import type { Spoken } from './material.ts';
import { EngineFailed, type Player, Refused } from './player.ts';

type Words = Extract<EngineRequest, { type: 'configure' }>['words'];

const MODELS = ['alexa', 'hey_jarvis', 'hey_mycroft', 'hey_rhasspy'];
export const WORDS: Words = MODELS.map((model) => ({ model, sensitivity: 0.5 }));
export const CONFIGURATION = { words: WORDS, secondLook: true, providers: {} };
export const GRAMMAR = {
  language: 'en',
  files: [],
  lists: { app: [{ in: 'calculator', out: 'calculator.desktop' }] },
};
/** A user's own sentences and applications beside the built-in ones. */
const OTHER_GRAMMAR = {
  language: 'en',
  files: [
    {
      name: 'own.yaml',
      text: 'intents:\n  Coffee:\n    data:\n      - sentences:\n          - "make me [a] coffee"\n',
    },
  ],
  lists: { app: Array.from({ length: 200 }, (_, i) => ({ in: `program ${i}`, out: `program${i}.desktop` })) },
};
const FAULTY_SENTENCES = 'intents:\n  Coffee:\n    data:\n      - sentences:\n          - "make (me"\n';
const POLICY = { targetFar: 0.01, adapt: true, onlyKnownWake: false };
const ROOM_LEVEL = 0.002;
/** More than the intake holds; and less, but more than is ever sent ahead. */
const BURST_FRAMES = 40;
const PILE_FRAMES = 10;
const LOST_FRAMES = 5;
const PASSPHRASE = 'correct horse battery staple';

type Bytes = Uint8Array<ArrayBuffer>;

export interface EnrolledVoice {
  profileId: string;
  sealed: Bytes;
  key: Bytes;
}

export interface Stage {
  player: Player;
  chance: Chance;
  voice: EnrolledVoice;
  lines: readonly Spoken[];
}

export interface Incident {
  name: string;
  /** Frames that it makes the engine lose, at least; null for none. */
  loses: number | null;
  run(stage: Stage): Promise<void>;
}

const room = (seconds: number) =>
  roomTone(Math.round((seconds * SAMPLE_RATE_HZ) / HOP_SAMPLES) * HOP_SAMPLES, 1).map(
    (sample) => ROOM_LEVEL * sample,
  );
const SECOND = room(1);

export const INCIDENTS: readonly Incident[] = [
  {
    name: 'pause',
    loses: null,
    run: async ({ player }) => {
      await player.ask('pause', {});
      player.playUnheard(SECOND);
      await player.ask('resume', {});
    },
  },
  { name: 'another page', loses: null, run: async ({ player }) => player.attach() },
  {
    name: 'page gone',
    loses: null,
    run: async ({ player }) => {
      player.hangUp();
      await player.ask('ping', {});
      await player.attach();
    },
  },
  {
    name: 'another microphone',
    loses: null,
    run: async ({ player }) => player.postAudio({ type: 'discontinuity' }),
  },
  {
    name: 'frames lost',
    loses: LOST_FRAMES,
    run: async ({ player }) => {
      await player.play(SECOND);
      player.lose(LOST_FRAMES);
      await player.play(SECOND);
    },
  },
  { name: 'burst', loses: 0, run: async ({ player }) => player.playAtOnce(ofHops(BURST_FRAMES)) },
  { name: 'pile', loses: null, run: async ({ player }) => player.playAtOnce(ofHops(PILE_FRAMES)) },
  {
    name: 'nonsense',
    loses: null,
    run: async ({ player }) => {
      player.postAudio(null, { type: 'frame', seq: -1 }, { type: 'frame', seq: 1, samples: [1, 2] }, 'frame');
      await refusedWith('ipc.arguments', player.askAnything({ type: 'nonsense' }));
      // Told as an error, and rightly.
      player.forgive('refused a request that does not fit the contract');
    },
  },
  {
    name: 'other words',
    loses: null,
    run: async ({ player }) => {
      await player.ask('configure', { ...CONFIGURATION, words: WORDS.slice(0, 2) });
      await player.play(SECOND);
      await player.ask('configure', CONFIGURATION);
    },
  },
  {
    name: 'other sensitivity',
    loses: null,
    run: async ({ player }) => {
      const words = WORDS.map((word) => ({ ...word, sensitivity: 0.8 }));
      await player.ask('configure', { ...CONFIGURATION, words, secondLook: false });
      await player.play(SECOND);
      await player.ask('configure', CONFIGURATION);
    },
  },
  {
    name: 'other sentences',
    loses: null,
    run: async ({ player }) => {
      await player.ask('grammar', OTHER_GRAMMAR);
      await expectIntent(player, 'make me a coffee', 'Coffee');
      await player.ask('grammar', GRAMMAR);
    },
  },
  {
    name: 'questions',
    loses: null,
    run: async ({ player, lines, chance }) => {
      await player.ask('parse', { text: 'set a timer for ten minutes' });
      await player.ask('check_grammar', { name: 'own.yaml', text: FAULTY_SENTENCES });
      await player.ask('understand', { recording: wavFileOf(chance.pick(lines).samples) });
    },
  },
  {
    name: 'voices put aside',
    loses: null,
    run: async (stage) => {
      await stage.player.ask('voices', { profiles: [], policy: POLICY });
      await stage.player.play(SECOND);
      await knowVoice(stage.player, stage.voice);
    },
  },
  {
    name: 'voice exported',
    loses: null,
    run: async ({ player, voice }) => {
      const { targetFar } = POLICY;
      await player.ask('summarise_voice', { ...voice, targetFar });
      const { file } = await player.ask('export_voice', { ...voice, name: 'Soak', passphrase: PASSPHRASE });
      const key = newKey();
      await player.ask('import_voice', { file, passphrase: PASSPHRASE, profileId: 'copy', key, targetFar });
    },
  },
  {
    name: 'enrollment',
    loses: null,
    run: async ({ player, lines }) => void (await enroll(player, lines)),
  },
  {
    name: 'enrollment given up',
    loses: null,
    run: async ({ player }) => {
      await player.ask('take', takeRequest('given up', null, newKey(), 0));
      await player.play(SECOND);
      await player.ask('end_take', { how: 'cancel' });
    },
  },
  {
    name: 'voice tried',
    loses: null,
    run: async ({ player, lines }) => {
      await player.ask('try_voice', { tryId: 'try' });
      await player.play(sentenceOf(lines));
      await player.play(room(2));
      await player.ask('end_take', { how: 'done' });
    },
  },
  {
    name: 'command cancelled',
    loses: null,
    run: async ({ player }) => {
      await player.ask('capture', { mode: 'toggle' });
      await player.play(SECOND);
      await player.ask('cancel', {});
    },
  },
];

/** Compares voices with this one from here on. @throws Refused, EngineFailed */
export async function knowVoice(player: Player, voice: EnrolledVoice): Promise<void> {
  const sealed = player.adapted.get(voice.profileId) ?? voice.sealed;
  await player.ask('voices', { profiles: [{ ...voice, sealed }], policy: POLICY });
}

/** Enrolls the voice that says most in the sample, sentence by sentence. @throws Refused, EngineFailed */
export async function enroll(player: Player, lines: readonly Spoken[]): Promise<EnrolledVoice> {
  const draftKey = newKey();
  let draft: Bytes | null = null;
  await player.play(room(4));
  for (let index = 0; index < TAKES_MIN; index++) {
    player.takeEvents();
    await player.ask('take', takeRequest(`take ${index}`, draft, draftKey, index));
    await player.play(sentenceOf(lines).map((sample) => sample * (1 - 0.2 * index)));
    await player.play(room(2));
    await player.ask('end_take', { how: 'done' });
    await player.play(SECOND);
    const ended = player.takeEvents().find((event) => event.kind === 'take_ended');
    if (!ended?.draft)
      throw new EngineFailed(`a take is no good: ${ended?.report.verdict ?? 'it never ended'}`);
    draft = ended.draft;
  }
  if (draft === null) throw new EngineFailed('nothing was enrolled');
  const key = newKey();
  const { targetFar } = POLICY;
  const request = { draftId: 'draft', draft, draftKey, profileId: 'speaker', key, base: null, targetFar };
  const { sealed } = await player.ask('enroll', request);
  return { profileId: 'speaker', sealed, key };
}

function takeRequest(takeId: string, draft: Bytes | null, key: Bytes, index: number) {
  return { takeId, draftId: 'draft', draft, key, index, microphone: 'soak', at: 0, keepAudio: true };
}

/** What one voice says in the sample, after a little room. */
function sentenceOf(lines: readonly Spoken[]): Float32Array {
  const voice = lines.filter(({ name }) => name.startsWith('Hey Mycroft') || name.startsWith('Set a timer'));
  const pause = Math.round(0.3 * SAMPLE_RATE_HZ);
  const length = voice.reduce((sum, { samples }) => sum + samples.length + pause, SECOND.length);
  const sentence = room(length / SAMPLE_RATE_HZ + 1);
  let at = SECOND.length;
  for (const { samples } of voice) {
    samples.forEach((sample, i) => {
      sentence[at + i] = (sentence[at + i] ?? 0) + sample;
    });
    at += samples.length + pause;
  }
  return sentence;
}

function newKey(): Bytes {
  return Uint8Array.from(randomBytes(KEY_BYTES));
}

function ofHops(hops: number): Float32Array {
  return room(10).slice(0, hops * HOP_SAMPLES);
}

function wavFileOf(samples: Float32Array): Bytes {
  return wavOf(new Uint8Array(Int16Array.from(samples, (sample) => Math.round(sample * 32_767)).buffer));
}

async function refusedWith(code: string, asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof Refused && error.report.code === code) return;
    throw error;
  }
  throw new EngineFailed(`what should be refused with ${code} was done`);
}

async function expectIntent(player: Player, text: string, intent: string): Promise<void> {
  const parsed = await player.ask('parse', { text });
  if (parsed.intent !== intent) throw new EngineFailed(`"${text}" is ${parsed.intent}, not ${intent}`);
}
