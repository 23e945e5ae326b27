import { describe, expect, it } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { EmbedderLane } from './embedderLane.ts';
import { FakeEmbedder, spoken } from './testing/fakeSpeakers.ts';

function rig() {
  const embedder = new FakeEmbedder();
  const loads: (() => void)[] = [];
  const state: { failure: HarkError | null } = { failure: null };
  const lane = new EmbedderLane(async () => {
    loads.push(() => undefined);
    if (state.failure !== null) throw state.failure;
    return embedder;
  });
  return { embedder, lane, loads, state };
}

describe('the speaker model', () => {
  it('is loaded by the first who needs it, once', async () => {
    const { lane, loads } = rig();
    expect(loads).toHaveLength(0);
    await Promise.all([lane.embed(spoken(0, 500)), lane.embedder()]);
    expect(loads).toHaveLength(1);
  });

  it('is tried again where it could not be loaded', async () => {
    const { lane, loads, state } = rig();
    state.failure = new HarkError('speaker.unavailable', 'there is none');
    await expect(lane.embed(spoken(0, 500))).rejects.toMatchObject({ code: 'speaker.unavailable' });
    state.failure = null;
    expect((await lane.embed(spoken(0, 500))).speechMs).toBe(500);
    expect(loads).toHaveLength(2);
  });

  it('does one thing at a time, with copies that it erases', async () => {
    const { lane, embedder } = rig();
    const audio = spoken(1, 500);
    const first = lane.embed(audio);
    const second = lane.embed(spoken(2, 400));
    audio.fill(0);
    expect((await first).speechMs).toBe(500);
    await second;
    expect(embedder.overlapped).toBe(false);
    expect(embedder.last?.every((value) => value === 0)).toBe(true);
  });

  it('goes on after it failed, and leaves out what nobody waits for', async () => {
    const { lane, embedder } = rig();
    embedder.fails = new Error('out of memory');
    await expect(lane.embed(spoken(0, 500))).rejects.toThrow('out of memory');
    embedder.fails = null;
    const controller = new AbortController();
    const first = lane.embed(spoken(0, 500));
    const given = lane.embed(spoken(0, 500), controller.signal);
    controller.abort(new Error('superseded'));
    await expect(given).rejects.toThrow('superseded');
    await first;
    expect(embedder.calls).toHaveLength(2);
  });

  it('piles up no audio where it is stuck', async () => {
    const { lane, embedder } = rig();
    let release = () => {};
    embedder.hold = new Promise((resolve) => (release = resolve));
    const waiting = Array.from({ length: 6 }, () => lane.embed(spoken(0, 500)));
    await expect(lane.embed(spoken(0, 500))).rejects.toMatchObject({ code: 'speaker.unavailable' });
    release();
    expect(await Promise.all(waiting)).toHaveLength(6);
  });

  it('gives its memory back, and comes again', async () => {
    const { lane, embedder, loads } = rig();
    await lane.close();
    expect(embedder.closed).toBe(0);
    await lane.embedder();
    await lane.close();
    expect(embedder.closed).toBe(1);
    await lane.embed(spoken(0, 500));
    expect(loads).toHaveLength(2);
  });
});
