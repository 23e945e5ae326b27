/** How alike stretches of speech are: cosines of embeddings, and what they have to be within one enrollment. */

/**
 * Takes of one person in one room are more alike than this with the others of them, on average. Of stretches of 3 s by 125
 * readers, half are more alike than 0.50 and 99 in 100 more than 0.18; of different readers 95 in 100 less than 0.23.
 */
export const TAKES_LIKENESS_MIN = 0.2;
/** And with takes by another microphone, or in noise: there 99 in 100 are more alike than 0.13. */
export const MICROPHONES_LIKENESS_MIN = 0.13;
/**
 * Halves of one take are shorter, so less alike: of those of one reader 99 in 100 are more alike than this, of those of two
 * readers every second pair is less.
 */
export const HALVES_LIKENESS_MIN = 0.02;

/** Of L2-normalised embeddings, -1..1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += (a[i] as number) * (b[i] as number);
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

/**
 * Which of some takes go together: the one that is least like the others goes, until all that are left are alike.
 * @returns for each, whether it is left
 */
export function alikeTakes(embeddings: readonly Float32Array[]): boolean[] {
  const left = new Set(embeddings.keys());
  for (;;) {
    const kept = [...left];
    const alike = likenesses(kept.map((i) => embeddings[i] as Float32Array)).map((value) => value ?? 1);
    const least = Math.min(...alike);
    if (least >= TAKES_LIKENESS_MIN) return [...embeddings.keys()].map((i) => left.has(i));
    // Of two that are equally unlike, the first was meant.
    left.delete(kept[alike.lastIndexOf(least)] as number);
  }
}
