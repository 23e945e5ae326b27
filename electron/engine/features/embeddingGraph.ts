/**
 * Rewires Google's speech embedding network (speech_embedding/1, Lin et al. 2020, "Training keyword spotters with
 * limited and synthesized speech data") from a fixed window to a stream.
 *
 * As published it maps a window of 76 mel frames to one embedding. None of its convolutions pads time, and its time
 * strides multiply to 8, the frames of a hop. So the same weights run over a stream: before each convolution that
 * spans time, the last two columns of its input are kept for the next call. Any multiple of 8 frames goes in, one
 * embedding per 8 comes out, equal to a fresh window per hop at a fraction of the work.
 */
import { HarkError } from '../../../contract/failures.ts';
import {
  attributeOf,
  float32Value,
  int64Tensor,
  intAttribute,
  type ModelProto,
  type NodeProto,
  node,
} from '../session/onnxGraph.ts';
import { MEL_BINS } from './melspectrogram.ts';

/** A convolution over time spans three frames, so two carry over. */
const CARRIED_FRAMES = 2;
const TIME_AXIS = 2;
const INT32_MAX = 2 ** 31 - 1;

export interface StreamingEmbeddingGraph {
  model: ModelProto;
  /** Input: 1 x 1 x frames x MEL_BINS. */
  framesInput: string;
  /** Input and output: the carried columns of all convolutions, flattened into one vector of `stateSize`. */
  stateInput: string;
  stateOutput: string;
  stateSize: number;
  /** Output: 1 x EMBEDDING_SIZE x (frames / 8) x 1. */
  embeddingOutput: string;
}

/** @throws HarkError model.unusable when `published` is not the expected network. */
export function streamingEmbedding(published: ModelProto): StreamingEmbeddingGraph {
  const { graph } = published;
  const [toChannelsFirst, ...rest] = graph.node;
  const flatten = rest.pop();
  if (toChannelsFirst?.opType !== 'Reshape' || flatten?.opType !== 'Reshape') throw unexpected();
  const framesInput = toChannelsFirst.output[0];
  const embeddingOutput = flatten.input[0];
  if (!framesInput || !embeddingOutput) throw unexpected();

  const channels = new Map(graph.initializer.map((tensor) => [tensor.name, tensor.dims[1] ?? 0]));
  const states: { shape: number[]; from: string; to: string }[] = [];
  const body: NodeProto[] = [];
  let width = MEL_BINS;
  for (const layer of rest) {
    if (layer.opType === 'MaxPool') width /= timeAndWidth(layer, 'strides').width;
    if (layer.opType !== 'Conv' || timeAndWidth(layer, 'kernel_shape').time === 1) {
      body.push(layer);
      continue;
    }
    const [source, weights, ...bias] = layer.input;
    if (!source || !weights) throw unexpected();
    const index = states.length;
    const state = {
      shape: [1, channels.get(weights) ?? 0, CARRIED_FRAMES, width],
      from: `carried_${index}`,
      to: `carry_${index}`,
    };
    states.push(state);
    const joined = `joined_${index}`;
    body.push(
      node('Concat', [state.from, source], [joined], [intAttribute('axis', TIME_AXIS)]),
      node('Slice', [joined, 'carry_begin', 'carry_end', 'carry_axis'], [state.to]),
      { ...layer, input: [joined, weights, ...bias] },
    );
  }
  const sizes = states.map(({ shape }) => shape.reduce((product, size) => product * size, 1));
  const stateSize = sizes.reduce((sum, size) => sum + size, 0);

  // One packed vector instead of a tensor per convolution: fewer values cross into the runtime each hop.
  const unpack = [
    node(
      'Split',
      ['state', 'state_sizes'],
      states.map(({ from }) => `${from}_flat`),
      [intAttribute('axis', 0)],
    ),
    ...states.map(({ from }, i) => node('Reshape', [`${from}_flat`, `state_shape_${i}`], [from])),
  ];
  const pack = [
    ...states.map(({ to }) => node('Reshape', [to, 'flat'], [`${to}_flat`])),
    node(
      'Concat',
      states.map(({ to }) => `${to}_flat`),
      ['next_state'],
      [intAttribute('axis', 0)],
    ),
  ];
  const dropped = new Set([toChannelsFirst.input[1], flatten.input[1]]);
  const model: ModelProto = {
    ...published,
    graph: {
      name: 'streaming_speech_embedding',
      node: [...unpack, ...body, ...pack],
      initializer: [
        ...graph.initializer.filter(({ name }) => !dropped.has(name)),
        int64Tensor('carry_begin', [-CARRIED_FRAMES]),
        int64Tensor('carry_end', [INT32_MAX]),
        int64Tensor('carry_axis', [TIME_AXIS]),
        int64Tensor('flat', [-1]),
        int64Tensor('state_sizes', sizes),
        ...states.map(({ shape }, i) => int64Tensor(`state_shape_${i}`, shape)),
      ],
      input: [float32Value(framesInput, [1, 1, 'frames', MEL_BINS]), float32Value('state', [stateSize])],
      output: [
        float32Value(embeddingOutput, [1, 'size', 'hops', 1]),
        float32Value('next_state', [stateSize]),
      ],
    },
  };
  return { model, framesInput, stateInput: 'state', stateOutput: 'next_state', stateSize, embeddingOutput };
}

function timeAndWidth(layer: NodeProto, attribute: string): { time: number; width: number } {
  const [time, width] = attributeOf(layer, attribute)?.ints ?? [];
  if (!time || !width) throw unexpected();
  return { time, width };
}

function unexpected(): HarkError {
  return new HarkError('model.unusable', 'speech_embedding: not the expected network');
}
