import { describe, expect, it } from 'vitest';
import type { VoiceReference, VoiceSummary } from '../../../contract/speaker.ts';
import { passphraseView, repeatError } from './passphrase.ts';
import {
  actionsOf,
  challengeText,
  enrollmentText,
  fitsMicrophone,
  isNeeded,
  keyStoreView,
  lastHeardText,
  learned,
  learnedSince,
  microphoneText,
  originText,
  qualityView,
  recordingName,
  recordingsText,
  referencesText,
  removeText,
} from './profilesView.ts';

const reference = (change: Partial<VoiceReference> = {}): VoiceReference => ({
  id: 'r',
  origin: 'enrollment',
  kind: 'speech',
  microphone: 'Desk',
  at: 0,
  speechMs: 2_000,
  snrDb: 20,
  ...change,
});
const summary = { quality: 'fair' } as VoiceSummary;

describe('a profile in words', () => {
  it('says how good its recordings are and what would help', () => {
    expect(qualityView({ state: 'ready', summary })).toMatchObject({ word: 'Fair recordings', tone: 'fair' });
    expect(qualityView({ state: 'ready', summary: { ...summary, quality: 'good' } }).hint).toBeNull();
    expect(qualityView({ state: 'locked', summary: null }).word).toBe('Locked');
    expect(qualityView({ state: 'unusable', summary: null }).word).toBe('Not in use');
  });

  it('says when it was heard', () => {
    const now = new Date(2026, 5, 2, 12).getTime();
    expect(lastHeardText(null, now)).toBe('Not heard yet');
    expect(lastHeardText(now - 86_400_000, now)).toContain('Monday');
  });

  it('says where each reference came from, and how many there are', () => {
    expect(originText(reference())).toBe('Read when it was set up');
    expect(originText(reference({ origin: 'adaptation', kind: 'wake' }))).toBe(
      'Learned from a command, wake phrase alone',
    );
    expect(microphoneText(reference())).toBe('Desk');
    expect(microphoneText(reference({ microphone: '' }))).toBe('default microphone');
    expect(microphoneText(reference({ microphone: '', origin: 'adaptation' }))).toBe('');
    const references = [reference(), reference({ origin: 'adaptation' })];
    expect(referencesText({ references, speechMs: 14_200 })).toBe('2 references, 14 seconds of speech');
    expect(learned({ references })).toHaveLength(1);
  });

  it('keeps the last sentence that it was set up with', () => {
    const [speech, wake] = [reference(), reference({ kind: 'wake' })];
    const adaptation = reference({ origin: 'adaptation' });
    expect(isNeeded(speech, { references: [speech, adaptation] })).toBe(true);
    expect(isNeeded(adaptation, { references: [speech, adaptation] })).toBe(false);
    expect(isNeeded(speech, { references: [speech, wake] })).toBe(true);
    expect(isNeeded(wake, { references: [speech, wake] })).toBe(false);
    expect(isNeeded(speech, { references: [speech, wake, reference()] })).toBe(false);
  });

  it('takes another microphone where all of its sentences fit, what was learned giving way', () => {
    const enrolled = (count: number) => Array.from({ length: count }, () => reference());
    const adapted = Array.from({ length: 8 }, () => reference({ origin: 'adaptation' }));
    expect(fitsMicrophone({ references: [...enrolled(30), ...adapted] })).toBe(true);
    expect(fitsMicrophone({ references: enrolled(31) })).toBe(false);
  });

  it('names the sentence and the wake phrase of one take apart', () => {
    const now = new Date(2026, 5, 2, 12).getTime();
    const at = now - 60_000;
    expect(removeText(reference({ at }), now)).toMatch(/^Remove the sentence of .*11:59.*, 2\.0 s$/);
    expect(removeText(reference({ at, kind: 'wake', speechMs: 900 }), now)).toMatch(
      /^Remove the wake phrase of .*11:59.*, 900 ms$/,
    );
  });

  it('forgets what it learned since a time, or all of it', () => {
    expect(learnedSince('all', 1_000_000_000)).toBe(0);
    expect(learnedSince('day', 1_000_000_000)).toBe(1_000_000_000 - 86_400_000);
  });

  it('says until when recordings are kept', () => {
    const now = new Date(2026, 5, 2, 12).getTime();
    expect(recordingsText({ count: 5, until: now + 40 * 86_400_000 }, now)).toMatch(
      /^5 recordings are kept, encrypted, until .*Jul/,
    );
  });
});

it('names recordings, and their date where it tells them apart', () => {
  const now = new Date(2026, 5, 2, 12).getTime();
  const [first, second] = [
    { place: 0, until: now + 3 * 86_400_000 },
    { place: 0, until: now + 90 * 86_400_000 },
  ];
  expect(recordingName(first, [first], now)).toBe('Sentence 1');
  expect(recordingName(first, [first, second], now)).toBe('Sentence 1, until Friday');
});

it('says how far an enrollment is that was left', () => {
  expect(enrollmentText({ purpose: 'microphone', name: 'Anna', takes: [null, null, null, null, null] })).toBe(
    'Another microphone for Anna: 0 of 5 sentences are read.',
  );
});

it('names what a rule allows, and not too much of it', () => {
  const action = (title: string) =>
    ({ intent: title, title, group: '', risk: 'personal', unavailable: null }) as const;
  const actions = ['A', 'B', 'C', 'D', 'E', 'E'].map(action);
  expect(actionsOf('personal', actions)).toBe('A, B, C, D and 1 more.');
  expect(actionsOf('personal', actions.slice(0, 2))).toBe('A, B.');
  expect(actionsOf('guarded', actions)).toBe('No command asks for it yet.');
});

it.each([
  ['words', false, 'two words that Hark shows'],
  ['words', true, 'two words that Hark shows'],
  ['pin', true, 'its PIN'],
  ['pin', false, 'two words that Hark shows'],
] as const)('says what is asked for, by %s with a PIN %s', (guardedBy, hasPin, text) => {
  expect(challengeText(guardedBy, { hasPin })).toBe(text);
});

it('is honest about what guards the keys', () => {
  expect(keyStoreView({ guard: 'obfuscation', backend: 'basic_text', locked: false }).isWeak).toBe(true);
  expect(keyStoreView({ guard: 'system', backend: 'gnome_libsecret', locked: false }).body).toContain(
    'keyring',
  );
  expect(keyStoreView({ guard: 'system', backend: 'never heard of', locked: false }).body).toContain(
    'key store',
  );
});

describe('a passphrase', () => {
  it.each([
    ['short', 'abc'],
    ['weak', 'password'],
    ['weak', 'aaaaaaaaaaaaaaaaaaaaaaaa'],
    ['weak', '12345678901234567890'],
    ['fair', 'the cat sat on a mat'],
    ['strong', 'seven grey herons wait by the old lock'],
    ['strong', 'kF8!vq2Zp#x7Lw0s@Tn4'],
  ])('is %s: %s', (level, text) => {
    expect(passphraseView(text).level).toBe(level);
  });

  it('is complained about only once it cannot become the same any more', () => {
    expect(repeatError('correct', '')).toBeNull();
    expect(repeatError('correct', 'corr')).toBeNull();
    expect(repeatError('correct', 'cort')).not.toBeNull();
    expect(repeatError('correct', 'correct')).toBeNull();
  });
});
