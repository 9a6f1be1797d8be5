import type { Operation, Padding, Pair, Shape } from '../graph/graph.ts';
import { elements } from '../graph/shapes.ts';
import {
  CHW_TO_HWC,
  convolutionFilters,
  depthwiseFilters,
  HWC_TO_CHW,
  samePadding,
  transposed,
} from '../tfjs/layout.ts';
import { configurations } from './model.ts';
import type { KerasReading } from './reading.ts';

type Read = (reading: KerasReading) => void;

/** How each class of layer that is known here becomes layers of a graph. */
export const operations: Readonly<Record<string, Read>> = {
  Conv2D: (reading) => convolution(reading, 'kernel'),
  DepthwiseConv2D: (reading) => convolution(reading, 'depthwise_kernel'),
  ZeroPadding2D: pad,
  BatchNormalization: batchNormalisation,
  ReLU: rectify,
  Activation: (reading) => activated(reading, reading.config(configurations.activation).activation),
  MaxPooling2D: (reading) => pooling(reading, 'maximum'),
  AveragePooling2D: (reading) => pooling(reading, 'mean'),
  GlobalAveragePooling2D: globalMean,
  Concatenate: concatenate,
  Add: (reading) => void reading.add({ kind: 'add' }),
  Multiply: (reading) => void reading.add({ kind: 'multiply' }),
  SeparableConv2D: separable,
  GlobalMaxPooling2D: globalMaximum,
  Flatten: flatten,
  Reshape: (reading) => reshape(reading, reading.config(configurations.reshaping).target_shape),
  Permute: permute,
  Dense: dense,
  LeakyReLU: leakyRelu,
  ELU: (reading) => void reading.add({ kind: 'elu', alpha: reading.config(configurations.curve).alpha }),
  Softmax: softmax,
  Rescaling: rescale,
  Dropout: keep,
  SpatialDropout2D: keep,
  AlphaDropout: keep,
  GaussianDropout: keep,
  GaussianNoise: keep,
  ActivityRegularization: keep,
};

/** A layer that does something in training only. */
function keep(reading: KerasReading): void {
  reading.add({ kind: 'identity' });
}

function leakyRelu(reading: KerasReading): void {
  const { alpha, negative_slope } = reading.config(configurations.leak);
  reading.add({ kind: 'leaky-relu', leak: negative_slope ?? alpha });
}

function softmax(reading: KerasReading): void {
  reading.add({ kind: 'softmax', axis: axisOf(reading, reading.config(configurations.axis).axis) });
}

/** An axis as Keras counts it: the batch is 0, negative ones count from the end, and channels are the last of a map. */
function axisOf(reading: KerasReading, given: number): number {
  const rank = reading.shape.length;
  const own = (given < 0 ? given + rank + 1 : given) - 1;
  return rank === 3 ? HWC_TO_CHW.indexOf(own) : own;
}

function rescale(reading: KerasReading): void {
  const { scale, offset } = reading.config(configurations.rescaling);
  reading.add({ kind: 'scale', factor: Float32Array.of(scale), offset: Float32Array.of(offset) });
}

/** A convolution of each channel, then one of pixels. */
function separable(reading: KerasReading): void {
  const { strides, dilation_rate, padding, activation, use_bias } = reading.config(
    configurations.convolution,
  );
  const [each, across] = [reading.weight('depthwise_kernel'), reading.weight('pointwise_kernel')];
  if (each.dims.length !== 4 || across.dims.length !== 4)
    reading.fail(
      `the filters have ${each.dims.length} and ${across.dims.length} dimensions, but 4 are expected.`,
    );
  const [height, width] = each.dims;
  const extent: Pair = [(height - 1) * dilation_rate[0] + 1, (width - 1) * dilation_rate[1] + 1];
  const depthwise = reading.add(
    {
      kind: 'convolution',
      weights: depthwiseFilters(each),
      strides,
      dilations: dilation_rate,
      padding: paddingOf(reading.shape, padding, extent, strides),
      groups: reading.shape[0],
    },
    '/depthwise',
  );
  const weights = convolutionFilters(across);
  const operation: Operation = {
    kind: 'convolution',
    weights,
    bias: use_bias ? vector(reading, 'bias', weights.dims[0]) : undefined,
    strides: [1, 1],
    dilations: [1, 1],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
    groups: 1,
  };
  withActivation(reading, operation, activation, [depthwise]);
}

function globalMean(reading: KerasReading): void {
  const { keepdims } = reading.config(configurations.map);
  if (!keepdims) reading.add({ kind: 'global-mean' });
  else {
    const shape = [reading.shape[0], 1, 1];
    reading.add({ kind: 'reshape', shape }, '', [reading.add({ kind: 'global-mean' }, '/flat')]);
  }
}

function globalMaximum(reading: KerasReading): void {
  const { keepdims } = reading.config(configurations.map);
  const [channels, ...window] = reading.shape;
  if (window.length !== 2) reading.fail('the layer reads no map.');
  const operation: Operation = {
    kind: 'pooling',
    mode: 'maximum',
    window: [window[0], window[1]],
    strides: [1, 1],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
  };
  if (keepdims) reading.add(operation);
  else reading.add({ kind: 'reshape', shape: [channels] }, '', [reading.add(operation, '/map')]);
}

/** The same numbers in another shape, in the order of Keras: channels last. */
function reshape(reading: KerasReading, target: readonly (number | null)[]): void {
  const count = elements(reading.shape);
  const given = target.map((side) => side ?? -1);
  const known = given.reduce((product, side) => (side === -1 ? product : product * side), 1);
  if (given.filter((side) => side === -1).length > 1 || count % known !== 0)
    reading.fail(`${count} numbers cannot have the shape [${given.join(', ')}].`);
  const shape = given.map((side) => (side === -1 ? count / known : side));
  let from = reading.inputs;
  if (reading.shape.length === 3)
    from = [reading.add({ kind: 'permute', order: CHW_TO_HWC }, '/channels-last')];
  if (shape.length !== 3) reading.add({ kind: 'reshape', shape }, '', from);
  else {
    const reshaped = reading.add({ kind: 'reshape', shape }, '/reshaped', from);
    reading.add({ kind: 'permute', order: HWC_TO_CHW }, '', [reshaped]);
  }
}

/** `dims` counts axes of Keras from 1. */
function permute(reading: KerasReading): void {
  const { dims } = reading.config(configurations.permutation);
  const order = dims.map((axis) => axis - 1);
  const isMap = reading.shape.length === 3 && order.length === 3;
  reading.add({
    kind: 'permute',
    order: isMap ? HWC_TO_CHW.map((axis) => HWC_TO_CHW.indexOf(order[axis])) : order,
  });
}

function convolution(reading: KerasReading, kernel: 'kernel' | 'depthwise_kernel'): void {
  const {
    strides,
    dilation_rate: dilations,
    padding,
    activation,
    use_bias,
  } = reading.config(configurations.convolution);
  const filters = reading.weight(kernel);
  if (filters.dims.length !== 4)
    reading.fail(`the filters have ${filters.dims.length} dimensions, but 4 are expected.`);
  const isDepthwise = kernel === 'depthwise_kernel';
  const weights = isDepthwise ? depthwiseFilters(filters) : convolutionFilters(filters);
  const [height, width] = filters.dims;
  const extent: Pair = [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1];
  const operation: Operation = {
    kind: 'convolution',
    weights,
    bias: use_bias ? vector(reading, 'bias', weights.dims[0]) : undefined,
    strides,
    dilations,
    padding: paddingOf(reading.shape, padding, extent, strides),
    groups: isDepthwise ? reading.shape[0] : 1,
  };
  withActivation(reading, operation, activation);
}

function pad(reading: KerasReading): void {
  const { padding } = reading.config(configurations.zeros);
  const [[top, bottom], [left, right]] = padding;
  if (reading.shape.length !== 3)
    reading.fail(
      `the input has the shape [${reading.shape.join(', ')}], but padding needs [channels, height, width].`,
    );
  reading.add({ kind: 'pad', before: [0, top, left], after: [0, bottom, right] });
}

/** A ReLU as a layer of its own, which may end at a greatest value or leak below zero. */
function rectify(reading: KerasReading): void {
  const { max_value: most, negative_slope: leak } = reading.config(configurations.rectification);
  if (leak !== 0 && typeof most === 'number')
    reading.unsupported(`a ReLU with both a negative slope and a greatest value (${most}) cannot be read.`);
  if (typeof most === 'number') reading.add({ kind: 'clip', least: 0, most });
  else reading.add(leak === 0 ? { kind: 'relu' } : { kind: 'leaky-relu', leak });
}

function dense(reading: KerasReading): void {
  const { activation, use_bias } = reading.config(configurations.matrix);
  const matrix = reading.weight('kernel');
  if (matrix.dims.length !== 2 || reading.shape.length !== 1) {
    reading.unsupported(
      `a matrix [${matrix.dims.join(', ')}] on an input [${reading.shape.join(', ')}] cannot be read.`,
    );
  }
  const bias = use_bias ? vector(reading, 'bias', matrix.dims[1]) : undefined;
  withActivation(reading, { kind: 'fully-connected', weights: transposed(matrix), bias }, activation);
}

/** gamma * (x - mean) / sqrt(variance + epsilon) + beta, where gamma and beta may be left out. */
function batchNormalisation(reading: KerasReading): void {
  const { axis, epsilon, scale, center } = reading.config(configurations.normalisation);
  const [channels] = reading.shape;
  const along = Array.isArray(axis) ? axis[0] : axis;
  if (along !== -1 && along !== reading.shape.length)
    reading.unsupported(`a normalisation along axis ${along} cannot be read.`);
  const means = vector(reading, 'moving_mean', channels);
  const variances = vector(reading, 'moving_variance', channels);
  const gamma = scale ? vector(reading, 'gamma', channels) : undefined;
  const beta = center ? vector(reading, 'beta', channels) : undefined;
  const factor = Float64Array.from(
    variances,
    (variance, c) => (gamma?.[c] ?? 1) / Math.sqrt(variance + epsilon),
  );
  const offset = Float32Array.from(means, (mean, c) => (beta?.[c] ?? 0) - mean * factor[c]);
  reading.add({ kind: 'scale', factor: Float32Array.from(factor), offset });
}

function pooling(reading: KerasReading, mode: 'maximum' | 'mean'): void {
  const { pool_size: window, strides, padding } = reading.config(configurations.pooling);
  reading.add({
    kind: 'pooling',
    mode,
    window,
    strides: strides ?? window,
    padding: paddingOf(reading.shape, padding, window, strides ?? window),
  });
}

function concatenate(reading: KerasReading): void {
  reading.add({
    kind: 'concatenate',
    axis: axisOf(reading, reading.config(configurations.concatenation).axis),
  });
}

/** Flattens as Keras does: channels last. */
function flatten(reading: KerasReading): void {
  reading.config(configurations.flattening);
  reshape(reading, [-1]);
}

function withActivation(
  reading: KerasReading,
  operation: Operation,
  activation: string,
  from = reading.inputs,
): void {
  if (activation === 'linear') reading.add(operation, '', from);
  else activated(reading, activation, [reading.add(operation, '/pre-activation', from)]);
}

function activated(reading: KerasReading, activation: string, from = reading.inputs): void {
  const known: Readonly<Record<string, Operation>> = {
    linear: { kind: 'identity' },
    relu: { kind: 'relu' },
    relu6: { kind: 'clip', least: 0, most: 6 },
    sigmoid: { kind: 'sigmoid' },
    tanh: { kind: 'tanh' },
    elu: { kind: 'elu', alpha: 1 },
    // The last axis of Keras: the channels of a map.
    softmax: { kind: 'softmax', axis: reading.shape.length === 2 ? 1 : 0 },
  };
  const operation = Object.hasOwn(known, activation) ? known[activation] : undefined;
  reading.add(operation ?? reading.unsupported(`the activation "${activation}" cannot be read.`), '', from);
}

function paddingOf(shape: Shape, padding: 'valid' | 'same', extent: Pair, strides: Pair): Padding {
  if (padding === 'valid') return { top: 0, left: 0, bottom: 0, right: 0 };
  return samePadding([shape[1], shape[2]], extent, strides);
}

function vector(reading: KerasReading, name: string, length: number): Float32Array {
  const { data } = reading.weight(name);
  if (data.length !== length)
    reading.fail(`"${name}" has ${data.length} numbers, but the layer has ${length} channels.`);
  return Float32Array.from(data);
}
