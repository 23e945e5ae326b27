/** Takes what a microphone and a room add to every frame off the features (Kaldi's apply-cmvn-sliding, means alone). */

/**
 * @param features frames x size, changed in place
 * @param window frames around each whose mean is taken, centred, moved inwards at the ends; null for all frames
 */
export function normaliseMean(features: Float32Array, size: number, window: number | null): void {
  const frames = features.length / size;
  const span = Math.min(window ?? frames, frames);
  const sums = new Float64Array(frames + 1);
  for (let column = 0; column < size; column++) {
    for (let t = 0; t < frames; t++) {
      sums[t + 1] = (sums[t] as number) + (features[t * size + column] as number);
    }
    for (let t = 0; t < frames; t++) {
      const from = Math.min(Math.max(0, t - Math.floor(span / 2)), frames - span);
      const mean = ((sums[from + span] as number) - (sums[from] as number)) / span;
      features[t * size + column] = (features[t * size + column] as number) - mean;
    }
  }
}
