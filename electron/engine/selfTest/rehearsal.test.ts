import { expect, it } from 'vitest';
import { HOP_MS, HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { Rehearsal, sinceMs } from './rehearsal.ts';

/** A pipeline of which every hop, and what goes on beside it, takes a given time. */
function rig(takesMs: { hop: number; beside: number }, evidence: (number | null)[][] = []) {
  let clock = 1_000;
  const rehearsal = new Rehearsal(() => clock);
  const heard: number[] = [];
  let resets = 0;
  const player = {
    async process(hop: Float32Array) {
      heard.push(hop[0] ?? Number.NaN);
      clock += takesMs.hop;
      const at = heard.length - 1;
      if (at === 1) rehearsal.hear({ kind: 'speech_start', sample: 0 });
      return {
        meter: { evidence: evidence[at] ?? [] },
        scored: at === 2 ? [{ scores: Float32Array.of(0.1, 0.25) }] : [],
      };
    },
    async settled() {
      clock += takesMs.beside;
      if (heard.length === 2) rehearsal.hear({ kind: 'speech_end', sample: 0 });
    },
    reset: () => {
      resets += 1;
    },
  };
  return { rehearsal, player, heard, resets: () => resets };
}
const samples = (hops: number) =>
  Float32Array.from({ length: hops * HOP_SAMPLES }, (_, i) => Math.floor(i / HOP_SAMPLES));

it('plays whole hops in order, after the pipeline has forgotten what was before', async () => {
  const { rehearsal, player, heard, resets } = rig({ hop: 1, beside: 0 });
  let begun = 0;
  await rehearsal.play(player, samples(3.5), () => {
    begun += 1;
    expect([resets(), heard.length]).toEqual([1, 0]);
  });
  expect(heard).toEqual([0, 1, 2]);
  expect(begun).toBe(1);
});

it('counts from when a hop was said, and not what goes on beside the hops', async () => {
  const { rehearsal, player } = rig({ hop: 5, beside: 1_000 });
  const { events } = await rehearsal.play(player, samples(4));
  expect(events.map(({ event, atMs }) => [event.kind, atMs])).toEqual([
    ['speech_start', 2 * HOP_MS + 5],
    ['speech_end', 2 * HOP_MS + 5 + 1_000],
  ]);
});

it('is late where hops take longer than they last', async () => {
  const { rehearsal, player } = rig({ hop: 3 * HOP_MS, beside: 0 });
  const { events } = await rehearsal.play(player, samples(4));
  // The second begins when the first is done.
  expect(events[0]?.atMs).toBe(HOP_MS + 2 * 3 * HOP_MS);
});

it('keeps the highest of each word, and of any raw score', async () => {
  const { rehearsal, player } = rig({ hop: 1, beside: 0 }, [
    [null, null],
    [0.2, null],
    [0.9, null],
    [0.4, null],
  ]);
  const heard = await rehearsal.play(player, samples(4));
  expect(heard.evidence).toEqual([0.9, null]);
  expect(heard.highest).toBe(0.25);
  const silent = rig({ hop: 1, beside: 0 });
  expect((await silent.rehearsal.play(silent.player, samples(1))).highest).toBeNull();
});

it('a word that is known before it has ended is known at once', () => {
  expect(sinceMs(SAMPLE_RATE_HZ, 1_250)).toBe(250);
  expect(sinceMs(SAMPLE_RATE_HZ, 900)).toBe(0);
});
