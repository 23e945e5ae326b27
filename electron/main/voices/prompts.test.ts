import { expect, it } from 'vitest';
import { PROMPTS } from '../../../contract/speaker.ts';
import { prompts } from './prompts.ts';

const words = (sentence: string) => sentence.split(' ').length;

it('begin with the wake words in turn', () => {
  const read = prompts(['Alexa', 'Hey Jarvis']);
  expect(read.map((sentence) => sentence.split(',')[0])).toEqual([
    'Alexa',
    'Hey Jarvis',
    'Alexa',
    'Hey Jarvis',
    'Alexa',
  ]);
});

it('are as many as are asked for, short, and different', () => {
  for (const phrases of [[], ['Alexa'], ['Hey Jarvis']]) {
    const read = prompts(phrases);
    expect(new Set(read).size).toBe(PROMPTS);
    for (const sentence of read) {
      expect(words(sentence)).toBeGreaterThanOrEqual(8);
      expect(words(sentence)).toBeLessThanOrEqual(12);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  }
});
