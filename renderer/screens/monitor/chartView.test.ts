import { describe, expect, it } from 'vitest';
import { RANGE_MS, type Series } from '../../../contract/health.ts';
import {
  axisEnds,
  chartSummary,
  figureRows,
  gaugesChart,
  hasFigures,
  latencyChart,
  strokeOf,
} from './chartView.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

function series(values: (number | null)[], change: Partial<Series> = {}): Series {
  return {
    at: values.map((_, i) => i * 60_000),
    values,
    high: values,
    p50: [],
    p99: [],
    ...change,
  };
}

describe('a chart', () => {
  it('of a latency shows its median and its 95th percentile against the target', () => {
    const data = latencyChart(series([2, 0], { p50: [0.1, null], high: [0.2, null] }), '15m', 0.5);
    expect(data.lines.map(({ label, values }) => [label, values])).toEqual([
      ['p50', [0.1, null]],
      ['p95', [0.2, null]],
    ]);
    expect(chartSummary('Hearing', data)).toBe(
      'Hearing: p50 100 ms last, between 100 ms and 100 ms; p95 200 ms last, between 200 ms and 200 ms; target 500 ms',
    );
  });

  it('of gauges leaves out what was never measured, and keeps lines apart without colour', () => {
    const data = gaugesChart(
      [
        { label: 'main', series: series([0.1, 0.2]) },
        { label: 'graphics', series: series([null, null]) },
        { label: 'window', series: series([null, 0.3]) },
      ],
      '15m',
      'ratio',
    );
    expect(data.lines.map(({ label }) => label)).toEqual(['main', 'window']);
    expect(data.lines[0]?.dash).not.toEqual(data.lines[1]?.dash);
    expect(plain(chartSummary('Processor', data))).toContain('main 20 % last, between 10 % and 20 %');
    expect(new Set([0, 1, 2, 3, 4].map((index) => strokeOf(index).dash.join())).size).toBe(5);
  });

  it('without figures says so', () => {
    const data = gaugesChart([{ label: 'main', series: series([null]) }], '24h', 'ratio');
    expect(hasFigures(data)).toBe(false);
    expect(chartSummary('Processor', data)).toBe('Processor: nothing measured yet');
  });

  it('has a table of the points that were measured, newest first', () => {
    const data = gaugesChart([{ label: 'main', series: series([1, null, 3]) }], '15m', 'count');
    expect(figureRows(data)).toEqual([
      { at: 120_000, values: [3] },
      { at: 0, values: [1] },
    ]);
  });

  it('spans the whole range, whatever was measured', () => {
    const data = gaugesChart([{ label: 'main', series: series([1, 2]) }], '24h', 'count');
    const [from, to] = axisEnds(data);
    expect(to - from).toBe(RANGE_MS['24h'].span / 1_000);
    expect(to).toBe((60_000 + RANGE_MS['24h'].step) / 1_000);
  });
});
