import { describe, expect, it } from 'vitest';
import { challengeWords, saysWords, slipsAllowed, slipsIn } from './challenge.ts';
import { CHALLENGE_WORDS } from './challengeWords.ts';

describe('the words', () => {
  it('are many, short, and none is taken for another, or is a part of one', () => {
    expect(CHALLENGE_WORDS.length).toBeGreaterThan(150);
    expect(new Set(CHALLENGE_WORDS).size).toBe(CHALLENGE_WORDS.length);
    for (const word of CHALLENGE_WORDS) {
      expect(word).toMatch(/^[a-z]{5,10}$/);
      const mistaken = CHALLENGE_WORDS.filter(
        (other) => other !== word && slipsIn(word, other) <= slipsAllowed(word),
      );
      expect(mistaken, word).toEqual([]);
    }
  });

  it('are two different ones, each as likely as any other', () => {
    const seen = new Set<string>();
    for (let round = 0; round < 3_000; round += 1) {
      const [first, second] = challengeWords();
      expect(first).not.toBe(second);
      seen.add(first).add(second);
    }
    expect(seen.size).toBe(CHALLENGE_WORDS.length);
    const last = CHALLENGE_WORDS.length - 1;
    expect(challengeWords((limit) => limit - 1)).toEqual([CHALLENGE_WORDS[last], CHALLENGE_WORDS[last - 1]]);
    expect(challengeWords(() => 0)).toEqual([CHALLENGE_WORDS[0], CHALLENGE_WORDS[1]]);
  });
});

describe('they are said', () => {
  it.each([
    'amber river',
    'Amber, river.',
    'Ember river!',
    'amber rivers',
    'Am ber river',
    'it is amber and river',
    'AMBER RIVER please',
  ])('by “%s”', (text) => expect(saysWords(text, ['amber', 'river'])).toBe(true));

  it.each(['', 'river amber', 'amber', 'amber amber', 'river', 'amber window', 'yes', 'delete all my notes'])(
    'not by “%s”',
    (text) => expect(saysWords(text, ['amber', 'river'])).toBe(false),
  );

  it('in parts, where a recogniser writes long ones so', () => {
    expect(saysWords('light house sun flour', ['lighthouse', 'sunflower'])).toBe(true);
  });
});
