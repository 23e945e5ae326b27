/**
 * The space that embeddings are compared in, and the strangers they are compared with. Embeddings are centred, whitened
 * by how they scatter within one voice (within-class covariance normalisation: Hatch, Kajarekar & Stolcke 2006) and
 * brought to length one; then cosines tell voices apart, whatever noise or microphone lies between. The cohort holds
 * such embeddings of voices that are nobody's here.
 *
 * File, little endian: magic, numbers per embedding, embeddings of the cohort (uint32 each); then float32: the mean, the
 * whitening matrix row by row, the cohort one after the other. models/speaker-backend makes it.
 */
import { HarkError } from '../../../contract/failures.ts';

export const BACKEND_MAGIC = 'HARKSPK1';
const HEADER_BYTES = BACKEND_MAGIC.length + 8;
const COHORT_MAX = 5_000;

export class SpeakerBackend {
  readonly size: number;
  /** Projected, each of length one. */
  readonly cohort: readonly Float32Array[];
  readonly #mean: Float32Array;
  readonly #whitening: Float32Array;

  constructor(mean: Float32Array, whitening: Float32Array, cohort: readonly Float32Array[]) {
    this.size = mean.length;
    this.#mean = mean;
    this.#whitening = whitening;
    this.cohort = cohort;
  }

  /** @throws HarkError model.unusable */
  static parse(bytes: Uint8Array): SpeakerBackend {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const unusable = (): never => {
      throw new HarkError('model.unusable', 'the speaker backend is no such file');
    };
    if (bytes.length < HEADER_BYTES) unusable();
    const magic = Buffer.from(bytes.subarray(0, BACKEND_MAGIC.length)).toString('latin1');
    const size = view.getUint32(BACKEND_MAGIC.length, true);
    const count = view.getUint32(BACKEND_MAGIC.length + 4, true);
    const values = size + size * size + count * size;
    if (magic !== BACKEND_MAGIC || count > COHORT_MAX || bytes.length !== HEADER_BYTES + 4 * values)
      unusable();
    const all = new Float32Array(Uint8Array.from(bytes.subarray(HEADER_BYTES)).buffer);
    const mean = all.slice(0, size);
    const whitening = all.slice(size, size + size * size);
    const first = size + size * size;
    const cohort = Array.from({ length: count }, (_, i) =>
      all.slice(first + i * size, first + (i + 1) * size),
    );
    return new SpeakerBackend(mean, whitening, cohort);
  }

  /** @param embedding as the network gives it @returns of length one */
  project(embedding: Float32Array): Float32Array {
    const { size } = this;
    const projected = new Float32Array(size);
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let column = 0; column < size; column++) {
        const centred = (embedding[column] as number) - (this.#mean[column] as number);
        sum += (this.#whitening[row * size + column] as number) * centred;
      }
      projected[row] = sum;
    }
    return unitLength(projected);
  }
}

/** In place. */
export function unitLength(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) * scale;
  return vector;
}
