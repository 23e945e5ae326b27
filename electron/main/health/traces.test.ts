import { describe, expect, it } from 'vitest';
import { type Trace, tracesSchema } from '../../../contract/health.ts';
import { anInteraction } from '../store/testing/interaction.ts';
import { LAST_KEPT, SLOWEST_KEPT, TraceLog, traceOf } from './traces.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 25, 12);
const trace = (id: string, totalMs: number, at = NOW): Trace => ({
  id,
  at,
  trigger: 'wake',
  outcome: 'acted',
  totalMs,
  stages: [],
});

describe('a trace', () => {
  it('holds how long it took until the reply began, and nothing of what was said', () => {
    const interaction = anInteraction({
      id: 'x',
      at: NOW,
      text: 'call Anna',
      reply: 'Calling Anna.',
      stages: [
        { stage: 'wake', state: 'done', startMs: 0, durationMs: 80 },
        { stage: 'speech', state: 'done', startMs: 80, durationMs: 900 },
        { stage: 'text', state: 'done', startMs: 980, durationMs: 300 },
        { stage: 'reply', state: 'done', startMs: 1_280, durationMs: 4_000 },
      ],
    });
    const made = traceOf(interaction);
    expect(made).toEqual({
      id: 'x',
      at: NOW,
      trigger: 'wake',
      outcome: 'acted',
      totalMs: 1_280,
      stages: interaction.stages,
    });
    expect(JSON.stringify(made)).not.toMatch(/Anna|Jarvis/);
  });

  it('of nothing took no time', () => {
    expect(traceOf(anInteraction({ stages: [] })).totalMs).toBe(0);
  });
});

describe('the log of traces', () => {
  it('keeps the last ones, newest first, and the slowest, slowest first', () => {
    const log = new TraceLog();
    for (let index = 0; index < 100; index += 1) log.add(trace(`${index}`, (index * 37) % 100), NOW);
    const { last, slowest } = tracesSchema.parse(log.get(NOW));
    expect(last).toHaveLength(LAST_KEPT);
    expect(last[0]?.id).toBe('99');
    expect(slowest).toHaveLength(SLOWEST_KEPT);
    expect(slowest.map(({ totalMs }) => totalMs)).toEqual(
      Array.from({ length: SLOWEST_KEPT }, (_, i) => 99 - i),
    );
  });

  it('forgets the slowest of yesterday, and then has those of today', () => {
    const log = new TraceLog();
    for (let index = 0; index < 50; index += 1) log.add(trace(`old${index}`, 9_000, NOW - 23 * HOUR_MS), NOW);
    log.add(trace('new', 10, NOW), NOW);
    expect(log.get(NOW).slowest[0]?.id).toMatch(/^old/);
    expect(log.get(NOW + 2 * HOUR_MS).slowest.map(({ id }) => id)).toEqual(['new']);
  });

  it('does not grow, however long Hark runs and whatever the clock does', () => {
    const log = new TraceLog();
    for (let hour = 0; hour < 199; hour += 1) {
      const at = NOW + (hour % 2 === 0 ? 1 : -1) * hour * HOUR_MS;
      log.add(trace(`${hour}`, hour, at), at);
    }
    expect(log.get(NOW + 198 * HOUR_MS).slowest.map(({ id }) => id)).toEqual(['198']);
  });
});
