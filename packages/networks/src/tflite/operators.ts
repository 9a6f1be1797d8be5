import type { Operation, Padding, Pair, Shape, Weights } from '../graph/graph.ts';
import { CHW_TO_HWC, convolutionFilters, depthwiseFilters, HWC_TO_CHW, samePadding } from '../tfjs/layout.ts';
import type { TfliteConstant } from './constants.ts';
import { landmarkOperators } from './landmark-operators.ts';
import type { TfliteReading } from './reading.ts';

type Read = (reading: TfliteReading) => void;

/** How each operator that is known here becomes layers. Fields of its options have their numbers in the schema. */
export const operators: Readonly<Record<string, Read>> = {
  DEQUANTIZE: dequantise,
  CONV_2D: convolution,
  DEPTHWISE_CONV_2D: depthwise,
  FULLY_CONNECTED: fullyConnected,
  ADD: (reading) => sum(reading, 1),
  SUB: (reading) => sum(reading, -1),
  MUL: product,
  RELU: (reading) => simple(reading, { kind: 'relu' }),
  RELU6: (reading) => simple(reading, { kind: 'clip', least: 0, most: 6 }),
  LOGISTIC: (reading) => simple(reading, { kind: 'sigmoid' }),
  TANH: (reading) => simple(reading, { kind: 'tanh' }),
  LEAKY_RELU: (reading) => simple(reading, { kind: 'leaky-relu', leak: reading.options.float(0) }),
  PRELU: (reading) => simple(reading, { kind: 'parametric-relu', slopes: channels(reading, 1) }),
  SOFTMAX: softmax,
  MAX_POOL_2D: (reading) => pooling(reading, 'maximum'),
  AVERAGE_POOL_2D: (reading) => pooling(reading, 'mean'),
  MEAN: mean,
  PAD: pad,
  CONCATENATION: concatenate,
  RESHAPE: reshape,
  SQUEEZE: reshape,
  STRIDED_SLICE: stridedSlice,
  RESIZE_BILINEAR: enlarge,
  ...landmarkOperators,
};

function simple(reading: TfliteReading, operation: Operation): void {
  reading.add(operation, [reading.inputs[0]]);
}

/** Weights that were stored narrow: the numbers are the same. */
function dequantise(reading: TfliteReading): void {
  if (!reading.isConstant(0))
    reading.unsupported('only constants can be dequantised, not what was computed.');
  const { dims, data } = reading.constant(0);
  reading.keep({ dims, data: Float32Array.from(data) });
}

function convolution(reading: TfliteReading): void {
  const filters = filtersOf(reading);
  const [count, height, width, depth] = filters.dims;
  const [channelCount] = mapShape(reading);
  const { options } = reading;
  weighted(reading, options.byte(3), {
    kind: 'convolution',
    // The file has the filters in front; what is known here has them at the end.
    weights: convolutionFilters(filtersLast(filters)),
    bias: biasOf(reading, count),
    strides: positive(reading, 'stride', [options.integer(2), options.integer(1)]),
    dilations: positive(reading, 'dilation', [options.integer(5, 1), options.integer(4, 1)]),
    padding: paddingOf(reading, [height, width], [options.integer(5, 1), options.integer(4, 1)]),
    groups: depth > 0 && channelCount % depth === 0 ? channelCount / depth : 1,
  });
}

function depthwise(reading: TfliteReading): void {
  const filters = filtersOf(reading);
  const [, height, width, count] = filters.dims;
  const [channelCount] = mapShape(reading);
  const { options } = reading;
  if (count % channelCount !== 0) reading.fail(`there are ${count} filters for ${channelCount} channels.`);
  const multiplier = count / channelCount;
  weighted(reading, options.byte(4), {
    kind: 'convolution',
    weights: depthwiseFilters({ dims: [height, width, channelCount, multiplier], data: filters.data }),
    bias: biasOf(reading, count),
    strides: positive(reading, 'stride', [options.integer(2), options.integer(1)]),
    dilations: positive(reading, 'dilation', [options.integer(6, 1), options.integer(5, 1)]),
    padding: paddingOf(reading, [height, width], [options.integer(6, 1), options.integer(5, 1)]),
    groups: channelCount,
  });
}

function filtersOf(reading: TfliteReading): TfliteConstant {
  const filters = reading.constant(1);
  if (filters.dims.length !== 4)
    reading.fail(`the filters have ${filters.dims.length} dimensions, but 4 are expected.`);
  return filters;
}

/** [filters, height, width, channels] as [height, width, channels, filters]. */
function filtersLast({ dims: [count, ...rest], data }: TfliteConstant): TfliteConstant {
  const size = data.length / count;
  const out = new Float32Array(data.length);
  for (let f = 0; f < count; f++) for (let i = 0; i < size; i++) out[i * count + f] = data[f * size + i];
  return { dims: [...rest, count], data: out };
}

function fullyConnected(reading: TfliteReading): void {
  const { dims, data } = reading.constant(1);
  if (dims.length !== 2 || reading.options.byte(1) !== 0)
    reading.unsupported('only matrices in the usual order can be read.');
  const weights: Weights = { dims, data: Float32Array.from(data) };
  const from = inOrderOfFile(reading);
  weighted(
    reading,
    reading.options.byte(0),
    { kind: 'fully-connected', weights, bias: biasOf(reading, dims[0]) },
    from,
  );
}

function biasOf(reading: TfliteReading, count: number): Float32Array | undefined {
  return reading.has(2) ? floats(reading, reading.constant(2), [count]) : undefined;
}

/** A layer, and the activation that the file joins to it. */
function weighted(
  reading: TfliteReading,
  activation: number,
  operation: Operation,
  from = reading.inputs[0],
): void {
  activated(reading, activation, operation, [from]);
}

/**
 * The activations that the interpreter joins to an operator; it leaves out the others of the schema in silence.
 *
 * @source `ActivationFunctionType` of the TensorFlow Lite schema, version 3
 */
const ACTIVATIONS: readonly (Operation | undefined)[] = [
  undefined,
  { kind: 'relu' },
  { kind: 'clip', least: -1, most: 1 },
  { kind: 'clip', least: 0, most: 6 },
];

function activated(
  reading: TfliteReading,
  activation: number,
  operation: Operation,
  from: readonly string[],
): void {
  const after = ACTIVATIONS[activation];
  if (activation >= ACTIVATIONS.length) reading.unsupported(`the activation ${activation} cannot be read.`);
  if (!after) {
    reading.add(operation, from);
    return;
  }
  reading.add(after, [reading.add(operation, from, '/pre-activation')]);
}

/** A sum or difference: of two layers, or of a layer and one number, one a channel or one an element. */
function sum(reading: TfliteReading, sign: 1 | -1): void {
  const activation = reading.options.byte(0);
  const constant = constantSide(reading);
  if (constant === undefined) {
    if (sign === -1) reading.unsupported('the difference of two layers cannot be read.');
    activated(reading, activation, { kind: 'add' }, reading.inputs);
    return;
  }
  const values = channels(reading, constant, 1 - constant);
  const operation: Operation =
    constant === 1
      ? { kind: 'scale', offset: sign === 1 ? values : values.map((value) => -value) }
      : { kind: 'scale', factor: Float32Array.of(sign), offset: values };
  activated(reading, activation, operation, [reading.inputs[1 - constant]]);
}

function product(reading: TfliteReading): void {
  const constant = constantSide(reading);
  const activation = reading.options.byte(0);
  if (constant === undefined) {
    activated(reading, activation, { kind: 'multiply' }, reading.inputs);
    return;
  }
  const factor = channels(reading, constant, 1 - constant);
  activated(reading, activation, { kind: 'scale', factor }, [reading.inputs[1 - constant]]);
}

function constantSide(reading: TfliteReading): 0 | 1 | undefined {
  if (reading.isConstant(0)) return 0;
  return reading.isConstant(1) ? 1 : undefined;
}

function softmax(reading: TfliteReading): void {
  if (reading.options.float(0) !== 1)
    reading.unsupported('a softmax with a factor before it cannot be read.');
  const { length } = reading.shape(0);
  simple(reading, { kind: 'softmax', axis: length === 3 ? 0 : length - 1 });
}

function pooling(reading: TfliteReading, mode: 'maximum' | 'mean'): void {
  const { options } = reading;
  const window = positive(reading, 'window', [options.integer(4), options.integer(3)]);
  const strides = positive(reading, 'stride', [options.integer(2), options.integer(1)]);
  const padding = paddingOf(reading, window, [1, 1]);
  activated(reading, options.byte(5), { kind: 'pooling', mode, window, strides, padding }, [
    reading.inputs[0],
  ]);
}

function mean(reading: TfliteReading): void {
  const [depth] = mapShape(reading);
  if ([...reading.constant(1).data].sort().join() !== '1,2')
    reading.unsupported('a mean over other axes than rows and columns cannot be read.');
  if (reading.options.byte(0) === 0) {
    simple(reading, { kind: 'global-mean' });
  } else {
    const pooled = reading.add({ kind: 'global-mean' }, [reading.inputs[0]], '/flat');
    reading.add({ kind: 'reshape', shape: [depth, 1, 1] }, [pooled]);
  }
}

function pad(reading: TfliteReading): void {
  const rank = reading.shape(0).length;
  const { dims, data } = reading.constant(1);
  if (dims.length !== 2 || dims[0] !== rank + 1 || dims[1] !== 2)
    reading.fail(`the paddings have the shape [${dims.join(', ')}], but [${rank + 1}, 2] is expected.`);
  if (data[0] !== 0 || data[1] !== 0) reading.unsupported('padding of the batch axis cannot be read.');
  if (data.some((count) => count < 0)) reading.fail('a padding is negative.');
  const axes = rank === 3 ? HWC_TO_CHW : [...Array(rank).keys()];
  const before = axes.map((axis) => data[(axis + 1) * 2]);
  const after = axes.map((axis) => data[(axis + 1) * 2 + 1]);
  simple(reading, { kind: 'pad', before, after });
}

function concatenate(reading: TfliteReading): void {
  const rank = reading.shape(0).length;
  const given = reading.options.integer(0);
  const axis = (given < 0 ? given + rank + 1 : given) - 1;
  if (axis < 0) reading.unsupported('pictures cannot be joined along the batch.');
  const own = rank === 3 ? HWC_TO_CHW.indexOf(axis) : axis;
  activated(reading, reading.options.byte(1), { kind: 'concatenate', axis: own }, reading.inputs);
}

/** Reshapes to what the file says of the output, as the file sees the numbers: channels last. */
function reshape(reading: TfliteReading): void {
  const target = reading.outputShape;
  const from = inOrderOfFile(reading);
  if (target.length !== 3 || isOneRow(target)) {
    const shape = target.length === 3 ? HWC_TO_CHW.map((axis) => target[axis]) : target;
    reading.add({ kind: 'reshape', shape }, [from]);
    return;
  }
  const reshaped = reading.add({ kind: 'reshape', shape: target }, [from], '/reshaped');
  reading.add({ kind: 'permute', order: HWC_TO_CHW }, [reshaped]);
}

/** The first input with its numbers in the order of the file: a map is turned channels last, where that moves anything. */
function inOrderOfFile(reading: TfliteReading): string {
  const shape = reading.shape(0);
  if (shape.length !== 3 || isOneRow(CHW_TO_HWC.map((axis) => shape[axis]))) return reading.inputs[0];
  return reading.add({ kind: 'permute', order: CHW_TO_HWC }, [reading.inputs[0]], '/channels-last');
}

/** Whether [height, width, channels] has the same order channels first: one pixel, or one channel. */
function isOneRow([height, width, depth]: Shape): boolean {
  return height * width === 1 || depth === 1;
}

/** A slice that leaves out nothing. */
function stridedSlice(reading: TfliteReading): void {
  const { options } = reading;
  const shape = [1, ...reading.outputShape];
  const [begin, end, strides] = [1, 2, 3].map((i) => [...reading.constant(i).data]);
  const isWhole = shape.every(
    (side, axis) =>
      strides[axis] === 1 &&
      (begin[axis] === 0 || (options.integer(0) >> axis) % 2 !== 0) &&
      (end[axis] === side || (options.integer(1) >> axis) % 2 !== 0),
  );
  if (!isWhole || [2, 3, 4].some((field) => options.integer(field) !== 0))
    reading.unsupported('a slice that leaves something out cannot be read.');
  simple(reading, { kind: 'identity' });
}

function enlarge(reading: TfliteReading): void {
  const [, height, width] = mapShape(reading);
  const { data } = reading.constant(1);
  const factors: Pair = [data[0] / height, data[1] / width];
  const isHalfPixel = reading.options.byte(2) === 0 && reading.options.byte(3) !== 0;
  if (
    data.length !== 2 ||
    !factors.every((factor) => Number.isInteger(factor) && factor > 0) ||
    !isHalfPixel
  ) {
    reading.unsupported(
      'only a map that is enlarged to a whole multiple, with pixels that have their centres at half, can be read.',
    );
  }
  simple(reading, { kind: 'enlarge', factors });
}

function mapShape(reading: TfliteReading): readonly [number, number, number] {
  const shape = reading.shape(0);
  if (shape.length !== 3)
    reading.fail(`the input has the shape [${shape.join(', ')}], but [channels, height, width] is needed.`);
  return [shape[0], shape[1], shape[2]];
}

function positive(reading: TfliteReading, what: string, pair: Pair): Pair {
  if (pair.some((value) => value < 1))
    reading.fail(`a ${what} is ${pair.join(' x ')}, but it must be 1 or more.`);
  return pair;
}

/** The zeros around a map; strides stand in the same fields of the options of all operators with a window. */
function paddingOf(reading: TfliteReading, window: Pair, dilations: Pair): Padding {
  if (reading.options.byte(0) === 1) return { top: 0, left: 0, bottom: 0, right: 0 };
  const [, height, width] = mapShape(reading);
  const extent: Pair = [(window[0] - 1) * dilations[0] + 1, (window[1] - 1) * dilations[1] + 1];
  const strides = positive(reading, 'stride', [reading.options.integer(2), reading.options.integer(1)]);
  return samePadding([height, width], extent, strides);
}

/** A constant that is one number, one a channel of a map, or one an element of what is no map. */
function channels(reading: TfliteReading, constant: number, layer = 0): Float32Array {
  const shape = reading.shape(layer);
  return floats(reading, reading.constant(constant), shape.length === 3 ? [shape[0]] : shape);
}

/** @param shape of the numbers, where there is more than one */
function floats(reading: TfliteReading, { dims, data }: TfliteConstant, shape: Shape): Float32Array {
  if (data.length !== 1 && withoutOnes(dims).join() !== withoutOnes(shape).join()) {
    reading.unsupported(
      `a constant has the shape [${dims.join(', ')}], but 1 number or [${shape.join(', ')}] are expected.`,
    );
  }
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

/** A shape without the sides of 1 in front, along which numbers are repeated. */
function withoutOnes(shape: Shape): Shape {
  return shape.slice(
    Math.max(
      0,
      shape.findIndex((side) => side !== 1),
    ),
  );
}
