import { describe, expect, it } from 'vitest';
import type { Interaction, SpeakerRecord } from '../../../contract/interactions.ts';
import { peopleIn, saidBy, scoreText } from './historyView.ts';

const speaker = (change: Partial<SpeakerRecord>): SpeakerRecord => ({
  outcome: 'stranger',
  profileId: null,
  name: null,
  confidence: null,
  score: 1.24,
  threshold: 3,
  ...change,
});
const item = (id: string, by: SpeakerRecord | null) => ({ id, speaker: by }) as Interaction;
const anna = speaker({ outcome: 'known', profileId: '1', name: 'Anna', confidence: 'sure' });
const items = [
  item('a', anna),
  item('b', speaker({})),
  item('c', speaker({ outcome: 'too_noisy' })),
  item('d', null),
  item('e', { ...anna, name: 'Anna' }),
];

describe('who said what is shown', () => {
  it('can be chosen by name, and those who were not known apart from those who could not be told', () => {
    expect(peopleIn(items, null).map(({ label }) => label)).toEqual([
      'Anna',
      'A voice I do not know',
      'Could not be told',
    ]);
    expect(peopleIn([item('d', null)], null)).toEqual([]);
  });

  it('picks each one’s own', () => {
    const chosen = peopleIn(items, null).map(({ value }) =>
      items.filter((one) => saidBy(one, value)).map(({ id }) => id),
    );
    expect(chosen).toEqual([['a', 'e'], ['b'], ['c']]);
  });

  it('keeps what is chosen in the list when nothing of it is left', () => {
    expect(peopleIn([], 'stranger').map(({ value }) => value)).toEqual(['stranger']);
    expect(peopleIn([], 'profile 1').map(({ value }) => value)).toEqual(['profile 1']);
  });

  it('is told with the score it had', () => {
    expect(scoreText(anna)).toBe(': scored 1.2 where 3.0 is enough');
    expect(scoreText(speaker({ score: null }))).toBe('');
  });
});
