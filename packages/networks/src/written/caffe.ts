import protobuf from 'protobufjs/light.js';
import type { Graph, Layer, Weights } from '../graph/graph.ts';
import type { Pieces } from './mat5.ts';

/** Numbers of V1's types. */
const TYPES: Readonly<Record<string, readonly [number, string]>> = {
  convolution: [4, 'CONVOLUTION'],
  'fully-connected': [14, 'INNER_PRODUCT'],
  pooling: [17, 'POOLING'],
  'local-response-normalisation': [15, 'LRN'],
  relu: [18, 'RELU'],
  softmax: [20, 'SOFTMAX'],
  identity: [6, 'DROPOUT'],
};

/** A chain as a Caffe model of the middle age (V1, blobs in the older form), with the prototxt that it is deployed by. */
export function writeCaffeV1(graph: Graph): { readonly model: Pieces; readonly prototxt: string } {
  const text = [
    'name: "written"',
    'input: "data"',
    ...[1, ...graph.inputShape].map((size) => `input_dim: ${size}`),
  ];
  const model: Uint8Array[] = [];
  for (const layer of graph.layers) {
    const [number, type] = TYPES[layer.operation.kind];
    const [bottom] = layer.inputs;
    const parameters = parametersOf(layer);
    text.push(
      `layers { name: "${layer.name}" type: ${type} bottom: "${bottom}" top: "${layer.name}" ${parameters} }`,
    );
    const head = protobuf.Writer.create();
    head.uint32(tag(2)).string(bottom).uint32(tag(3)).string(layer.name).uint32(tag(4)).string(layer.name);
    head.uint32(tag(5, 0)).int32(number);
    const parts: Uint8Array[] = [head.finish(), ...blobsOf(layer)];
    model.push(delimiter(2, parts), ...parts);
  }
  return { model, prototxt: `${text.join('\n')}\n` };
}

function parametersOf({ operation }: Layer): string {
  switch (operation.kind) {
    case 'convolution': {
      const { weights, strides, padding, groups } = operation;
      const [filters, , window] = weights.dims;
      return `convolution_param { num_output: ${filters} kernel_size: ${window} stride: ${strides[0]} pad: ${padding.top} group: ${groups} }`;
    }
    case 'fully-connected':
      return `inner_product_param { num_output: ${operation.weights.dims[0]} }`;
    case 'pooling':
      return `pooling_param { pool: MAX kernel_size: ${operation.window[0]} stride: ${operation.strides[0]} }`;
    case 'local-response-normalisation': {
      const { size, alpha, beta, kappa } = operation;
      return `lrn_param { local_size: ${size} alpha: ${alpha * size} beta: ${beta} k: ${kappa} }`;
    }
    default:
      return '';
  }
}

function blobsOf({ operation }: Layer): Pieces {
  if (operation.kind !== 'convolution' && operation.kind !== 'fully-connected') return [];
  const { weights, bias = new Float32Array(weights.dims[0]) } = operation;
  return [...blob(weights), ...blob({ dims: [bias.length], data: bias })];
}

function blob({ dims, data }: Weights): Pieces {
  const four = [...Array(4 - dims.length).fill(1), ...dims];
  const head = protobuf.Writer.create();
  for (const [i, size] of four.entries()) head.uint32(tag(i + 1, 0)).int32(size);
  const numbers = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const parts = [head.finish(), delimiter(5, [numbers]), numbers];
  return [delimiter(6, parts), ...parts];
}

function delimiter(field: number, parts: Pieces): Uint8Array {
  const length = parts.reduce((sum, piece) => sum + piece.length, 0);
  return protobuf.Writer.create().uint32(tag(field)).uint32(length).finish();
}

function tag(field: number, wire = 2): number {
  return (field << 3) | wire;
}
