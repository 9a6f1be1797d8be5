import type { Graph, Layer, Operation, Padding, Pair, Shape } from './graph.ts';

/** Bytes of float32 that one activation may take: a file that asks for more is not a network that runs here. */
const MOST_ELEMENTS = 2 ** 29;

/** A layer that does not fit what it reads. Readers turn it into their own error. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  /** What is wrong, without the layer's name. */
  readonly reason: string;

  constructor(reason: string, layer?: string) {
    super(layer === undefined ? reason : `layer "${layer}": ${reason}`);
    this.reason = reason;
  }
}

/**
 * The shape of every layer of a graph by name, the input's among them.
 *
 * @throws ShapeError that names the layer.
 */
export function shapesOf(graph: Graph): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>([[graph.input, graph.inputShape]]);
  for (const layer of graph.layers) shapes.set(layer.name, shapeOf(layer, shapes));
  return shapes;
}

/** The shape of one layer, from the shapes of those before it. @throws ShapeError */
export function shapeOf(layer: Layer, shapes: ReadonlyMap<string, Shape>): Shape {
  const inputs = layer.inputs.map((name) => {
    const shape = shapes.get(name);
    if (!shape)
      throw new ShapeError(`the layer reads "${name}", but no layer before it writes that`, layer.name);
    return shape;
  });
  if (inputs.length === 0) throw new ShapeError('the layer has no input', layer.name);
  try {
    const shape = outputShape(layer.operation, inputs);
    if (!shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
      throw new ShapeError(`the output would have the shape [${shape.join(', ')}]`);
    }
    if (elements(shape) > MOST_ELEMENTS)
      throw new ShapeError(`the output is too large: ${elements(shape)} numbers`);
    return shape;
  } catch (error) {
    if (error instanceof ShapeError) throw new ShapeError(error.reason, layer.name);
    throw error;
  }
}

/** How many numbers a shape holds. */
export function elements(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

function outputShape(operation: Operation, inputs: readonly Shape[]): Shape {
  const input = inputs[0];
  switch (operation.kind) {
    case 'convolution': {
      const [channels, height, width] = asMap(input);
      const [filters, depth, kernelHeight, kernelWidth] = operation.weights.dims;
      if (depth * operation.groups !== channels) {
        throw new ShapeError(
          `the filters need ${depth} x ${operation.groups} channels, but the input has ${channels}`,
        );
      }
      if (filters % operation.groups !== 0) {
        throw new ShapeError(`${filters} filters cannot be divided into ${operation.groups} groups`);
      }
      if (operation.bias && operation.bias.length !== filters) {
        throw new ShapeError(`the layer has ${operation.bias.length} biases, but ${filters} filters`);
      }
      const [dilationY, dilationX] = operation.dilations;
      const extent: Pair = [(kernelHeight - 1) * dilationY + 1, (kernelWidth - 1) * dilationX + 1];
      return [filters, ...slide([height, width], extent, operation.strides, operation.padding)];
    }
    case 'fully-connected': {
      const [outputs, width] = operation.weights.dims;
      if (elements(input) !== width) {
        throw new ShapeError(`the matrix needs ${width} numbers, but the input has ${elements(input)}`);
      }
      if (operation.bias && operation.bias.length !== outputs) {
        throw new ShapeError(`the layer has ${operation.bias.length} biases, but ${outputs} outputs`);
      }
      return [outputs];
    }
    case 'pooling': {
      const [channels, height, width] = asMap(input);
      return [channels, ...slide([height, width], operation.window, operation.strides, operation.padding)];
    }
    case 'local-response-normalisation':
      asMap(input);
      return input;
    case 'scale':
      fits('factors', operation.factor, input);
      fits('offsets', operation.offset, input);
      return input;
    case 'parametric-relu':
      fits('slopes', operation.slopes, input);
      return input;
    case 'permute':
      if ([...operation.order].sort().join() !== [...input.keys()].join()) {
        throw new ShapeError(`[${operation.order.join(', ')}] is not an order of ${input.length} axes`);
      }
      return operation.order.map((axis) => input[axis]);
    case 'softmax':
      asAxis(operation.axis, input);
      return input;
    case 'add':
    case 'multiply':
      for (const other of inputs) {
        if (other.join() !== input.join()) {
          throw new ShapeError(
            `the inputs have different shapes: ${inputs.map((shape) => `[${shape.join(', ')}]`).join(' and ')}`,
          );
        }
      }
      return input;
    case 'concatenate': {
      asAxis(operation.axis, input);
      const rest = (shape: Shape) => shape.toSpliced(operation.axis, 1).join();
      if (inputs.some((shape) => shape.length !== input.length || rest(shape) !== rest(input))) {
        throw new ShapeError(
          `the inputs have different shapes: ${inputs.map((shape) => `[${shape.join(', ')}]`).join(' and ')}`,
        );
      }
      const sum = inputs.reduce((total, shape) => total + shape[operation.axis], 0);
      return input.with(operation.axis, sum);
    }
    case 'pad':
      if (operation.before.length !== input.length || operation.after.length !== input.length) {
        throw new ShapeError(
          `the layer pads ${operation.before.length} axes, but its input has ${input.length}`,
        );
      }
      return input.map((size, axis) => operation.before[axis] + size + operation.after[axis]);
    case 'global-mean':
      return [asMap(input)[0]];
    case 'enlarge': {
      const [channels, height, width] = asMap(input);
      return [channels, height * operation.factors[0], width * operation.factors[1]];
    }
    case 'region-matrix':
      asTable(input, 3);
      return [4, 4];
    case 'cut-region':
      asMatrix(inputs[1]);
      if (Math.min(asMap(input)[1], asMap(input)[2]) < 2)
        throw new ShapeError('the map has fewer than 2 rows or columns');
      return [asMap(input)[0], ...operation.size];
    case 'transform-points':
      asMatrix(inputs[1]);
      return asTable(input, 2);
    case 'reshape':
      if (elements(operation.shape) !== elements(input)) {
        throw new ShapeError(`the shape [${input.join(', ')}] cannot become [${operation.shape.join(', ')}]`);
      }
      return operation.shape;
    default:
      return input;
  }
}

function asMap(shape: Shape): readonly [number, number, number] {
  if (shape.length !== 3)
    throw new ShapeError(
      `the input has the shape [${shape.join(', ')}], but [channels, height, width] is needed`,
    );
  return [shape[0], shape[1], shape[2]];
}

function asTable(shape: Shape, columns: number): Shape {
  if (shape.length === 2 && shape[1] === columns) return shape;
  throw new ShapeError(`the input has the shape [${shape.join(', ')}], but [points, ${columns}] is needed`);
}

function asMatrix(shape: Shape | undefined): void {
  if (shape?.join() === '4,4') return;
  throw new ShapeError(`the matrix has the shape [${shape?.join(', ') ?? ''}], but [4, 4] is needed`);
}

function asAxis(axis: number, shape: Shape): void {
  if (!(axis >= 0 && axis < shape.length))
    throw new ShapeError(`the shape [${shape.join(', ')}] has no axis ${axis}`);
}

function fits(what: string, values: Float32Array | undefined, shape: Shape): void {
  if (!values || values.length === 1 || values.length === shape[0]) return;
  if (what !== 'slopes' && values.length === elements(shape)) return;
  throw new ShapeError(`the layer has ${values.length} ${what}, but ${shape[0]} channels`);
}

/** Sizes of what a sliding window leaves: whole windows only. */
function slide(size: Pair, window: Pair, strides: Pair, padding: Padding): Pair {
  const height = Math.floor((size[0] + padding.top + padding.bottom - window[0]) / strides[0]) + 1;
  const width = Math.floor((size[1] + padding.left + padding.right - window[1]) / strides[1]) + 1;
  return [height, width];
}
