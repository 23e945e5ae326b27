import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Understanding } from '../../contract/command.ts';
import { type EngineEvent, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import {
  Capture,
  type CaptureOptions,
  type CommandSpeaker,
  RECOGNITION_TIMEOUT_MS,
  SPEAKER_WAIT_MS,
} from './capture.ts';
import { FakeUnderstanding, understandingOf } from './command/testing/fakeUnderstanding.ts';
import type { EngineContext } from './engineContext.ts';
import { RecognitionLane } from './recognitionLane.ts';
import type { Identified } from './speakerJudge.ts';
import { VAD_WINDOW_SAMPLES } from './vad/silero.ts';
import { SpeechHistory } from './vad/speechHistory.ts';

const WAKE = { wakeId: 7, spellings: ['Hey Jarvis'] };
const ASKED = 10 * VAD_WINDOW_SAMPLES * 8;

afterEach(() => {
  vi.useRealTimers();
});

function rig(given: Partial<CaptureOptions> & { patient?: boolean } = {}) {
  const understanding = new FakeUnderstanding();
  const lane = new RecognitionLane();
  lane.expect(Promise.resolve(understanding));
  const events: EngineEvent[] = [];
  const beside = new Set<Promise<void>>();
  let clock = 0;
  const context: EngineContext = {
    lane,
    emit: (event) => events.push(event),
    track: (work) => {
      beside.add(work);
      void work.finally(() => beside.delete(work));
    },
    now: () => clock,
    patient: given.patient ?? true,
  };
  let finished = 0;
  const lead = given.mode === undefined || given.mode === 'wake' ? ASKED : 0;
  const capture = new Capture({
    context,
    captureId: 3,
    wake: WAKE,
    mode: 'wake',
    askedSample: lead,
    audio: { sample: 0, samples: new Float32Array(lead).fill(0.5) },
    history: new SpeechHistory(),
    speaker: null,
    finished: () => finished++,
    ...given,
  });
  let sample = lead;
  const settle = async () => {
    // Not for ever: some tests hold a recognition up.
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  /** Plays windows of one kind, letting what goes on beside them go on. */
  const play = async (ms: number, probability: number) => {
    for (let i = 0; i < Math.round((ms * SAMPLE_RATE_HZ) / 1_000 / VAD_WINDOW_SAMPLES); i++) {
      sample += VAD_WINDOW_SAMPLES;
      capture.append(new Float32Array(VAD_WINDOW_SAMPLES).fill(0.5));
      capture.hear({ probability, levelDbfs: -25, endSample: sample });
      await settle();
    }
  };
  const kinds = () => events.map((event) => event.kind);
  const find = <K extends EngineEvent['kind']>(kind: K) =>
    events.filter((event): event is Extract<EngineEvent, { kind: K }> => event.kind === kind);
  return {
    understanding,
    lane,
    events,
    capture,
    kinds,
    find,
    settle,
    speech: (ms: number) => play(ms, 0.95),
    silence: (ms: number) => play(ms, 0.02),
    advance: (ms: number) => {
      clock += ms;
    },
    finished: () => finished,
    sample: () => sample,
  };
}

const meaning = (text: string, intent: string | null): Understanding => understandingOf(text, intent);

describe('a command after a wake', () => {
  it('goes from its capture to its understanding, in order', async () => {
    const { understanding, kinds, find, speech, silence, finished } = rig();
    understanding.answers = [meaning('', null), meaning('lights off', 'LightsOff')];
    await silence(800);
    await speech(960);
    await silence(640);
    expect(kinds()).toEqual(['capture_started', 'command_speech', 'partial', 'capture_ended', 'understood']);
    expect(find('capture_started')[0]).toMatchObject({ trigger: 'wake', wakeId: 7, sample: 0 });
    expect(find('capture_ended')[0]?.reason).toBe('endpoint');
    expect(find('understood')[0]?.understanding.text).toBe('lights off');
    expect(finished()).toBe(1);
    expect(understanding.calls.at(-1)?.audio.every((value) => value === 0)).toBe(true);
  });

  it('is recognised in its pause, and not again at its end', async () => {
    const { understanding, find, speech, silence } = rig();
    await speech(1_600);
    await silence(640);
    expect(understanding.calls).toHaveLength(2);
    expect(find('understood')).toHaveLength(1);
    // The first was for the eye, while the speech went on.
    expect(understanding.calls.map(({ aborted }) => aborted)).toEqual([false, false]);
  });

  it('takes the phrase with it in one breath, and leaves it out after a pause', async () => {
    const one = rig();
    await one.speech(960);
    await one.silence(640);
    expect(one.understanding.calls.at(-1)?.wakePhrase).toEqual(['Hey Jarvis']);
    const two = rig();
    two.understanding.answers = [meaning('', null), meaning('', null), meaning('lights off', 'LightsOff')];
    await two.silence(1_280);
    await two.speech(640);
    await two.silence(640);
    expect(two.understanding.calls.map(({ wakePhrase }) => wakePhrase)).toEqual([
      ['Hey Jarvis'],
      ['Hey Jarvis'],
      null,
    ]);
    // Half a second before the speech, the speech, and the pause.
    expect((two.understanding.calls[2]?.samples ?? 0) / SAMPLE_RATE_HZ).toBeCloseTo(0.5 + 0.64 + 0.16, 1);
  });

  it('that is short is known by its text alone', async () => {
    const { find, speech, silence } = rig();
    await speech(256);
    await silence(640);
    expect(find('command_speech')).toHaveLength(1);
    expect(find('understood')[0]?.understanding.intent).toBe('LightsOff');
  });

  it('is not what only sounds like the rest of the phrase', async () => {
    const { understanding, kinds, find, speech, silence } = rig();
    understanding.answers = [meaning('jarvis', null)];
    await speech(256);
    await silence(6_000);
    expect(kinds()).toEqual(['capture_started', 'partial', 'capture_ended']);
    expect(find('capture_ended')[0]).toMatchObject({ reason: 'nothing_said', speechEndSample: ASKED });
  });

  it('that is no command is understood as none', async () => {
    const { understanding, find, speech, silence } = rig();
    understanding.answers = [meaning('it rained all day', null)];
    await speech(1_600);
    await silence(1_000);
    expect(find('understood')[0]?.understanding.intent).toBeNull();
  });
});

describe('speculation', () => {
  it('is thrown away when speech goes on', async () => {
    const { understanding, find, speech, silence } = rig();
    let release = () => {};
    understanding.hold = new Promise((resolve) => (release = resolve));
    understanding.answers = [
      meaning('set a timer', 'Timer'),
      meaning('set a timer for ten seconds', 'Timer'),
    ];
    await speech(800);
    await silence(256);
    await speech(640);
    expect(understanding.calls[0]?.aborted).toBe(true);
    understanding.hold = null;
    release();
    await silence(640);
    expect(find('understood').map((event) => event.understanding.text)).toEqual([
      'set a timer for ten seconds',
    ]);
  });

  it('waits longer for half a command than for a whole one', async () => {
    const lengths: number[] = [];
    for (const [text, intent, open] of [
      ['lights off', 'LightsOff', false],
      ['what time is it', 'Time', true],
      ['blah', null, false],
      ['set a timer for', null, true],
    ] as const) {
      const { understanding, find, speech, silence } = rig();
      understanding.answers = [meaning(text, intent)];
      if (open) understanding.open.add(text);
      await speech(960);
      await silence(2_000);
      const ended = find('capture_ended')[0];
      lengths.push((ended?.sample ?? 0) - (ended?.speechEndSample ?? 0));
    }
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(new Set(lengths).size).toBe(4);
  });

  it('that is slow is waited for, and the wait is told', async () => {
    const { understanding, find, speech, silence, advance, settle } = rig({ patient: false });
    let release = () => {};
    understanding.hold = new Promise((resolve) => (release = resolve));
    await speech(960);
    await silence(1_000);
    expect(find('capture_ended')[0]?.reason).toBe('endpoint');
    expect(find('understood')).toEqual([]);
    advance(500);
    release();
    await settle();
    expect(find('understood')[0]?.afterSpeechMs).toBeCloseTo(640 + 500);
  });

  it('that was ready costs no more than the silence', async () => {
    const { find, speech, silence } = rig();
    await speech(960);
    await silence(640);
    expect(find('understood')[0]?.afterSpeechMs).toBeCloseTo(320);
  });

  it('is repeated with more of the silence where it was not sure, and the later one counts', async () => {
    const { understanding, find, speech, silence } = rig();
    understanding.answers = [
      { ...meaning('stopped', 'Stopped'), textConfidence: 0.5 },
      meaning('stop', 'Stop'),
    ];
    await speech(960);
    await silence(1_000);
    expect(understanding.calls).toHaveLength(2);
    const [first, again] = understanding.calls.map(({ samples }) => samples / SAMPLE_RATE_HZ);
    expect((again ?? 0) - (first ?? 0)).toBeCloseTo(0.224, 2);
    expect(find('understood')[0]?.understanding.text).toBe('stop');
    expect(find('understood')[0]?.afterSpeechMs).toBeCloseTo(384 + 30, -1);
  });

  it('that is repeated finds a short command that the first one did not', async () => {
    const { understanding, find, speech, silence } = rig();
    understanding.answers = [meaning('st', null), meaning('stop', 'Stop')];
    await speech(256);
    await silence(1_000);
    expect(find('understood')[0]?.understanding.text).toBe('stop');
  });

  it('that is slow is repeated when it comes, where the pause still lasts', async () => {
    const { understanding, find, speech, silence, settle } = rig();
    let release = () => {};
    understanding.hold = new Promise((resolve) => (release = resolve));
    understanding.answers = [
      { ...meaning('stopped', 'Stopped'), textConfidence: 0.5 },
      meaning('stop', 'Stop'),
    ];
    await speech(960);
    await silence(416);
    expect(understanding.calls).toHaveLength(1);
    understanding.hold = null;
    release();
    await settle();
    expect(understanding.calls).toHaveLength(2);
    await silence(480);
    expect(find('understood')[0]?.understanding.text).toBe('stop');
  });

  it('runs one recognition at a time, however often speech stops and goes on', async () => {
    const { understanding, find, speech, silence } = rig();
    for (let i = 0; i < 6; i++) {
      await speech(400);
      await silence(224);
    }
    await silence(640);
    expect(understanding.overlapped).toBe(false);
    expect(find('understood')).toHaveLength(1);
  });
});

describe('while speech goes on', () => {
  it('partial texts come about once a second', async () => {
    const { understanding, find, speech } = rig();
    understanding.answers = ['a', 'a b', 'a b c', 'a b c d', 'a b c d e'].map((text) => meaning(text, null));
    await speech(4_800);
    expect(find('partial').map(({ text }) => text)).toEqual(['a', 'a b', 'a b c', 'a b c d']);
  });

  it('none is begun while another runs', async () => {
    const { understanding, speech } = rig();
    understanding.hold = new Promise(() => undefined);
    await speech(5_200);
    expect(understanding.calls).toHaveLength(1);
  });

  it('the same whole command again ends a capture that noise keeps open', async () => {
    const { find, speech } = rig();
    await speech(8_000);
    const [ended] = find('capture_ended');
    expect(ended?.reason).toBe('endpoint');
    expect((ended?.sample ?? 0) / SAMPLE_RATE_HZ).toBeLessThan(ASKED / SAMPLE_RATE_HZ + 3);
    expect(find('understood')[0]?.understanding.intent).toBe('LightsOff');
  });

  it('a text that changes, or that could go on, does not', async () => {
    const changing = rig();
    changing.understanding.answers = Array.from({ length: 20 }, (_, i) => meaning(`note ${i}`, `Note${i}`));
    await changing.speech(6_000);
    expect(changing.find('capture_ended')).toEqual([]);
    const open = rig();
    open.understanding.open.add('lights off');
    await open.speech(6_000);
    expect(open.find('capture_ended')).toEqual([]);
  });
});

describe('push-to-talk', () => {
  it('held ends when it is released, not by silence', async () => {
    const { capture, find, speech, silence } = rig({ mode: 'hold', wake: null });
    await speech(640);
    await silence(4_000);
    await speech(640);
    expect(find('capture_ended')).toEqual([]);
    capture.release();
    await silence(320);
    expect(find('capture_ended')[0]?.reason).toBe('released');
    expect(find('understood')).toHaveLength(1);
  });

  it('released in a pause has its answer at once', async () => {
    const { capture, find, understanding, speech, silence, settle } = rig({ mode: 'hold', wake: null });
    await speech(640);
    await silence(480);
    capture.release();
    await settle();
    expect(find('understood')).toHaveLength(1);
    expect(understanding.calls).toHaveLength(1);
  });

  it('released in the middle of a sound still hears its end', async () => {
    const { capture, understanding, speech, find, sample } = rig({ mode: 'hold', wake: null });
    await speech(640);
    const releasedAt = sample();
    capture.release();
    await speech(320);
    expect((find('capture_ended')[0]?.sample ?? 0) - releasedAt).toBeCloseTo(0.16 * SAMPLE_RATE_HZ, -3);
    expect(understanding.calls).toHaveLength(1);
  });

  it('released without a word was nothing', async () => {
    const { capture, find, understanding, silence } = rig({ mode: 'hold', wake: null });
    await silence(640);
    capture.release();
    await silence(320);
    expect(find('capture_ended')[0]?.reason).toBe('nothing_said');
    expect(understanding.calls).toEqual([]);
  });

  it('toggled ends by silence, too', async () => {
    const { find, speech, silence } = rig({ mode: 'toggle', wake: null });
    await speech(960);
    await silence(640);
    expect(find('capture_ended')[0]?.reason).toBe('endpoint');
    expect(find('capture_started')[0]).toMatchObject({ trigger: 'push', wakeId: null });
  });
});

describe('ends before its time', () => {
  it('cancelled while it listens, with its audio erased and nothing understood', async () => {
    const { capture, understanding, find, speech, silence, finished } = rig();
    await speech(960);
    await silence(192);
    capture.cancel();
    await silence(1_000);
    expect(find('capture_ended').map(({ reason }) => reason)).toEqual(['cancelled']);
    expect(find('understood')).toEqual([]);
    expect(finished()).toBeGreaterThan(0);
    expect(understanding.calls.length).toBeGreaterThan(0);
    expect(understanding.calls.every(({ audio }) => audio.every((value) => value === 0))).toBe(true);
  });

  it('cancelled while it is understood, in silence', async () => {
    const { capture, understanding, kinds, speech, silence, settle } = rig();
    understanding.hold = new Promise(() => undefined);
    await speech(960);
    await silence(1_000);
    capture.cancel();
    await settle();
    expect(understanding.calls.at(-1)?.aborted).toBe(true);
    expect(kinds().at(-1)).toBe('capture_ended');
  });

  it('broken off with its stream, unless all was said', async () => {
    const listening = rig();
    await listening.speech(960);
    listening.capture.breakOff();
    expect(listening.find('capture_ended')[0]?.reason).toBe('stream_broke');
    const deciding = rig();
    let release = () => {};
    deciding.understanding.hold = new Promise((resolve) => (release = resolve));
    await deciding.speech(960);
    await deciding.silence(1_000);
    deciding.capture.breakOff();
    release();
    await deciding.settle();
    expect(deciding.find('understood')).toHaveLength(1);
  });

  it('at the longest command there may be', async () => {
    const { understanding, find, speech } = rig({ mode: 'toggle', wake: null });
    understanding.answers = [meaning('on and on', null)];
    await speech(16_000);
    expect(find('capture_ended')[0]?.reason).toBe('max_length');
    expect(find('understood')[0]?.understanding.text).toBe('on and on');
  });
});

describe('failures', () => {
  it('of a speculation are made up for at the end', async () => {
    const { understanding, find, speech, silence } = rig();
    understanding.answers = [new Error('out of memory'), meaning('lights off', 'LightsOff')];
    await speech(800);
    await silence(1_000);
    expect(find('understood')).toHaveLength(1);
    expect(find('recognition_failed')).toEqual([]);
  });

  it('of the recogniser are told', async () => {
    const { understanding, find, speech, silence, finished } = rig();
    understanding.answers = [new Error('out of memory')];
    await speech(800);
    await silence(1_000);
    expect(find('recognition_failed')[0]?.error.code).toBe('recognition.failed');
    expect(finished()).toBeGreaterThan(0);
  });

  it('of a recogniser that never loaded have its reason', async () => {
    const { lane, find, speech, silence } = rig();
    lane.expect(Promise.reject(new HarkError('model.missing', 'no model')));
    await speech(800);
    await silence(1_000);
    expect(find('recognition_failed')[0]?.error).toEqual({ code: 'model.missing', message: 'no model' });
  });

  it('to answer in time end the command', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { understanding, find, speech, silence, settle } = rig({ patient: false });
    understanding.hold = new Promise(() => undefined);
    await speech(800);
    await silence(1_000);
    vi.advanceTimersByTime(RECOGNITION_TIMEOUT_MS - 1);
    await settle();
    expect(find('recognition_failed')).toEqual([]);
    vi.advanceTimersByTime(1);
    await settle();
    expect(find('recognition_failed')[0]?.error.code).toBe('recognition.timeout');
    expect(understanding.calls.at(-1)?.aborted).toBe(true);
  });
});

it('hears a command that came before the recogniser was loaded', async () => {
  const { lane, understanding, find, speech, silence, settle } = rig({ mode: 'toggle', wake: null });
  let loaded: (understanding: FakeUnderstanding) => void = () => undefined;
  lane.expect(new Promise((resolve) => (loaded = resolve)));
  await speech(960);
  await silence(1_000);
  expect(find('capture_ended')[0]?.reason).toBe('endpoint');
  loaded(understanding);
  await settle();
  expect(find('understood')).toHaveLength(1);
});

describe('whose voice a command is', () => {
  const SPEAKER = {
    outcome: 'known',
    profileId: 'anna',
    score: 5,
    threshold: 3,
    strictThreshold: 4,
    margin: null,
    speechMs: 1_800,
    snrDb: 30,
    clippingRatio: 0,
    latencyMs: 40,
  } as const;

  function listening() {
    const heard: { sample: number; endSample: number; alone: number | null; signal: AbortSignal }[] = [];
    const state: { hold: Promise<void> | null; learned: number; waits: number[] } = {
      hold: null,
      learned: 0,
      waits: [],
    };
    const speaker: CommandSpeaker = {
      identify: async ({ sample, samples }, alone, signal): Promise<Identified> => {
        heard.push({ sample, endSample: sample + samples.length, alone, signal });
        await state.hold;
        signal.throwIfAborted();
        return { speaker: SPEAKER, learn: () => state.learned++ };
      },
      within: async (coming, waitMs) => {
        state.waits.push(waitMs);
        return coming;
      },
    };
    return { heard, state, speaker };
  }

  it('is told before what it means, from phrase and command together', async () => {
    const { speaker, heard, state } = listening();
    const { kinds, find, speech, silence, sample } = rig({ speaker });
    await speech(1_600);
    await silence(640);
    expect(kinds().slice(-3)).toEqual(['capture_ended', 'speaker', 'understood']);
    expect(find('speaker')).toMatchObject([{ captureId: 3, speaker: SPEAKER }]);
    expect(heard).toHaveLength(1);
    expect(heard[0]?.sample).toBe(0);
    expect(heard[0]?.endSample).toBeLessThan(sample());
    expect(state).toMatchObject({ learned: 1, waits: [SPEAKER_WAIT_MS] });
  });

  it('is asked in the pause, and anew where speech goes on', async () => {
    const { speaker, heard } = listening();
    const { find, speech, silence, understanding } = rig({ speaker });
    understanding.open.add('set a timer');
    understanding.answers = [meaning('set a timer', 'Timer'), meaning('set a timer', 'Timer')];
    await speech(900);
    await silence(256);
    await speech(900);
    await silence(1_200);
    expect(find('understood')).toHaveLength(1);
    expect(heard.length).toBeGreaterThanOrEqual(2);
    expect(heard[0]?.signal.aborted).toBe(true);
    expect(find('speaker')).toHaveLength(1);
  });

  it('is asked of the command alone too, where enough is said after the phrase', async () => {
    const long = listening();
    const one = rig({ speaker: long.speaker });
    await one.speech(1_600);
    await one.silence(640);
    expect(long.heard.map(({ alone }) => alone)).toEqual([ASKED]);
    const short = listening();
    const two = rig({ speaker: short.speaker });
    await two.speech(1_280);
    await two.silence(640);
    expect(short.heard.map(({ alone }) => alone)).toEqual([null]);
    const apart = listening();
    const three = rig({ speaker: apart.speaker });
    const lights = meaning('lights off', 'LightsOff');
    three.understanding.answers = [meaning('', null), meaning('', null), lights, lights, lights];
    await three.silence(1_280);
    await three.speech(1_600);
    await three.silence(640);
    expect(apart.heard.at(-1)?.alone).toBeGreaterThan(ASKED);
  });

  it('is told of what a key began, too', async () => {
    const { speaker, heard } = listening();
    const { capture, kinds, speech, silence, settle } = rig({ speaker, mode: 'hold', wake: null });
    await speech(1_920);
    capture.release();
    await silence(320);
    await settle();
    expect(kinds().slice(-2)).toEqual(['speaker', 'understood']);
    // There is no phrase before it.
    expect(heard.map(({ alone }) => alone)).toEqual([null]);
  });

  it('is asked of nobody where nobody is known', async () => {
    const { kinds, speech, silence } = rig();
    await speech(1_600);
    await silence(640);
    expect(kinds()).not.toContain('speaker');
  });

  it('does not outlive a command that is dropped', async () => {
    const { speaker, state, heard } = listening();
    let release = () => {};
    state.hold = new Promise((resolve) => (release = resolve));
    const { capture, kinds, speech, silence, settle, finished } = rig({ speaker });
    await speech(1_600);
    await silence(640);
    expect(kinds().at(-1)).toBe('capture_ended');
    capture.cancel();
    release();
    await settle();
    expect(kinds().at(-1)).toBe('capture_ended');
    expect(heard.every(({ signal }) => signal.aborted)).toBe(true);
    expect(state.learned).toBe(0);
    expect(finished()).toBeGreaterThan(0);
  });

  it('is not told of what could not be recognised', async () => {
    const { speaker } = listening();
    const { kinds, understanding, speech, silence } = rig({ speaker });
    understanding.answers = [new HarkError('recognition.failed', 'out of memory')];
    await speech(1_600);
    await silence(1_000);
    expect(kinds()).not.toContain('speaker');
    expect(kinds().at(-1)).toBe('recognition_failed');
  });
});
