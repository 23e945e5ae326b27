import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';

export const lockScreen = defineAction({
  intent: 'HarkLockScreen',
  title: 'Lock the screen',
  group: 'Computer',
  // It shuts people out and shows nothing: anyone may.
  risk: 'open',
  available: ({ lock }) => lock.unavailable(),
  preview: () => 'Lock the screen',
  async perform(_slots, { lock }) {
    if (!(await lock.lock())) throw new HarkError('action.failed', 'the screen could not be locked');
    return { reply: '' };
  },
});
