import { describe, expect, it } from 'vitest';
import { heatRows, hourSpan, outcomeShares, peakText, perDayText, trendText } from './activityView.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const nothing = () => Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));

describe('the heat map', () => {
  it('goes from Monday to Sunday, tinted by the busiest hour', () => {
    const heat = nothing();
    const [sunday, monday] = heat;
    if (sunday) sunday[9] = 8;
    if (monday) monday[18] = 1;
    const rows = heatRows(heat);
    expect(rows.map(({ short }) => short)).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
    expect(rows[6]?.cells[9]).toEqual({ hour: 9, count: 8, level: 4 });
    expect(rows[0]?.cells[18]).toEqual({ hour: 18, count: 1, level: 1 });
    expect(rows[3]?.cells.every(({ level }) => level === 0)).toBe(true);
  });

  it('is blank where nothing happened', () => {
    expect(heatRows(nothing()).every(({ cells }) => cells.every(({ level }) => level === 0))).toBe(true);
  });
});

describe('activity in words', () => {
  it('names the busiest hour', () => {
    expect(hourSpan(23)).toBe('23:00 to 00:00');
    expect(peakText({ peak: { day: 2, hour: 18, count: 8 } })).toBe('Tuesday, 18:00 to 19:00 (8 requests)');
    expect(peakText({ peak: null })).toBe('No peak yet');
  });

  it('tells a trend only where there is one', () => {
    expect([null, 0.04, -0.09, 0.34, -0.5, 1.5].map((trend) => plain(trendText(trend)))).toEqual([
      'Too few to tell',
      'Steady',
      'Steady',
      'Rising: 34 % more',
      'Falling: 50 % fewer',
      'Rising: 2.5 times as many',
    ]);
  });

  it('counts a day', () => {
    expect([0, 0.3, 13.7].map(perDayText)).toEqual(['0', '0.3', '14']);
  });

  it('sorts outcomes by how many there were', () => {
    const shares = outcomeShares({
      total: 4,
      outcomes: [
        { outcome: 'failed', count: 1 },
        { outcome: 'acted', count: 3 },
        { outcome: 'refused', count: 0 },
      ],
    });
    expect(shares).toEqual([
      { outcome: 'acted', count: 3, share: 0.75 },
      { outcome: 'failed', count: 1, share: 0.25 },
    ]);
  });
});
