import { describe, expect, it } from 'vitest';
import { HarkError } from '../../contract/failures.ts';
import { FakeUnderstanding } from './command/testing/fakeUnderstanding.ts';
import { RecognitionLane } from './recognitionLane.ts';

describe('RecognitionLane', () => {
  it('runs one thing at a time, in order, also past a failure', async () => {
    const lane = new RecognitionLane();
    lane.expect(Promise.resolve(new FakeUnderstanding()));
    const order: string[] = [];
    const work = (name: string, fails = false) =>
      lane.run(async () => {
        order.push(`${name} begins`);
        await Promise.resolve();
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const results = await Promise.allSettled([work('a'), work('b', true), work('c')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('waits for a recogniser that is loading, and says what kept it from loading', async () => {
    const lane = new RecognitionLane();
    const coming = Promise.withResolvers<FakeUnderstanding>();
    lane.expect(coming.promise);
    expect([lane.expected, lane.ready]).toEqual([true, null]);
    const waiting = lane.run(async (understanding) => understanding);
    const understanding = new FakeUnderstanding();
    coming.resolve(understanding);
    expect(await waiting).toBe(understanding);
    expect(lane.ready).toBe(understanding);

    const broken = new RecognitionLane();
    broken.expect(Promise.reject(new HarkError('model.checksum', 'damaged')));
    await expect(broken.run(async () => 1)).rejects.toMatchObject({ code: 'model.checksum' });
    expect(broken.expected).toBe(false);
    expect(() => broken.requireExpected()).toThrow('damaged');
    await expect(new RecognitionLane().run(async () => 1)).rejects.toMatchObject({ code: 'model.missing' });
  });

  it('leaves out what was given up while it waited', async () => {
    const lane = new RecognitionLane();
    lane.expect(Promise.resolve(new FakeUnderstanding()));
    const first = Promise.withResolvers<void>();
    const running = lane.run(() => first.promise);
    const controller = new AbortController();
    let ran = false;
    const waiting = lane.run(async () => {
      ran = true;
    }, controller.signal);
    controller.abort(new Error('given up'));
    first.resolve();
    await running;
    await expect(waiting).rejects.toThrow('given up');
    expect(ran).toBe(false);
  });
});
