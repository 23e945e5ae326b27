import { describe, expect, it } from 'vitest';
import { InternalLanguage } from './internalLanguage.ts';
import { END_TOKEN, type Heard, ROOT, type TokenTree, TREE_TOKENS_MAX } from './moonshine.ts';

const SILENCE: Heard = { cross: {}, samples: 16_000 };
/** The end is three nats away everywhere, any other token a thousandth of its number. */
const cost = (token: number) => (token === END_TOKEN ? 3 : token / 1_000);

function rig() {
  const grown: number[] = [];
  const plant = async (heard: Heard) => {
    expect(heard).toBe(SILENCE);
    grown.push(0);
    const tree = {
      grow: async (wanted: readonly { parent: number; token: number }[]) => {
        for (const [i, { parent }] of wanted.entries()) expect(parent === ROOT || ~parent < i).toBe(true);
        grown[grown.length - 1] = wanted.length;
        return wanted.map((_, i) => i + 1);
      },
      logProbability: (_: number, token: number) => -cost(token),
    };
    return tree as unknown as TokenTree;
  };
  return { language: new InternalLanguage(SILENCE, plant), grown };
}

describe('the internal language model', () => {
  it('adds up the tokens of a text and its end', async () => {
    const { language } = rig();
    const scores = await language.score([[100, 200], [100], []]);
    expect(scores[0]).toBeCloseTo(-3.3);
    expect(scores[1]).toBeCloseTo(-3.1);
    expect(scores[2]).toBeCloseTo(-3);
  });

  it('computes each text once', async () => {
    const { language, grown } = rig();
    await language.score([
      [100, 200],
      [100, 300],
    ]);
    await language.score([
      [100, 300],
      [100, 200],
    ]);
    expect(grown).toEqual([4]);
    await language.score([[100, 300, 400]]);
    expect(grown).toEqual([4, 3]);
  });

  it('takes as many trees as it needs', async () => {
    const { language, grown } = rig();
    const long = new Array<number>(TREE_TOKENS_MAX / 2).fill(7);
    await language.score([long, [...long, 8], [9]]);
    expect(grown.every((tokens) => tokens < TREE_TOKENS_MAX)).toBe(true);
    expect(grown.length).toBeGreaterThan(1);
  });
});
