import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { Endpointer, type EndpointerOptions, type Hint, type SpokenEnd, type Turn } from './endpointer.ts';
import { VAD_WINDOW_SAMPLES } from './sileroGraph.ts';

const WINDOW_MS = (VAD_WINDOW_SAMPLES * 1_000) / SAMPLE_RATE_HZ;
const PUSH: EndpointerOptions = {
  askedSample: 0,
  afterPhrase: false,
  endsBySilence: true,
  voicesDbfs: Number.NEGATIVE_INFINITY,
};
const TALK_DBFS = -25;

/** A stretch of windows of one kind. */
interface Part {
  ms: number;
  probability: number;
  dbfs?: number;
}
const speech = (ms: number): Part => ({ ms, probability: 0.95 });
const silence = (ms: number): Part => ({ ms, probability: 0.02, dbfs: -60 });

interface Heard {
  startedMs: number[];
  pausedMs: number[];
  lastingMs: number[];
  resumedMs: number[];
  end: { reason: SpokenEnd; ms: number; speechEndMs: number } | null;
}

/** Plays windows until it ends; `atPause` says what the text amounts to at each pause, as a recogniser would. */
function play(
  parts: Part[],
  options: Partial<EndpointerOptions> = {},
  atPause?: (Hint | 'nothing')[],
): Heard {
  const endpointer = new Endpointer({ ...PUSH, ...options });
  const hints = [...(atPause ?? [])];
  const heard: Heard = { startedMs: [], pausedMs: [], lastingMs: [], resumedMs: [], end: null };
  let sample = 0;
  const toMs = (at: number) => (at * 1_000) / SAMPLE_RATE_HZ;
  for (const { ms, probability, dbfs = TALK_DBFS } of parts) {
    for (let window = 0; window < Math.round(ms / WINDOW_MS); window++) {
      sample += VAD_WINDOW_SAMPLES;
      const turn: Turn = endpointer.hear({ probability, levelDbfs: dbfs, endSample: sample });
      if (turn.started !== null) heard.startedMs.push(toMs(turn.started));
      if (turn.resumed) heard.resumedMs.push(toMs(sample));
      if (turn.pause === 'begins') heard.pausedMs.push(toMs(sample));
      if (turn.pause === 'lasts') heard.lastingMs.push(toMs(sample));
      const hint = turn.pause === 'begins' ? hints.shift() : undefined;
      if (hint === 'nothing') endpointer.nothing();
      const end = hint && hint !== 'nothing' ? endpointer.hint(hint) : turn.end;
      if (end !== null) {
        heard.end = { reason: end, ms: toMs(sample), speechEndMs: toMs(endpointer.speechEndSample) };
        return heard;
      }
    }
  }
  return heard;
}

describe('the silence that ends a command', () => {
  it.each<[Hint, number]>([
    ['complete', 320],
    ['extensible', 384],
    ['doubtful', 448],
    ['unknown', 640],
    ['incomplete', 1_024],
  ])('is after %s text %i ms', (hint, ms) => {
    const { end } = play([silence(320), speech(960), silence(3_000)], {}, [hint]);
    expect(end).toEqual({ reason: 'endpoint', ms: 320 + 960 + ms, speechEndMs: 1_280 });
  });

  it('is that of an unknown text while nothing is recognised', () => {
    expect(play([speech(960), silence(3_000)]).end?.ms).toBe(960 + 640);
  });

  it('begins anew when speech goes on, and the text counts no more', () => {
    const { end, resumedMs } = play([speech(960), silence(256), speech(640), silence(3_000)], {}, [
      'complete',
    ]);
    expect(resumedMs).toHaveLength(1);
    expect(end).toEqual({ reason: 'endpoint', ms: 960 + 256 + 640 + 640, speechEndMs: 960 + 256 + 640 });
  });

  it('ends at once where the text came late', () => {
    const endpointer = new Endpointer(PUSH);
    let sample = 0;
    const hear = (probability: number, windows: number) => {
      let last: Turn | null = null;
      for (let i = 0; i < windows; i++) {
        sample += VAD_WINDOW_SAMPLES;
        last = endpointer.hear({ probability, levelDbfs: TALK_DBFS, endSample: sample });
      }
      return last;
    };
    hear(0.9, 30);
    expect(hear(0, 12)?.end).toBeNull();
    expect(endpointer.hint('doubtful')).toBeNull();
    expect(endpointer.hint('complete')).toBe('endpoint');
  });

  it('is not broken by a click, and waits for what may become a word', () => {
    const click = play([speech(960), silence(256), speech(64), silence(3_000)]);
    expect(click.resumedMs).toEqual([]);
    expect(click.end?.ms).toBe(960 + 640);
    const late = play([speech(960), silence(608), speech(480), silence(3_000)]);
    expect(late.resumedMs).toHaveLength(1);
    expect(late.end?.speechEndMs).toBe(960 + 608 + 480);
  });

  it('is reported once it is worth recognising', () => {
    const { pausedMs, lastingMs } = play([speech(960), silence(256), speech(640), silence(3_000)]);
    expect(pausedMs).toEqual([960 + 160, 960 + 256 + 640 + 160]);
    expect(lastingMs).toEqual([960 + 256 + 640 + 384]);
  });

  it('is reported as lasting also where no command has begun, once for each phrase', () => {
    const wake = { afterPhrase: true, askedSample: 0.8 * SAMPLE_RATE_HZ };
    expect(play([speech(960), silence(3_000)], wake, ['nothing']).lastingMs).toEqual([960 + 384]);
  });
});

describe('the beginning', () => {
  it('is where speech began, and no click', () => {
    expect(play([silence(320), speech(64), silence(320), speech(640)]).startedMs).toEqual([704]);
  });

  it('is waited for five seconds', () => {
    const { end } = play([silence(8_000)]);
    expect(end).toMatchObject({ reason: 'nothing_said', speechEndMs: 0 });
    expect(end?.ms).toBeCloseTo(5_000, -2);
    expect(play([silence(4_800), speech(640), silence(2_000)]).end?.reason).toBe('endpoint');
  });

  it('is yet to come where a noise held no words', () => {
    const noise = play([speech(960), silence(8_000)], {}, ['nothing']);
    expect(noise.end).toMatchObject({ reason: 'nothing_said' });
    const then = play([speech(960), silence(1_280), speech(960), silence(3_000)], {}, [
      'nothing',
      'complete',
    ]);
    expect(then.startedMs).toEqual([0, 2_240]);
    expect(then.end).toMatchObject({ reason: 'endpoint', speechEndMs: 3_200 });
  });
});

describe('after a wake phrase', () => {
  const wake: Partial<EndpointerOptions> = { afterPhrase: true, askedSample: 0.8 * SAMPLE_RATE_HZ };

  it('takes the end of the phrase for no command', () => {
    const { startedMs, end } = play([speech(960), silence(8_000)], wake, ['nothing']);
    expect(startedMs).toEqual([]);
    expect(end).toMatchObject({ reason: 'nothing_said', speechEndMs: 800 });
    expect(end?.ms).toBeCloseTo(5_800, -2);
  });

  it('hears the command in the same breath by its length', () => {
    const { startedMs, end } = play([speech(2_400), silence(3_000)], wake, ['complete']);
    expect(startedMs).toEqual([800]);
    expect(end).toEqual({ reason: 'endpoint', ms: 2_400 + 320, speechEndMs: 2_400 });
  });

  it('hears a short one by its text', () => {
    const { pausedMs, end } = play([speech(1_120), silence(3_000)], wake, ['complete']);
    expect(pausedMs).toEqual([1_280]);
    expect(end).toEqual({ reason: 'endpoint', ms: 1_120 + 320, speechEndMs: 1_120 });
  });

  it('hears one after a pause', () => {
    const { startedMs, end } = play([speech(960), silence(960), speech(960), silence(3_000)], wake, [
      'nothing',
      'complete',
    ]);
    expect(startedMs).toEqual([1_920]);
    expect(end).toMatchObject({ reason: 'endpoint', speechEndMs: 2_880 });
  });

  it('hears one after a pause also while nothing is recognised', () => {
    const { startedMs, end } = play([speech(960), silence(320), speech(960), silence(3_000)], wake);
    expect(startedMs).toEqual([1_280]);
    expect(end).toMatchObject({ reason: 'endpoint', ms: 960 + 320 + 960 + 640 });
  });
});

describe('length', () => {
  it('is bounded from the first speech on', () => {
    const { end } = play([silence(1_600), speech(20_000)]);
    expect(end?.reason).toBe('max_length');
    expect(end?.ms).toBeCloseTo(16_600, -2);
  });

  it('of a held key is bounded from its press, whether anything was said or not', () => {
    expect(play([silence(1_600), speech(20_000)], { endsBySilence: false }).end).toMatchObject({
      reason: 'max_length',
    });
    const silent = play([silence(20_000)], { endsBySilence: false }).end;
    expect(silent?.reason).toBe('nothing_said');
    expect(silent?.ms).toBeCloseTo(15_000, -2);
  });

  it('of a held key is ended by no silence', () => {
    expect(
      play([speech(960), silence(6_000), speech(960), silence(3_000)], { endsBySilence: false }).end,
    ).toBeNull();
  });
});

describe('voices in the background', () => {
  const television: Part = { ms: 4_000, probability: 0.9, dbfs: -40 };

  it('that were there before do not keep a command from ending', () => {
    const options = { voicesDbfs: -38 };
    expect(play([speech(1_600), television], options).end).toMatchObject({
      reason: 'endpoint',
      speechEndMs: 1_600,
    });
    expect(play([speech(1_600), television]).end).toBeNull();
  });

  it('as loud as the person do not make the person inaudible', () => {
    const { end } = play([speech(1_600), silence(3_000)], { voicesDbfs: -20 });
    expect(end).toMatchObject({ reason: 'endpoint', speechEndMs: 1_600 });
  });
});
