/**
 * Rebuilds Silero VAD v5 (github.com/snakers4/silero-vad, MIT) for 16 kHz from the published weights.
 *
 * The published file carries two sample rates behind nested conditionals and takes one window per call. Here the same
 * network is one straight line: short-time Fourier magnitudes, four convolutions, one LSTM, one output, with any
 * number of consecutive windows per call (the convolutions see them as a batch, the LSTM as a sequence).
 */
import { HarkError } from '../../../contract/failures.ts';
import {
  attributeOf,
  float32Tensor,
  float32Value,
  type GraphProto,
  int64Tensor,
  intAttribute,
  intsAttribute,
  type ModelProto,
  node,
  stringAttribute,
  type TensorProto,
  tensorValues,
} from '../session/onnxGraph.ts';

/** New samples per window: 32 ms at 16 kHz. */
export const VAD_WINDOW_SAMPLES = 512;
/** Samples of the previous window that each window begins with. */
export const VAD_CONTEXT_SAMPLES = 64;
export const VAD_INPUT_SAMPLES = VAD_CONTEXT_SAMPLES + VAD_WINDOW_SAMPLES;
export const VAD_STATE_SIZE = 128;
const REFLECTED_SAMPLES = 64;
const STFT_STRIDE = 128;
const STFT_SIZE = 256;
const STFT_BINS = STFT_SIZE / 2 + 1;
const ENCODER_STRIDES = [1, 2, 2, 1];
/** The basis of the 16 kHz network, which tells its weights from those of the 8 kHz one. */
const STFT_BASIS_16K = [2 * STFT_BINS, 1, STFT_SIZE];
const OPSET = 16;
const IR_VERSION = 8;

/** From `windows` (n x VAD_INPUT_SAMPLES) with `h`, `c` (1 x 1 x 128) to `speech` (n), `next_h`, `next_c`. */
export function sileroStream(published: ModelProto): ModelProto {
  const weights = weights16k(published.graph);
  const take = (suffix: string): TensorProto => {
    const found = weights.find(([name]) => name.endsWith(suffix))?.[1];
    if (!found) throw new HarkError('model.unusable', `silero_vad: ${suffix} not found`);
    return found;
  };
  const named = (name: string, tensor: TensorProto): TensorProto => ({ ...tensor, name });
  const encoder = ENCODER_STRIDES.flatMap((stride, i) => [
    node(
      'Conv',
      [i === 0 ? 'magnitude' : `encoded_${i - 1}`, `conv_${i}_weight`, `conv_${i}_bias`],
      [`conv_${i}`],
      [intsAttribute('kernel_shape', [3]), intsAttribute('pads', [1, 1]), intsAttribute('strides', [stride])],
    ),
    node('Relu', [`conv_${i}`], [`encoded_${i}`]),
  ]);
  return {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: '', version: OPSET }],
    graph: {
      name: 'silero_vad_stream',
      node: [
        node('Pad', ['windows', 'reflection'], ['padded'], [stringAttribute('mode', 'reflect')]),
        node('Unsqueeze', ['padded', 'one'], ['signal']),
        node('Conv', ['signal', 'stft_basis'], ['spectrum'], [intsAttribute('strides', [STFT_STRIDE])]),
        node('Split', ['spectrum', 'halves'], ['real', 'imaginary'], [intAttribute('axis', 1)]),
        node('Mul', ['real', 'real'], ['real_power']),
        node('Mul', ['imaginary', 'imaginary'], ['imaginary_power']),
        node('Add', ['real_power', 'imaginary_power'], ['power']),
        node('Sqrt', ['power'], ['magnitude']),
        ...encoder,
        node('Reshape', [`encoded_${ENCODER_STRIDES.length - 1}`, 'sequence'], ['features']),
        node(
          'LSTM',
          ['features', 'lstm_w', 'lstm_r', 'lstm_b', '', 'h', 'c'],
          ['outputs', 'next_h', 'next_c'],
          [intAttribute('hidden_size', VAD_STATE_SIZE)],
        ),
        node('Relu', ['outputs'], ['activated']),
        node('Reshape', ['activated', 'rows'], ['hidden']),
        node('MatMul', ['hidden', 'output_weight'], ['logit']),
        node('Add', ['logit', 'output_bias'], ['biased']),
        node('Sigmoid', ['biased'], ['probability']),
        node('Reshape', ['probability', 'flat'], ['speech']),
      ],
      initializer: [
        int64Tensor('reflection', [0, 0, 0, REFLECTED_SAMPLES]),
        int64Tensor('one', [1]),
        int64Tensor('halves', [STFT_BINS, STFT_BINS]),
        int64Tensor('sequence', [-1, 1, VAD_STATE_SIZE]),
        int64Tensor('rows', [-1, VAD_STATE_SIZE]),
        int64Tensor('flat', [-1]),
        named('stft_basis', take('stft.forward_basis_buffer')),
        ...ENCODER_STRIDES.flatMap((_, i) => [
          named(`conv_${i}_weight`, take(`encoder.${i}.reparam_conv.weight`)),
          named(`conv_${i}_bias`, take(`encoder.${i}.reparam_conv.bias`)),
        ]),
        lstmTensor('lstm_w', [1, 4 * VAD_STATE_SIZE, VAD_STATE_SIZE], [take('rnn.weight_ih')]),
        lstmTensor('lstm_r', [1, 4 * VAD_STATE_SIZE, VAD_STATE_SIZE], [take('rnn.weight_hh')]),
        lstmTensor('lstm_b', [1, 8 * VAD_STATE_SIZE], [take('rnn.bias_ih'), take('rnn.bias_hh')]),
        float32Tensor('output_weight', [VAD_STATE_SIZE, 1], tensorValues(take('decoder.decoder.2.weight'))),
        named('output_bias', take('decoder.decoder.2.bias')),
      ],
      input: [
        float32Value('windows', ['n', VAD_INPUT_SAMPLES]),
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
