import { describe, expect, it } from 'vitest';
import { HOP_SAMPLES, type HopMessage } from '../../contract/engine.ts';
import { CALM_STEP_DB, highestEvidence, isStill, MeterFeed, TRACE_HOPS } from './meterFeed.ts';

function hop(seq: number, scores: (number | null)[]): HopMessage {
  return {
    type: 'hop',
    seq,
    sample: (seq + 1) * HOP_SAMPLES,
    levelDbfs: -40,
    peak: 0.1,
    clipped: false,
    speech: null,
    scores,
    evidence: scores.map((score) => (score === null ? null : score / 2)),
    thresholds: scores.map(() => 0.5),
  };
}

function feedOf(...models: string[]): MeterFeed {
  const feed = new MeterFeed();
  feed.accept({ type: 'words', words: models.map((model) => ({ model, phrase: model })) });
  return feed;
}

describe('MeterFeed', () => {
  it('keeps the newest ten seconds, newest last', () => {
    const feed = feedOf('alexa');
    for (let seq = 0; seq < TRACE_HOPS + 5; seq += 1) feed.accept(hop(seq, [seq / 1_000]));
    const { scores, evidence, thresholds } = feed.trace('alexa');
    expect(scores).toHaveLength(TRACE_HOPS);
    expect(evidence).toHaveLength(TRACE_HOPS);
    expect(thresholds).toHaveLength(TRACE_HOPS);
    expect(evidence.at(-1)).toBe((TRACE_HOPS + 4) / 2_000);
    expect(scores[0]).toBe(5 / 1_000);
    expect(scores.at(-1)).toBe((TRACE_HOPS + 4) / 1_000);
    expect(feed.last?.seq).toBe(TRACE_HOPS + 4);
  });

  it('gives each score to its word, also after the words changed', () => {
    const feed = feedOf('alexa', 'hey_jarvis');
    feed.accept(hop(0, [0.1, 0.2]));
    feed.accept({ type: 'words', words: [{ model: 'hey_jarvis', phrase: 'hey Jarvis' }] });
    feed.accept(hop(1, [0.3]));
    expect(feed.trace('alexa').scores.slice(-2)).toEqual([0.1, null]);
    expect(feed.trace('hey_jarvis').scores.slice(-2)).toEqual([0.2, 0.3]);
  });

  it('shows a shut gate as a gap with its threshold still drawn', () => {
    const feed = feedOf('alexa');
    feed.accept(hop(0, [null]));
    expect(feed.trace('alexa').scores.at(-1)).toBeNull();
    expect(feed.trace('alexa').thresholds.at(-1)).toBe(0.5);
  });

  it('in a calm room tells of a change of the level alone, and of all there is once it is over', () => {
    const feed = feedOf('alexa');
    let told = 0;
    feed.subscribe(() => {
      told += 1;
    });
    for (let seq = 0; seq <= TRACE_HOPS; seq += 1) feed.accept(hop(seq, [null]));
    expect(feed.calm).toBe(true);
    told = 0;
    const at = TRACE_HOPS + 1;
    feed.accept({ ...hop(at, [null]), levelDbfs: -40 + CALM_STEP_DB / 2 });
    expect(told).toBe(0);
    feed.accept({ ...hop(at + 1, [null]), levelDbfs: -40 - 2 * CALM_STEP_DB });
    expect(told).toBe(1);
    feed.accept({ ...hop(at + 2, [0.1]), speech: 0.02 });
    expect(told).toBe(2);
    expect(feed.calm).toBe(false);
  });

  it('breaks the line where a new stream begins', () => {
    const feed = feedOf('alexa');
    feed.accept(hop(7, [0.4]));
    feed.accept(hop(0, [0.6]));
    expect(feed.trace('alexa').scores.slice(-3)).toEqual([0.4, null, 0.6]);
  });

  it('rests once, with a break in the line and no last hop', () => {
    const feed = feedOf('alexa');
    let calls = 0;
    const stop = feed.subscribe(() => {
      calls += 1;
    });
    feed.accept(hop(0, [0.4]));
    feed.rest();
    feed.rest();
    expect(calls).toBe(2);
    expect(feed.last).toBeNull();
    expect(feed.trace('alexa').scores.slice(-2)).toEqual([0.4, null]);
    stop();
    feed.accept(hop(1, [0.4]));
    expect(calls).toBe(2);
  });
});

describe('watched', () => {
  it('keeps everything while nobody watches, and tells of it when someone does again', () => {
    const feed = feedOf('alexa');
    let calls = 0;
    feed.subscribe(() => {
      calls += 1;
    });
    feed.watched = false;
    feed.accept(hop(0, [0.4]));
    expect(calls).toBe(0);
    feed.watched = true;
    expect(calls).toBe(1);
    expect(feed.trace('alexa').scores.at(-1)).toBe(0.4);
  });
});

describe('highestEvidence', () => {
  it('ignores hops that were not scored', () => {
    const feed = feedOf('alexa');
    expect(highestEvidence(feed.trace('alexa'))).toBeNull();
    for (const [seq, score] of [0.2, null, 0.7, 0.1].entries()) feed.accept(hop(seq, [score]));
    expect(highestEvidence(feed.trace('alexa'))).toBe(0.35);
  });
});

describe('isStill', () => {
  it('is a trace that would look the same a hop later', () => {
    const feed = feedOf('alexa');
    expect(isStill(feed.trace('alexa'))).toBe(true);
    feed.accept(hop(0, [0.2]));
    expect(isStill(feed.trace('alexa'))).toBe(false);
    for (let seq = 1; seq < TRACE_HOPS; seq += 1) feed.accept(hop(seq, [null]));
    expect(isStill(feed.trace('alexa'))).toBe(false);
    feed.accept(hop(TRACE_HOPS, [null]));
    expect(isStill(feed.trace('alexa'))).toBe(true);
    feed.accept({ ...hop(TRACE_HOPS + 1, [null]), thresholds: [0.3] });
    expect(isStill(feed.trace('alexa'))).toBe(false);
  });
});
