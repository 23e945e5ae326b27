/** How alike stretches of speech are: cosines of embeddings, and what they have to be within one enrollment. */

/** Takes of one person in one room are more alike than this with the others of them, on average. */
export const TAKES_LIKENESS_MIN = 0.35;
/** And with takes by another microphone. */
export const MICROPHONES_LIKENESS_MIN = 0.25;
/** Halves of one take are shorter, so less alike; below this they are two people. */
export const HALVES_LIKENESS_MIN = 0.1;

/** Of L2-normalised embeddings, -1..1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let product = 0;
  for (const [i, value] of a.entries()) product += value * (b[i] ?? 0);
  return product;
}

/** Mean cosine of one with others; null where there are none. */
export function meanCosine(one: Float32Array, others: readonly Float32Array[]): number | null {
  if (others.length === 0) return null;
  return others.reduce((sum, other) => sum + cosine(one, other), 0) / others.length;
}

/** Each one's mean cosine with all the others; null where there are no others. */
export function likenesses(embeddings: readonly Float32Array[]): (number | null)[] {
  return embeddings.map((one, i) =>
    meanCosine(
      one,
      embeddings.filter((_, j) => j !== i),
    ),
  );
}
