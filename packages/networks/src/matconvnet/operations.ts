import type { Convolution, Operation, Padding, Pair, Weights } from '../graph/graph.ts';
import type { FilePlace } from '../network-error.ts';
import {
  field,
  type MatNumbers,
  type MatValue,
  matError,
  numbersOf,
  text,
  unknownToMat,
} from './mat-value.ts';

/** A layer with its options, in a form that both kinds of MatConvNet networks share. */
export interface MatLayer {
  readonly name: string;
  /** `conv`, `pool`, `relu`, ... */
  readonly type: string;
  /** The struct that holds `pad`, `stride`, ... */
  readonly options: MatValue;
  /** Filters, biases, moments: as many as the layer has. */
  readonly weights: readonly MatNumbers[];
  /** Where it stands in its file, with its name. */
  readonly place: FilePlace;
}

/**
 * What a layer does, given how many channels it reads.
 *
 * @throws WinceError `bad-network-file`, `unsupported-layer`, naming the layer
 */
export function operationOf(layer: MatLayer, channels: number): Operation {
  const { place, type, options } = layer;
  switch (type) {
    case 'conv':
      return convolution(layer, channels);
    case 'pool':
      return pooling(layer);
    case 'relu': {
      const leak = numbersOf(field(options, 'leak'))?.data[0] ?? 0;
      return leak === 0 ? { kind: 'relu' } : { kind: 'leaky-relu', leak };
    }
    case 'sigmoid':
      return { kind: 'sigmoid' };
    case 'lrn':
    case 'normalize':
      return normalise(layer);
    case 'softmax':
      return { kind: 'softmax', axis: 0 };
    case 'dropout':
      return { kind: 'identity' };
    case 'bnorm':
      return batchNormalisation(layer, channels);
    default:
      throw unknownToMat(`the layer type "${type}" cannot be read.`, place);
  }
}

/** Filters [height, width, channels / groups, filters], column-major; groups follow from the channels. */
function convolution({ place, options, weights }: MatLayer, channels: number): Convolution {
  const [filters, biases] = weights;
  if (!filters) throw matError('the convolution has no filters.', place);
  const depth = filters.dims[2] ?? 1;
  const outputs = filters.dims[3] ?? 1;
  if (filters.dims.length > 4 || channels % depth !== 0) {
    throw matError(
      `the filters have the shape [${filters.dims.join(', ')}], which does not fit ${channels} channels.`,
      place,
    );
  }
  if (biases && biases.data.length !== outputs) {
    throw matError(`the layer has ${biases.data.length} biases, but ${outputs} filters.`, place);
  }
  return {
    kind: 'convolution',
    weights: rowMajor(filters),
    bias: biases && Float32Array.from(biases.data),
    strides: pairOf(options, 'stride', place),
    dilations: pairOf(options, 'dilate', place),
    padding: paddingOf(options, place),
    groups: channels / depth,
  };
}

/** [height, width, depth, filters] column-major as [filters, depth, height, width] row-major. */
function rowMajor({ dims, data }: MatNumbers): Weights {
  const [height, width, depth = 1, filters = 1] = dims;
  const out = new Float32Array(data.length);
  let i = 0;
  for (let o = 0; o < filters; o++) {
    for (let c = 0; c < depth; c++) {
      const start = (o * depth + c) * height * width;
      for (let x = 0; x < width; x++) for (let y = 0; y < height; y++) out[start + y * width + x] = data[i++];
    }
  }
  return { dims: [filters, depth, height, width], data: out };
}

/** Whole windows over map and padding; padding never wins a maximum and is not counted in a mean. */
function pooling({ place, options }: MatLayer): Operation {
  const method = text(field(options, 'method')) ?? 'max';
  if (method !== 'max' && method !== 'avg')
    throw unknownToMat(`the pooling method "${method}" cannot be read.`, place);
  const window = pairOf(options, field(options, 'poolSize') ? 'poolSize' : 'pool', place);
  const strides = pairOf(options, 'stride', place);
  const padding = paddingOf(options, place);
  return { kind: 'pooling', mode: method === 'max' ? 'maximum' : 'mean', window, strides, padding };
}

/** `param` is [size, kappa, alpha, beta]; alpha is not divided by the size. */
function normalise({ place, options }: MatLayer): Operation {
  const parameters = numbersOf(field(options, 'param'))?.data;
  if (parameters?.length !== 4 || !Number.isSafeInteger(parameters[0]) || parameters[0] < 1) {
    throw matError(
      `the normalisation has the parameters [${parameters?.join(', ') ?? ''}], but it needs 4 numbers: size, kappa, alpha, beta.`,
      place,
    );
  }
  const [size, kappa, alpha, beta] = parameters;
  return { kind: 'local-response-normalisation', size, kappa, alpha, beta };
}

/** Factors, offsets and moments: [mean, deviation], the small number that steadies the variance in it already. */
function batchNormalisation({ place, weights }: MatLayer, channels: number): Operation {
  const [gamma, beta, moments] = weights;
  if (!gamma || !beta || !moments) {
    throw unknownToMat(
      'the batch normalisation has no moments. The network was saved for training, not for use.',
      place,
    );
  }
  if (
    gamma.data.length !== channels ||
    beta.data.length !== channels ||
    moments.data.length !== 2 * channels
  ) {
    const found = [gamma, beta, moments].map(({ data }) => data.length).join(', ');
    throw matError(
      `the batch normalisation has ${found} numbers, but the layer has ${channels} channels.`,
      place,
    );
  }
  const factor = new Float32Array(channels);
  const offset = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const scale = gamma.data[c] / moments.data[channels + c];
    factor[c] = scale;
    offset[c] = beta.data[c] - scale * moments.data[c];
  }
  return { kind: 'scale', factor, offset };
}

/** One number for both directions, or [vertical, horizontal]; 1 where it is left out. */
function pairOf(options: MatValue, name: string, place: FilePlace): Pair {
  const given = numbersOf(field(options, name))?.data ?? [1];
  const pair: Pair = [given[0], given[1] ?? given[0]];
  if (given.length > 2 || !pair.every((size) => Number.isSafeInteger(size) && size > 0 && size < 2 ** 20)) {
    throw matError(
      `${name} is [${[...given].slice(0, 8).join(', ')}], but 1 or 2 whole numbers from 1 are expected.`,
      place,
    );
  }
  return pair;
}

/** One number for all sides, or [top, bottom, left, right]; none where it is left out. */
function paddingOf(options: MatValue, place: FilePlace): Padding {
  const given = numbersOf(field(options, 'pad'))?.data ?? [0];
  const isKnown = given.length === 1 || given.length === 4;
  const [top, bottom = top, left = top, right = top] = given;
  const padding = { top, left, bottom, right };
  if (
    !isKnown ||
    !Object.values(padding).every((side) => Number.isSafeInteger(side) && side >= 0 && side < 2 ** 20)
  ) {
    throw matError(
      `pad is [${[...given].slice(0, 8).join(', ')}], but 1 or 4 whole numbers from 0 are expected.`,
      place,
    );
  }
  return padding;
}
