/**
 * Decoding inside a grammar: a beam search over the decoder's tokens that follows only the edges of a token graph.
 * Hypotheses live in the token tree of the free transcript, so whatever they share with it, or with each other, was
 * computed once.
 *
 * What is compared is what the audio says: log P(token | audio) less a share of log P(token) without audio, the decoder's
 * internal language model (Meng et al., 2021). By the plain probability a likely beginning displaces the one that was
 * said as soon as there is noise, and a short sentence a long one.
 */
import { END_TOKEN, type Prediction, ROOT, type TokenTree, TREE_TOKENS_MAX } from './moonshine.ts';
import { START_STATE, type StateId, type TokenGraph } from './tokenGraph.ts';

/** Hypotheses that are followed at once. */
export const BEAM_WIDTH = 8;
/** A hypothesis with this much less score than the best of its length is given up. */
const BEAM_RANGE = 5;
/** One that reaches a state which another reached before with so much more is given up. */
const STATE_RANGE = 1;
/** Once an utterance ended, only hypotheses within this of it may still overtake it. */
const END_RANGE = 7;
/** Tokens of a wildcard that are tried at each step, the likeliest first. */
const FREE_TOKENS = 3;
/** Share of the internal language model that is taken off, and what every token gets for being there, nats. */
const PRIOR_WEIGHT = 0.5;
const TOKEN_BONUS = 0.3;
export const GRAMMAR_TOKENS_MAX = 120;
/**
 * From so many tokens on, a search whose best hypothesis the audio lifts by less than this is given up, nats per token:
 * what was said is nothing of this grammar, which could be wandered through for long.
 */
const HOPELESS = { tokens: 8, lift: -1 };

export interface GrammarDecoding {
  /** Tokens after `from`, the end token left out. */
  tokens: number[];
  /** log P of the tokens and the end, nats. */
  logProbability: number;
  /** Tokens that the grammar itself says; those that only a wildcard allows are left out. */
  literal: number;
  /** How much likelier the audio makes them than they are unheard, nats per token; the end counts as one. */
  lift: number;
  score: number;
}

interface Hypothesis {
  node: number;
  /** The same path in the tree of silence. */
  unheard: number;
  state: StateId;
  literal: number;
  logProbability: number;
  /** Of the grammar's own tokens: log P less the share of what they are without audio, nats. */
  heard: number;
  score: number;
}
interface Candidate extends Hypothesis {
  token: number;
}

export interface DecodeOptions {
  signal?: AbortSignal | undefined;
  /** Node of the tree that the command begins after: the root, or the end of a wake phrase. */
  from?: number;
  width?: number;
  /** Tokens of an utterance, GRAMMAR_TOKENS_MAX at most. */
  most?: number;
}

/**
 * @param tree over the audio; @param silence over silence
 * @returns the utterances of the grammar that were reached, the best first; empty where none was finished
 */
export async function decodeWithin(
  tree: TokenTree,
  silence: TokenTree,
  graph: TokenGraph,
  { signal, from = ROOT, width = BEAM_WIDTH, most = GRAMMAR_TOKENS_MAX }: DecodeOptions = {},
): Promise<GrammarDecoding[]> {
  const finished: GrammarDecoding[] = [];
  const reached = new Map<StateId, number>();
  const before = tree.path(from);
  const first = { state: START_STATE, literal: 0, logProbability: 0, heard: 0, score: 0 };
  let beam: Hypothesis[] = [{ ...first, node: from, unheard: await follow(silence, before) }];
  const longest = Math.min(most, GRAMMAR_TOKENS_MAX);
  for (let length = 0; beam.length > 0 && length <= longest; length++) {
    signal?.throwIfAborted();
    const candidates: Candidate[] = [];
    for (const hypothesis of beam) {
      const { node, unheard } = hypothesis;
      const prediction = tree.after(node);
      const expectation = silence.after(unheard);
      const edges = graph.edges(hypothesis.state);
      const said = (token: number): Candidate => {
        const gain = prediction[token] as number;
        const heard = gain - PRIOR_WEIGHT * (expectation[token] as number);
        return {
          ...hypothesis,
          token,
          literal: hypothesis.literal + 1,
          logProbability: hypothesis.logProbability + gain,
          heard: hypothesis.heard + heard,
          score: hypothesis.score + heard + TOKEN_BONUS,
        };
      };
      if (edges.accepting) {
        const end = said(END_TOKEN);
        finished.push({
          tokens: tree.path(node).slice(before.length),
          literal: hypothesis.literal,
          logProbability: end.logProbability,
          lift: end.heard / end.literal,
          score: end.score - TOKEN_BONUS,
        });
      }
      // Within a wildcard: that some words are heard speaks for no sentence, that they are not speaks against it.
      const passed = (token: number): Candidate => {
        const gain = prediction[token] as number;
        return {
          ...hypothesis,
          token,
          logProbability: hypothesis.logProbability + gain,
          score: hypothesis.score + gain,
        };
      };
      const { freeTarget } = edges;
      for (let i = 0; i < edges.tokens.length; i++) {
        const token = edges.tokens[i] as number;
        const own = said(token);
        // It may be the wildcard's or the grammar's own: no better for being heard, and evidence where it was.
        const next = freeTarget === null ? own : { ...own, score: passed(token).score };
        candidates.push({ ...next, state: edges.targets[i] as number });
      }
      if (freeTarget !== null) {
        for (const token of likeliest(prediction, FREE_TOKENS)) {
          if (token === END_TOKEN || edges.tokens.includes(token)) continue;
          candidates.push({ ...passed(token), state: freeTarget });
        }
      }
    }
    const kept = prune(candidates, finished, reached, width);
    if (length === longest || isHopeless(kept)) break;
    if (Math.max(tree.size, silence.size) + kept.length > TREE_TOKENS_MAX) break;
    const nodes = await tree.grow(kept.map(({ node, token }) => ({ parent: node, token })));
    const unheard = await silence.grow(kept.map((each) => ({ parent: each.unheard, token: each.token })));
    beam = kept.map((each, i) => ({
      ...each,
      node: nodes[i] as number,
      unheard: unheard[i] as number,
    }));
  }
  return finished.sort((a, b) => b.score - a.score);
}

/** The node of a path from the root, grown where it is not there. */
async function follow(tree: TokenTree, path: readonly number[]): Promise<number> {
  const nodes = await tree.grow(path.map((token, i) => ({ parent: i === 0 ? ROOT : ~(i - 1), token })));
  return nodes.at(-1) ?? ROOT;
}

function isHopeless(kept: readonly Candidate[]): boolean {
  const { tokens, lift } = HOPELESS;
  return kept.every(({ literal, heard }) => literal >= tokens && heard < lift * literal);
}

function prune(
  candidates: Candidate[],
  finished: readonly GrammarDecoding[],
  reached: Map<StateId, number>,
  width: number,
): Candidate[] {
  candidates.sort((a, b) => b.score - a.score);
  const best = candidates[0]?.score ?? 0;
  const ended = finished.reduce((most, { score }) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const least = Math.max(best - BEAM_RANGE, ended - END_RANGE);
  const kept: Candidate[] = [];
  const taken = new Set<StateId>();
  for (const candidate of candidates) {
    const { state, score } = candidate;
    if (kept.length === width || score < least) break;
    // Equal words in another spelling come to the same state: the likelier spelling stands for both.
    if (taken.has(state)) continue;
    const before = reached.get(state);
    if (before !== undefined && score < before - STATE_RANGE) continue;
    taken.add(state);
    reached.set(state, Math.max(before ?? Number.NEGATIVE_INFINITY, score));
    kept.push(candidate);
  }
  return kept;
}

/** The likeliest tokens, best first. */
export function likeliest(prediction: Prediction, count: number): number[] {
  const best: number[] = [];
  for (let token = 0; token < prediction.length; token++) {
    const value = prediction[token] as number;
    if (best.length === count && value <= (prediction[best[count - 1] as number] as number)) continue;
    let at = best.length;
    while (at > 0 && (prediction[best[at - 1] as number] as number) < value) at--;
    best.splice(at, 0, token);
    if (best.length > count) best.pop();
  }
  return best;
}
