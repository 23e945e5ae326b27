import { describe, expect, it } from 'vitest';
import { classifyOpenError } from './openFailure.ts';

function domException(name: string): DOMException {
  return new DOMException('', name);
}

describe('classifyOpenError', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'busy'],
    ['AbortError', 'busy'],
    ['InvalidStateError', 'failed'],
  ] as const)('%s is %s', (name, failure) => {
    expect(classifyOpenError(domException(name))).toBe(failure);
  });

  it('takes anything else for a failure', () => {
    expect(classifyOpenError(new TypeError('mediaDevices is undefined'))).toBe('failed');
    expect(classifyOpenError('nothing an Error')).toBe('failed');
  });
});
