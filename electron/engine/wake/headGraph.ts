/** Joins any number of wake heads into one graph: one call scores them all. */
import { HarkError } from '../../../contract/failures.ts';
import {
  type AttributeProto,
  float32Value,
  type GraphProto,
  int64Tensor,
  intAttribute,
  type ModelProto,
  type NodeProto,
  node,
} from '../session/onnxGraph.ts';

/** What every head reads: the last 16 embeddings of 96 numbers, as openWakeWord's heads are trained. */
export const WINDOW_EMBEDDINGS = 16;
export const WINDOW_SHAPE = [1, WINDOW_EMBEDDINGS, 96] as const;
const WINDOW = 'window';
const SCORES = 'scores';
const DEFAULT_DOMAIN = '';

export interface NamedHead {
  name: string;
  model: ModelProto;
}

/**
 * One graph from `window` (WINDOW_SHAPE) to `scores` (one raw score 0..1 per head, in order).
 * @throws HarkError model.unusable, naming the head that is none
 */
export function joinHeads(heads: readonly NamedHead[]): ModelProto {
  const nodes: NodeProto[] = [];
  const initializer = [int64Tensor('flat', [-1])];
  const columns: string[] = [];
  let irVersion = 0;
  let opset = 0;
  for (const [index, { name, model }] of heads.entries()) {
    checkHead(name, model);
    const rename = renamer(`head_${index}/`, model.graph.input[0]?.name ?? '');
    const graph = renameGraph(model.graph, rename);
    const column = `score_${index}`;
    nodes.push(...graph.node, node('Reshape', [graph.output[0]?.name ?? '', 'flat'], [column]));
    initializer.push(...graph.initializer);
    columns.push(column);
    irVersion = Math.max(irVersion, model.irVersion);
    opset = Math.max(opset, opsetOf(model));
  }
  nodes.push(node('Concat', columns, [SCORES], [intAttribute('axis', 0)]));
  return {
    irVersion,
    opsetImport: [{ domain: DEFAULT_DOMAIN, version: opset }],
    graph: {
      name: 'wake_heads',
      node: nodes,
      initializer,
      input: [float32Value(WINDOW, WINDOW_SHAPE)],
      output: [float32Value(SCORES, [heads.length])],
    },
  };
}

function checkHead(name: string, { graph }: ModelProto): void {
  const [input, ...moreInputs] = graph.input;
  const [output, ...moreOutputs] = graph.output;
  const shape = input?.type.tensorType.shape.dim.slice(1).map((dim) => dim.dimValue);
  if (!input || !output || moreInputs.length + moreOutputs.length > 0) {
    throw new HarkError('model.unusable', `${name}: a wake head has one input and one output`);
  }
  if (shape?.join() !== WINDOW_SHAPE.slice(1).join()) {
    throw new HarkError(
      'model.unusable',
      `${name}: a wake head reads ${WINDOW_SHAPE.slice(1).join(' x ')} numbers`,
    );
  }
}

function opsetOf(model: ModelProto): number {
  return model.opsetImport.find(({ domain }) => (domain ?? DEFAULT_DOMAIN) === DEFAULT_DOMAIN)?.version ?? 0;
}

/** Names of different heads must not meet; the empty name means an absent input and stays. */
function renamer(prefix: string, input: string): (name: string) => string {
  return (name) => (name === '' ? '' : name === input ? WINDOW : prefix + name);
}

function renameGraph(graph: GraphProto, rename: (name: string) => string): GraphProto {
  return {
    ...graph,
    node: graph.node.map((of) => ({
      ...of,
      name: '',
      input: of.input.map(rename),
      output: of.output.map(rename),
      attribute: of.attribute.map((attribute) => renameAttribute(attribute, rename)),
    })),
    initializer: graph.initializer.map((tensor) => ({ ...tensor, name: rename(tensor.name) })),
    input: graph.input.map((value) => ({ ...value, name: rename(value.name) })),
    output: graph.output.map((value) => ({ ...value, name: rename(value.name) })),
  };
}

function renameAttribute(attribute: AttributeProto, rename: (name: string) => string): AttributeProto {
  return attribute.g ? { ...attribute, g: renameGraph(attribute.g, rename) } : attribute;
}
