import type { Convolution, Graph, Layer, Scale } from './graph.ts';

/**
 * Folds what is left of batch normalisation into the convolution before it, where nobody else reads that convolution.
 * The layer that stays has the name of the normalisation; its values agree up to rounding.
 *
 * @param kept layers that must stay as they are, because they are tapped
 */
export function foldScales(graph: Graph, kept: ReadonlySet<string> = new Set()): Graph {
  const readers = new Map<string, number>();
  for (const layer of graph.layers) {
    for (const input of layer.inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  }
  const layers = new Map<string, Layer>();
  for (const layer of graph.layers) {
    const before = layers.get(layer.inputs[0]);
    const isAlone = before && readers.get(before.name) === 1 && !kept.has(before.name);
    if (isAlone && before.operation.kind === 'convolution' && layer.operation.kind === 'scale') {
      layers.delete(before.name);
      const operation = folded(before.operation, layer.operation);
      layers.set(layer.name, { name: layer.name, inputs: before.inputs, operation });
    } else {
      layers.set(layer.name, layer);
    }
  }
  return { ...graph, layers: [...layers.values()] };
}

function folded(convolution: Convolution, { factor, offset }: Scale): Convolution {
  const { dims, data } = convolution.weights;
  const [filters] = dims;
  const length = data.length / filters;
  const scaled = new Float32Array(data.length);
  const bias = new Float32Array(filters);
  for (let o = 0; o < filters; o++) {
    const scale = at(factor, o, 1);
    for (let i = o * length; i < (o + 1) * length; i++) scaled[i] = data[i] * scale;
    bias[o] = (convolution.bias?.[o] ?? 0) * scale + at(offset, o, 0);
  }
  return { ...convolution, weights: { dims, data: scaled }, bias };
}

function at(values: Float32Array | undefined, index: number, otherwise: number): number {
  if (!values) return otherwise;
  return values.length === 1 ? values[0] : values[index];
}
