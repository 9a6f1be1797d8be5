import type { Convolution, FullyConnected, Layer, Padding, Pair, Pooling, Shape } from '../graph/graph.ts';
import { elements } from '../graph/shapes.ts';
import { cutRegion, regionMatrix, transformPoints } from './region-nodes.ts';
import { attribute, floats, integers, type NodeProto, type TensorProto } from './schema.ts';

interface Written {
  readonly nodes: readonly NodeProto[];
  readonly tensors: readonly TensorProto[];
}

/** The ONNX nodes of one layer. Names of weights and of steps inside a layer are the layer's with a `#`. */
export function nodesOf({ name, inputs, operation }: Layer, shapes: readonly Shape[]): Written {
  const one = (
    opType: string,
    attributes: NodeProto['attribute'] = [],
    tensors: readonly TensorProto[] = [],
    slots?: readonly string[],
  ): Written => {
    const input = [...inputs, ...(slots ?? tensors.map((tensor) => tensor.name))];
    return { nodes: [{ name, opType, input, output: [name], attribute: attributes }], tensors };
  };
  switch (operation.kind) {
    case 'convolution':
      return one('Conv', convolutionAttributes(operation), weightTensors(name, operation));
    case 'fully-connected':
      return fullyConnected(name, inputs[0], shapes[0], operation);
    case 'pooling':
      if (isWholeMean(operation, shapes[0])) return one('ReduceMean', [attribute.ints('axes', [2, 3])]);
      return pooling(name, inputs[0], operation);
    case 'local-response-normalisation': {
      const { size, kappa, alpha, beta } = operation;
      return one('LRN', [
        attribute.int('size', size),
        // ONNX divides alpha by the size of the window.
        attribute.float('alpha', alpha * size),
        attribute.float('beta', beta),
        attribute.float('bias', kappa),
      ]);
    }
    case 'scale':
      return scale(name, inputs[0], shapes[0], operation);
    case 'parametric-relu':
      return one('PRelu', [], [perChannel(`${name}#slopes`, operation.slopes, shapes[0])]);
    case 'relu':
      return one('Relu');
    case 'leaky-relu':
      return one('LeakyRelu', [attribute.float('alpha', operation.leak)]);
    case 'clip': {
      const least = operation.least === undefined ? undefined : scalar(`${name}#least`, operation.least);
      const most = operation.most === undefined ? undefined : scalar(`${name}#most`, operation.most);
      const tensors = [least, most].filter((tensor) => tensor !== undefined);
      return one('Clip', [], tensors, [least?.name ?? '', ...(most ? [most.name] : [])]);
    }
    case 'sigmoid':
      return one('Sigmoid');
    case 'tanh':
      return one('Tanh');
    case 'elu':
      return one('Elu', [attribute.float('alpha', operation.alpha)]);
    case 'softmax':
      return one('Softmax', [attribute.int('axis', operation.axis + 1)]);
    case 'add':
      return one('Sum');
    case 'multiply':
      return one('Mul');
    case 'concatenate':
      return one('Concat', [attribute.int('axis', operation.axis + 1)]);
    case 'pad':
      return one('Pad', [], [integers(`${name}#pads`, [0, ...operation.before, 0, ...operation.after])]);
    case 'global-mean':
      // Not GlobalAveragePool: its order of summation, and so its last bits, depend on what surrounds it.
      return one('ReduceMean', [attribute.ints('axes', [2, 3]), attribute.int('keepdims', 0)]);
    case 'reshape':
      // 0 keeps the batch.
      return one('Reshape', [], [integers(`${name}#shape`, [0, ...operation.shape])]);
    case 'permute':
      return one('Transpose', [attribute.ints('perm', [0, ...operation.order.map((axis) => axis + 1)])]);
    case 'enlarge':
      return enlarge(name, inputs[0], operation.factors);
    case 'region-matrix':
      return regionMatrix(name, inputs[0], operation);
    case 'cut-region':
      return cutRegion(name, inputs, shapes[0], operation);
    case 'transform-points':
      return transformPoints(name, inputs);
    case 'identity':
      return one('Identity');
  }
}

function convolutionAttributes(operation: Convolution): NodeProto['attribute'] {
  return [
    attribute.ints('kernel_shape', operation.weights.dims.slice(2)),
    attribute.ints('strides', operation.strides),
    attribute.ints('dilations', operation.dilations),
    attribute.ints('pads', pads(operation.padding)),
    attribute.int('group', operation.groups),
  ];
}

function weightTensors(
  name: string,
  { weights, bias }: Convolution | FullyConnected,
): readonly TensorProto[] {
  const matrix = floats(`${name}#weights`, weights.dims, weights.data);
  return bias ? [matrix, floats(`${name}#bias`, [bias.length], bias)] : [matrix];
}

function fullyConnected(name: string, input: string, shape: Shape, operation: FullyConnected): Written {
  const tensors = weightTensors(name, operation);
  const nodes: NodeProto[] = [];
  let last = input;
  if (shape.length > 1) {
    last = `${name}#flat`;
    nodes.push({ name: last, opType: 'Flatten', input: [input], output: [last], attribute: [] });
  }
  nodes.push({
    name,
    opType: 'Gemm',
    input: [last, ...tensors.map((tensor) => tensor.name)],
    output: [name],
    attribute: [attribute.int('transB', 1)],
  });
  return { nodes, tensors };
}

/** A mean under a window as large as the map, which has no padding. */
function isWholeMean({ mode, window, padding }: Pooling, [, height, width]: Shape): boolean {
  const isPadded = padding.top + padding.left + padding.bottom + padding.right > 0;
  return mode === 'mean' && window[0] === height && window[1] === width && !isPadded;
}

function pooling(name: string, input: string, operation: Pooling): Written {
  const { mode, window, strides, padding, counted = 'pixels' } = operation;
  const nodes: NodeProto[] = [];
  const tensors: TensorProto[] = [];
  let last = input;
  let outside = padding;
  if (mode === 'mean' && counted !== 'pixels') {
    // Zeros that count become part of the map; what a ceil mode adds beyond them stays outside.
    last = `${name}#padded`;
    const { top, left, bottom, right } = counted;
    tensors.push(integers(`${name}#pads`, [0, 0, top, left, 0, 0, bottom, right]));
    nodes.push({ name: last, opType: 'Pad', input: [input, `${name}#pads`], output: [last], attribute: [] });
    outside = {
      top: padding.top - top,
      left: padding.left - left,
      bottom: padding.bottom - bottom,
      right: padding.right - right,
    };
  }
  const attributes = [
    attribute.ints('kernel_shape', window),
    attribute.ints('strides', strides),
    attribute.ints('pads', pads(outside)),
  ];
  const opType = mode === 'maximum' ? 'MaxPool' : 'AveragePool';
  nodes.push({ name, opType, input: [last], output: [name], attribute: attributes });
  return { nodes, tensors };
}

function scale(
  name: string,
  input: string,
  shape: Shape,
  { factor, offset }: { readonly factor?: Float32Array; readonly offset?: Float32Array },
): Written {
  const nodes: NodeProto[] = [];
  const tensors: TensorProto[] = [];
  let last = input;
  for (const [opType, what, values] of [
    ['Mul', 'factor', factor],
    ['Add', 'offset', offset],
  ] as const) {
    if (!values) continue;
    const tensor = perChannel(`${name}#${what}`, values, shape);
    const output = opType === 'Mul' && offset ? `${name}#scaled` : name;
    tensors.push(tensor);
    nodes.push({ name: output, opType, input: [last, tensor.name], output: [output], attribute: [] });
    last = output;
  }
  if (nodes.length === 0)
    nodes.push({ name, opType: 'Identity', input: [input], output: [name], attribute: [] });
  return { nodes, tensors };
}

function enlarge(name: string, input: string, [vertical, horizontal]: Pair): Written {
  const factors = floats(`${name}#factors`, [4], Float32Array.of(1, 1, vertical, horizontal));
  const attributes = [
    attribute.text('mode', 'linear'),
    attribute.text('coordinate_transformation_mode', 'half_pixel'),
  ];
  // The second input, a region of interest, is left out.
  const node = {
    name,
    opType: 'Resize',
    input: [input, '', factors.name],
    output: [name],
    attribute: attributes,
  };
  return { nodes: [node], tensors: [factors] };
}

/** One number, one a channel shaped so that it spreads over a map's rows and columns, or one an element. */
function perChannel(name: string, values: Float32Array, shape: Shape): TensorProto {
  if (values.length !== shape[0] && values.length === elements(shape)) return floats(name, shape, values);
  return floats(name, [values.length, ...shape.slice(1).map(() => 1)], values);
}

function scalar(name: string, value: number): TensorProto {
  return floats(name, [], Float32Array.of(value));
}

function pads({ top, left, bottom, right }: Padding): readonly number[] {
  return [top, left, bottom, right];
}
