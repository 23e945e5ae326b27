import { expect, it } from 'vitest';
import { hasDrifted } from './drift.ts';

it.each([
  // Nothing to compare with, or nothing that could be compared.
  ['wake', 0.9, null, false],
  ['wake', null, 0.9, false],
  ['wake', 0.95, 0.95, false],
  // Both are as certain as it gets.
  ['wake', 0.9999, 0.9904, false],
  ['wake', 0.96, 0.95, false],
  ['wake', 0.9, 0.97, true],
  ['wake', 0.97, 0.9, true],
  ['silence', 0.002, 0.0001, false],
  ['silence', 0.03, 0.002, true],
  ['command', 0.86, 0.9, false],
  ['command', 0.84, 0.9, true],
  ['command', 0.96, 0.9, true],
  ['speaker', 4.25, 4.3, false],
  ['speaker', -0.3, -0.16, true],
] as const)('%s of %s after %s: %s', (check, score, baseline, drifted) => {
  expect(hasDrifted(check, score, baseline)).toBe(drifted);
});
