/** From real speech to what it means: the lines of the built-in sample through the real recogniser. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileSource } from '../audio/bytes.ts';
import { openRecording } from '../audio/decode.ts';
import { findModelsDir, ModelStore } from '../models/store.ts';
import { Interpreter } from './interpreter.ts';

const PUBLIC = join(import.meta.dirname, '../../../renderer/public');
const SAMPLE_RATE_HZ = 16_000;
const KITCHEN = `language: en
intents:
  Lights:
    data:
      - sentences: ["turn (on|off) [the] {room} lights"]
  Kettle:
    data:
      - sentences: ["[the] kettle is {state}"]
lists:
  room: { values: [kitchen, bedroom, hall] }
  state: { values: [boiling, cold] }
`;

let interpreter: Interpreter;
let samples: Float32Array;
const { lines } = JSON.parse(readFileSync(join(PUBLIC, 'sample.json'), 'utf8')) as {
  lines: { text: string; startS: number; endS: number; wake: { endS: number } | null }[];
};

beforeAll(async () => {
  interpreter = await Interpreter.load(await ModelStore.open(findModelsDir()));
  const recording = await openRecording(await fileSource(join(PUBLIC, 'sample.wav')));
  const blocks: number[] = [];
  for await (const block of recording.blocks) for (const value of block) blocks.push(value);
  samples = Float32Array.from(blocks);
}, 60_000);
afterAll(() => interpreter.close());

function lineOf(beginning: string) {
  const line = lines.find(({ text }) => text.startsWith(beginning));
  if (line === undefined) throw new Error(`the sample has no line "${beginning}"`);
  return line;
}
function spoken(beginning: string): Float32Array {
  const { startS, endS } = lineOf(beginning);
  return samples.slice((startS - 0.2) * SAMPLE_RATE_HZ, (endS + 0.2) * SAMPLE_RATE_HZ);
}

/** White noise at a ratio, the same at every run. */
function noisy(clean: Float32Array, decibels: number): Float32Array {
  const power = clean.reduce((sum, value) => sum + value * value, 0) / clean.length;
  const level = Math.sqrt((3 * power) / 10 ** (decibels / 10));
  let seed = 1;
  return clean.map((value) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return value + level * ((2 * seed) / 2_147_483_647 - 1);
  });
}

describe('the built-in commands', () => {
  it('takes a transcript that a template accepts', async () => {
    const found = await interpreter.understand(spoken('Set a timer'));
    expect(found).toMatchObject({
      intent: 'HarkSetTimer',
      slots: { duration: 'PT10M' },
      path: 'transcript',
    });
    expect(found.confidence).toBeGreaterThan(0.5);
    expect(found.audioS).toBeGreaterThan(1);
  });

  it('hears the same in noise', async () => {
    const found = await interpreter.understand(noisy(spoken('Set a timer'), 3));
    expect(found).toMatchObject({ intent: 'HarkSetTimer', slots: { duration: 'PT10M' } });
  });

  it.each(['I think the kettle', 'Did you see'])('finds no command in "%s …"', async (line) => {
    const found = await interpreter.understand(spoken(line));
    expect(found).toMatchObject({ intent: null, slots: {}, path: 'rejected', confidence: 0 });
    expect(found.text).not.toBe('');
  });

  it('finds nothing in silence, nor in too little of anything', async () => {
    expect(await interpreter.understand(new Float32Array(2 * SAMPLE_RATE_HZ))).toMatchObject({
      intent: null,
      path: 'silent',
      text: '',
    });
    expect(await interpreter.understand(new Float32Array(100))).toMatchObject({ path: 'silent' });
  });

  it('begins after a wake word in the same breath', async () => {
    const line = lineOf('Alexa, what time');
    const cut = spoken('Alexa, what time');
    const said = { wakePhrase: ['Alexa', 'Alexa,'], wakePhraseEnd: 0.2 * SAMPLE_RATE_HZ };
    const wakePhraseEnd = ((line.wake?.endS ?? 0) - line.startS) * SAMPLE_RATE_HZ + said.wakePhraseEnd;
    const found = await interpreter.understand(cut, { ...said, wakePhraseEnd });
    expect(found).toMatchObject({ intent: 'HarkTime' });
    expect(found.text.toLowerCase()).not.toContain('alexa');
  });

  it('tells what it has so far, and stops when told', async () => {
    const partials: string[] = [];
    const audio = spoken('Set a timer');
    await interpreter.understand(audio, { onPartial: (partial) => partials.push(partial) });
    expect(partials.length).toBeGreaterThan(0);
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(interpreter.understand(audio, { signal: abort.signal })).rejects.toThrow('enough');
    // What was cut off leaves nothing behind.
    expect(await interpreter.understand(audio)).toMatchObject({ intent: 'HarkSetTimer' });
  });
});

describe('another grammar', () => {
  it('is decoded within, and what it does not hold is rejected', async () => {
    const source = { language: 'en', files: [{ name: 'kitchen.yaml', text: KITCHEN }], lists: {} };
    const report = await interpreter.changeGrammar(source);
    expect(report.intents.map(({ intent }) => intent)).toContain('Kettle');
    const lights = spoken('Hey Jarvis, turn off').slice(0.9 * SAMPLE_RATE_HZ);
    expect(await interpreter.understand(noisy(lights, 3))).toMatchObject({
      intent: 'Lights',
      slots: { room: 'kitchen' },
    });
    expect((await interpreter.understand(spoken('Did you see'))).intent).toBeNull();
  });

  it('stays as it was where the new one cannot be read', async () => {
    const broken = {
      language: 'en',
      files: [{ name: 'b.yaml', text: 'intents: {A: {data: [{sentences: ["(a"]}]}}' }],
      lists: {},
    };
    const { diagnostics } = await interpreter.changeGrammar(broken);
    expect(diagnostics).toEqual([expect.objectContaining({ file: 'b.yaml', line: 1, severity: 'error' })]);
    expect(interpreter.parse('set a timer for ten minutes').intent).toBe('HarkSetTimer');
    const missing = interpreter.changeGrammar({ language: 'xx', files: [], lists: {} });
    await expect(missing).rejects.toMatchObject({ code: 'grammar.unreadable' });
    expect(interpreter.parse('set a timer for ten minutes').intent).toBe('HarkSetTimer');
  });
});

it('scores a wake phrase that was said far above one that was not', async () => {
  const { endS } = lineOf('Hey Mycroft');
  const audio = samples.slice((endS - 1.5) * SAMPLE_RATE_HZ, endS * SAMPLE_RATE_HZ);
  const said = await interpreter.scorePhrase(audio, ['Hey Mycroft', 'Hey, Mycroft.', 'Hey Mycroft.']);
  const other = await interpreter.scorePhrase(audio, ['Alexa', 'Alexa.']);
  expect(said).toBeGreaterThan(other + 1);
});
