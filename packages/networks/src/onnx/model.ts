import { z } from 'zod';
import { networkError } from '../network-error.ts';
import { checkOnnx } from './check.ts';
import type { ExternalWeights } from './external-data.ts';
import { type Int64, int64, integer } from './integer.ts';
import { ModelProto } from './schema.ts';
import { type RawTensor, rawTensor, tensorMessage } from './tensor-values.ts';

export const FORMAT = 'ONNX file';

/*
 * A decoded file, as far as it is looked at; the rest of its messages is kept as it came. Every tensor has its values as bytes,
 * wherever the file has them: among the weights, in attributes of nodes, in the graphs inside of nodes, and in functions.
 */

export interface OnnxModel {
  readonly graph: OnnxGraph;
  readonly functions: readonly object[];
}

export interface OnnxGraph {
  readonly node: readonly OnnxNode[];
  readonly initializer: readonly RawTensor[];
  readonly input: readonly OnnxValue[];
  readonly output: readonly { readonly name: string }[];
}

export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  /** Empty for ONNX's own operators. */
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly OnnxAttribute[];
}

export interface OnnxAttribute {
  readonly name: string;
  readonly i: Int64;
  readonly ints: readonly Int64[];
  readonly t?: RawTensor;
  readonly tensors: readonly RawTensor[];
  readonly g?: OnnxGraph;
  readonly graphs: readonly OnnxGraph[];
}

/** What goes into a graph; a dimension below 1 is open. */
export interface OnnxValue {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType?: number;
      readonly shape?: { readonly dim?: readonly { readonly dimValue?: number }[] } | null;
    } | null;
  } | null;
}

const value = z.looseObject({
  name: z.string(),
  type: z
    .looseObject({
      tensorType: z
        .looseObject({
          elemType: z.number().optional(),
          shape: z
            .looseObject({ dim: z.array(z.looseObject({ dimValue: integer.optional() })).optional() })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const sparse = z.looseObject({ values: z.looseObject({ name: z.string().default('') }).nullish() });
const message = z.custom<object>((found) => typeof found === 'object' && found !== null);

const attributeMessage = z.looseObject({
  name: z.string().default(''),
  i: int64.optional(),
  ints: z.array(int64).default([]),
  t: tensorMessage.nullish(),
  g: message.nullish(),
  tensors: z.array(tensorMessage).default([]),
  graphs: z.array(message).default([]),
  sparseTensor: sparse.nullish(),
  sparseTensors: z.array(sparse).default([]),
});

const nodeMessage = z.looseObject({
  name: z.string().default(''),
  opType: z.string().default(''),
  input: z.array(z.string()).default([]),
  output: z.array(z.string()).default([]),
  attribute: z.array(attributeMessage).default([]),
});

const graphMessage = z.looseObject({
  node: z.array(nodeMessage).default([]),
  initializer: z.array(tensorMessage).default([]),
  sparseInitializer: z.array(sparse).default([]),
  input: z.array(value).default([]),
  output: z.array(z.looseObject({ name: z.string() })).default([]),
});

const functionMessage = z.looseObject({
  node: z.array(nodeMessage).default([]),
  attributeProto: z.array(attributeMessage).default([]),
});

const modelMessage = z.looseObject({ graph: message, functions: z.array(functionMessage).default([]) });

/**
 * Decodes an ONNX file.
 *
 * @param external reads weights that lie in files beside it, or says that they stay there
 * @throws WinceError `bad-network-file`, `unsupported-layer`
 */
export function decodeOnnx(bytes: Uint8Array, external?: ExternalWeights): OnnxModel {
  checkOnnx(bytes);
  const { graph, functions, ...rest } = parsed(modelMessage, decoded(bytes));
  return {
    ...rest,
    graph: graphOf(graph, external),
    functions: functions.map((each) => ({
      ...each,
      node: each.node.map((node) => nodeOf(node, external)),
      attributeProto: each.attributeProto.map((attribute) =>
        attributeOf(attribute, attribute.name, external),
      ),
    })),
  };
}

/** A file of a model, whole. */
export function encodeOnnx(model: object): Uint8Array {
  return ModelProto.encode(model).finish();
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return ModelProto.decode(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw networkError('bad-network-file', FORMAT, `the file cannot be decoded: ${reason}.`, {}, cause);
  }
}

function parsed<Output>(schema: z.ZodType<Output>, found: unknown): Output {
  const result = schema.safeParse(found);
  if (result.success) return result.data;
  throw networkError('bad-network-file', FORMAT, 'the file contains no network.', {}, result.error);
}

function graphOf(found: object, external: ExternalWeights | undefined): OnnxGraph {
  const { node, initializer, sparseInitializer, ...rest } = parsed(graphMessage, found);
  refuseSparse(sparseInitializer);
  return {
    ...rest,
    node: node.map((each) => nodeOf(each, external)),
    initializer: initializer.map((tensor) => rawTensor(tensor, external)),
  };
}

function nodeOf(node: z.infer<typeof nodeMessage>, external: ExternalWeights | undefined): OnnxNode {
  const owner = node.output[0] ?? node.name;
  return { ...node, attribute: node.attribute.map((attribute) => attributeOf(attribute, owner, external)) };
}

function attributeOf(
  attribute: z.infer<typeof attributeMessage>,
  owner: string,
  external: ExternalWeights | undefined,
): OnnxAttribute {
  const { i, t, g, tensors, graphs, sparseTensor, sparseTensors, ...rest } = attribute;
  refuseSparse([...(sparseTensor ? [sparseTensor] : []), ...sparseTensors], owner);
  // A tensor of an attribute seldom has a name of its own: the node's tells more.
  const raw = (tensor: z.infer<typeof tensorMessage>) =>
    rawTensor({ ...tensor, name: tensor.name || owner }, external);
  return {
    ...rest,
    i: i ?? 0,
    ...(t && { t: raw(t) }),
    ...(g && { g: graphOf(g, external) }),
    tensors: tensors.map(raw),
    graphs: graphs.map((each) => graphOf(each, external)),
  };
}

function refuseSparse(tensors: readonly z.infer<typeof sparse>[], owner?: string): void {
  const [first] = tensors;
  if (!first) return;
  const layer = first.values?.name || owner;
  const reason = 'the weights are a sparse tensor, which cannot be read.';
  const hint = 'Export the network again with dense weights.';
  throw networkError('unsupported-layer', FORMAT, reason, { layer, hint });
}
