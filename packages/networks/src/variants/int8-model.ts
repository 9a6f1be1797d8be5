import { WinceError } from '@wince/core';
import { readsOf } from '../onnx/live-nodes.ts';
import type { OnnxAttribute, OnnxModel, OnnxNode } from '../onnx/model.ts';
import { ELEMENT } from '../onnx/schema.ts';
import type { RawTensor } from '../onnx/tensor-values.ts';
import {
  type Chain,
  chainBehind,
  floatAttribute,
  type Limited,
  limitsBehind,
  type Surroundings,
} from './chains.ts';
import type { LayerStatistics } from './layer-statistics.ts';
import { opsetOfBytes, otherOpsets } from './opsets.ts';
import { type OutputWeights, quantiseWeights, type Range, type Steps, stepsOf } from './quantisation.ts';
import { floatsOf, withConstantsAsWeights } from './weight-tensors.ts';

/** What is needed beside the network. */
export interface Int8Request {
  /** All weights at hand, nodes in order. */
  readonly model: OnnxModel;
  /** What goes into the network, and between what its values lie. */
  readonly input: { readonly name: string; readonly range: Range };
  /** What the values of tensors are like, as far as it is known. */
  readonly statistics: ReadonlyMap<string, LayerStatistics>;
  /** The tensors that shall be readable. */
  readonly nodes: readonly string[];
}

/** A network of 8 bits. */
export interface Int8Network {
  readonly model: OnnxModel;
  /** The asked tensors that it has not: they became part of what follows them. */
  readonly joined: readonly string[];
}

/** The operators of ONNX Runtime's own that are used: sums and matrices of bytes. */
const OWN_DOMAIN = 'com.microsoft';
/** They move or choose values, which have the same steps before and behind. */
const MOVING = new Set(['Identity', 'Flatten', 'Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'MaxPool']);
/** The first set of operators in which the maximum of a window takes bytes. */
const OPSET_OF_BYTES = 12;

/**
 * The same network with convolutions and matrices in 8 bits: weights of whole numbers with a scale for each output, activations of bytes with a range for
 * each tensor. It is written in operators that compute with bytes (QLinearConv, QGemm, QLinearAdd), so that what a layer gives does not depend on which other
 * layers are read. Scales, offsets and limits behind a convolution become part of it; a tensor in front of a limit is computed once more where it is
 * asked for. All other layers stay float32.
 *
 * @throws WinceError `variant-refused` where no layer can be computed in 8 bits
 */
export function int8Model({ model: given, input, statistics, nodes }: Int8Request): Int8Network {
  const model = withConstantsAsWeights(given);
  const known = new Map([...statistics, [input.name, { range: input.range, means: new Float64Array() }]]);
  const writer = new Int8Writer(model, known, new Set(nodes));
  writer.floats.add(input.name);
  for (const node of model.graph.node) writer.write(node);
  if (writer.quantised === 0)
    throw new WinceError(
      'variant-refused',
      'The network has no convolution and no matrix with weights of float32.',
      {
        hint: 'Use the network as it is, or ask for float16.',
      },
    );
  const joined = nodes.filter((name) => !writer.has(name));
  for (const name of nodes) if (writer.has(name)) writer.float(name);
  return { model: writer.finished(model), joined };
}

/** Writes the nodes of a network one after the other: holds what was written. */
class Int8Writer {
  /** Tensors that are there as float32. */
  readonly floats = new Set<string>();
  quantised = 0;
  private readonly nodes: OnnxNode[] = [];
  private readonly tensors: RawTensor[] = [];
  private readonly parts: Surroundings;
  private readonly opset: number;
  /** Tensors that are there as bytes. */
  private readonly bytes = new Map<string, Steps>();
  private readonly done = new Set<OnnxNode>();
  private readonly statistics: ReadonlyMap<string, LayerStatistics>;
  private readonly asked: ReadonlySet<string>;

  constructor(
    model: OnnxModel,
    statistics: ReadonlyMap<string, LayerStatistics>,
    asked: ReadonlySet<string>,
  ) {
    this.statistics = statistics;
    this.asked = asked;
    const readers = new Map<string, OnnxNode[]>();
    for (const node of model.graph.node)
      for (const name of readsOf(node)) readers.set(name, [...(readers.get(name) ?? []), node]);
    this.parts = {
      weights: new Map(model.graph.initializer.map((tensor) => [tensor.name, tensor])),
      readers,
    };
    this.opset = opsetOfBytes(model);
  }

  has(name: string): boolean {
    return this.floats.has(name) || this.bytes.has(name);
  }

  write(node: OnnxNode): void {
    if (this.done.has(node)) return;
    if (node.opType === 'Conv' && this.convolution(node)) return;
    if (node.opType === 'Gemm' && this.matrix(node)) return;
    if ((node.opType === 'Add' || node.opType === 'Sum') && this.sum(node)) return;
    if (this.move(node)) return;
    for (const name of readsOf(node)) if (this.has(name)) this.float(name);
    this.nodes.push(node);
    for (const name of node.output) this.floats.add(name);
  }

  /** Makes a tensor that is there readable as float32. */
  float(name: string): void {
    const steps = this.bytes.get(name);
    if (this.floats.has(name) || !steps) return;
    const node = plain('DequantizeLinear', [bytesOf(name), ...this.stepNames(name, steps)], name);
    // A node that moves values keeps its own name, which often is that of its output.
    this.nodes.push({ ...node, name: `${name}#float` });
    this.floats.add(name);
  }

  finished(model: OnnxModel): OnnxModel {
    const read = new Set(this.nodes.flatMap(readsOf));
    const own = model.graph.initializer.filter(({ name }) => read.has(name));
    return {
      ...model,
      ...{
        opsetImport: [
          { domain: '', version: this.opset },
          ...otherOpsets(model),
          { domain: OWN_DOMAIN, version: 1 },
        ],
      },
      graph: { ...model.graph, node: this.nodes, initializer: [...own, ...this.tensors] },
    };
  }

  private convolution(node: OnnxNode): boolean {
    const [from, weightName, biasName] = node.input;
    const weights = this.weightsOf(weightName, biasName);
    const { dims = [] } = this.parts.weights.get(weightName) ?? {};
    if (!weights || dims.length !== 4 || !this.canBeBytes(from)) return false;
    const chain = chainBehind(node, weights, this.parts);
    if (!this.isKnown(chain)) return false;
    const steps = this.byteSteps(from);
    const names = this.weightNames(node.output[0], chain.weights, { from, scale: steps.scale });
    this.chain(chain, (name, own) => {
      const input = [bytesOf(from), ...this.stepNames(from, steps), ...names.slice(0, 3), ...own, names[3]];
      return { ...node, name: bytesOf(name), opType: 'QLinearConv', input, output: [bytesOf(name)] };
    });
    return true;
  }

  /** A matrix gives float32: its values are few, and so they lose nothing. */
  private matrix(node: OnnxNode): boolean {
    const [from, weightName, biasName] = node.input;
    const { dims = [] } = this.parts.weights.get(weightName) ?? {};
    const isTurned = node.attribute.some(({ name, i }) => name === 'transB' && Number(i.toString()) === 1);
    const isPlain =
      !node.attribute.some(({ name, i }) => name === 'transA' && Number(i.toString()) === 1) &&
      (floatAttribute(node.attribute, 'alpha') ?? 1) === 1 &&
      (floatAttribute(node.attribute, 'beta') ?? 1) === 1;
    if (!isPlain || dims.length !== 2 || !this.canBeBytes(from)) return false;
    const weights = this.weightsOf(weightName, biasName, isTurned ? undefined : dims);
    if (!weights) return false;
    const steps = this.byteSteps(from);
    const [output] = node.output;
    const names = this.weightNames(output, weights, { from, scale: steps.scale });
    const input = [bytesOf(from), ...this.stepNames(from, steps), ...names];
    const attribute = [whole('transB', 1)];
    this.nodes.push({ ...plain('QGemm', input, output), domain: OWN_DOMAIN, attribute });
    this.floats.add(output);
    this.quantised++;
    return true;
  }

  private sum(node: OnnxNode): boolean {
    const [first, second] = node.input;
    if (node.input.length !== 2 || !this.bytes.has(first) || !this.bytes.has(second)) return false;
    const chain = limitsBehind(node, this.parts);
    if (!this.isKnown(chain)) return false;
    const [a, b] = [first, second].map((name) => [
      bytesOf(name),
      ...this.stepNames(name, this.byteSteps(name)),
    ]);
    this.chain(chain, (name, own) => ({
      ...plain('QLinearAdd', [...a, ...b, ...own], bytesOf(name)),
      domain: OWN_DOMAIN,
    }));
    return true;
  }

  private move(node: OnnxNode): boolean {
    const [from] = node.input;
    const steps = this.bytes.get(from);
    const isRoom = node.opType !== 'MaxPool' || this.opset >= OPSET_OF_BYTES;
    if (!steps || !MOVING.has(node.opType) || node.output.length !== 1 || !isRoom) return false;
    const [output] = node.output;
    this.nodes.push({ ...node, input: [bytesOf(from), ...node.input.slice(1)], output: [bytesOf(output)] });
    this.bytes.set(output, steps);
    return true;
  }

  /** The last tensor of a chain, and those before it that are asked for. */
  private chain(
    { before, last, joined }: Omit<Chain, 'weights'>,
    nodeOf: (name: string, steps: readonly string[]) => OnnxNode,
  ): void {
    for (const each of [...before.filter(({ name }) => this.asked.has(name)), last]) {
      const steps = stepsOf(limited(this.statistics.get(each.name)?.range, each));
      this.bytes.set(each.name, steps);
      this.nodes.push(nodeOf(each.name, this.stepNames(each.name, steps)));
    }
    for (const node of joined) this.done.add(node);
    this.quantised++;
  }

  private isKnown({ before, last }: Pick<Chain, 'before' | 'last'>): boolean {
    return [...before, last].every(({ name }) => this.statistics.has(name));
  }

  private canBeBytes(name: string): boolean {
    return this.bytes.has(name) || (this.floats.has(name) && this.statistics.has(name));
  }

  /** The steps of a tensor as bytes, which it becomes where it is not yet. */
  private byteSteps(name: string): Steps {
    const known = this.bytes.get(name);
    if (known) return known;
    const range = this.statistics.get(name)?.range;
    if (!range) throw new Error(`the range of ${name} is not known`);
    const steps = stepsOf(range);
    this.bytes.set(name, steps);
    this.nodes.push(plain('QuantizeLinear', [name, ...this.stepNames(name, steps)], bytesOf(name)));
    return steps;
  }

  /** Weights with the outputs first. @param turned the dimensions of a matrix that has its outputs last */
  private weightsOf(name: string, biasName = '', turned?: readonly number[]): OutputWeights | undefined {
    const tensor = this.parts.weights.get(name);
    const own = tensor && floatsOf(tensor);
    if (!tensor || !own) return undefined;
    const values = turned ? transposed(own, turned) : own;
    const dims = turned ? [turned[1], turned[0]] : tensor.dims;
    const [outputs] = dims;
    if (biasName === '') return { values, dims, bias: new Float32Array(outputs) };
    const biasTensor = this.parts.weights.get(biasName);
    const bias = biasTensor && floatsOf(biasTensor);
    return bias?.length === outputs ? { values, dims, bias } : undefined;
  }

  /** Writes weights: their names, with those of their scales, zeros and biases. */
  private weightNames(
    owner: string,
    weights: OutputWeights,
    { from, scale }: { readonly from: string; readonly scale: number },
  ): readonly string[] {
    const { values, scales, bias } = quantiseWeights(weights, scale, this.statistics.get(from)?.means);
    const { dims } = weights;
    const outputs = scales.length;
    const zeros = new Int8Array(outputs);
    const written = [
      { name: `${owner}#int8`, dims, dataType: ELEMENT.int8, rawData: raw(values) },
      { name: `${owner}#scales`, dims: [outputs], dataType: ELEMENT.float32, rawData: raw(scales) },
      { name: `${owner}#zeros`, dims: [outputs], dataType: ELEMENT.int8, rawData: raw(zeros) },
      { name: `${owner}#int32`, dims: [outputs], dataType: ELEMENT.int32, rawData: raw(bias) },
    ];
    this.tensors.push(...written);
    return written.map(({ name }) => name);
  }

  private stepNames(owner: string, { scale, zero }: Steps): readonly string[] {
    const [scaleName, zeroName] = [`${owner}#step`, `${owner}#zero`];
    if (!this.tensors.some(({ name }) => name === scaleName)) {
      this.tensors.push(
        { name: scaleName, dims: [], dataType: ELEMENT.float32, rawData: raw(Float32Array.of(scale)) },
        { name: zeroName, dims: [], dataType: ELEMENT.uint8, rawData: Uint8Array.of(zero) },
      );
    }
    return [scaleName, zeroName];
  }
}

function bytesOf(name: string): string {
  return `${name}#uint8`;
}

function plain(opType: string, input: readonly string[], output: string): OnnxNode {
  return { name: output, opType, input, output: [output], attribute: [] };
}

function whole(name: string, i: number): OnnxAttribute {
  return { name, i, ints: [], tensors: [], graphs: [], ...{ type: 2 } };
}

function limited(range: Range | undefined, { limits }: Limited): Range {
  if (!range) throw new Error('a range is missing');
  return { least: Math.max(range.least, limits.least), most: Math.min(range.most, limits.most) };
}

function raw({ buffer, byteOffset, byteLength }: Int8Array | Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function transposed(values: Float32Array, [rows, columns]: readonly number[]): Float32Array {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c];
  return out;
}
