/**
 * Decoding inside a grammar: a beam search over the decoder's tokens that follows only the edges of a token graph.
 * Hypotheses live in the token tree of the free transcript, so whatever they share with it, or with each other, was
 * computed once.
 */
import { END_TOKEN, type Prediction, ROOT, type TokenTree } from './moonshine.ts';
import { START_STATE, type StateId, type TokenGraph } from './tokenGraph.ts';

/** Hypotheses that are followed at once. */
export const BEAM_WIDTH = 8;
/** A hypothesis this much less likely than the best of its length is given up, nats. */
const BEAM_RANGE = 12;
/** One that reaches a state which another reached before, and so much better, is given up, nats. */
const STATE_RANGE = 1;
/**
 * Once an utterance ended, only hypotheses within this of it may still overtake it, nats. Wide, for in noise each word
 * more costs a few: what was said in full is less likely than its beginning alone, until both are ranked.
 */
const END_RANGE = 12;
/** Utterances that are ranked, the likeliest per token. */
const RANKED_MAX = 12;
/** Tokens of a wildcard that are tried at each step, the likeliest first. */
const FREE_TOKENS = 3;
/** Share of the internal language model that is taken off, and what every token gets for being there, nats. */
const PRIOR_WEIGHT = 0.5;
const TOKEN_BONUS = 0.3;
export const GRAMMAR_TOKENS_MAX = 120;

export interface GrammarDecoding {
  /** Tokens after `from`, the end token left out. */
  tokens: number[];
  /** log P of the tokens and the end, nats. */
  logProbability: number;
  /** Tokens that the grammar itself says, wildcards left out. */
  literal: number;
}

interface Hypothesis {
  node: number;
  state: StateId;
  literal: number;
  logProbability: number;
}
interface Candidate extends Hypothesis {
  token: number;
}

export interface DecodeOptions {
  signal?: AbortSignal | undefined;
  /** Node of the tree that the command begins after: the root, or the end of a wake phrase. */
  from?: number;
  width?: number;
}

/** @returns the likeliest utterances of the grammar, to be ranked, at most RANKED_MAX; empty where none was finished */
export async function decodeWithin(
  tree: TokenTree,
  graph: TokenGraph,
  { signal, from = ROOT, width = BEAM_WIDTH }: DecodeOptions = {},
): Promise<GrammarDecoding[]> {
  const finished: GrammarDecoding[] = [];
  const reached = new Map<StateId, number>();
  let beam: Hypothesis[] = [{ node: from, state: START_STATE, literal: 0, logProbability: 0 }];
  const start = tree.path(from).length;
  for (let length = 0; beam.length > 0 && length < GRAMMAR_TOKENS_MAX; length++) {
    signal?.throwIfAborted();
    const candidates: Candidate[] = [];
    for (const hypothesis of beam) {
      const prediction = tree.after(hypothesis.node);
      const edges = graph.edges(hypothesis.state);
      const gain = (token: number) => hypothesis.logProbability + logProbability(prediction, token);
      if (edges.accepting) {
        const total = gain(END_TOKEN);
        const tokens = tree.path(hypothesis.node).slice(start);
        finished.push({ tokens, literal: hypothesis.literal, logProbability: total });
      }
      for (let i = 0; i < edges.tokens.length; i++) {
        const token = edges.tokens[i] as number;
        const state = edges.targets[i] as number;
        const literal = hypothesis.literal + (edges.freeTarget === null ? 1 : 0);
        candidates.push({ node: hypothesis.node, token, state, literal, logProbability: gain(token) });
      }
      if (edges.freeTarget !== null) {
        for (const token of likeliest(prediction, FREE_TOKENS)) {
          if (token === END_TOKEN || edges.tokens.includes(token)) continue;
          candidates.push({
            node: hypothesis.node,
            token,
            state: edges.freeTarget,
            literal: hypothesis.literal,
            logProbability: gain(token),
          });
        }
      }
    }
    const kept = prune(candidates, finished, reached, width);
    const nodes = await tree.grow(kept.map(({ node, token }) => ({ parent: node, token })));
    beam = kept.map((each, i) => ({ ...each, node: nodes[i] as number }));
  }
  const perToken = ({ tokens, logProbability }: GrammarDecoding) => logProbability / (tokens.length + 1);
  return finished.sort((a, b) => perToken(b) - perToken(a)).slice(0, RANKED_MAX);
}

/** A decoding as it is ranked. */
export interface RankedDecoding extends GrammarDecoding {
  /** How much likelier the audio makes it than it is unheard, nats per token; the end counts as one. */
  lift: number;
}

/**
 * The same utterances, the best first: by what the audio says for them.
 * @param priors log P of each without audio, nats
 */
export function rank(decodings: readonly GrammarDecoding[], priors: readonly number[]): RankedDecoding[] {
  return decodings
    .map((decoding, i) => {
      const { logProbability, tokens } = decoding;
      const heard = logProbability - PRIOR_WEIGHT * (priors[i] ?? 0);
      const lift = heard / (tokens.length + 1);
      return { ranked: { ...decoding, lift }, score: heard + TOKEN_BONUS * tokens.length };
    })
    .sort((a, b) => b.score - a.score)
    .map(({ ranked }) => ranked);
}

function prune(
  candidates: Candidate[],
  finished: readonly GrammarDecoding[],
  reached: Map<StateId, number>,
  width: number,
): Candidate[] {
  candidates.sort((a, b) => b.logProbability - a.logProbability);
  const best = candidates[0]?.logProbability ?? 0;
  const ended = finished.reduce(
    (most, each) => Math.max(most, each.logProbability),
    Number.NEGATIVE_INFINITY,
  );
  const least = Math.max(best - BEAM_RANGE, ended - END_RANGE);
  const kept: Candidate[] = [];
  const taken = new Set<StateId>();
  for (const candidate of candidates) {
    const { state, logProbability } = candidate;
    if (kept.length === width || logProbability < least) break;
    // Equal words in another spelling come to the same state: the likelier spelling stands for both.
    if (taken.has(state)) continue;
    const before = reached.get(state);
    if (before !== undefined && logProbability < before - STATE_RANGE) continue;
    taken.add(state);
    reached.set(state, Math.max(before ?? Number.NEGATIVE_INFINITY, logProbability));
    kept.push(candidate);
  }
  return kept;
}

function logProbability({ logits, logSum }: Prediction, token: number): number {
  return (logits[token] as number) - logSum;
}

/** The likeliest tokens, best first. */
export function likeliest({ logits }: Prediction, count: number): number[] {
  const best: number[] = [];
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] as number;
    if (best.length === count && logit <= (logits[best[count - 1] as number] as number)) continue;
    let at = best.length;
    while (at > 0 && (logits[best[at - 1] as number] as number) < logit) at--;
    best.splice(at, 0, token);
    if (best.length > count) best.pop();
  }
  return best;
}
