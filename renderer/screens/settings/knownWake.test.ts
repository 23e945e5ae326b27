import { expect, it } from 'vitest';
import { knownWakeText } from './knownWake.ts';

it('says whom it keeps out, and that it keeps out nobody where no voice is in use', () => {
  expect(knownWakeText([])).toContain('knows no voice yet');
  expect(knownWakeText([{ state: 'locked' }, { state: 'unusable' }])).toContain('anyone wakes it');
  expect(knownWakeText([{ state: 'locked' }, { state: 'ready' }])).toContain('while Hark speaks');
});
