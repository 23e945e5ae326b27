import { expect, it } from 'vitest';
import { farChoices } from './strictness.ts';

it('says how strict in words and numbers, with what is set among them', () => {
  expect(farChoices(0.005).map(({ label }) => label)).toEqual([
    'Lenient: 1 in 100',
    'Usual: 1 in 200',
    'Strict: 1 in 1000',
    'Very strict: 1 in 10,000',
  ]);
  expect(farChoices(0.002).map(({ label }) => label)[2]).toBe('As set: 1 in 500');
});
