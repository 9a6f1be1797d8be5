import type { Convolution, Operation, Padding, Pair, Shape } from '../graph/graph.ts';
import {
  CHW_TO_HWC,
  convolutionFilters,
  depthwiseFilters,
  HWC_TO_CHW,
  samePadding,
  transposed,
} from './layout.ts';
import type { TfjsReading } from './reading.ts';
import type { Constant } from './weights.ts';

type Read = (reading: TfjsReading) => void;

/** How each operation of a graph model that is known here becomes layers. */
export const operations: Readonly<Record<string, Read>> = {
  Conv2D: (reading) => convolution(reading, false),
  _FusedConv2D: (reading) => convolution(reading, false),
  DepthwiseConv2dNative: (reading) => convolution(reading, true),
  FusedDepthwiseConv2dNative: (reading) => convolution(reading, true),
  MatMul: fullyConnected,
  _FusedMatMul: fullyConnected,
  Add: (reading) => sum(reading, 1),
  AddV2: (reading) => sum(reading, 1),
  BiasAdd: (reading) => sum(reading, 1),
  Sub: (reading) => sum(reading, -1),
  Mul: product,
  Relu: (reading) => simple(reading, { kind: 'relu' }),
  Relu6: (reading) => simple(reading, { kind: 'clip', least: 0, most: 6 }),
  Sigmoid: (reading) => simple(reading, { kind: 'sigmoid' }),
  Tanh: (reading) => simple(reading, { kind: 'tanh' }),
  Elu: (reading) => simple(reading, { kind: 'elu', alpha: 1 }),
  LeakyRelu: (reading) => simple(reading, { kind: 'leaky-relu', leak: reading.node.attr.alpha?.f ?? 0.2 }),
  Identity: (reading) => simple(reading, { kind: 'identity' }),
  Prelu: (reading) => simple(reading, { kind: 'parametric-relu', slopes: channels(reading, 1) }),
  Minimum: (reading) => simple(reading, { kind: 'clip', most: single(reading, 1) }),
  Maximum: (reading) => simple(reading, { kind: 'clip', least: single(reading, 1) }),
  Softmax: (reading) => simple(reading, { kind: 'softmax', axis: lastAxis(reading.shape(0)) }),
  MaxPool: (reading) => pooling(reading, 'maximum'),
  AvgPool: (reading) => pooling(reading, 'mean'),
  Pad: pad,
  Mean: mean,
  Squeeze: squeeze,
  Reshape: reshape,
  ConcatV2: concatenate,
};

function simple(reading: TfjsReading, operation: Operation): void {
  reading.add(operation, [reading.inputs[0]]);
}

function convolution(reading: TfjsReading, depthwise: boolean): void {
  const shape = mapShape(reading);
  const filters = reading.constant(1);
  if (filters.dims.length !== 4)
    reading.fail(`the filters have ${filters.dims.length} dimensions, but 4 are expected.`);
  const weights = depthwise ? depthwiseFilters(filters) : convolutionFilters(filters);
  const [height, width] = filters.dims;
  const strides = pairOf(reading, 'strides');
  const dilations = pairOf(reading, 'dilations', [1, 1]);
  const extent: Pair = [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1];
  const padding = paddingOf(reading, shape, extent, strides);
  const operation: Convolution = {
    kind: 'convolution',
    weights,
    strides,
    dilations,
    padding,
    groups: depthwise ? shape[0] : 1,
  };
  fused(reading, operation);
}

function fullyConnected(reading: TfjsReading): void {
  const { attr } = reading.node;
  if (reading.shape(0).length !== 1)
    reading.unsupported('a product of matrices on anything but a vector cannot be read.');
  if (attr.transpose_a?.b || attr.transpose_b?.b) reading.unsupported('a transposed matrix cannot be read.');
  const matrix = reading.constant(1);
  if (matrix.dims.length !== 2)
    reading.fail(`the matrix has ${matrix.dims.length} dimensions, but 2 are expected.`);
  fused(reading, { kind: 'fully-connected', weights: transposed(matrix) });
}

/** A weighted layer with the bias and the activation that the node carries along. */
function fused(reading: TfjsReading, operation: Extract<Operation, { readonly weights: unknown }>): void {
  const steps = reading.node.attr.fused_ops?.list?.s?.map((text) => decoded(reading, text)) ?? [];
  const isFused = reading.node.op.includes('Fused');
  const [first, activation, ...rest] = isFused ? steps : [];
  if ((isFused && first !== 'BiasAdd') || rest.length > 0) {
    reading.unsupported(`the fused steps ${steps.join(', ')} cannot be read.`);
  }
  const filters = operation.weights.dims[0];
  const complete = isFused
    ? { ...operation, bias: floats(reading, reading.constant(2), filters) }
    : operation;
  if (activation === undefined) {
    reading.add(complete, [reading.inputs[0]]);
    return;
  }
  const before = reading.add(complete, [reading.inputs[0]], '/pre-activation');
  const after: Operation | undefined = {
    Relu: { kind: 'relu' } as const,
    Relu6: { kind: 'clip', least: 0, most: 6 } as const,
    Sigmoid: { kind: 'sigmoid' } as const,
    Tanh: { kind: 'tanh' } as const,
    Elu: { kind: 'elu', alpha: 1 } as const,
    LeakyRelu: { kind: 'leaky-relu', leak: reading.node.attr.leakyrelu_alpha?.f ?? 0.2 } as const,
    Prelu:
      activation === 'Prelu'
        ? ({ kind: 'parametric-relu', slopes: floats(reading, reading.constant(3), filters) } as const)
        : undefined,
  }[activation];
  reading.add(after ?? reading.unsupported(`the activation ${activation} cannot be read.`), [before]);
}

/** A sum or difference: of two layers, or of a layer and one number or one a channel. */
function sum(reading: TfjsReading, sign: 1 | -1): void {
  const constant = constantSide(reading);
  if (constant === undefined) {
    if (sign === -1) reading.unsupported('the difference of two layers cannot be read.');
    reading.add({ kind: 'add' }, reading.inputs);
    return;
  }
  const values = channels(reading, constant, 1 - constant);
  if (constant === 1) {
    reading.add({ kind: 'scale', offset: sign === 1 ? values : values.map((v) => -v) }, [reading.inputs[0]]);
  } else {
    reading.add({ kind: 'scale', factor: Float32Array.of(sign), offset: values }, [reading.inputs[1]]);
  }
}

function product(reading: TfjsReading): void {
  const constant = constantSide(reading);
  if (constant === undefined) {
    reading.add({ kind: 'multiply' }, reading.inputs);
  } else {
    const layer = 1 - constant;
    reading.add({ kind: 'scale', factor: channels(reading, constant, layer) }, [reading.inputs[layer]]);
  }
}

function constantSide(reading: TfjsReading): 0 | 1 | undefined {
  if (reading.isConstant(0)) return 0;
  return reading.isConstant(1) ? 1 : undefined;
}

function pooling(reading: TfjsReading, mode: 'maximum' | 'mean'): void {
  const window = pairOf(reading, 'ksize');
  const strides = pairOf(reading, 'strides');
  const padding = paddingOf(reading, mapShape(reading), window, strides);
  simple(reading, { kind: 'pooling', mode, window, strides, padding });
}

function pad(reading: TfjsReading): void {
  const rank = reading.shape(0).length;
  const { dims, data } = reading.constant(1);
  if (dims.length !== 2 || dims[0] !== rank + 1 || dims[1] !== 2)
    reading.fail(`the paddings have the shape [${dims.join(', ')}], but [${rank + 1}, 2] is expected.`);
  if (data[0] !== 0 || data[1] !== 0) reading.unsupported('padding of the batch axis cannot be read.');
  const axes = rank === 3 ? HWC_TO_CHW : [...Array(rank).keys()];
  const before = axes.map((axis) => data[(axis + 1) * 2]);
  const after = axes.map((axis) => data[(axis + 1) * 2 + 1]);
  simple(reading, { kind: 'pad', before, after });
}

function mean(reading: TfjsReading): void {
  const [depth] = mapShape(reading);
  if ([...reading.constant(1).data].sort().join() !== '1,2')
    reading.unsupported('a mean over other axes than rows and columns cannot be read.');
  if (!reading.node.attr.keep_dims?.b) {
    simple(reading, { kind: 'global-mean' });
  } else {
    const pooled = reading.add({ kind: 'global-mean' }, [reading.inputs[0]], '/flat');
    reading.add({ kind: 'reshape', shape: [depth, 1, 1] }, [pooled]);
  }
}

function squeeze(reading: TfjsReading): void {
  const [depth, height, width] = mapShape(reading);
  const axes = reading.node.attr.squeeze_dims?.list?.i ?? [];
  if ([...axes].sort().join() !== '1,2' || height !== 1 || width !== 1) {
    reading.unsupported(
      `a layer that removes the axes ${axes.join(', ')} of a map of ${width} x ${height} cannot be read.`,
    );
  }
  simple(reading, { kind: 'reshape', shape: [depth] });
}

/** Reshapes as the file sees the numbers: channels last. */
function reshape(reading: TfjsReading): void {
  const from = reading.shape(0);
  const [, ...target] = reading.constant(1).data;
  const count = from.reduce((all, size) => all * size, 1);
  const known = target.reduce((all, size) => (size === -1 ? all : all * size), 1);
  const shape = target.map((size) => (size === -1 ? count / known : size));
  let source = reading.inputs[0];
  if (from.length === 3)
    source = reading.add({ kind: 'permute', order: CHW_TO_HWC }, [source], '/channels-last');
  if (shape.length === 3) {
    source = reading.add({ kind: 'reshape', shape }, [source], '/reshaped');
    reading.add({ kind: 'permute', order: HWC_TO_CHW }, [source]);
  } else {
    reading.add({ kind: 'reshape', shape }, [source]);
  }
}

function concatenate(reading: TfjsReading): void {
  const last = reading.inputs.length - 1;
  const rank = reading.shape(0).length;
  const given = reading.constant(last).data[0];
  const axis = (given < 0 ? given + rank + 1 : given) - 1;
  const channelsFirst = rank === 3 ? HWC_TO_CHW.indexOf(axis) : axis;
  reading.add({ kind: 'concatenate', axis: channelsFirst }, reading.inputs.slice(0, last));
}

function mapShape(reading: TfjsReading): readonly [number, number, number] {
  const shape = reading.shape(0);
  if (shape.length !== 3)
    reading.fail(`the input has the shape [${shape.join(', ')}], but [channels, height, width] is needed.`);
  const format = reading.node.attr.data_format?.s;
  const layout = format === undefined ? 'NHWC' : decoded(reading, format);
  if (layout !== 'NHWC') reading.unsupported(`the layout ${layout} cannot be read.`);
  return [shape[0], shape[1], shape[2]];
}

/** Vertical and horizontal of an attribute that has one number for each of [batch, height, width, channels]. */
function pairOf(reading: TfjsReading, attribute: string, otherwise?: Pair): Pair {
  const values = reading.node.attr[attribute]?.list?.i;
  if (!values && otherwise) return otherwise;
  if (values?.length !== 4 || values.some((value) => value < 1)) {
    return reading.fail(`${attribute} is [${values?.join(', ') ?? ''}], but 4 numbers from 1 are expected.`);
  }
  return [values[1], values[2]];
}

function paddingOf(reading: TfjsReading, shape: Shape, extent: Pair, strides: Pair): Padding {
  const given = reading.node.attr.padding?.s;
  const mode = given === undefined ? '' : decoded(reading, given);
  if (mode === 'VALID') return { top: 0, left: 0, bottom: 0, right: 0 };
  if (mode === 'SAME') return samePadding([shape[1], shape[2]], extent, strides);
  return reading.unsupported(`the padding "${mode}" cannot be read.`);
}

/** A constant that is one number, or one a channel of the layer at `layer`. */
function channels(reading: TfjsReading, constant: number, layer = 0): Float32Array {
  const shape = reading.shape(layer);
  return floats(reading, reading.constant(constant), shape.length === 3 ? shape[0] : (shape.at(-1) ?? 1));
}

/** One number, or `count` numbers along the last axis. */
function floats(reading: TfjsReading, { dims, data }: Constant, count: number): Float32Array {
  const isChannels = data.length === count && (dims.at(-1) === count || data.length === 1);
  if (data.length !== 1 && !isChannels) {
    reading.unsupported(
      `a constant has the shape [${dims.join(', ')}], but 1 number or ${count} are expected.`,
    );
  }
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

function single(reading: TfjsReading, input: number): number {
  const { data } = reading.constant(input);
  if (data.length !== 1)
    reading.unsupported(`a limit of ${data.length} numbers cannot be read. Only 1 number can.`);
  return data[0];
}

function lastAxis(shape: Shape): number {
  return shape.length === 3 ? 0 : shape.length - 1;
}

/** A text of the file, which stands there in base64. */
function decoded(reading: TfjsReading, text: string): string {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1
    ? atob(text)
    : reading.fail(`"${text}" is not base64 text.`);
}
