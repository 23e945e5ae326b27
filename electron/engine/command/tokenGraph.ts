/**
 * A grammar as the recogniser's decoder follows it: a deterministic automaton over the decoder's tokens, expanded as it
 * is walked. Shared prefixes are one path and equal endings one state, so no two paths spell the same words.
 */

/** Number of a state; 0 is where every utterance begins. */
export type StateId = number;
export const START_STATE: StateId = 0;

export interface TokenEdges {
  /** Tokens that may come next, ascending, each once. */
  readonly tokens: Int32Array;
  /** The state that each leads to. */
  readonly targets: Int32Array;
  /** The utterance may end here. */
  readonly accepting: boolean;
  /**
   * Inside a wildcard: any token may come next. It leads to the target that `tokens` gives it where it is listed (the
   * words after the wildcard), to `freeTarget` where it is not. Null outside wildcards.
   */
  readonly freeTarget: StateId | null;
}

export interface TokenGraph {
  /** What leaves a state; computed on first use and kept, within GRAPH_STATES_MAX. */
  edges(state: StateId): TokenEdges;
}
