import { describe, expect, it } from 'vitest';
import { type FailureCode, HarkError } from '../../../contract/failures.ts';
import { REFERENCES_MAX } from '../../../contract/speaker.ts';
import {
  ADAPTATION_EVERY_MS,
  ADAPTATIONS_MAX,
  adapted,
  enrolled,
  isWorthLearning,
  mayLearn,
} from './adaptation.ts';
import { emptyDraft, takesOf, withTake } from './draft.ts';
import { checkDraft, edited, printOf } from './prints.ts';
import { draftOf, MODEL, referenceOf, sampleOf, takeOf, printOf as voiceOf } from './testing/voices.ts';

const DAY = ADAPTATION_EVERY_MS;
const NOW = 1_800_000_000_000;

function codeOf(work: () => unknown): FailureCode | 'done' {
  try {
    work();
    return 'done';
  } catch (error) {
    if (error instanceof HarkError) return error.code;
    throw error;
  }
}

describe('a draft', () => {
  it('takes a good take in the place of the one before', () => {
    const draft = withTake(withTake(emptyDraft(MODEL), 2, takeOf(0)), 2, takeOf(1));
    expect(takesOf(draft)).toEqual([takeOf(1)]);
    expect(draft.takes[2]).toEqual(takeOf(1));
  });

  it('says what its takes have in common', () => {
    expect(checkDraft(emptyDraft(MODEL))).toEqual({
      takes: [null, null, null, null, null],
      cohesion: null,
      consistent: true,
      speechMs: 0,
    });
    const alike = checkDraft(draftOf([0, 0, null, 0]));
    expect(alike.cohesion).toBeGreaterThan(0.9);
    expect(alike).toMatchObject({ consistent: true, speechMs: 9_000 });
    expect(alike.takes.map((take) => take?.verdict)).toEqual(['good', 'good', undefined, 'good', undefined]);
    expect(checkDraft(draftOf([0, 0, 1, 0])).consistent).toBe(false);
  });
});

describe('a voiceprint', () => {
  it('is made of enough takes that are alike, wake phrases too', () => {
    const print = printOf(draftOf([0, 0, 0]), null);
    expect(print).toMatchObject(MODEL);
    expect(print.references.map(({ kind }) => kind)).toEqual(['speech', 'wake', 'speech', 'speech', 'wake']);
    expect(codeOf(() => printOf(draftOf([0, null, 0]), null))).toBe('enrollment.speech');
    expect(codeOf(() => printOf(draftOf([0, 0, 1]), null))).toBe('enrollment.inconsistent');
  });

  it('is added to by the same person alone, and the same model', () => {
    const more = printOf(draftOf([0, 0, 0]), voiceOf(0));
    expect(
      more.references.map(({ origin }) => origin).filter((origin) => origin === 'microphone'),
    ).toHaveLength(5);
    expect(codeOf(() => printOf(draftOf([1, 1, 1]), voiceOf(0)))).toBe('enrollment.inconsistent');
    const foreign = { ...voiceOf(0), modelSha256: 'cd'.repeat(32) };
    expect(codeOf(() => printOf(draftOf([0, 0, 0]), foreign))).toBe('profile.foreign_model');
  });

  it('makes room by its oldest adaptations, and by nothing else', () => {
    const learned = Array.from({ length: 4 }, (_, i) =>
      referenceOf(0, i, { id: `learned-${i}`, origin: 'adaptation', at: NOW - i * DAY }),
    );
    const enrolledOnes = (count: number) =>
      Array.from({ length: count }, (_, i) => referenceOf(0, i, { id: `enrolled-${i}` }));
    const base = { ...MODEL, references: [...learned, ...enrolledOnes(REFERENCES_MAX - 7)] };
    const { references } = printOf(draftOf([0, 0, 0]), base);
    expect(references).toHaveLength(REFERENCES_MAX);
    expect(references.filter(({ id }) => id.startsWith('learned')).map(({ id }) => id)).toEqual([
      'learned-0',
      'learned-1',
    ]);
    const full = { ...MODEL, references: enrolledOnes(REFERENCES_MAX) };
    expect(codeOf(() => printOf(draftOf([0, 0, 0]), full))).toBe('profile.full');
  });

  it('loses one reference, but not the last', () => {
    const print = voiceOf(0, 2);
    const [first] = print.references;
    const edit = { what: 'remove_reference', referenceId: first?.id ?? '' } as const;
    const less = edited(print, edit);
    expect(less.references).toEqual(print.references.slice(1));
    expect(codeOf(() => edited(less, edit))).toBe('profile.unknown');
    const last = { what: 'remove_reference', referenceId: less.references[0]?.id ?? '' } as const;
    expect(codeOf(() => edited(less, last))).toBe('enrollment.speech');
    const learned = referenceOf(0, 6, { id: 'learned', origin: 'adaptation' });
    const both = { ...less, references: [...less.references, learned] };
    expect(codeOf(() => edited(both, last))).toBe('enrollment.speech');
  });

  it('forgets what it learned since a time, and nothing that was enrolled', () => {
    const learned = [1, 2, 3].map((days) =>
      referenceOf(0, days, { id: `learned-${days}`, origin: 'adaptation', at: NOW + days * DAY }),
    );
    const print = { ...voiceOf(0), references: [...voiceOf(0).references, ...learned] };
    const { references } = edited(print, { what: 'undo_adaptation', since: NOW + 2 * DAY });
    expect(references.map(({ id }) => id)).toEqual([
      ...voiceOf(0).references.map(({ id }) => id),
      'learned-1',
    ]);
    expect(edited(print, { what: 'undo_adaptation', since: 0 })).toEqual(voiceOf(0));
    expect(enrolled(print)).toEqual(voiceOf(0));
  });
});

describe('learning', () => {
  it('needs something enrolled to judge by', () => {
    const learned = referenceOf(0, 0, { origin: 'adaptation', at: NOW - DAY });
    const wake = referenceOf(0, 1, { kind: 'wake' });
    expect(mayLearn({ ...MODEL, references: [learned, wake] }, NOW)).toBe(false);
    expect(mayLearn({ ...MODEL, references: [learned, referenceOf(0)] }, NOW)).toBe(true);
  });

  const heard = {
    outcome: 'known',
    profileId: 'anna',
    score: 5,
    threshold: 3,
    strictThreshold: 4.5,
    margin: null,
    speechMs: 3_000,
    snrDb: 25,
    clippingRatio: 0,
    latencyMs: 50,
  } as const;

  it('is from what was recognised beyond doubt and heard well', () => {
    expect(isWorthLearning(heard)).toBe(true);
    expect(isWorthLearning({ ...heard, margin: 2 })).toBe(true);
    for (const worse of [
      { outcome: 'stranger' as const },
      { outcome: 'own_playback' as const },
      { score: 4.4 },
      { score: null },
      { strictThreshold: null },
      { margin: 0.3 },
      { speechMs: 2_000 },
      { snrDb: 10 },
      { snrDb: null },
      { clippingRatio: 0.01 },
    ]) {
      expect(isWorthLearning({ ...heard, ...worse }), JSON.stringify(worse)).toBe(false);
    }
  });

  it('is once a day, whatever the clock does', () => {
    const print = voiceOf(0);
    const once = adapted(print, sampleOf(0), 'learned', NOW) ?? print;
    expect(mayLearn(print, NOW)).toBe(true);
    expect(mayLearn(once, NOW + DAY - 1)).toBe(false);
    expect(mayLearn(once, NOW + DAY)).toBe(true);
    expect(mayLearn(once, NOW - DAY)).toBe(false);
  });

  it('is bounded: the oldest goes, and what was enrolled stays', () => {
    let print = voiceOf(0);
    for (let day = 0; day < ADAPTATIONS_MAX + 2; day++) {
      print = adapted(print, sampleOf(0), `learned-${day}`, NOW + day * DAY) ?? print;
    }
    const learned = print.references.filter(({ origin }) => origin === 'adaptation');
    expect(learned).toHaveLength(ADAPTATIONS_MAX);
    expect(learned[0]?.id).toBe('learned-2');
    expect(enrolled(print)).toEqual(voiceOf(0));
    const full = {
      ...MODEL,
      references: Array.from({ length: REFERENCES_MAX }, (_, i) => referenceOf(0, i)),
    };
    expect(adapted(full, sampleOf(0), 'more', NOW)).toBeNull();
    expect(adapted(voiceOf(0), sampleOf(null), 'nothing', NOW)).toBeNull();
  });
});
