import { expect, it } from 'vitest';
import { interactionSchema } from '../../../contract/interactions.ts';
import { Timeline } from './timeline.ts';

const begin = () =>
  new Timeline({ id: 'a', at: 5_000, trigger: 'wake', phrase: 'Alexa', wakeId: '1-1' }, 100);

it('counts from its own beginning', () => {
  const timeline = begin();
  timeline.begin('speech', 130);
  timeline.end('speech', 190);
  expect(timeline.record.stages).toEqual([{ stage: 'speech', state: 'done', startMs: 30, durationMs: 60 }]);
  expect(timeline.endOf('speech', 500)).toBe(90);
  expect(timeline.endOf('reply', 500)).toBe(400);
  expect(interactionSchema.parse(timeline.record)).toEqual(timeline.record);
});

it('takes a time that is known better than by the clock, and no negative one', () => {
  const timeline = begin();
  timeline.begin('text', 130, 20);
  timeline.end('text', 190, 'done', 55);
  timeline.begin('action', 90);
  timeline.end('action', 80);
  expect(timeline.record.stages).toMatchObject([
    { startMs: 20, durationMs: 55 },
    { startMs: 0, durationMs: 0 },
  ]);
});

it('ends what still runs, as what became of it', () => {
  for (const [outcome, state] of [
    ['cancelled', 'skipped'],
    ['failed', 'failed'],
  ] as const) {
    const timeline = begin();
    timeline.set({ partial: 'set a' });
    timeline.begin('speech', 130);
    timeline.end('speech', 140);
    timeline.begin('text', 140);
    timeline.finish(outcome, 150);
    expect(timeline.record).toMatchObject({
      outcome,
      partial: '',
      stages: [{ state: 'done' }, { state, durationMs: 10 }],
    });
  }
});

it('does not change what it gave out', () => {
  const timeline = begin();
  timeline.begin('speech', 130);
  const before = timeline.record;
  timeline.end('speech', 140);
  timeline.set({ text: 'stop' });
  expect(before).toMatchObject({ text: null, stages: [{ state: 'running' }] });
});
