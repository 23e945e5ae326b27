import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../contract/failures.ts';
import { TAKE_VERDICTS, type TakeReport } from '../../../contract/speaker.ts';
import {
  checkView,
  firstToRead,
  nextToRead,
  oddOnes,
  oddWords,
  readingOf,
  triedView,
  tryRefusalText,
  verdictView,
} from './enrollView.ts';

const take = (change: Partial<TakeReport> = {}): TakeReport => ({
  verdict: 'good',
  speechMs: 2_100,
  snrDb: 20,
  clippingRatio: 0,
  levelDbfs: -24,
  likeness: 0.7,
  ...change,
});
const enrollment = { id: 'e', recording: null, takes: [take(), null, null, null, null] };
const ended = (index: number, report: TakeReport) => ({ enrollmentId: 'e', index, report });

describe('a sentence', () => {
  it('is ready, then listened to, then judged', () => {
    expect(readingOf(enrollment, null, 1).phase).toBe('ready');
    expect(readingOf({ ...enrollment, recording: 1 }, null, 1).phase).toBe('listening');
    const bad = take({ verdict: 'too_quiet' });
    expect(readingOf(enrollment, ended(1, bad), 1)).toEqual({ phase: 'judged', report: bad, isKept: false });
  });

  it('keeps its good take when reading it again did not go well', () => {
    const bad = take({ verdict: 'clipped' });
    expect(readingOf(enrollment, ended(0, bad), 0)).toEqual({ phase: 'judged', report: bad, isKept: true });
  });

  it('is not judged by another one, nor by another enrollment', () => {
    expect(readingOf(enrollment, ended(0, take()), 1).phase).toBe('ready');
    expect(readingOf(enrollment, { ...ended(1, take()), enrollmentId: 'older' }, 1).phase).toBe('ready');
  });

  it('says of every verdict what it is, and of every bad one what to do', () => {
    const views = TAKE_VERDICTS.map((verdict) => verdictView({ verdict, speechMs: 900 }));
    expect(new Set(views.map(({ title }) => title)).size).toBe(TAKE_VERDICTS.length);
    expect(views.every(({ advice }) => advice !== '')).toBe(true);
    expect(verdictView(take()).advice).toBe('2.1 s of clear speech.');
  });
});

describe('the way through the sentences', () => {
  it('goes to the next that is not read, around the end', () => {
    expect(nextToRead(enrollment.takes, 0)).toBe(1);
    expect(nextToRead([null, take(), take(), null, take()], 3)).toBe(0);
    expect(nextToRead([take(), take()], 0)).toBeNull();
  });

  it('begins where it was left', () => {
    expect(firstToRead(enrollment.takes)).toBe(1);
    expect(firstToRead([take(), take()])).toBe(1);
  });

  it('asks for three at least', () => {
    expect(checkView([take(), take(), null, null, null]).isEnough).toBe(false);
    expect(checkView([take(), take(), take(), null, null])).toEqual({
      title: '3 of 5 are good and sound like one voice: 6.3 s of speech.',
      isEnough: true,
    });
  });

  it('finds the one that stands out', () => {
    expect(oddOnes([take({ likeness: null }), take(), take({ likeness: 0.2 }), null])).toEqual([2]);
    expect(oddOnes([take({ likeness: null }), null])).toEqual([]);
    // Once the first was read again, it was compared with all others.
    expect(oddOnes([take({ likeness: 0.2 }), take(), take()])).toEqual([0]);
  });

  it('says of the first two that it is one of them', () => {
    const first = take({ likeness: null });
    expect(oddOnes([first, take({ likeness: 0.2 }), take({ likeness: 0.4 })])).toEqual([0, 1]);
    expect(oddOnes([take({ likeness: 0.2 }), first, take({ likeness: 0.4 })])).toEqual([0, 1]);
    expect(oddWords([0, 1])).not.toBe(oddWords([2]));
  });
});

describe('trying it', () => {
  const speaker = {
    outcome: 'known',
    profileId: 'p',
    name: 'Anna',
    score: 8.12,
    threshold: 2.6,
    strictThreshold: 4,
    margin: null,
    speechMs: 2_300,
    snrDb: 20,
    clippingRatio: 0,
    latencyMs: 40,
  } as const;

  it('is right for the voice just read, and for no other', () => {
    expect(triedView(speaker, 'p')).toEqual({
      text: 'That is the voice that was just read. It scored 8.1 where 2.6 is enough, over 2.3 s of speech.',
      isRight: true,
    });
    expect(triedView(speaker, 'q').isRight).toBe(false);
    expect(triedView({ ...speaker, outcome: 'stranger' }, 'p').isRight).toBe(false);
    expect(triedView(null, 'p').isRight).toBe(false);
  });

  it('says why it cannot be tried, not what recording is under way', () => {
    const words = (code: FailureCode) => tryRefusalText({ code, message: '' }).title;
    expect(words('enrollment.none')).toContain('No voice can be compared');
    expect(words('capture.busy')).toContain('listening');
  });
});
