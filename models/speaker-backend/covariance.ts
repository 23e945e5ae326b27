/** How embeddings scatter within one voice, and the transform that makes that scatter a sphere. */

export function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const size = vectors[0]?.length ?? 0;
  const mean = new Float64Array(size);
  for (const vector of vectors)
    vector.forEach((value, i) => {
      mean[i] = (mean[i] as number) + value / vectors.length;
    });
  return Float32Array.from(mean);
}

/**
 * The covariance within voices, pulled towards a multiple of the identity.
 * @param shrinkage 0 leaves it as it is, 1 makes it a sphere
 * @returns size x size, row by row
 */
export function scatterWithin(
  voices: Iterable<readonly { raw: Float32Array }[]>,
  shrinkage: number,
): Float64Array {
  let scatter = new Float64Array(0);
  let size = 0;
  let freedom = 0;
  for (const voice of voices) {
    const mean = meanOf(voice.map(({ raw }) => raw));
    size = mean.length;
    if (scatter.length === 0) scatter = new Float64Array(size * size);
    freedom += voice.length - 1;
    for (const { raw } of voice) {
      const off = raw.map((value, i) => value - (mean[i] as number));
      for (let row = 0; row < size; row++) {
        for (let column = 0; column <= row; column++) {
          const at = row * size + column;
          scatter[at] = (scatter[at] as number) + (off[row] as number) * (off[column] as number);
        }
      }
    }
  }
  let trace = 0;
  for (let i = 0; i < size; i++) trace += scatter[i * size + i] as number;
  const sphere = (shrinkage * trace) / size / freedom;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = ((1 - shrinkage) * (scatter[row * size + column] as number)) / freedom;
      scatter[row * size + column] = value + (row === column ? sphere : 0);
      scatter[column * size + row] = scatter[row * size + column] as number;
    }
  }
  return scatter;
}

/**
 * The inverse of the Cholesky factor: what it maps vectors of that covariance to has the identity as its covariance.
 * @returns size x size, lower triangular, row by row
 */
export function inverseCholesky(covariance: Float64Array, size: number): Float32Array {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = covariance[row * size + column] as number;
      for (let k = 0; k < column; k++) {
        sum -= (factor[row * size + k] as number) * (factor[column * size + k] as number);
      }
      const pivot = factor[column * size + column] as number;
      factor[row * size + column] = row === column ? Math.sqrt(sum) : sum / pivot;
    }
  }
  const inverse = new Float32Array(size * size);
  for (let column = 0; column < size; column++) {
    for (let row = column; row < size; row++) {
      let sum = row === column ? 1 : 0;
      for (let k = column; k < row; k++) {
        sum -= (factor[row * size + k] as number) * (inverse[k * size + column] as number);
      }
      inverse[row * size + column] = sum / (factor[row * size + row] as number);
    }
  }
  return inverse;
}
