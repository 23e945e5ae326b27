import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EngineEvent, HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { FakeUnderstanding } from './command/testing/fakeUnderstanding.ts';
import type { EngineContext } from './engineContext.ts';
import { RecognitionLane } from './recognitionLane.ts';
import { WakeJudge, type WokenWord } from './wakeJudge.ts';

const DECISION = {
  phrase: 'Alexa',
  threshold: 0.5,
  noisyThreshold: 0.3,
  second: { firstThreshold: 0.05, weight: 1, threshold: -3, spellings: ['Alexa', 'Alexa.'] },
};
const QUIET_SNR_DB = 40;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function rig(models = ['alexa'], loaded = true, patient = false) {
  const understanding = new FakeUnderstanding();
  const lane = new RecognitionLane();
  if (loaded) lane.expect(Promise.resolve(understanding));
  const events: EngineEvent[] = [];
  const woken: WokenWord[] = [];
  const state: { clock: number; muted: boolean; overheard: ((sample: number) => void) | null } = {
    clock: 0,
    muted: false,
    overheard: null,
  };
  const context: EngineContext = {
    lane,
    emit: (event) => events.push(event),
    track: () => undefined,
    now: () => state.clock,
    patient,
  };
  const judge = new WakeJudge({
    context,
    threshold: null,
    lastAudio: (samples) => new Float32Array(samples),
    muted: () => state.muted,
    overheard: () => state.overheard,
    woke: (wake) => woken.push(wake),
  });
  judge.replaceHeads(models.map((name) => ({ name, decision: DECISION })));
  judge.configure(
    models.map((model) => ({ model, sensitivity: 0.5 })),
    true,
  );
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  await settle();
  let sample = 0;
  /** Hops of one raw score for all words. */
  const hear = async (score: number, hops = 1) => {
    for (let i = 0; i < hops; i++) {
      sample += HOP_SAMPLES;
      judge.begin(sample);
      const scores = new Float32Array(models.length).fill(score);
      judge.hear({ sample, scores }, judge.thresholds(QUIET_SNR_DB), QUIET_SNR_DB, -30);
      await settle();
    }
  };
  const find = <K extends EngineEvent['kind']>(kind: K) =>
    events.filter((event): event is Extract<EngineEvent, { kind: K }> => event.kind === kind);
  return { judge, understanding, events, woken, state, hear, settle, find };
}

/** Holds a recogniser up until told. */
function holdUp(understanding: FakeUnderstanding): () => void {
  let release = () => {};
  understanding.hold = new Promise((resolve) => (release = resolve));
  return () => {
    understanding.hold = null;
    release();
  };
}

describe('a wake with a second look', () => {
  it('is a maybe at once, and tells how long the decision took', async () => {
    const { understanding, find, hear, settle, state, woken } = await rig();
    const release = holdUp(understanding);
    await hear(0.9, 3);
    expect(find('wake_maybe')).toHaveLength(1);
    expect(find('wake')).toEqual([]);
    state.clock += 90;
    release();
    await settle();
    const [wake] = find('wake');
    expect(wake?.wakeId).toBe(find('wake_maybe')[0]?.wakeId);
    expect(wake?.look?.delayMs).toBe(90);
    expect(woken).toEqual([{ wakeId: wake?.wakeId, word: 0, sample: wake?.sample }]);
  });

  it('that takes too long is decided by the head alone', async () => {
    const { understanding, find, hear, settle } = await rig();
    holdUp(understanding);
    await hear(0.99, 4);
    expect(find('wake')).toEqual([]);
    vi.advanceTimersByTime(150);
    await settle();
    expect(find('wake')[0]?.look).toBeNull();
  });

  it('that takes too long still counts for a word that the head alone does not find', async () => {
    const { understanding, find, hear, settle } = await rig();
    const release = holdUp(understanding);
    await hear(0.5, 3);
    vi.advanceTimersByTime(150);
    await settle();
    expect(find('wake')).toEqual([]);
    release();
    await settle();
    expect(find('wake')[0]?.look?.phraseScore).toBe(-0.3);
  });

  it('is asked for a bounded number of times, however long something babbles', async () => {
    const { understanding, find, hear } = await rig();
    understanding.phraseScores = [-15];
    for (let i = 0; i < 120; i++) {
      await hear(0.9, 3);
      await hear(0, 6);
    }
    // 86 s: what was saved up and what came in since.
    expect(understanding.phrases.length).toBeLessThan(150);
    expect(understanding.phrases.length).toBeGreaterThan(60);
    expect(find('wake_maybe').length).toBeGreaterThan(20);
  });

  it('of a recording does not depend on how much babbled in those before it', async () => {
    const asksOf = async (recordings: number) => {
      const { judge, understanding, hear } = await rig(['alexa'], true, true);
      understanding.phraseScores = [-15];
      let before = 0;
      for (let i = 0; i < recordings; i++) {
        before = understanding.phrases.length;
        judge.reset();
        for (let burst = 0; burst < 20; burst++) {
          await hear(0.9, 8);
          await hear(0, 5);
        }
      }
      return understanding.phrases.length - before;
    };
    expect(await asksOf(4)).toBe(await asksOf(1));
  });

  it('is not there before the recogniser, and then begins', async () => {
    const { find, hear } = await rig(['alexa'], false);
    await hear(0.99, 4);
    expect(find('wake')[0]?.look).toBeNull();
    expect(find('wake_maybe')).toEqual([]);
  });

  it('shows the threshold that begins it', async () => {
    const { judge } = await rig();
    expect(judge.thresholds(QUIET_SNR_DB)[0]).toBeCloseTo(0.05);
    judge.configure([{ model: 'alexa', sensitivity: 0.5 }], false);
    expect(judge.thresholds(QUIET_SNR_DB)[0]).toBeCloseTo(0.5);
  });

  it('wakes once where two words are alike, and a command is heard from then on', async () => {
    const { find, hear, woken, state, judge } = await rig(['alexa', 'alexis']);
    const original = woken.push.bind(woken);
    woken.push = (...wakes) => {
      state.muted = true;
      return original(...wakes);
    };
    await hear(0.9, 6);
    expect(woken).toHaveLength(1);
    expect(find('wake')).toHaveLength(1);
    expect(find('wake_rejected')).toHaveLength(1);
    expect(judge.looking).toBe(false);
  });

  it('hears nothing while muted, and rests after a wake', async () => {
    const { find, hear, state } = await rig();
    state.muted = true;
    await hear(0.9, 6);
    await hear(0, 10);
    expect(find('wake_maybe')).toEqual([]);
    // The rest of a word whose beginning was muted is no wake.
    await hear(0.9, 3);
    state.muted = false;
    await hear(0.9, 3);
    await hear(0, 6);
    expect(find('wake_maybe')).toEqual([]);
    await hear(0.9, 4);
    expect(find('wake')).toHaveLength(1);
    await hear(0, 6);
    await hear(0.9, 4);
    expect(find('wake')).toHaveLength(1);
    await hear(0, 12);
    await hear(0.9, 4);
    expect(find('wake')).toHaveLength(2);
  });

  it('is overheard, and wakes nobody, while a sentence is listened to', async () => {
    const { find, hear, state, woken, understanding } = await rig();
    const overheard: number[] = [];
    state.muted = true;
    state.overheard = (sample) => overheard.push(sample);
    await hear(0.9, 6);
    await hear(0, 20);
    expect(overheard).toHaveLength(1);
    expect(woken).toEqual([]);
    expect(find('wake')).toEqual([]);
    expect(find('wake_maybe')).toEqual([]);
    expect(understanding.phrases).toEqual([]);
    state.muted = false;
    state.overheard = null;
    await hear(0.9, 4);
    expect(find('wake')).toHaveLength(1);
    expect(overheard).toHaveLength(1);
  });

  it('is forgotten with its stream', async () => {
    const { judge, understanding, find, hear, settle } = await rig();
    const release = holdUp(understanding);
    await hear(0.9, 3);
    judge.reset();
    release();
    await settle();
    expect(find('wake')).toEqual([]);
    expect(judge.looking).toBe(false);
  });
});

describe('while Hark speaks', () => {
  it('its own words do not wake it, and do again half a second after', async () => {
    const { judge, find, hear } = await rig();
    judge.speak('Say Alexa.');
    await hear(0.9, 4);
    judge.speak(null);
    await hear(0.9, 2);
    expect(find('wake_maybe')).toEqual([]);
    await hear(0, Math.ceil((0.5 * SAMPLE_RATE_HZ) / HOP_SAMPLES));
    await hear(0.9, 4);
    expect(find('wake')).toHaveLength(1);
  });

  it('another word needs more, and the recogniser', async () => {
    const { judge, understanding, find, hear } = await rig();
    judge.speak('It is ten past four.');
    understanding.phraseScores = [new Error('out of memory')];
    await hear(0.99, 6);
    expect(find('wake')).toEqual([]);
    await hear(0, 12);
    understanding.phraseScores = [-0.2];
    await hear(0.99, 4);
    expect(find('wake')[0]?.look?.threshold).toBeCloseTo(-1);
  });

  it('a word without a second look needs more, too', async () => {
    const { judge, find, hear } = await rig(['alexa'], false);
    const calm = judge.thresholds(QUIET_SNR_DB)[0] ?? 1;
    judge.speak('It is ten past four.');
    expect(judge.thresholds(QUIET_SNR_DB)[0]).toBeGreaterThan(calm);
    await hear(0.999, 5);
    expect(find('wake')).toHaveLength(1);
  });
});
