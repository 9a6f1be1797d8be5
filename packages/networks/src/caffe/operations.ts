import type { Operation } from '../graph/graph.ts';
import { elements } from '../graph/shapes.ts';
import { weightsOf } from './blobs.ts';
import { hasBias } from './layers.ts';
import { enumWord, flag, type Message, numberIn, numbersIn, submessage } from './message.ts';
import { pooling } from './pooling.ts';
import type { CaffeReading } from './reading.ts';
import { spatial } from './spatial.ts';

type Read = (reading: CaffeReading) => void;

/** How each type of layer that is known here becomes layers of a graph. */
export const operations: Readonly<Record<string, Read>> = {
  Convolution: convolution,
  InnerProduct: innerProduct,
  Pooling: pooling,
  LRN: lrn,
  ReLU: relu,
  PReLU: parametricRelu,
  Sigmoid: (reading) => void reading.add({ kind: 'sigmoid' }),
  Softmax: softmax,
  Dropout: (reading) => void reading.add({ kind: 'identity' }),
  Split: (reading) => void reading.add({ kind: 'identity' }),
  Concat: concatenate,
  Eltwise: elementwise,
  BatchNorm: batchNormalisation,
  Scale: scale,
  Power: power,
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  Padding: pad,
};

function convolution(reading: CaffeReading): void {
  const parameters = reading.part('convolution_param');
  const [height, width] = spatial(reading, parameters, ['kernel_size', 'kernel_h', 'kernel_w'], 0);
  const [padY, padX] = spatial(reading, parameters, ['pad', 'pad_h', 'pad_w'], 0);
  const weights = weightsOf(reading.blob(0), 4, reading.layer.name);
  const expected = [numberIn(parameters, 'num_output', 0), weights.dims[1], height, width];
  if (weights.dims.join() !== expected.join()) {
    reading.fail(
      `the filters have the shape [${weights.dims.join(', ')}], but the layer describes [${expected.join(', ')}].`,
    );
  }
  if (numberIn(parameters, 'axis', 1) !== 1)
    reading.unsupported('a convolution along another axis than the channels cannot be read.');
  reading.add({
    kind: 'convolution',
    weights,
    bias: hasBias(parameters) ? vector(reading, 1, weights.dims[0]) : undefined,
    strides: spatial(reading, parameters, ['stride', 'stride_h', 'stride_w'], 1),
    dilations: spatial(reading, parameters, ['dilation', '', ''], 1),
    padding: { top: padY, left: padX, bottom: padY, right: padX },
    groups: numberIn(parameters, 'group', 1),
  });
}

/** A matrix on the map flattened channel by channel. */
function innerProduct(reading: CaffeReading): void {
  const parameters = reading.part('inner_product_param');
  if (numberIn(parameters, 'axis', 1) !== 1)
    reading.unsupported('an inner product along another axis than the channels cannot be read.');
  if (flag(parameters, 'transpose', false)) reading.unsupported('a transposed inner product cannot be read.');
  const weights = weightsOf(reading.blob(0), 2, reading.layer.name);
  const outputs = numberIn(parameters, 'num_output', 0);
  if (weights.dims[0] !== outputs)
    reading.fail(`the weights have ${weights.dims[0]} rows, but the layer has ${outputs} outputs.`);
  const bias = hasBias(parameters) ? vector(reading, 1, outputs) : undefined;
  reading.add({ kind: 'fully-connected', weights, bias });
}

function lrn(reading: CaffeReading): void {
  const parameters = reading.part('lrn_param');
  if (enumWord(parameters, 'norm_region', ['ACROSS_CHANNELS', 'WITHIN_CHANNEL']) !== 'ACROSS_CHANNELS') {
    reading.unsupported('a normalisation within a channel cannot be read.');
  }
  const size = numberIn(parameters, 'local_size', 5);
  if (!(Number.isSafeInteger(size) && size > 0))
    reading.fail(`the window has ${size} channels, but it must have a whole number from 1.`);
  reading.add({
    kind: 'local-response-normalisation',
    size,
    // Caffe divides alpha by the size of the window.
    alpha: numberIn(parameters, 'alpha', 1) / size,
    beta: numberIn(parameters, 'beta', 0.75),
    kappa: numberIn(parameters, 'k', 1),
  });
}

function relu(reading: CaffeReading): void {
  const leak = numberIn(reading.part('relu_param'), 'negative_slope', 0);
  reading.add(leak === 0 ? { kind: 'relu' } : { kind: 'leaky-relu', leak });
}

function parametricRelu(reading: CaffeReading): void {
  const isShared = flag(reading.part('prelu_param'), 'channel_shared', false);
  reading.add({ kind: 'parametric-relu', slopes: vector(reading, 0, isShared ? 1 : reading.shape(0)[0]) });
}

function softmax(reading: CaffeReading): void {
  reading.add({ kind: 'softmax', axis: axisOf(reading, reading.part('softmax_param')) });
}

function concatenate(reading: CaffeReading): void {
  const parameters = reading.part('concat_param');
  const axis = parameters.fields.has('axis')
    ? axisOf(reading, parameters)
    : numberIn(parameters, 'concat_dim', 1) - 1;
  reading.add({ kind: 'concatenate', axis });
}

function elementwise(reading: CaffeReading): void {
  const parameters = reading.part('eltwise_param');
  const operation = parameters.fields.has('operation')
    ? enumWord(parameters, 'operation', ['PROD', 'SUM', 'MAX'])
    : 'SUM';
  if (operation === 'MAX') reading.unsupported('the maximum of several layers cannot be read.');
  if (numbersIn(parameters, 'coeff').some((coefficient) => coefficient !== 1)) {
    reading.unsupported('a weighted sum of layers cannot be read.');
  }
  reading.add({ kind: operation === 'SUM' ? 'add' : 'multiply' });
}

/** Mean and variance stand in the file multiplied with a number of their own. */
function batchNormalisation(reading: CaffeReading): void {
  const [channels] = reading.shape(0);
  const total = vector(reading, 2, 1)[0];
  const share = total === 0 ? 0 : 1 / total;
  const [means, variances] = [vector(reading, 0, channels), vector(reading, 1, channels)];
  const epsilon = numberIn(reading.part('batch_norm_param'), 'eps', 1e-5);
  const factor = Float64Array.from(variances, (variance) => 1 / Math.sqrt(variance * share + epsilon));
  const offset = Float32Array.from(means, (mean, c) => -mean * share * factor[c]);
  reading.add({ kind: 'scale', factor: Float32Array.from(factor), offset });
}

function scale(reading: CaffeReading): void {
  const parameters = reading.part('scale_param');
  if (reading.inputs.length !== 1) reading.unsupported('a scaling of one layer by another cannot be read.');
  if (numberIn(parameters, 'axis', 1) !== 1 || numberIn(parameters, 'num_axes', 1) !== 1) {
    reading.unsupported('a scaling along other axes than the channels cannot be read.');
  }
  const [channels] = reading.shape(0);
  const offset = flag(parameters, 'bias_term', false) ? vector(reading, 1, channels) : undefined;
  reading.add({ kind: 'scale', factor: vector(reading, 0, channels), offset });
}

function power(reading: CaffeReading): void {
  const parameters = reading.part('power_param');
  if (numberIn(parameters, 'power', 1) !== 1) reading.unsupported('a power other than 1 cannot be read.');
  const factor = Float32Array.of(numberIn(parameters, 'scale', 1));
  const offset = Float32Array.of(numberIn(parameters, 'shift', 0));
  reading.add({ kind: 'scale', factor, offset });
}

function flatten(reading: CaffeReading): void {
  const parameters = reading.part('flatten_param');
  if (numberIn(parameters, 'axis', 1) !== 1 || numberIn(parameters, 'end_axis', -1) !== -1) {
    reading.unsupported('a layer that flattens only some axes cannot be read.');
  }
  reading.add({ kind: 'reshape', shape: [elements(reading.shape(0))] });
}

/** `dim` with 0 for an axis as it is and -1 for what is left; the first is the batch. */
function reshape(reading: CaffeReading): void {
  const parameters = reading.part('reshape_param');
  if (numberIn(parameters, 'axis', 0) !== 0 || numberIn(parameters, 'num_axes', -1) !== -1) {
    reading.unsupported('a layer that reshapes only some axes cannot be read.');
  }
  const from = reading.shape(0);
  const [, ...dims] = numbersIn(submessage(parameters, 'shape'), 'dim');
  const copied = dims.map((size, axis) => (size === 0 ? (from[axis] ?? 0) : size));
  const known = copied.reduce((product, size) => (size === -1 ? product : product * size), 1);
  reading.add({
    kind: 'reshape',
    shape: copied.map((size) => (size === -1 ? elements(from) / known : size)),
  });
}

function permute(reading: CaffeReading): void {
  const given = numbersIn(reading.part('permute_param'), 'order');
  const axes = [0, ...reading.shape(0).map((_, axis) => axis + 1)];
  const [batch, ...order] = [...given, ...axes.filter((axis) => !given.includes(axis))];
  if (batch !== 0) reading.unsupported('a layer that moves the batch axis cannot be read.');
  reading.add({ kind: 'permute', order: order.map((axis) => axis - 1) });
}

function pad(reading: CaffeReading): void {
  const size = numberIn(reading.part('padding_param'), 'pad', 0);
  if (!(Number.isSafeInteger(size) && size >= 0 && size < 2 ** 20))
    reading.fail(`the padding is ${size}, but it must be a whole number from 0.`);
  const around = reading.shape(0).map((_, axis) => (axis === 0 ? 0 : size));
  const operation: Operation = { kind: 'pad', before: around, after: around };
  reading.add(operation);
}

/** An axis as the file counts it: the batch is 0, negative ones count from the end. */
function axisOf(reading: CaffeReading, parameters: Message): number {
  const rank = reading.shape(0).length + 1;
  const given = numberIn(parameters, 'axis', 1);
  return (given < 0 ? given + rank : given) - 1;
}

function vector(reading: CaffeReading, index: number, length: number): Float32Array {
  const blob = reading.blob(index);
  if (elements(blob.dims) !== length) {
    reading.fail(`a blob has the shape [${blob.dims.join(', ')}], but ${length} numbers are expected.`);
  }
  return blob.read();
}
