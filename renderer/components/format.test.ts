import { describe, expect, it } from 'vitest';
import {
  formatCountdown,
  formatElapsed,
  formatMoment,
  formatScore,
  formatSpan,
  formatStopwatch,
} from './format.ts';

describe('times', () => {
  it('count down in seconds that have begun, and up in seconds that are over', () => {
    expect([10_000, 9_999, 9_001, 1, 0, -5].map(formatCountdown)).toEqual([
      '0:10',
      '0:10',
      '0:10',
      '0:01',
      '0:00',
      '0:00',
    ]);
    expect(formatCountdown(3_729_000)).toBe('1:02:09');
    expect(formatCountdown(2 * 86_400_000 + 3_729_000)).toBe('2 d 1 h');
    expect(formatCountdown(86_400_000)).toBe('1 d 0 h');
    expect([0, 999, 1_000, 61_500].map(formatStopwatch)).toEqual(['0:00', '0:00', '0:01', '1:01']);
  });

  it('are told as they are said', () => {
    expect([86_400_000, 2 * 86_400_000 + 3_600_000].map(formatSpan)).toEqual(['1 day', '2 days 1 hour']);
    expect([10_000, 60_000, 90_000, 3_601_000, 0].map(formatSpan)).toEqual([
      '10 seconds',
      '1 minute',
      '1 minute 30 seconds',
      '1 hour 1 second',
      '0 seconds',
    ]);
  });

  it('are short where they were short', () => {
    expect([0.4, 84.4, 999.4, 1_000, 1_949].map(formatElapsed)).toEqual([
      '0 ms',
      '84 ms',
      '999 ms',
      '1.0 s',
      '1.9 s',
    ]);
  });

  it('name the day only where it is another one', () => {
    const noon = new Date(2026, 0, 5, 12, 0).getTime();
    const inTwoHours = formatMoment(noon + 7_200_000, noon);
    expect(formatMoment(noon + 86_400_000 + 7_200_000, noon)).toMatch(
      new RegExp(`^\\p{L}+, ${inTwoHours}$`, 'u'),
    );
    expect(formatMoment(new Date(2026, 0, 12, 14).getTime(), noon)).toContain('12');
    expect(formatMoment(new Date(2027, 0, 6, 14).getTime(), noon)).toContain('2027');
  });
});

it('scores keep what tells small ones from nothing', () => {
  expect([0.934, 0.23, 0.02, 0.0051, 0.00012, 0].map(formatScore)).toEqual([
    '0.93',
    '0.23',
    '0.02',
    '0.005',
    '0.0001',
    '0.00',
  ]);
});
