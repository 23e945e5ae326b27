import { expect, it } from 'vitest';
import { SAFE_MODE_AFTER } from '../../contract/upkeep.ts';
import { safeModeReason } from './safeModeView.ts';

it('says why Hark runs safely', () => {
  expect(safeModeReason(SAFE_MODE_AFTER)).toBe('It failed to start 3 times, one after another.');
  expect(safeModeReason(0)).toBe('It was asked to.');
  expect(safeModeReason(SAFE_MODE_AFTER - 1)).toBe('It was asked to.');
});
