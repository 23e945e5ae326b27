/**
 * Converts a Kaldi x-vector network (Snyder et al. 2018, "X-vectors: robust DNN embeddings for speaker recognition") to
 * ONNX: time-delay layers, statistics pooling, and the affine layer whose output is the embedding; then the centring and
 * the linear transform that are published beside it. The layers after the embedding only served the training.
 *
 * The graph takes any number of frames from MIN_FRAMES on:
 *   input   features: frames x cepstra
 *   output  embedding: numbers of the transform, not yet length-normalised
 *
 * Each time-delay layer is an affine map of a few frames, which is a convolution over time; ReLU; and a batch
 * normalisation, (x - mean) * target_rms / sqrt(variance + epsilon), which is folded into the affine map that follows:
 * no layer pads time, so that is exact.
 */
import { HarkError } from '../../contract/failures.ts';
import { GraphWriter } from '../../electron/engine/session/graphWriter.ts';
import { KaldiReader, type Matrix, parseTextVector } from './kaldi.ts';

/** The time-delay layers in order, with the frames that each one sees, relative to its own. */
const LAYERS = [
  { name: 'tdnn1', offsets: [-2, -1, 0, 1, 2] },
  { name: 'tdnn2', offsets: [-2, 0, 2] },
  { name: 'tdnn3', offsets: [-3, 0, 3] },
  { name: 'tdnn4', offsets: [0] },
  { name: 'tdnn5', offsets: [0] },
] as const;
const EMBEDDING_LAYER = 'tdnn6.affine';
/** Kaldi's StatisticsPoolingComponent. */
const VARIANCE_FLOOR = 1e-10;
/** Frames that the time-delay layers see together. */
export const MIN_FRAMES =
  1 + LAYERS.reduce((sum, { offsets }) => sum + (offsets.at(-1) ?? 0) - offsets[0], 0);

interface Affine {
  /** Outputs x (frames x inputs). */
  weights: Matrix;
  bias: Float32Array;
}
/** y = scale * x + shift, number by number. */
interface Normalisation {
  scale: Float64Array;
  shift: Float64Array;
}

/**
 * @param files `network`, nnet3 binary; `mean`, the mean embedding, as text; `transform`, a binary matrix, where a further
 *   column is an offset
 * @returns an ONNX file, the same bytes for the same files
 * @throws HarkError model.unusable
 */
export function convertXvector(files: Record<string, Uint8Array>): Uint8Array {
  const part = (name: string): Uint8Array => {
    const bytes = files[name];
    if (bytes === undefined)
      throw new HarkError('model.unusable', `the x-vector network: no ${name} is given`);
    return bytes;
  };
  const network = new KaldiReader(part('network'), 'the x-vector network');
  checkTopology(network.textUntil('<NumComponents>'));

  const writer = new GraphWriter();
  let flow = writer.input('features', ['frames', inputsOf(LAYERS[0].offsets.length, network)]);
  flow = writer.add('Transpose', [flow], { perm: [1, 0] });
  flow = writer.add('Unsqueeze', [flow, writer.ints([0])]);
  let before: Normalisation | null = null;
  for (const { name, offsets } of LAYERS) {
    const affine = fold(readAffine(network, `${name}.affine`), before, offsets.length);
    before = readNormalisation(network, `${name}.batchnorm`);
    flow = writer.add('Relu', [addConvolution(writer, flow, affine, offsets)]);
  }
  flow = addPooling(writer, flow, before as Normalisation);
  const embedding = readAffine(network, EMBEDDING_LAYER);
  const { rows, columns, values } = embedding.weights;
  flow = writer.add(
    'Gemm',
    [flow, writer.floats([rows, columns], values), writer.floats([rows], embedding.bias)],
    {
      transB: 1,
    },
  );

  const mean = parseTextVector(Buffer.from(part('mean')).toString('latin1'), 'the mean embedding');
  const transform = new KaldiReader(part('transform'), 'the transform').matrix();
  flow = addTransform(writer, flow, mean, transform);
  writer.output('embedding', writer.add('Reshape', [flow, writer.ints([-1])]), [transform.rows]);
  return writer.serialize();
}

/** A network of other layers would be converted into nonsense. */
function checkTopology(description: string): void {
  const missing = LAYERS.find(({ name }, i) => {
    const from = i === 0 ? 'input' : `${LAYERS[i - 1]?.name}.batchnorm`;
    const sees =
      LAYERS[i]?.offsets.map((offset) => (offset === 0 ? from : `Offset(${from}, ${offset})`)) ?? [];
    const input = sees.length === 1 ? from : `Append(${sees.join(', ')})`;
    return !description.includes(`name=${name}.affine component=${name}.affine input=${input}\n`);
  });
  const ends = description.includes(`output-node name=output input=${EMBEDDING_LAYER}`);
  if (missing !== undefined || !ends) {
    throw new HarkError(
      'model.unusable',
      `the x-vector network: ${missing?.name ?? 'its output'} is another one`,
    );
  }
}

/** Peeks at the first layer's width; the reader stays where it is. */
function inputsOf(frames: number, network: KaldiReader): number {
  return network.peekMatrix('<LinearParams>').columns / frames;
}

function readAffine(network: KaldiReader, name: string): Affine {
  network.skipTo(`<ComponentName> ${name}`);
  network.skipTo('<LinearParams>');
  const weights = network.matrix();
  network.expect('<BiasParams>');
  const bias = network.vector();
  if (bias.length !== weights.rows) throw new HarkError('model.unusable', `${name}: sizes do not fit`);
  return { weights, bias };
}

function readNormalisation(network: KaldiReader, name: string): Normalisation {
  network.skipTo(`<ComponentName> ${name}`);
  network.skipTo('<Epsilon>');
  const epsilon = network.float();
  network.expect('<TargetRms>');
  const targetRms = network.float();
  network.skipTo('<StatsMean>');
  const mean = network.vector();
  network.expect('<StatsVar>');
  const variance = network.vector();
  const scale = Float64Array.from(variance, (value) => targetRms / Math.sqrt(value + epsilon));
  return { scale, shift: Float64Array.from(mean, (value, i) => -value * (scale[i] as number)) };
}

/** The affine map of normalised inputs as one of inputs as they are. */
function fold({ weights, bias }: Affine, before: Normalisation | null, frames: number): Affine {
  if (before === null) return { weights, bias };
  const { rows, columns, values } = weights;
  const inputs = before.scale.length;
  if (columns !== frames * inputs) throw new HarkError('model.unusable', 'the layers do not fit each other');
  const scaled = new Float32Array(values.length);
  const shifted = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = bias[row] as number;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const weight = values[at] as number;
      sum += weight * (before.shift[column % inputs] as number);
      scaled[at] = weight * (before.scale[column % inputs] as number);
    }
    shifted[row] = sum;
  }
  return { weights: { rows, columns, values: scaled }, bias: shifted };
}

function addConvolution(
  writer: GraphWriter,
  from: string,
  affine: Affine,
  offsets: readonly number[],
): string {
  const { rows, columns, values } = affine.weights;
  const frames = offsets.length;
  const inputs = columns / frames;
  // Kaldi appends frame after frame; a convolution holds, for each input, its frames.
  const kernel = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let frame = 0; frame < frames; frame++) {
      for (let input = 0; input < inputs; input++) {
        kernel[(row * inputs + input) * frames + frame] = values[
          row * columns + frame * inputs + input
        ] as number;
      }
    }
  }
  const dilation = (offsets[1] ?? 1) - (offsets[0] ?? 0);
  return writer.add(
    'Conv',
    [from, writer.floats([rows, inputs, frames], kernel), writer.floats([rows], affine.bias)],
    {
      dilations: [dilation],
      kernel_shape: [frames],
    },
  );
}

/** Mean and standard deviation of every number over time, after the last normalisation. */
function addPooling(writer: GraphWriter, from: string, { scale, shift }: Normalisation): string {
  const column = (values: Float64Array) => writer.floats([1, values.length, 1], Float32Array.from(values));
  const normalised = writer.add('Add', [writer.add('Mul', [from, column(scale)]), column(shift)]);
  const overTime = { axes: [2], keepdims: 1 };
  const mean = writer.add('ReduceMean', [normalised], overTime);
  const centred = writer.add('Sub', [normalised, mean]);
  const variance = writer.add('ReduceMean', [writer.add('Mul', [centred, centred])], overTime);
  const floored = writer.add('Max', [variance, writer.floats([1], [VARIANCE_FLOOR])]);
  const joined = writer.add('Concat', [mean, writer.add('Sqrt', [floored])], { axis: 1 });
  return writer.add('Reshape', [joined, writer.ints([1, -1])]);
}

function addTransform(writer: GraphWriter, from: string, mean: Float32Array, transform: Matrix): string {
  const { rows, columns, values } = transform;
  const inputs = mean.length;
  if (columns !== inputs && columns !== inputs + 1) {
    throw new HarkError('model.unusable', 'the transform does not fit the embedding');
  }
  const weights = new Float32Array(rows * inputs);
  const offset = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    weights.set(values.subarray(row * columns, row * columns + inputs), row * inputs);
    if (columns > inputs) offset[row] = values[row * columns + inputs] as number;
  }
  const centred = writer.add('Sub', [from, writer.floats([1, inputs], mean)]);
  return writer.add(
    'Gemm',
    [centred, writer.floats([rows, inputs], weights), writer.floats([rows], offset)],
    {
      transB: 1,
    },
  );
}
