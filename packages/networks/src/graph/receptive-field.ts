import type { Graph, Operation, Pair } from './graph.ts';

/** What a position of a map sees of the network's picture, in pixels, vertically and horizontally. */
export interface ReceptiveField {
  /** Pixels that can change the value of a position. */
  readonly size: Pair;
  /** Pixels from one position to the next. */
  readonly step: Pair;
}

/**
 * The receptive field of a position of a layer, without the padding at the borders: each window widens it by its extent less one times the
 * step of the layer before. Where ways of different depth meet, the widest one counts.
 *
 * @returns null for a layer that is no map of the picture any more: each of its values may depend on every pixel
 * @source Araujo, Norris and Sim 2019, Distill, doi:10.23915/distill.00021
 */
export function receptiveField(graph: Graph, layer: string): ReceptiveField | null {
  const fields = new Map<string, ReceptiveField | null>([[graph.input, { size: [1, 1], step: [1, 1] }]]);
  for (const { name, inputs, operation } of graph.layers) {
    const before = inputs.map((input) => fields.get(input) ?? null);
    const seen = before.filter((field) => field !== null);
    fields.set(name, seen.length < before.length ? null : behind(operation, widest(seen)));
    if (name === layer) break;
  }
  return fields.get(layer) ?? null;
}

function widest(fields: readonly ReceptiveField[]): ReceptiveField {
  const most = (axis: 0 | 1) => Math.max(...fields.map(({ size }) => size[axis]));
  return { size: [most(0), most(1)], step: fields[0].step };
}

function behind(operation: Operation, { size, step }: ReceptiveField): ReceptiveField | null {
  const slid = (window: Pair, strides: Pair): ReceptiveField => ({
    size: [size[0] + (window[0] - 1) * step[0], size[1] + (window[1] - 1) * step[1]],
    step: [step[0] * strides[0], step[1] * strides[1]],
  });
  switch (operation.kind) {
    case 'convolution': {
      const [, , height, width] = operation.weights.dims;
      const [down, across] = operation.dilations;
      return slid([(height - 1) * down + 1, (width - 1) * across + 1], operation.strides);
    }
    case 'pooling':
      return slid(operation.window, operation.strides);
    case 'relu':
    case 'leaky-relu':
    case 'parametric-relu':
    case 'clip':
    case 'sigmoid':
    case 'tanh':
    case 'elu':
    case 'add':
    case 'multiply':
    case 'scale':
    case 'pad':
    case 'identity':
    case 'local-response-normalisation':
      return { size, step };
    case 'concatenate':
    case 'softmax':
      return operation.axis === 0 ? { size, step } : null;
    default:
      return null;
  }
}
