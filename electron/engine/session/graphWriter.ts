/** Writes inference graphs node by node: outputs get names by themselves, weights become initialisers. */
import {
  ATTRIBUTE_TYPE,
  type AttributeProto,
  ELEMENT_TYPE,
  float32Tensor,
  type GraphProto,
  int64Tensor,
  type ModelProto,
  type NodeProto,
  serializeModel,
  type TensorProto,
  type ValueInfoProto,
} from './onnxGraph.ts';

/** ONNX Runtime's own operators (github.com/microsoft/onnxruntime, docs/ContribOperators.md). */
export const MICROSOFT = 'com.microsoft';
const OPSET = 17;
const IR_VERSION = 8;

export type Attributes = Record<string, number | readonly number[] | { float: number }>;

export class GraphWriter {
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  #names = 0;

  input(
    name: string,
    shape: readonly (number | string)[],
    type: keyof typeof ELEMENT_TYPE = 'float32',
  ): string {
    this.#inputs.push(valueInfo(name, shape, type));
    return name;
  }

  /** Makes `value` an output of that name. */
  output(name: string, value: string, shape: readonly (number | string)[]): void {
    this.#nodes.push({ name: '', opType: 'Identity', input: [value], output: [name], attribute: [] });
    this.#outputs.push(valueInfo(name, shape, 'float32'));
  }

  floats(dims: readonly number[], values: Float32Array | readonly number[]): string {
    return this.#keep(float32Tensor(this.#name(), dims, Float32Array.from(values)));
  }

  ints(values: readonly number[]): string {
    return this.#keep(int64Tensor(this.#name(), values));
  }

  bytes(dims: readonly number[], values: Uint8Array): string {
    const name = this.#name();
    return this.#keep({
      name,
      dims: [...dims],
      dataType: ELEMENT_TYPE.uint8,
      rawData: values,
      floatData: [],
      int64Data: [],
    });
  }

  /** One node of ONNX's own operators; its first output. */
  add(opType: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.addMany(opType, inputs, 1, attributes)[0] as string;
  }

  /** A node of several outputs. An empty input name stands for one left out. */
  addMany(
    opType: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Attributes = {},
    domain = '',
  ): string[] {
    const output = Array.from({ length: outputs }, () => this.#name());
    const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
    this.#nodes.push({ name: '', opType, domain, input: [...inputs], output, attribute });
    return output;
  }

  serialize(): Uint8Array {
    const graph: GraphProto = {
      name: 'hark',
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    };
    const model: ModelProto = {
      irVersion: IR_VERSION,
      opsetImport: [{ version: OPSET }, { domain: MICROSOFT, version: 1 }],
      graph,
    };
    return serializeModel(model);
  }

  #name(): string {
    this.#names += 1;
    return `v${this.#names}`;
  }

  #keep(tensor: TensorProto): string {
    this.#initializers.push(tensor);
    return tensor.name;
  }
}

function toAttribute(name: string, value: Attributes[string]): AttributeProto {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPE.int, i: value };
  if (value !== undefined && 'float' in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
  return { name, type: ATTRIBUTE_TYPE.ints, ints: [...(value ?? [])] };
}

function valueInfo(
  name: string,
  shape: readonly (number | string)[],
  type: keyof typeof ELEMENT_TYPE,
): ValueInfoProto {
  const dim = shape.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPE[type], shape: { dim } } } };
}
