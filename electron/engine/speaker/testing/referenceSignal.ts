/** The signal that models/convert-xvector/reference.py computes its reference from, at 8 kHz. */
export function referenceSignal(samples: number): Float32Array {
  let state = 12_345n;
  return Float32Array.from({ length: samples }, (_, i) => {
    const t = i / 8_000;
    let voice = 0;
    for (let k = 1; k < 25; k++) voice += Math.sin(2 * Math.PI * k * (110 * t + 15 * t * t)) / k;
    state = (1_103_515_245n * state + 12_345n) % 2n ** 31n;
    const noise = Number(state) / 2 ** 30 - 1;
    return voice * 0.08 * (0.6 + 0.4 * Math.sin(2 * Math.PI * 3 * t)) + 0.01 * noise;
  });
}
