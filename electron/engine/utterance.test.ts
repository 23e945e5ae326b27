import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { TAKE_MAX_MS } from '../../contract/speaker.ts';
import type { HeardTake } from './speaker/takeJudgement.ts';
import { LONG_PAUSE_MS, PAUSE_MS, Utterance, type UtteranceProgress } from './utterance.ts';
import { VAD_WINDOW_SAMPLES } from './vad/silero.ts';

const START = 16_000;
const WINDOW_MS = (VAD_WINDOW_SAMPLES / SAMPLE_RATE_HZ) * 1_000;

function rig(hold: Promise<void> | null = null) {
  const progress: UtteranceProgress[] = [];
  const said: HeardTake[] = [];
  const counts = { cancelled: 0, finished: 0 };
  const utterance = new Utterance({
    startSample: START,
    progress: (now) => progress.push(now),
    said: async (heard) => {
      said.push({ ...heard, samples: heard.samples });
      lengths.push(heard.samples.filter((value) => value !== 0).length);
      await hold;
    },
    cancelled: () => counts.cancelled++,
    finished: () => counts.finished++,
  });
  const lengths: number[] = [];
  let sample = START;
  let judging: Promise<void> | null = null;
  const play = (ms: number, probability: number, levelDbfs = -25) => {
    for (let i = 0; i < Math.round(ms / WINDOW_MS); i++) {
      sample += VAD_WINDOW_SAMPLES;
      utterance.append(new Float32Array(VAD_WINDOW_SAMPLES).fill(0.5));
      judging = utterance.hear({ probability, levelDbfs, endSample: sample }) ?? judging;
    }
  };
  return {
    utterance,
    progress,
    said,
    lengths,
    counts,
    speech: (ms: number, dbfs?: number) => play(ms, 0.95, dbfs),
    silence: (ms: number) => play(ms, 0.02, -60),
    judged: () => judging,
    elapsedMs: () => ((sample - START) / SAMPLE_RATE_HZ) * 1_000,
  };
}

describe('a sentence', () => {
  it('ends by a pause once enough was said, and is erased when it is judged', async () => {
    const { said, lengths, counts, speech, silence, judged, utterance } = rig();
    silence(500);
    speech(1_000);
    silence(PAUSE_MS + 200);
    expect(said).toEqual([]);
    speech(1_000);
    silence(PAUSE_MS - 100);
    expect(said).toEqual([]);
    silence(150);
    expect(said).toHaveLength(1);
    expect(utterance.listening).toBe(false);
    await judged();
    expect(said[0]?.speechMs).toBeGreaterThan(1_900);
    expect(said[0]?.speech).toHaveLength(2);
    expect(said[0]).toMatchObject({ endless: false, phrase: null, othersMs: 0 });
    expect(lengths[0]).toBeGreaterThan(3.5 * SAMPLE_RATE_HZ);
    expect(said[0]?.samples.every((value) => value === 0)).toBe(true);
    expect(counts).toEqual({ cancelled: 0, finished: 1 });
  });

  it('ends by a longer pause where too little was said, and by its time where nothing was', () => {
    const short = rig();
    short.speech(500);
    short.silence(LONG_PAUSE_MS + 100);
    expect(short.said[0]?.speechMs).toBeLessThan(600);
    const nothing = rig();
    nothing.silence(TAKE_MAX_MS + 100);
    expect(nothing.said[0]).toMatchObject({ speechMs: 0, endless: false });
    expect(nothing.said[0]?.samples.length).toBeGreaterThanOrEqual(14.9 * SAMPLE_RATE_HZ);
  });

  it('that never ends is known as such', () => {
    const { said, speech, elapsedMs } = rig();
    speech(TAKE_MAX_MS + 500);
    expect(said[0]?.endless).toBe(true);
    expect(elapsedMs()).toBeGreaterThan(TAKE_MAX_MS);
  });

  it('ends where a key says so', () => {
    const { said, utterance, speech } = rig();
    speech(700);
    expect(utterance.done()).not.toBeNull();
    expect(utterance.done()).toBeNull();
    expect(said).toHaveLength(1);
  });

  it('ends where others go on speaking far quieter, and knows it', () => {
    const { said, speech, elapsedMs } = rig();
    speech(2_000);
    speech(4_000, -45);
    expect(said[0]?.othersMs).toBeGreaterThan(1_000);
    expect(said[0]?.endless).toBe(false);
    expect(elapsedMs()).toBeLessThan(6_100);
  });

  it('takes soft sounds and quiet ends of words for the person’s own', () => {
    const { said, speech, silence } = rig();
    for (let i = 0; i < 6; i++) {
      speech(300);
      speech(150, -45);
    }
    speech(200, -42);
    silence(1_600);
    expect(said[0]?.othersMs).toBeLessThan(400);
  });

  it('tells its progress, at most five times a second', () => {
    const { progress, speech, silence } = rig();
    silence(500);
    speech(1_500);
    expect(progress.length).toBeGreaterThan(7);
    expect(progress.length).toBeLessThanOrEqual(10);
    expect(progress[0]).toEqual({ speechMs: 0, snrDb: null, clippingRatio: 0 });
    expect(progress.at(-1)?.speechMs).toBeGreaterThan(1_200);
    expect(progress.at(-1)?.snrDb).toBeCloseTo(35, 0);
  });

  it('keeps the first wake phrase that is whole', () => {
    const { utterance, said, speech, silence } = rig();
    utterance.wake(START - 16_000, START + 800);
    speech(2_000);
    utterance.wake(START + 1_600, START + 12_800);
    utterance.wake(START + 16_000, START + 24_000);
    silence(1_000);
    expect(said[0]?.phrase).toEqual({ from: 1_600, to: 12_800 });
  });

  it('hears nothing that was before it', () => {
    const { utterance, said } = rig();
    utterance.hear({ probability: 0.9, levelDbfs: -20, endSample: START });
    void utterance.done();
    expect(said[0]?.speechMs).toBe(0);
  });
});

describe('given up', () => {
  it('while it is heard, it is erased at once', () => {
    const { utterance, said, counts, speech, silence } = rig();
    speech(1_000);
    utterance.cancel();
    utterance.cancel();
    speech(1_000);
    silence(2_000);
    expect(said).toEqual([]);
    expect(counts).toEqual({ cancelled: 1, finished: 1 });
  });

  it('while it is judged, it is over at once, and its audio goes when the judge lets it go', async () => {
    let release = () => {};
    const { utterance, said, counts, speech, judged, silence } = rig(
      new Promise((resolve) => (release = resolve)),
    );
    speech(2_000);
    silence(1_000);
    utterance.cancel();
    expect(utterance.over).toBe(true);
    expect(counts).toEqual({ cancelled: 1, finished: 1 });
    expect(said[0]?.samples[0]).toBe(0.5);
    release();
    await judged();
    expect(said[0]?.samples[0]).toBe(0);
    expect(counts).toEqual({ cancelled: 1, finished: 1 });
  });
});
