/**
 * Rebuilds Silero VAD v5 (github.com/snakers4/silero-vad, MIT) for 16 kHz from the published weights.
 *
 * The published file carries two sample rates behind nested conditionals and takes one window per call. Here the same
 * network is one straight line of matrix products over any number of consecutive windows: short-time Fourier
 * magnitudes, four convolutions over the four frames of a window, one LSTM, one output. A window is so short that a
 * convolution routine spends more on arranging it than on multiplying, so each convolution is written out as the
 * matrix it is.
 */
import { HarkError } from '../../../contract/failures.ts';
import {
  attributeOf,
  float32Tensor,
  float32Value,
  type GraphProto,
  int64Tensor,
  intAttribute,
  type ModelProto,
  node,
  type TensorProto,
  tensorValues,
} from '../session/onnxGraph.ts';

/** New samples per window: 32 ms at 16 kHz. */
export const VAD_WINDOW_SAMPLES = 512;
/** Samples of the previous window that each window begins with. */
export const VAD_CONTEXT_SAMPLES = 64;
export const VAD_INPUT_SAMPLES = VAD_CONTEXT_SAMPLES + VAD_WINDOW_SAMPLES;
export const VAD_STATE_SIZE = 128;
/** Frames of the Fourier transform in a window, and their size and shift in samples. */
export const STFT_FRAMES = 4;
export const STFT_SIZE = 256;
const STFT_SHIFT = 128;
const STFT_BINS = STFT_SIZE / 2 + 1;
/** The basis of the 16 kHz network, which tells its weights from those of the 8 kHz one. */
const STFT_BASIS_16K = [2 * STFT_BINS, 1, STFT_SIZE];
/** Convolutions after the first: channels in and out, frames in and out, stride. All span three frames, padded by one. */
const ENCODER = [
  { channelsIn: 128, channelsOut: 64, framesIn: 4, framesOut: 2, stride: 2 },
  { channelsIn: 64, channelsOut: 64, framesIn: 2, framesOut: 1, stride: 2 },
  { channelsIn: 64, channelsOut: 128, framesIn: 1, framesOut: 1, stride: 1 },
];
const FIRST_CHANNELS = 128;
const TAPS = 3;
const OPSET = 16;
const IR_VERSION = 8;

/**
 * Cuts a window into the frames that the network transforms.
 * @param window VAD_INPUT_SAMPLES; its end is mirrored where the last frame reaches past it
 * @param out receives STFT_FRAMES x STFT_SIZE samples
 */
export function stftFrames(window: Float32Array, out: Float32Array): void {
  for (let frame = 0; frame < STFT_FRAMES; frame++) {
    const start = frame * STFT_SHIFT;
    out.set(window.subarray(start, start + STFT_SIZE), frame * STFT_SIZE);
  }
  const missing = (STFT_FRAMES - 1) * STFT_SHIFT + STFT_SIZE - VAD_INPUT_SAMPLES;
  for (let i = 0; i < missing; i++) out[out.length - missing + i] = window[VAD_INPUT_SAMPLES - 2 - i] ?? 0;
}

/** From `frames` (n * STFT_FRAMES x STFT_SIZE) with `h`, `c` (1 x 1 x 128) to `speech` (n), `next_h`, `next_c`. */
export function sileroStream(published: ModelProto): ModelProto {
  const weights = weights16k(published.graph);
  const take = (suffix: string): TensorProto => {
    const found = weights.find(([name]) => name.endsWith(suffix))?.[1];
    if (!found) throw new HarkError('model.unusable', `silero_vad: ${suffix} not found`);
    return found;
  };
  const named = (name: string, tensor: TensorProto): TensorProto => ({ ...tensor, name });
  const flat = ENCODER.map(({ channelsIn, framesIn }) => channelsIn * framesIn);
  const dense = ENCODER.flatMap((_, i) => {
    const input = i === 0 ? 'flat_0' : `encoded_${i}`;
    return [
      node('Gemm', [input, `dense_${i}_weight`, `dense_${i}_bias`], [`dense_${i}`]),
      node('Relu', [`dense_${i}`], [`encoded_${i + 1}`]),
    ];
  });
  return {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: '', version: OPSET }],
    graph: {
      name: 'silero_vad_stream',
      node: [
        node('MatMul', ['frames', 'stft_basis'], ['spectrum']),
        node('Split', ['spectrum', 'halves'], ['real', 'imaginary'], [intAttribute('axis', 1)]),
        node('Mul', ['real', 'real'], ['real_power']),
        node('Mul', ['imaginary', 'imaginary'], ['imaginary_power']),
        node('Add', ['real_power', 'imaginary_power'], ['power']),
        node('Sqrt', ['power'], ['magnitude']),
        // The first convolution: each frame beside its neighbours, zeros beyond the window.
        node('Reshape', ['magnitude', 'by_window'], ['windows']),
        node('Pad', ['windows', 'neighbours'], ['padded']),
        node('Gather', ['padded', 'taps'], ['unfolded'], [intAttribute('axis', 1)]),
        node('Reshape', ['unfolded', 'by_frame'], ['columns']),
        node('Gemm', ['columns', 'first_weight', 'first_bias'], ['first']),
        node('Relu', ['first'], ['encoded_0']),
        node('Reshape', ['encoded_0', 'flat_shape'], ['flat_0']),
        ...dense,
        node('Reshape', [`encoded_${ENCODER.length}`, 'sequence'], ['features']),
        node(
          'LSTM',
          ['features', 'lstm_w', 'lstm_r', 'lstm_b', '', 'h', 'c'],
          ['outputs', 'next_h', 'next_c'],
          [intAttribute('hidden_size', VAD_STATE_SIZE)],
        ),
        node('Relu', ['outputs'], ['activated']),
        node('Reshape', ['activated', 'rows'], ['hidden']),
        node('Gemm', ['hidden', 'output_weight', 'output_bias'], ['logit']),
        node('Sigmoid', ['logit'], ['probability']),
        node('Reshape', ['probability', 'list'], ['speech']),
      ],
      initializer: [
        int64Tensor('halves', [STFT_BINS, STFT_BINS]),
        int64Tensor('by_window', [-1, STFT_FRAMES, STFT_BINS]),
        int64Tensor('neighbours', [0, 1, 0, 0, 1, 0]),
        { ...int64Tensor('taps', [0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5]), dims: [STFT_FRAMES, TAPS] },
        int64Tensor('by_frame', [-1, TAPS * STFT_BINS]),
        int64Tensor('flat_shape', [-1, flat[0] ?? 0]),
        int64Tensor('sequence', [-1, 1, VAD_STATE_SIZE]),
        int64Tensor('rows', [-1, VAD_STATE_SIZE]),
        int64Tensor('list', [-1]),
        transposed('stft_basis', take('stft.forward_basis_buffer'), 2 * STFT_BINS, STFT_SIZE),
        unfoldedWeight('first_weight', take('encoder.0.reparam_conv.weight'), STFT_BINS, FIRST_CHANNELS),
        named('first_bias', take('encoder.0.reparam_conv.bias')),
        ...ENCODER.flatMap((layer, i) => [
          denseWeight(`dense_${i}_weight`, take(`encoder.${i + 1}.reparam_conv.weight`), layer),
          repeated(`dense_${i}_bias`, take(`encoder.${i + 1}.reparam_conv.bias`), layer.framesOut),
        ]),
        lstmTensor('lstm_w', [1, 4 * VAD_STATE_SIZE, VAD_STATE_SIZE], [take('rnn.weight_ih')]),
        lstmTensor('lstm_r', [1, 4 * VAD_STATE_SIZE, VAD_STATE_SIZE], [take('rnn.weight_hh')]),
        lstmTensor('lstm_b', [1, 8 * VAD_STATE_SIZE], [take('rnn.bias_ih'), take('rnn.bias_hh')]),
        float32Tensor('output_weight', [VAD_STATE_SIZE, 1], tensorValues(take('decoder.decoder.2.weight'))),
        named('output_bias', take('decoder.decoder.2.bias')),
      ],
      input: [
        float32Value('frames', ['rows', STFT_SIZE]),
        float32Value('h', [1, 1, VAD_STATE_SIZE]),
        float32Value('c', [1, 1, VAD_STATE_SIZE]),
      ],
      output: [
        float32Value('speech', ['n']),
        float32Value('next_h', [1, 1, VAD_STATE_SIZE]),
        float32Value('next_c', [1, 1, VAD_STATE_SIZE]),
      ],
    },
  };
}

/** The transpose of a `rows` x `columns` weight. */
function transposed(name: string, weight: TensorProto, rows: number, columns: number): TensorProto {
  const values = tensorValues(weight);
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c] ?? 0;
  return float32Tensor(name, [columns, rows], out);
}

/** A convolution's weight (out x in x TAPS) for columns that lie tap by tap: (TAPS * in) x out. */
function unfoldedWeight(
  name: string,
  weight: TensorProto,
  channelsIn: number,
  channelsOut: number,
): TensorProto {
  const values = tensorValues(weight);
  const out = new Float32Array(values.length);
  for (let o = 0; o < channelsOut; o++) {
    for (let i = 0; i < channelsIn; i++) {
      for (let tap = 0; tap < TAPS; tap++) {
        out[(tap * channelsIn + i) * channelsOut + o] = values[(o * channelsIn + i) * TAPS + tap] ?? 0;
      }
    }
  }
  return float32Tensor(name, [TAPS * channelsIn, channelsOut], out);
}

/** A convolution over a few frames as one matrix: (framesIn * in) x (framesOut * out), zero where no tap reaches. */
function denseWeight(name: string, weight: TensorProto, layer: (typeof ENCODER)[number]): TensorProto {
  const { channelsIn, channelsOut, framesIn, framesOut, stride } = layer;
  const values = tensorValues(weight);
  const width = framesOut * channelsOut;
  const out = new Float32Array(framesIn * channelsIn * width);
  for (let to = 0; to < framesOut; to++) {
    for (let tap = 0; tap < TAPS; tap++) {
      const from = to * stride + tap - 1;
      if (from < 0 || from >= framesIn) continue;
      for (let i = 0; i < channelsIn; i++) {
        for (let o = 0; o < channelsOut; o++) {
          const at = (from * channelsIn + i) * width + to * channelsOut + o;
          out[at] = values[(o * channelsIn + i) * TAPS + tap] ?? 0;
        }
      }
    }
  }
  return float32Tensor(name, [framesIn * channelsIn, width], out);
}

function repeated(name: string, bias: TensorProto, times: number): TensorProto {
  const values = tensorValues(bias);
  const out = new Float32Array(values.length * times);
  for (let i = 0; i < times; i++) out.set(values, i * values.length);
  return float32Tensor(name, [out.length], out);
}

/** Constants of whichever branch holds the 16 kHz network, by name. */
function weights16k(graph: GraphProto): [string, TensorProto][] {
  for (const conditional of graph.node.filter(({ opType }) => opType === 'If')) {
    for (const { g } of conditional.attribute) {
      if (!g) continue;
      const constants = g.node.flatMap((of): [string, TensorProto][] => {
        const value = of.opType === 'Constant' ? attributeOf(of, 'value')?.t : undefined;
        return value ? [[of.output[0] ?? '', value]] : [];
      });
      const basis = constants.find(([name]) => name.endsWith('stft.forward_basis_buffer'))?.[1];
      if (basis?.dims.join() === STFT_BASIS_16K.join()) return constants;
    }
  }
  throw new HarkError('model.unusable', 'silero_vad: the 16 kHz network was not found');
}

/** PyTorch orders an LSTM's gates i, f, g, o; ONNX orders them i, o, f, g. */
function lstmTensor(name: string, dims: number[], parts: TensorProto[]): TensorProto {
  const reordered = parts.flatMap((part) => {
    const values = tensorValues(part);
    const gate = values.length / 4;
    return [0, 3, 1, 2].map((from) => values.subarray(from * gate, (from + 1) * gate));
  });
  const joined = new Float32Array(reordered.reduce((length, gate) => length + gate.length, 0));
  let at = 0;
  for (const gate of reordered) {
    joined.set(gate, at);
    at += gate.length;
  }
  return float32Tensor(name, dims, joined);
}
