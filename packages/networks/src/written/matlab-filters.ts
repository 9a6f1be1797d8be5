import type { Convolution, FullyConnected, Graph } from '../graph/graph.ts';

/** Filters [height, width, channels, filters], column-major, and their biases. */
export interface MatlabFilters {
  readonly filters: Float32Array;
  readonly dims: readonly number[];
  readonly bias: Float32Array;
}

/** Weights as MatConvNet has them: a matrix is a convolution with a window as large as the map that it reads. */
export function matlabFilters(
  operation: Convolution | FullyConnected,
  name: string,
  graph: Graph,
): MatlabFilters {
  const { dims, data } = operation.weights;
  const side = operation.kind === 'convolution' ? 1 : sideOf(name, dims[1], graph);
  const [count, depth, height, width] =
    operation.kind === 'convolution' ? dims : [dims[0], dims[1] / side ** 2, side, side];
  const filters = new Float32Array(data.length);
  let i = 0;
  for (let o = 0; o < count; o++) {
    for (let c = 0; c < depth; c++) {
      const start = (o * depth + c) * height * width;
      for (let x = 0; x < width; x++) {
        for (let y = 0; y < height; y++) filters[i++] = data[start + y * width + x];
      }
    }
  }
  const bias = operation.bias ?? new Float32Array(count);
  return { filters, dims: [height, width, depth, count], bias };
}

/** Rows of the map that a matrix reads: only the first matrix of a chain reads one. */
function sideOf(name: string, inputs: number, { layers }: Graph): number {
  const first = layers.find(({ operation }) => operation.kind === 'fully-connected');
  const before = layers.findLast(({ operation }) => operation.kind === 'convolution')?.operation;
  return first?.name === name && before?.kind === 'convolution'
    ? Math.sqrt(inputs / before.weights.dims[0])
    : 1;
}
