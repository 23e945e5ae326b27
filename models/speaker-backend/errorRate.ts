/** The share of errors at the threshold where strangers accepted are as frequent as owners refused. */
export function equalErrorRate(same: readonly number[], different: readonly number[]): number {
  const own = [...same].sort((a, b) => a - b);
  const others = [...different].sort((a, b) => a - b);
  let below = 0;
  let best = { gap: Number.POSITIVE_INFINITY, rate: 1 };
  for (const [index, threshold] of own.entries()) {
    while (below < others.length && (others[below] as number) < threshold) below += 1;
    const falseRejects = index / own.length;
    const falseAccepts = 1 - below / others.length;
    const gap = Math.abs(falseRejects - falseAccepts);
    if (gap < best.gap) best = { gap, rate: (falseRejects + falseAccepts) / 2 };
  }
  return best.rate;
}
