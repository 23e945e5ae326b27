import { describe, expect, it } from 'vitest';
import { microphoneHelp } from './microphoneHelp.ts';

const PROBLEMS = ['denied', 'missing', 'busy', 'muted', 'failed'] as const;

describe('microphoneHelp', () => {
  it.each(['linux', 'darwin', 'win32'])('helps differently with each problem on %s', (platform) => {
    const helps = PROBLEMS.map((problem) => microphoneHelp(problem, platform));
    expect(new Set(helps).size).toBe(PROBLEMS.length);
  });

  it('names the settings of the platform after a denial', () => {
    const helps = ['linux', 'darwin', 'win32'].map((platform) => microphoneHelp('denied', platform));
    expect(new Set(helps).size).toBe(3);
  });
});
