/**
 * Moonshine tiny (Jeffries et al. 2024, github.com/usefulsensors/moonshine) rewritten for listening to commands, from
 * the published 8-bit weights. Same network, other graphs:
 *
 * - The encoder also computes what the decoder's cross-attention needs of it, once per utterance.
 * - The decoder takes any number of tokens at once, each with its own position and its own row of the attention mask.
 *   So one run can hold several hypotheses that share their beginning (a tree of tokens: each sees its ancestors
 *   only), a chain of forced tokens, or a whole phrase to be scored; nothing is tiled or copied between hypotheses.
 * - Layer norms, rotations and attention are single operators, weights stay 8-bit to the last matrix product, and
 *   activations are quantised more finely than published (see `product`).
 */
import { HarkError } from '../../../contract/failures.ts';
import { GraphWriter, MICROSOFT } from '../session/graphWriter.ts';
import {
  ELEMENT_TYPE,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  tensorValues,
} from '../session/onnxGraph.ts';

export const LAYERS = 6;
export const HEADS = 8;
export const HEAD_SIZE = 36;
const WIDTH = HEADS * HEAD_SIZE;
const ROTATED = 32;
export const VOCABULARY = 32_768;
/** Positions that the rotations are tabled for: longer utterances are refused before they come here. */
export const DECODER_POSITIONS = 256;
export const ENCODER_POSITIONS = 1_024;
/** Numbers of a row that share a scale, and the operator's name for computing with bytes. */
const BLOCK = 32;
const BYTE_ACTIVATIONS = 4;
const EPSILON = 1e-5;
const ROTARY_BASE = 10_000;

const STEM = [
  { name: 'conv1', stride: 64 },
  { name: 'conv2', stride: 3 },
  { name: 'conv3', stride: 2 },
] as const;

/**
 * Input `samples` [1, n]: 16 kHz in -1..1. Outputs `key.L` and `value.L` [1, HEADS, frames, HEAD_SIZE] per decoder
 * layer L, a frame for every 384 samples.
 */
export function encoderGraph(encoder: ModelProto, decoder: ModelProto): Uint8Array {
  const weights = new Weights(encoder, 'moonshine encoder');
  const graph = new GraphWriter();
  let x = graph.add('Unsqueeze', [graph.input('samples', [1, 'samples']), graph.ints([1])]);
  for (const { name, stride } of STEM) {
    const kernel = weights.convolution(name);
    const inputs = [x, graph.floats(kernel.dims, kernel.values)];
    const bias = weights.find(`${name}.bias`);
    if (bias) inputs.push(graph.floats(bias.dims, tensorValues(bias)));
    x = graph.add('Conv', inputs, { strides: [stride], kernel_shape: [kernel.dims[2] as number] });
    if (name === 'conv1') x = groupNorm(graph, weights, graph.add('Tanh', [x]));
    else x = gelu(graph, x);
  }
  x = graph.add('Transpose', [x], { perm: [0, 2, 1] });
  const shape = graph.add('Shape', [x]);
  const frames = graph.add('Gather', [shape, graph.ints([1])]);
  const positions = graph.add('Unsqueeze', [
    graph.add('Slice', [
      graph.ints(Array.from({ length: ENCODER_POSITIONS }, (_, i) => i)),
      graph.ints([0]),
      frames,
      graph.ints([0]),
    ]),
    graph.ints([0]),
  ]);
  const rotation = rotationTables(graph, ENCODER_POSITIONS);
  for (let layer = 0; layer < LAYERS; layer++) {
    const path = `layers.${layer}`;
    const h = norm(graph, weights, x, `${path}.input_layernorm`);
    const [q, k, v] = linears(
      graph,
      h,
      ['q', 'k', 'v'].map((name) => weights.linear(`${path}/self_attn/${name}_proj`)),
    );
    const attended = attention(
      graph,
      rotate(graph, q, positions, rotation),
      rotate(graph, k, positions, rotation),
      v,
    );
    x = graph.add('Add', [x, linear(graph, attended, weights.linear(`${path}/self_attn/dense`))]);
    const m = norm(graph, weights, x, `${path}.post_attention_layernorm`);
    const up = linear(graph, m, weights.linear(`${path}/mlp/fc1`), weights.find(`${path}.mlp.fc1.bias`));
    const down = weights.linear(`${path}/mlp/fc2`);
    x = graph.add('Add', [x, linear(graph, gelu(graph, up), down, weights.find(`${path}.mlp.fc2.bias`))]);
  }
  x = norm(graph, weights, x, 'layer_norm');

  const crossing = new Weights(decoder, 'moonshine decoder');
  const projections = Array.from({ length: LAYERS }, (_, layer) =>
    ['k', 'v'].map((name) => crossing.linear(`layers.${layer}/encoder_attn/${name}_proj`)),
  ).flat();
  const heads = linears(graph, x, projections).map((projected) => splitHeads(graph, projected));
  for (let layer = 0; layer < LAYERS; layer++) {
    const dims = [1, HEADS, 'frames', HEAD_SIZE];
    graph.output(`key.${layer}`, heads[2 * layer] as string, dims);
    graph.output(`value.${layer}`, heads[2 * layer + 1] as string, dims);
  }
  return graph.serialize();
}

/**
 * Inputs: `tokens` and `positions` [1, n] int64; `mask` [1, 1, n, past + n], 0 where a token may look and a large
 * negative number where not; `past_key.L`, `past_value.L` [1, HEADS, past, HEAD_SIZE]; `key.L`, `value.L` of the
 * encoder. Outputs: `log_probabilities` [n, VOCABULARY], natural logarithms; `present_key.L`, `present_value.L`.
 */
export function decoderGraph(decoder: ModelProto): Uint8Array {
  const weights = new Weights(decoder, 'moonshine decoder');
  const graph = new GraphWriter();
  const tokens = graph.input('tokens', [1, 'n'], 'int64');
  const positions = graph.input('positions', [1, 'n'], 'int64');
  const mask = graph.input('mask', [1, 1, 'n', 'total']);
  const rotation = rotationTables(graph, DECODER_POSITIONS);
  const embedding = weights.embedding();
  const table = graph.bytes([VOCABULARY, WIDTH / BLOCK, BLOCK], embedding.values);
  const embedded = graph.add('DequantizeLinear', [
    graph.add('Gather', [table, tokens], { axis: 0 }),
    graph.floats([], [embedding.scale]),
    graph.bytes([], Uint8Array.of(embedding.zeroPoint)),
  ]);
  let x = graph.add('Reshape', [embedded, graph.ints([0, 0, WIDTH])]);
  const presents: { name: string; value: string }[] = [];
  for (let layer = 0; layer < LAYERS; layer++) {
    const path = `layers.${layer}`;
    const cached = (name: string, length: string) =>
      graph.input(`${name}.${layer}`, [1, HEADS, length, HEAD_SIZE]);
    const h = norm(graph, weights, x, `model.decoder.${path}.input_layernorm`);
    const [q, k, v] = linears(
      graph,
      h,
      ['q', 'k', 'v'].map((name) => weights.linear(`${path}/self_attn/${name}_proj`)),
    );
    const [attended, presentKey, presentValue] = graph.addMany(
      'MultiHeadAttention',
      [
        rotate(graph, q, positions, rotation),
        rotate(graph, k, positions, rotation),
        v as string,
        '',
        '',
        mask,
        cached('past_key', 'past'),
        cached('past_value', 'past'),
      ],
      3,
      { num_heads: HEADS },
      MICROSOFT,
    ) as [string, string, string];
    presents.push({ name: `present_key.${layer}`, value: presentKey });
    presents.push({ name: `present_value.${layer}`, value: presentValue });
    x = graph.add('Add', [x, linear(graph, attended, weights.linear(`${path}/self_attn/dense`))]);

    const crossQuery = linear(
      graph,
      norm(graph, weights, x, `model.decoder.${path}.post_attention_layernorm`),
      weights.linear(`${path}/encoder_attn/q_proj`),
    );
    const crossed = attention(graph, crossQuery, cached('key', 'frames'), cached('value', 'frames'));
    x = graph.add('Add', [x, linear(graph, crossed, weights.linear(`${path}/encoder_attn/dense`))]);

    const m = norm(graph, weights, x, `model.decoder.${path}.final_layernorm`);
    const up = linear(
      graph,
      m,
      weights.linear(`${path}/mlp/up_proj`),
      weights.find(`model.decoder.${path}.mlp.up_proj.bias`),
    );
    const [value, gate] = graph.addMany('Split', [up], 2, { axis: -1 }) as [string, string];
    const activated = graph.add('Mul', [graph.add('Mul', [gate, graph.add('Sigmoid', [gate])]), value]);
    const down = weights.linear(`${path}/mlp/down_proj`);
    x = graph.add('Add', [
      x,
      linear(graph, activated, down, weights.find(`model.decoder.${path}.mlp.down_proj.bias`)),
    ]);
  }
  x = norm(graph, weights, x, 'model.decoder.norm');
  x = graph.add('Squeeze', [x, graph.ints([0])]);
  // The table of the embedding is the last product's weight too, and lies as that needs it.
  const { scale, zeroPoint } = embedding;
  const logits = blockedProduct(graph, x, table, [{ inputs: WIDTH, outputs: VOCABULARY, scale, zeroPoint }]);
  graph.output('log_probabilities', graph.add('LogSoftmax', [logits], { axis: -1 }), ['n', VOCABULARY]);
  for (const { name, value } of presents) graph.output(name, value, [1, HEADS, 'total', HEAD_SIZE]);
  return graph.serialize();
}

/** An 8-bit weight [inputs, outputs]: value = (byte - zeroPoint) x scale. */
interface Linear {
  inputs: number;
  outputs: number;
  values: Uint8Array;
  scale: number;
  zeroPoint: number;
}

/** Weights of a published graph, found by the path of the module they belong to. */
class Weights {
  readonly #name: string;
  readonly #nodes: NodeProto[];
  readonly #initializers = new Map<string, TensorProto>();

  constructor(model: ModelProto, name: string) {
    this.#name = name;
    for (const tensor of model.graph.initializer) this.#initializers.set(tensor.name, tensor);
    const branches = model.graph.node.flatMap((node) => node.attribute.flatMap(({ g }) => (g ? [g] : [])));
    this.#nodes = [model.graph, ...branches].flatMap((graph) => graph.node);
  }

  find(name: string): TensorProto | undefined {
    return this.#initializers.get(name) ?? this.#initializers.get(`${name}_merged_0`);
  }

  get(name: string): TensorProto {
    const found = this.find(name);
    if (found === undefined) throw new HarkError('model.unusable', `${this.#name}: no weight ${name}`);
    return found;
  }

  linear(path: string): Linear {
    const product = this.#nodes.find(
      ({ opType, output }) =>
        opType === 'MatMulInteger' && output[0]?.endsWith(`/${path}/MatMul_output_0_output_quantized`),
    );
    const name = product?.input[1];
    if (name === undefined) throw new HarkError('model.unusable', `${this.#name}: no product ${path}`);
    const { dims, ...rest } = this.#bytes(name.replace(/_quantized$/, ''));
    return { inputs: dims[0] as number, outputs: dims[1] as number, ...rest };
  }

  /** The token embedding [VOCABULARY, WIDTH], which is the last product's weight too. */
  embedding(): Linear {
    const { dims, ...rest } = this.#bytes('model.decoder.embed_tokens.weight_merged_0');
    if (dims[0] !== VOCABULARY || dims[1] !== WIDTH) {
      throw new HarkError('model.unusable', `${this.#name}: an embedding of ${dims.join(' x ')}`);
    }
    return { inputs: VOCABULARY, outputs: WIDTH, ...rest };
  }

  /** Kernels are stored as signed bytes x scale + offset. */
  convolution(name: string): { dims: number[]; values: Float32Array } {
    const bytes = this.get(`${name}.weight_quantized`);
    const scale = tensorValues(this.get(`${name}.weight_scale`))[0] as number;
    const offset = tensorValues(this.get(`${name}.weight_zero_point`))[0] as number;
    const signed = new Int8Array(Uint8Array.from(bytes.rawData ?? []).buffer);
    const values = new Float32Array(signed.length);
    for (let i = 0; i < values.length; i++) values[i] = (signed[i] as number) * scale + offset;
    return { dims: bytes.dims, values };
  }

  /** Scale and shift [channels, 1] of the norm after the first convolution. */
  groupNorm(): [TensorProto, TensorProto] {
    const operand = (opType: string): TensorProto => {
      const node = this.#nodes.find(
        (each) => each.opType === opType && each.output[0] === `/groupnorm/${opType}_output_0`,
      );
      return this.get(node?.input[1] ?? `groupnorm ${opType}`);
    };
    return [operand('Mul'), operand('Add')];
  }

  #bytes(name: string): { dims: number[]; values: Uint8Array; scale: number; zeroPoint: number } {
    const bytes = this.get(`${name}_quantized`);
    const scale = tensorValues(this.get(`${name}_scale`))[0];
    const zero = this.get(`${name}_zero_point`);
    const zeroPoint = zero.rawData?.[0] ?? zero.int32Data?.[0];
    if (bytes.dataType !== ELEMENT_TYPE.uint8 || scale === undefined || zeroPoint === undefined) {
      throw new HarkError('model.unusable', `${this.#name}: ${name} is not an 8-bit weight`);
    }
    return { dims: bytes.dims, values: Uint8Array.from(bytes.rawData ?? []), scale, zeroPoint };
  }
}

/**
 * Products of the same input as one operator. The published graphs quantise a whole activation with one scale, which
 * moves log-probabilities by half a nat; here every 32 numbers of a row have their own (MatMulNBits, accuracy level 4),
 * which stays within 0.1 of exact arithmetic, costs the same, and makes a row's result independent of its neighbours.
 */
function product(graph: GraphWriter, x: string, weights: readonly Linear[], bias?: TensorProto): string {
  const inputs = weights[0]?.inputs ?? 0;
  const outputs = weights.reduce((sum, weight) => sum + weight.outputs, 0);
  const rows = new Uint8Array(outputs * inputs);
  let row = 0;
  for (const weight of weights) {
    turn(weight, rows.subarray(row * inputs, (row + weight.outputs) * inputs));
    row += weight.outputs;
  }
  return blockedProduct(graph, x, graph.bytes([outputs, inputs / BLOCK, BLOCK], rows), weights, bias);
}

/** @param rows weights as [outputs, inputs / BLOCK, BLOCK] */
function blockedProduct(
  graph: GraphWriter,
  x: string,
  rows: string,
  weights: readonly Pick<Linear, 'inputs' | 'outputs' | 'scale' | 'zeroPoint'>[],
  bias?: TensorProto,
): string {
  const inputs = weights[0]?.inputs ?? 0;
  const outputs = weights.reduce((sum, weight) => sum + weight.outputs, 0);
  const blocks = inputs / BLOCK;
  const scales = new Float32Array(outputs * blocks);
  const zeroPoints = new Uint8Array(outputs * blocks);
  let at = 0;
  for (const weight of weights) {
    const end = at + weight.outputs * blocks;
    scales.fill(weight.scale, at, end);
    zeroPoints.fill(weight.zeroPoint, at, end);
    at = end;
  }
  const operands = [
    x,
    rows,
    graph.floats([scales.length], scales),
    graph.bytes([zeroPoints.length], zeroPoints),
  ];
  if (bias) operands.push('', graph.floats(bias.dims, tensorValues(bias)));
  const attributes = { K: inputs, N: outputs, bits: 8, block_size: BLOCK, accuracy_level: BYTE_ACTIVATIONS };
  return graph.addMany('MatMulNBits', operands, 1, attributes, MICROSOFT)[0] as string;
}

/** [inputs, outputs] to [outputs, inputs]. */
function turn({ inputs, outputs, values }: Linear, into: Uint8Array): void {
  for (let input = 0; input < inputs; input++) {
    for (let output = 0, at = input * outputs; output < outputs; output++, at++) {
      into[output * inputs + input] = values[at] as number;
    }
  }
}

function linear(graph: GraphWriter, x: string, weight: Linear, bias?: TensorProto): string {
  return product(graph, x, [weight], bias);
}

/** Several products of the same input, apart. */
function linears(graph: GraphWriter, x: string, weights: readonly Linear[]): string[] {
  const sizes = graph.ints(weights.map((weight) => weight.outputs));
  return graph.addMany('Split', [product(graph, x, weights), sizes], weights.length, { axis: -1 });
}

function attention(
  graph: GraphWriter,
  query: string,
  key: string | undefined,
  value: string | undefined,
): string {
  return graph.addMany(
    'MultiHeadAttention',
    [query, key as string, value as string],
    1,
    { num_heads: HEADS },
    MICROSOFT,
  )[0] as string;
}

function splitHeads(graph: GraphWriter, x: string): string {
  const heads = graph.add('Reshape', [x, graph.ints([0, 0, HEADS, HEAD_SIZE])]);
  return graph.add('Transpose', [heads], { perm: [0, 2, 1, 3] });
}

function norm(graph: GraphWriter, weights: Weights, x: string, path: string): string {
  const weight = weights.get(`${path}.weight`);
  return graph.add('LayerNormalization', [x, graph.floats(weight.dims, tensorValues(weight))], {
    axis: -1,
    epsilon: { float: EPSILON },
  });
}

/** One group over all channels and frames. */
function groupNorm(graph: GraphWriter, weights: Weights, x: string): string {
  const flat = graph.add('Reshape', [x, graph.ints([0, 1, -1])]);
  const normalised = graph.add(
    'InstanceNormalization',
    [flat, graph.floats([1], [1]), graph.floats([1], [0])],
    {
      epsilon: { float: EPSILON },
    },
  );
  const shaped = graph.add('Reshape', [normalised, graph.add('Shape', [x])]);
  const [scale, shift] = weights.groupNorm();
  return graph.add('Add', [
    graph.add('Mul', [shaped, graph.floats(scale.dims, tensorValues(scale))]),
    graph.floats(shift.dims, tensorValues(shift)),
  ]);
}

function gelu(graph: GraphWriter, x: string): string {
  return graph.addMany('Gelu', [x], 1, {}, MICROSOFT)[0] as string;
}

interface Rotation {
  cosines: string;
  sines: string;
}

/** Rotary position embedding (Su et al. 2021) of neighbouring pairs, over the first ROTATED numbers of each head. */
function rotationTables(graph: GraphWriter, positions: number): Rotation {
  const half = ROTATED / 2;
  const angle = (position: number, pair: number) => position * ROTARY_BASE ** (-pair / half);
  const table = (of: (angle: number) => number) =>
    Float32Array.from({ length: positions * half }, (_, i) => of(angle(Math.floor(i / half), i % half)));
  return {
    cosines: graph.floats([positions, half], table(Math.cos)),
    sines: graph.floats([positions, half], table(Math.sin)),
  };
}

function rotate(graph: GraphWriter, x: string | undefined, positions: string, rotation: Rotation): string {
  return graph.addMany(
    'RotaryEmbedding',
    [x as string, positions, rotation.cosines, rotation.sines],
    1,
    { interleaved: 1, num_heads: HEADS, rotary_embedding_dim: ROTATED },
    MICROSOFT,
  )[0] as string;
}
