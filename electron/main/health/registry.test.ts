import { describe, expect, it } from 'vitest';
import { METRIC_NAMES, METRICS } from '../../../contract/health.ts';
import { exposition } from './exposition.ts';
import { Registry } from './registry.ts';

describe('a series', () => {
  it('is the same for everyone who asks for it', () => {
    const registry = new Registry();
    registry.of('hark_wakes_total', { verdict: 'woke' }).add();
    registry.of('hark_wakes_total', { verdict: 'woke' }).add(2);
    expect(registry.of('hark_wakes_total', { verdict: 'woke' }).total).toBe(3);
    expect(registry.of('hark_wakes_total', { verdict: 'rejected' }).total).toBe(0);
  });

  it('is refused with a label that there is none of, whatever the types were told', () => {
    const registry = new Registry();
    for (const labels of [{ verdict: 'Anna' }, {}, { verdict: 'woke"} 1\nx' }]) {
      expect(() => registry.of('hark_wakes_total', labels as never)).toThrow(
        expect.objectContaining({ code: 'internal' }),
      );
    }
  });

  it('is found by some of its labels', () => {
    const registry = new Registry();
    const acted = registry.matching('hark_interactions_total', { outcome: 'acted' });
    expect(acted.map(({ labels }) => labels['trigger'])).toEqual(['wake', 'push', 'typed', 'recording']);
    expect(registry.matching('hark_interactions_total', { outcome: 'nonsense' })).toEqual([]);
    expect(registry.matching('hark_uptime_seconds', { process: 'main' })).toEqual([]);
  });
});

describe('what was measured since', () => {
  it('is what grew, and nothing twice', () => {
    const registry = new Registry();
    registry.of('hark_frames_dropped_total').add(2);
    registry.of('hark_wake_detection_seconds').observe(0.3);
    for (const queued of [1, 5, 3]) registry.of('hark_frames_queued').set(queued);
    const since = registry.since();
    expect([...since.keys()]).toHaveLength(3);
    expect(since.get('hark_frames_dropped_total')).toEqual({ kind: 'counter', growth: 2 });
    expect(since.get('hark_frames_queued')).toEqual({ kind: 'gauge', count: 3, mean: 3, max: 5, last: 3 });
    expect(since.get('hark_wake_detection_seconds')).toMatchObject({ kind: 'histogram', sum: 0.3 });
    registry.settle();
    expect(registry.since().size).toBe(0);
    registry.of('hark_frames_dropped_total').add();
    expect([...registry.since()]).toEqual([['hark_frames_dropped_total', { kind: 'counter', growth: 1 }]]);
    expect(registry.of('hark_frames_dropped_total').total).toBe(3);
  });

  it('leaves out what is no number, or would let a counter shrink', () => {
    const registry = new Registry();
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      registry.of('hark_frames_dropped_total').add(odd);
      registry.of('hark_wake_detection_seconds').observe(odd);
    }
    registry.of('hark_frames_queued').set(Number.NaN);
    expect(registry.since().size).toBe(0);
  });

  it('puts a value that is a bound below it', () => {
    const registry = new Registry();
    const histogram = registry.of('hark_wake_detection_seconds');
    for (const seconds of [0, 0.005, 0.0051, 30, 31]) histogram.observe(seconds);
    expect([histogram.counts[0], histogram.counts[1], histogram.counts[20], histogram.counts[21]]).toEqual([
      2, 1, 1, 1,
    ]);
  });
});

describe('the text for Prometheus', () => {
  it('names every metric once, with what it is', () => {
    const text = exposition(new Registry());
    for (const metric of METRIC_NAMES) {
      expect(text.split(`# TYPE ${metric} ${METRICS[metric].kind}\n`)).toHaveLength(2);
      expect(text).toContain(`# HELP ${metric} `);
    }
    expect(text.endsWith('\n')).toBe(true);
  });

  it('tells counters, gauges that were set, and buckets that add up', () => {
    const registry = new Registry();
    registry.of('hark_errors_total', { code: 'engine.crashed' }).add();
    registry.of('hark_frames_queued').set(4);
    for (const seconds of [0.004, 0.3, 99])
      registry.of('hark_stage_seconds', { stage: 'text' }).observe(seconds);
    const lines = exposition(registry).split('\n');
    expect(lines).toContain('hark_errors_total{code="engine.crashed"} 1');
    expect(lines).toContain('hark_frames_queued 4');
    expect(lines).toContain('hark_stage_seconds_bucket{stage="text",le="0.005"} 1');
    expect(lines).toContain('hark_stage_seconds_bucket{stage="text",le="0.3"} 2');
    expect(lines).toContain('hark_stage_seconds_bucket{stage="text",le="30"} 2');
    expect(lines).toContain('hark_stage_seconds_bucket{stage="text",le="+Inf"} 3');
    expect(lines).toContain('hark_stage_seconds_count{stage="text"} 3');
    expect(lines).toContain('hark_wake_detection_seconds_count 0');
    expect(lines.some((line) => line.startsWith('hark_disk_free_bytes '))).toBe(false);
  });

  it('is text that Prometheus takes', () => {
    const line = /^(# (HELP|TYPE) hark_[a-z_]+ .+|hark_[a-z_]+(\{([a-z]+="[^"\\\n]*",?)+\})? [0-9.e+-]+)$/;
    for (const one of exposition(new Registry()).trimEnd().split('\n')) expect(one).toMatch(line);
  });
});
