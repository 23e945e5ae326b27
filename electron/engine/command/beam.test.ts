import { describe, expect, it } from 'vitest';
import { decodeWithin } from './beam.ts';
import { END_TOKEN, ROOT, type TokenTree, TREE_TOKENS_MAX } from './moonshine.ts';
import type { TokenEdges, TokenGraph } from './tokenGraph.ts';

const VOCABULARY = 16;
/** Tokens of the sentences below, END_TOKEN and the free ones beside them. */
const [LIGHTS, ON, OFF, NOTE, MILK, BREAD] = [3, 4, 5, 6, 7, 8];

/** A tree whose predictions depend on the tokens before; what is not named is very unlikely. */
function treeOf(likely: (path: readonly number[]) => Record<number, number>): TokenTree {
  const paths: number[][] = [[]];
  return {
    after: (node: number) => {
      const predictions = new Float32Array(VOCABULARY).fill(-30);
      for (const [token, value] of Object.entries(likely(paths[node] ?? [])))
        predictions[Number(token)] = value;
      return predictions;
    },
    get size() {
      return paths.length;
    },
    path: (node: number) => paths[node] ?? [],
    grow: async (wanted: readonly { parent: number; token: number }[]) => {
      const grown: number[] = [];
      for (const { parent, token } of wanted) {
        grown.push(paths.push([...(paths[parent < 0 ? (grown[~parent] ?? 0) : parent] ?? []), token]) - 1);
      }
      return grown;
    },
  } as unknown as TokenTree;
}

/** A tree over silence to which every token is as likely. */
const unbiased = () =>
  treeOf(() =>
    Object.fromEntries([END_TOKEN, LIGHTS, ON, OFF, NOTE, MILK, BREAD].map((token) => [token, -2])),
  );

/** States are numbered; a sentence is a row of tokens, and `null` stands for any words. */
function graphOf(sentences: readonly (readonly (number | null)[])[]): TokenGraph {
  const keys = [''];
  const rows = (state: number) =>
    sentences.filter((row) => row.join().startsWith(keys[state] ?? '') || keys[state] === '');
  return {
    edges: (state: number): TokenEdges => {
      const depth = keys[state] === '' ? 0 : (keys[state] ?? '').split(',').length;
      const here = rows(state).filter((row) => keys[state] === row.slice(0, depth).join());
      const next = [...new Set(here.flatMap((row) => row[depth] ?? []))];
      const stateOf = (token: number) => {
        const key = [...(depth === 0 ? [] : [keys[state]]), token].join();
        if (!keys.includes(key)) keys.push(key);
        return keys.indexOf(key);
      };
      const wild = here.some((row) => row[depth] === null || (depth > 0 && row[depth - 1] === null));
      return {
        tokens: Int32Array.from(next),
        targets: Int32Array.from(next.map(stateOf)),
        freeTarget: wild ? state : null,
        accepting: here.some((row) => row.length === depth || row[depth] === null),
      };
    },
  };
}

describe('decoding within a grammar', () => {
  it('follows nothing but its edges, however likely other words are', async () => {
    const tree = treeOf(() => ({ [MILK]: -0.01, [LIGHTS]: -5, [ON]: -3, [OFF]: -4, [END_TOKEN]: -1 }));
    const found = await decodeWithin(
      tree,
      unbiased(),
      graphOf([
        [LIGHTS, ON],
        [LIGHTS, OFF],
      ]),
    );
    expect(found.map(({ tokens }) => tokens)).toEqual([
      [LIGHTS, ON],
      [LIGHTS, OFF],
    ]);
    expect(found[0]?.logProbability).toBeCloseTo(-9);
    expect(found[0]?.literal).toBe(2);
  });

  it('finds the sentence that is likelier as a whole, not the likelier beginning', async () => {
    const tree = treeOf((path) => {
      if (path.length === 0) return { [LIGHTS]: -0.5, [NOTE]: -1 };
      if (path[0] === LIGHTS) return { [ON]: -8, [END_TOKEN]: -1 };
      return { [OFF]: -0.5, [END_TOKEN]: -1 };
    });
    const [best] = await decodeWithin(
      tree,
      unbiased(),
      graphOf([
        [LIGHTS, ON],
        [NOTE, OFF],
      ]),
    );
    expect(best?.tokens).toEqual([NOTE, OFF]);
  });

  it('leaves a wildcard to the decoder, and does not count its words', async () => {
    const tree = treeOf((path) => {
      if (path.length === 0) return { [NOTE]: -1 };
      if (path.length === 1) return { [BREAD]: -0.2, [MILK]: -0.4 };
      return { [END_TOKEN]: -0.1, [MILK]: -4 };
    });
    const [best] = await decodeWithin(tree, unbiased(), graphOf([[NOTE, null]]));
    expect(best?.tokens[1]).toBe(BREAD);
    expect(best?.literal).toBe(1);
  });

  it('begins after what was said before, and stops when told', async () => {
    const tree = treeOf(() => ({ [LIGHTS]: -1, [ON]: -1, [END_TOKEN]: -1 }));
    const [from] = await tree.grow([{ parent: ROOT, token: BREAD }]);
    const [best] = await decodeWithin(tree, unbiased(), graphOf([[LIGHTS, ON]]), { from: from as number });
    expect(best?.tokens).toEqual([LIGHTS, ON]);
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(
      decodeWithin(tree, unbiased(), graphOf([[LIGHTS, ON]]), { signal: controller.signal }),
    ).rejects.toThrow('enough');
  });
});

describe('what the decoder expects by itself', () => {
  const COMMANDS = graphOf([
    [LIGHTS, ON],
    [NOTE, OFF],
  ]);
  // In noise both are unlikely; the one more so is the one the decoder would never write of itself.
  const heard = () =>
    treeOf((path) => {
      if (path.length === 0) return { [LIGHTS]: -4, [NOTE]: -7 };
      return path.length === 1 ? { [ON]: -3, [OFF]: -3 } : { [END_TOKEN]: -1 };
    });
  const silence = (note: number) =>
    treeOf((path) =>
      path.length === 0 ? { [LIGHTS]: -3, [NOTE]: note } : { [ON]: -3, [OFF]: -3, [END_TOKEN]: -1 },
    );

  it('does not speak for a sentence', async () => {
    const [unlikely] = await decodeWithin(heard(), silence(-15), COMMANDS);
    expect(unlikely?.tokens).toEqual([NOTE, OFF]);
    const [likely] = await decodeWithin(heard(), silence(-3), COMMANDS);
    expect(likely?.tokens).toEqual([LIGHTS, ON]);
  });

  it('is asked after the words before the command', async () => {
    const tree = heard();
    const [from] = await tree.grow([{ parent: ROOT, token: BREAD }]);
    const paths: number[][] = [];
    const silent = treeOf((path) => {
      paths.push([...path]);
      return { [LIGHTS]: -3, [ON]: -3, [END_TOKEN]: -1 };
    });
    await decodeWithin(tree, silent, COMMANDS, { from: from as number });
    expect(paths.every((path) => path[0] === BREAD)).toBe(true);
  });

  it('tells how far the audio lifts a sentence, its end counted as a token', async () => {
    const [best] = await decodeWithin(heard(), silence(-15), graphOf([[NOTE, OFF]]));
    expect(best?.logProbability).toBeCloseTo(-11);
    expect(best?.lift).toBeCloseTo((-11 + 0.5 * 19) / 3);
  });
});

it('ends with what it has where a tree is full', async () => {
  const tree = treeOf(() => ({ [LIGHTS]: -1, [ON]: -1, [END_TOKEN]: -1 }));
  Object.defineProperty(tree, 'size', { value: TREE_TOKENS_MAX });
  expect(await decodeWithin(tree, unbiased(), graphOf([[LIGHTS, ON]]))).toEqual([]);
});
