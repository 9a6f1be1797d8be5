import type { OnnxNode } from '../onnx/model.ts';
import type { RawTensor } from '../onnx/tensor-values.ts';
import type { OutputWeights, Range } from './quantisation.ts';
import { floatsOf } from './weight-tensors.ts';

/** What is looked up of a graph. */
export interface Surroundings {
  readonly weights: ReadonlyMap<string, RawTensor>;
  /** Who reads a tensor. */
  readonly readers: ReadonlyMap<string, readonly OnnxNode[]>;
}

/** A node with all that can be computed together with it: scales and offsets of its outputs, then limits of its values. */
export interface Chain {
  /** With all scales and offsets in it. */
  readonly weights: OutputWeights;
  /** The tensors in front of the last one that are the weighted sums, limited or not: each can be computed by itself. */
  readonly before: readonly Limited[];
  readonly last: Limited;
  /** The nodes behind the first one. */
  readonly joined: readonly OnnxNode[];
}

/** A tensor, and between what its values are held. */
export interface Limited {
  readonly name: string;
  readonly limits: Range;
}

const FREE: Range = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/** What follows a convolution and can be computed with it: a node joins where nobody else reads what is in front of it. */
export function chainBehind(node: OnnxNode, own: OutputWeights, parts: Surroundings): Chain {
  let weights = own;
  let before: Limited[] = [];
  let last: Limited = { name: node.output[0], limits: FREE };
  const joined: OnnxNode[] = [];
  for (;;) {
    const next = onlyReader(last.name, parts);
    if (next?.output.length !== 1) break;
    const scaling = last.limits === FREE ? scalingOf(next, last.name, weights.bias.length, parts) : undefined;
    const limits = scaling ? undefined : limitsOf(next, last.name, parts);
    if (scaling) {
      weights = scaled(weights, scaling);
      // What lies in front of a scale is no sum of these weights.
      before = [];
    } else if (limits) before.push(last);
    else break;
    last = { name: next.output[0], limits: limits ? within(last.limits, limits) : FREE };
    joined.push(next);
  }
  return { weights, before, last, joined };
}

/** Limits that follow a node without weights, as a sum. */
export function limitsBehind(node: OnnxNode, parts: Surroundings): Omit<Chain, 'weights'> {
  const { before, last, joined } = chainBehind(
    node,
    { values: new Float32Array(), dims: [], bias: new Float32Array() },
    parts,
  );
  return { before, last, joined };
}

function onlyReader(name: string, { readers }: Surroundings): OnnxNode | undefined {
  const all = readers.get(name) ?? [];
  return all.length === 1 ? all[0] : undefined;
}

interface Scaling {
  readonly factor: Float32Array;
  readonly offset: Float32Array;
}

/** The factor and offset of each output where a node multiplies, adds or normalises by constants. */
function scalingOf(node: OnnxNode, from: string, outputs: number, parts: Surroundings): Scaling | undefined {
  if (outputs === 0) return undefined;
  if (node.opType === 'BatchNormalization')
    return node.input[0] === from ? normalisation(node, parts) : undefined;
  if (node.opType !== 'Mul' && node.opType !== 'Add') return undefined;
  const other = node.input.find((name) => name !== from);
  const constant = other === undefined ? undefined : perOutput(parts.weights.get(other), outputs);
  if (!constant) return undefined;
  return node.opType === 'Mul'
    ? { factor: constant, offset: new Float32Array(outputs) }
    : { factor: new Float32Array(outputs).fill(1), offset: constant };
}

/** A number for each channel of a map [batch, channels, height, width], or one for all. */
function perOutput(tensor: RawTensor | undefined, outputs: number): Float32Array | undefined {
  const values = tensor && floatsOf(tensor);
  if (!tensor || !values) return undefined;
  if (values.length === 1) return new Float32Array(outputs).fill(values[0]);
  const [height, width, channels] = [1, 2, 3].map((back) => tensor.dims.at(-back) ?? 1);
  const isPerChannel = values.length === outputs && channels === outputs && height === 1 && width === 1;
  return isPerChannel ? values : undefined;
}

function normalisation({ input, attribute }: OnnxNode, { weights }: Surroundings): Scaling | undefined {
  const [factors, offsets, means, variances] = input.slice(1, 5).map((name) => {
    const tensor = weights.get(name);
    return tensor && floatsOf(tensor);
  });
  if (!factors || !offsets || !means || !variances) return undefined;
  const epsilon = floatAttribute(attribute, 'epsilon') ?? 1e-5;
  const factor = factors.map((value, c) => value / Math.sqrt(variances[c] + epsilon));
  return { factor, offset: offsets.map((value, c) => value - means[c] * factor[c]) };
}

/** An attribute that is a number of float32. */
export function floatAttribute(attributes: OnnxNode['attribute'], name: string): number | undefined {
  const found = attributes.find((each) => each.name === name);
  const value: unknown = found && Reflect.get(found, 'f');
  return typeof value === 'number' ? value : undefined;
}

function scaled({ values, dims, bias }: OutputWeights, { factor, offset }: Scaling): OutputWeights {
  const each = values.length / bias.length;
  return {
    dims,
    values: values.map((value, i) => value * factor[Math.floor(i / each)]),
    bias: bias.map((value, o) => value * factor[o] + offset[o]),
  };
}

/** What a node limits values to, where the limits have 0 between them. */
function limitsOf(node: OnnxNode, from: string, { weights }: Surroundings): Range | undefined {
  if (node.input[0] !== from) return undefined;
  if (node.opType === 'Relu') return { least: 0, most: Number.POSITIVE_INFINITY };
  if (node.opType !== 'Clip' || node.input.length < 2) return undefined;
  const [least, most] = [1, 2].map((i) => {
    const name = node.input[i] ?? '';
    if (name === '') return i === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    const tensor = weights.get(name);
    return (tensor && floatsOf(tensor)?.[0]) ?? Number.NaN;
  });
  return least <= 0 && most >= 0 ? { least, most } : undefined;
}

function within(outer: Range, inner: Range): Range {
  return { least: Math.max(outer.least, inner.least), most: Math.min(outer.most, inner.most) };
}
