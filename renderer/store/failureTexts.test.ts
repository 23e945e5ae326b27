import { describe, expect, it } from 'vitest';
import { FAILURE_CODES } from '../../contract/failures.ts';
import { failureText } from './failureTexts.ts';

describe('failureText', () => {
  it.each(FAILURE_CODES)('has a title of its own for %s', (code) => {
    const { title } = failureText(code);
    expect(title).not.toBe('');
    const sharers = FAILURE_CODES.filter((other) => failureText(other).title === title);
    expect(sharers).toEqual([code]);
  });

  it('offers the four ways a microphone fails a way on', () => {
    for (const kind of ['denied', 'missing', 'busy', 'muted'] as const) {
      expect(failureText(`microphone.${kind}`).action).toBe('retry_microphone');
    }
  });
});
