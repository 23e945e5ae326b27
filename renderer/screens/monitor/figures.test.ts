import { describe, expect, it } from 'vitest';
import { countOf, formatFigure, formatPercent, formatSize } from './figures.ts';

/** As it is read: a space that does not break is a space. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('figures', () => {
  it('are told in the unit that fits them', () => {
    expect(formatFigure(0.084, 'seconds')).toBe('84 ms');
    expect(formatFigure(1.94, 'seconds')).toBe('1.9 s');
    expect(plain(formatFigure(0.7, 'ratio'))).toBe('70 %');
    expect(plain(formatFigure(1.2, 'cores'))).toBe('120 %');
    expect(formatFigure(1_320, 'count')).toBe('1,320');
    expect(formatFigure(null, 'bytes')).toBe('–');
  });

  it('have a decimal only where it tells something', () => {
    expect([0, 0.004, 0.01, 0.0996, 0.1234, 1].map((share) => plain(formatPercent(share)))).toEqual([
      '0 %',
      '0.4 %',
      '1 %',
      '10 %',
      '12 %',
      '100 %',
    ]);
    expect([0, 512, 1_536, 2 * 1024 ** 3, 2.25 * 1024 ** 3, 410 * 1024 ** 2].map(formatSize)).toEqual([
      '0 B',
      '512 B',
      '1.5 KiB',
      '2 GiB',
      '2.3 GiB',
      '410 MiB',
    ]);
  });

  it('count one and many', () => {
    expect([0, 1, 2].map((count) => countOf(count, 'frame'))).toEqual(['0 frames', '1 frame', '2 frames']);
  });
});
