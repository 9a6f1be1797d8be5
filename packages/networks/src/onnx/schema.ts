import protobuf from 'protobufjs/light.js';

/**
 * The messages of ONNX that are used here, by their field numbers.
 *
 * @source the ONNX specification's protocol buffer definition (IR version 8, operator set 17)
 */
const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        producerName: { type: 'string', id: 2 },
        producerVersion: { type: 'string', id: 3 },
        domain: { type: 'string', id: 4 },
        graph: { type: 'GraphProto', id: 7 },
        opsetImport: { rule: 'repeated', type: 'OperatorSetIdProto', id: 8 },
        metadataProps: { rule: 'repeated', type: 'StringStringEntryProto', id: 14 },
        functions: { rule: 'repeated', type: 'FunctionProto', id: 25 },
      },
    },
    FunctionProto: {
      fields: {
        name: { type: 'string', id: 1 },
        input: { rule: 'repeated', type: 'string', id: 4 },
        output: { rule: 'repeated', type: 'string', id: 5 },
        attribute: { rule: 'repeated', type: 'string', id: 6 },
        node: { rule: 'repeated', type: 'NodeProto', id: 7 },
        opsetImport: { rule: 'repeated', type: 'OperatorSetIdProto', id: 9 },
        domain: { type: 'string', id: 10 },
        attributeProto: { rule: 'repeated', type: 'AttributeProto', id: 11 },
        overload: { type: 'string', id: 13 },
      },
    },
    OperatorSetIdProto: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
    StringStringEntryProto: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    GraphProto: {
      fields: {
        node: { rule: 'repeated', type: 'NodeProto', id: 1 },
        name: { type: 'string', id: 2 },
        initializer: { rule: 'repeated', type: 'TensorProto', id: 5 },
        input: { rule: 'repeated', type: 'ValueInfoProto', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfoProto', id: 12 },
        valueInfo: { rule: 'repeated', type: 'ValueInfoProto', id: 13 },
        // Bytes where nothing inside is looked at: kept as they came.
        quantizationAnnotation: { rule: 'repeated', type: 'bytes', id: 14 },
        sparseInitializer: { rule: 'repeated', type: 'SparseTensorProto', id: 15 },
      },
    },
    NodeProto: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        opType: { type: 'string', id: 4 },
        attribute: { rule: 'repeated', type: 'AttributeProto', id: 5 },
        domain: { type: 'string', id: 7 },
        overload: { type: 'string', id: 8 },
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
        strings: { rule: 'repeated', type: 'bytes', id: 9 },
        tensors: { rule: 'repeated', type: 'TensorProto', id: 10 },
        graphs: { rule: 'repeated', type: 'GraphProto', id: 11 },
        typeProto: { type: 'bytes', id: 14 },
        typeProtos: { rule: 'repeated', type: 'bytes', id: 15 },
        type: { type: 'int32', id: 20 },
        refAttrName: { type: 'string', id: 21 },
        sparseTensor: { type: 'SparseTensorProto', id: 22 },
        sparseTensors: { rule: 'repeated', type: 'SparseTensorProto', id: 23 },
      },
    },
    TensorProto: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1 },
        dataType: { type: 'int32', id: 2 },
        floatData: { rule: 'repeated', type: 'float', id: 4 },
        int32Data: { rule: 'repeated', type: 'int32', id: 5 },
        stringData: { rule: 'repeated', type: 'bytes', id: 6 },
        int64Data: { rule: 'repeated', type: 'int64', id: 7 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
        doubleData: { rule: 'repeated', type: 'double', id: 10 },
        uint64Data: { rule: 'repeated', type: 'uint64', id: 11 },
        externalData: { rule: 'repeated', type: 'StringStringEntryProto', id: 13 },
        dataLocation: { type: 'int32', id: 14 },
      },
    },
    // Only its name is looked at: sparse weights are refused.
    SparseTensorProto: { fields: { values: { type: 'TensorProto', id: 1 } } },
    ValueInfoProto: { fields: { name: { type: 'string', id: 1 }, type: { type: 'TypeProto', id: 2 } } },
    TypeProto: { fields: { tensorType: { type: 'TensorTypeProto', id: 1 } } },
    TensorTypeProto: {
      fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'TensorShapeProto', id: 2 } },
    },
    TensorShapeProto: { fields: { dim: { rule: 'repeated', type: 'DimensionProto', id: 1 } } },
    DimensionProto: {
      oneofs: { value: { oneof: ['dimValue', 'dimParam'] } },
      fields: { dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } },
    },
  },
});

/** The outermost message of an ONNX file. */
export const ModelProto = root.lookupType('ModelProto');

/** Types of elements, as ONNX numbers them. */
export const ELEMENT = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const;

/** Types of attributes, as ONNX numbers them. */
const ATTRIBUTE = { float: 1, int: 2, string: 3, tensor: 4, ints: 7, strings: 8 } as const;

export interface NodeProto {
  readonly name: string;
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
  /** Empty for ONNX's own operators. */
  readonly domain?: string;
}

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly ints?: readonly number[];
  readonly t?: TensorProto;
  readonly strings?: readonly Uint8Array[];
}

export interface TensorProto {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData: Uint8Array;
}

export const attribute = {
  float: (name: string, f: number): AttributeProto => ({ name, type: ATTRIBUTE.float, f }),
  text: (name: string, s: string): AttributeProto => ({
    name,
    type: ATTRIBUTE.string,
    s: new TextEncoder().encode(s),
  }),
  int: (name: string, i: number): AttributeProto => ({ name, type: ATTRIBUTE.int, i }),
  ints: (name: string, ints: readonly number[]): AttributeProto => ({ name, type: ATTRIBUTE.ints, ints }),
  texts: (name: string, texts: readonly string[]): AttributeProto => ({
    name,
    type: ATTRIBUTE.strings,
    strings: texts.map((text) => new TextEncoder().encode(text)),
  }),
  tensor: (name: string, t: TensorProto): AttributeProto => ({ name, type: ATTRIBUTE.tensor, t }),
} as const;

/** A tensor of float32 in the file. */
export function floats(name: string, dims: readonly number[], data: Float32Array): TensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims, dataType: ELEMENT.float32, rawData };
}

/** A tensor of float64 in the file. */
export function doubles(name: string, dims: readonly number[], values: readonly number[]): TensorProto {
  const rawData = new Uint8Array(Float64Array.from(values).buffer);
  return { name, dims, dataType: ELEMENT.float64, rawData };
}

/** A tensor of int64 in the file: what ONNX wants for shapes, axes and indices. */
export function integers(name: string, values: readonly number[]): TensorProto {
  const data = BigInt64Array.from(values, BigInt);
  const rawData = new Uint8Array(data.buffer);
  return { name, dims: [values.length], dataType: ELEMENT.int64, rawData };
}

export interface ValueInfo {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: { readonly dim: readonly { readonly dimValue?: number; readonly dimParam?: string }[] };
    };
  };
}

/** What goes into or comes out of a graph: its type, and its dimensions with the batch, `N`, in front. */
export function valueInfo(name: string, elementType: number, shape: readonly number[]): ValueInfo {
  const dim = [{ dimParam: 'N' }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: elementType, shape: { dim } } } };
}
