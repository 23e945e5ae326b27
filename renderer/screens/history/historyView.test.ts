import { describe, expect, it } from 'vitest';
import type { SpeakerRecord } from '../../../contract/interactions.ts';
import { emptyText, peopleIn, personOf, saidByOf, scoreText } from './historyView.ts';

const speaker = (change: Partial<SpeakerRecord>): SpeakerRecord => ({
  outcome: 'stranger',
  profileId: null,
  name: null,
  confidence: null,
  score: 1.24,
  threshold: 3,
  ...change,
});
const anna = speaker({ outcome: 'known', profileId: '1', name: 'Anna', confidence: 'sure' });
const profiles = [
  { id: '2', name: 'Bert' },
  { id: '1', name: 'Anna' },
];

describe('who said what', () => {
  it('can be chosen among all that Hark knows, and those whom it does not', () => {
    expect(peopleIn(profiles, [], null).map(({ label }) => label)).toEqual([
      'Anna',
      'Bert',
      'A voice I do not know',
      'Could not be told',
    ]);
  });

  it('is no matter where voices were never told apart', () => {
    expect(peopleIn([], [{ speaker: null }], null)).toEqual([]);
    expect(peopleIn([], [{ speaker: speaker({}) }], null).map(({ value }) => value)).toEqual([
      'stranger',
      'unclear',
    ]);
  });

  it('keeps what is chosen in the list when that profile is gone', () => {
    expect(peopleIn([], [], { profileId: '1' }).at(-1)).toEqual({
      value: 'profile 1',
      label: 'Someone else',
    });
    expect(peopleIn([], [], 'stranger')).toHaveLength(2);
  });

  it('is asked for as it was chosen', () => {
    for (const who of [{ profileId: '1' }, { profileId: 'stranger' }, 'stranger', 'unclear'] as const)
      expect(saidByOf(personOf(who))).toEqual(who);
  });

  it('says why nothing is listed', () => {
    const none = { search: '', wrongOnly: false, saidBy: null };
    const byAnna = { ...none, saidBy: { profileId: '1' } };
    expect(emptyText(none, null, 7)).toContain('Nothing was said yet.');
    expect(emptyText(none, null, 0)).toContain('Nothing is kept');
    expect(emptyText(byAnna, 'Anna', 7)).toBe('Nothing was said by Anna.');
    expect(emptyText({ ...byAnna, wrongOnly: true }, 'Anna', 7)).toBe(
      'Nothing that was said by Anna was marked as wrong.',
    );
    expect(emptyText({ search: 'milk', wrongOnly: true, saidBy: 'stranger' }, null, 7)).toBe(
      'Nothing with “milk” was said or answered by a voice that Hark does not know and marked as wrong.',
    );
  });

  it('is told with the score it had', () => {
    expect(scoreText(anna)).toBe(': scored 1.2 where 3.0 is enough');
    expect(scoreText(speaker({ score: null }))).toBe('');
  });
});
