/**
 * Reads and writes ONNX model files (github.com/onnx/onnx, onnx.proto3), as far as rewiring inference graphs needs:
 * nodes, attributes, weights, inputs and outputs. Field numbers are the format's own.
 */
import protobuf from 'protobufjs/light.js';
import { HarkError } from '../../../contract/failures.ts';

export interface TensorProto {
  name: string;
  dims: number[];
  dataType: number;
  rawData?: Uint8Array;
  floatData: number[];
  int64Data: number[];
  /** Values of small types (int8, uint8, bool) that are not in `rawData`. */
  int32Data?: number[];
}
export interface AttributeProto {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats?: number[];
  ints?: number[];
}
export interface NodeProto {
  name: string;
  opType: string;
  /** Operator set; the empty one is ONNX's own. */
  domain?: string;
  input: string[];
  output: string[];
  attribute: AttributeProto[];
}
export interface ValueInfoProto {
  name: string;
  type: { tensorType: { elemType: number; shape: { dim: { dimValue?: number; dimParam?: string }[] } } };
}
export interface GraphProto {
  name: string;
  node: NodeProto[];
  initializer: TensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
}
export interface ModelProto {
  irVersion: number;
  opsetImport: { domain?: string; version: number }[];
  graph: GraphProto;
}

/** TensorProto.DataType */
export const ELEMENT_TYPE = { float32: 1, uint8: 2, int8: 3, int64: 7, bool: 9 } as const;
/** AttributeProto.AttributeType */
export const ATTRIBUTE_TYPE = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
} as const;

const schema = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        opsetImport: { rule: 'repeated', type: 'OperatorSetIdProto', id: 8 },
        graph: { type: 'GraphProto', id: 7 },
      },
    },
    OperatorSetIdProto: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
    GraphProto: {
      fields: {
        node: { rule: 'repeated', type: 'NodeProto', id: 1 },
        name: { type: 'string', id: 2 },
        initializer: { rule: 'repeated', type: 'TensorProto', id: 5 },
        input: { rule: 'repeated', type: 'ValueInfoProto', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfoProto', id: 12 },
      },
    },
    NodeProto: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        opType: { type: 'string', id: 4 },
        domain: { type: 'string', id: 7 },
        attribute: { rule: 'repeated', type: 'AttributeProto', id: 5 },
      },
    },
    AttributeProto: {
      fields: {
        name: { type: 'string', id: 1 },
        f: { type: 'float', id: 2 },
        i: { type: 'int64', id: 3 },
        s: { type: 'bytes', id: 4 },
        t: { type: 'TensorProto', id: 5 },
        g: { type: 'GraphProto', id: 6 },
        floats: { rule: 'repeated', type: 'float', id: 7 },
        ints: { rule: 'repeated', type: 'int64', id: 8 },
        type: { type: 'int32', id: 20 },
      },
    },
    TensorProto: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1 },
        dataType: { type: 'int32', id: 2 },
        floatData: { rule: 'repeated', type: 'float', id: 4 },
        int32Data: { rule: 'repeated', type: 'int32', id: 5 },
        int64Data: { rule: 'repeated', type: 'int64', id: 7 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
      },
    },
    ValueInfoProto: { fields: { name: { type: 'string', id: 1 }, type: { type: 'TypeProto', id: 2 } } },
    TypeProto: { fields: { tensorType: { type: 'TensorTypeProto', id: 1 } } },
    TensorTypeProto: {
      fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'TensorShapeProto', id: 2 } },
    },
    TensorShapeProto: { fields: { dim: { rule: 'repeated', type: 'DimensionProto', id: 1 } } },
    DimensionProto: {
      fields: { dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } },
      oneofs: { value: { oneof: ['dimValue', 'dimParam'] } },
    },
  },
});
const modelType = schema.lookupType('ModelProto');

/** @throws HarkError model.unusable when the bytes are no ONNX model. */
export function parseModel(bytes: Uint8Array, name: string): ModelProto {
  try {
    const model = modelType.toObject(modelType.decode(bytes), { longs: Number, arrays: true });
    if (!model['graph']) throw new Error('no graph');
    return model as ModelProto;
  } catch (cause) {
    throw new HarkError('model.unusable', `${name}: not an ONNX model`, { cause });
  }
}

export function serializeModel(model: ModelProto): Uint8Array {
  return modelType.encode(modelType.fromObject(model)).finish();
}

// ---- pieces for writing graphs ----

export function int64Tensor(name: string, values: readonly number[]): TensorProto {
  const rawData = new Uint8Array(new BigInt64Array(values.map(BigInt)).buffer);
  return { name, dims: [values.length], dataType: ELEMENT_TYPE.int64, rawData, floatData: [], int64Data: [] };
}

export function float32Tensor(name: string, dims: readonly number[], values: Float32Array): TensorProto {
  const rawData = new Uint8Array(
    values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength),
  );
  return { name, dims: [...dims], dataType: ELEMENT_TYPE.float32, rawData, floatData: [], int64Data: [] };
}

/** The values of a float32 weight, whichever of the format's two ways they are stored in. */
export function tensorValues(tensor: TensorProto): Float32Array {
  if (tensor.dataType !== ELEMENT_TYPE.float32) {
    throw new HarkError('model.unusable', `${tensor.name}: expected float32 weights`);
  }
  // Absent rather than empty where the file leaves it out.
  if (!tensor.rawData?.length) return Float32Array.from(tensor.floatData);
  // Copied: the bytes of a parsed file need not be aligned to four.
  return new Float32Array(Uint8Array.from(tensor.rawData).buffer);
}

export function float32Value(name: string, shape: readonly (number | string)[]): ValueInfoProto {
  const dim = shape.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPE.float32, shape: { dim } } } };
}

export function intAttribute(name: string, i: number): AttributeProto {
  return { name, type: ATTRIBUTE_TYPE.int, i };
}

export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attribute: AttributeProto[] = [],
): NodeProto {
  return { name: '', opType, input: [...input], output: [...output], attribute };
}

export function attributeOf(of: NodeProto, name: string): AttributeProto | undefined {
  return of.attribute.find((attribute) => attribute.name === name);
}
