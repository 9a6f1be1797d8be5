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
  GlobalAveragePooling2D: (reading) => void reading.add({ kind: 'global-mean' }),
  Concatenate: concatenate,
  Add: (reading) => void reading.add({ kind: 'add' }),
  Flatten: flatten,
  Dense: dense,
  Dropout: (reading) => void reading.add({ kind: 'identity' }),
};

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
    strides,
    padding: paddingOf(reading.shape, padding, window, strides),
  });
}

function concatenate(reading: KerasReading): void {
  const { axis } = reading.config(configurations.concatenation);
  const rank = reading.shape.length;
  const own = (axis < 0 ? axis + rank + 1 : axis) - 1;
  reading.add({ kind: 'concatenate', axis: rank === 3 ? HWC_TO_CHW.indexOf(own) : own });
}

/** Flattens as Keras does: channels last. */
function flatten(reading: KerasReading): void {
  const isMap = reading.shape.length === 3;
  const from = isMap
    ? [reading.add({ kind: 'permute', order: CHW_TO_HWC }, '/channels-last')]
    : reading.inputs;
  reading.add({ kind: 'reshape', shape: [elements(reading.shape)] }, '', from);
}

function withActivation(reading: KerasReading, operation: Operation, activation: string): void {
  if (activation === 'linear') {
    reading.add(operation);
    return;
  }
  activated(
    reading,
    activation,
    [reading.add(operation, '/pre-activation')],
    operation.kind === 'fully-connected',
  );
}

function activated(
  reading: KerasReading,
  activation: string,
  from = reading.inputs,
  isVector = reading.shape.length === 1,
): void {
  const known: Readonly<Record<string, Operation>> = {
    linear: { kind: 'identity' },
    relu: { kind: 'relu' },
    relu6: { kind: 'clip', least: 0, most: 6 },
    sigmoid: { kind: 'sigmoid' },
  };
  if (activation === 'softmax' && isVector) reading.add({ kind: 'softmax', axis: 0 }, '', from);
  else
    reading.add(
      known[activation] ?? reading.unsupported(`the activation "${activation}" cannot be read.`),
      '',
      from,
    );
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
