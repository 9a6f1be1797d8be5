import type { Layer, Operation, Shape } from '../graph/graph.ts';
import { ShapeError, shapeOf } from '../graph/shapes.ts';
import { networkError } from '../network-error.ts';
import { HWC_TO_CHW } from '../tfjs/layout.ts';
import { isFloat32, type TfliteConstant, typeName } from './constants.ts';
import type { TfliteOperator, TfliteTensor } from './model.ts';
import { type FlatTable, FORMAT } from './table.ts';

/** What an operator of the file may read of the graph so far, and how it adds to it. */
export interface TfliteReading {
  readonly operator: string;
  readonly version: number;
  readonly options: FlatTable;
  readonly customOptions: Uint8Array;
  /** Names of the layers or constants that it reads. */
  readonly inputs: readonly string[];
  /** Whether the file has this input. */
  has(input: number): boolean;
  /** The shape of a layer that is read, channels first and without the batch. */
  shape(input: number): Shape;
  isConstant(input: number): boolean;
  constant(input: number): TfliteConstant;
  /** The shape that the file gives its output, in the file's own order and without the batch. */
  readonly outputShape: Shape;
  /** Adds a layer behind the given ones and returns its name: the output's own, with the suffix where there is one. */
  add(operation: Operation, from: readonly string[], suffix?: string): string;
  /** Makes the output a constant of the file. */
  keep(constant: TfliteConstant): void;
  fail(message: string): never;
  unsupported(message: string): never;
}

/** What has been read of a file so far. */
export interface ReadSoFar {
  readonly tensors: readonly TfliteTensor[];
  /** Shapes of layers by name, channels first. */
  readonly shapes: Map<string, Shape>;
  readonly layers: Layer[];
  /** The values of a constant by the number of its tensor, or nothing where it is computed. */
  constant(tensor: number): TfliteConstant | undefined;
  keep(tensor: number, constant: TfliteConstant): void;
}

/** The reading of one operator: what it adds stands behind the layers so far. */
export function readingOf(operator: TfliteOperator, so: ReadSoFar): TfliteReading {
  const { inputs, outputs, place } = operator;
  const fail = (message: string): never => {
    throw networkError('bad-network-file', FORMAT, message, place);
  };
  const unsupported = (message: string): never => {
    throw networkError('unsupported-layer', FORMAT, message, place);
  };
  const output = so.tensors[outputs[0]] ?? fail(`the operator ${operator.operator} has no output.`);
  if (outputs.length > 1) unsupported(`the operator ${operator.operator} has ${outputs.length} outputs.`);
  const names = inputs.map((input) => so.tensors[input]?.name ?? '');
  const constant = (i: number): TfliteConstant | undefined =>
    inputs[i] === undefined || inputs[i] < 0 ? undefined : so.constant(inputs[i]);
  const outputShape = output.shape.slice(1);
  return {
    ...operator,
    inputs: names,
    outputShape,
    fail,
    unsupported,
    has: (i) => (inputs[i] ?? -1) >= 0,
    shape: (i) =>
      so.shapes.get(names[i]) ?? fail(`input ${i}, "${names[i] ?? ''}", is not a layer before it.`),
    isConstant: (i) => constant(i) !== undefined,
    constant: (i) => constant(i) ?? fail(`input ${i}, "${names[i] ?? ''}", is not a constant of the file.`),
    keep: (value) => so.keep(outputs[0], value),
    add(operation, from, suffix = '') {
      const layer: Layer = { name: output.name + suffix, inputs: from, operation };
      if (so.shapes.has(layer.name)) fail('two operators have an output of this name.');
      if (!isFloat32(output))
        unsupported(`its values have the type ${typeName(output.type)}, but only FLOAT32 can be read.`);
      const shape = shapeIn(layer, so.shapes, fail);
      const found = inFileOrder(shape);
      if (suffix === '' && !fits(found, outputShape))
        fail(
          `the output has the shape [1, ${found.join(', ')}], but the file states [${output.shape.join(', ')}].`,
        );
      so.shapes.set(layer.name, shape);
      so.layers.push(layer);
      return layer.name;
    },
  };
}

function shapeIn(layer: Layer, shapes: ReadonlyMap<string, Shape>, fail: (message: string) => never): Shape {
  try {
    return shapeOf(layer, shapes);
  } catch (error) {
    if (error instanceof ShapeError) return fail(`${error.reason}.`);
    throw error;
  }
}

/** Whether a shape is what the file says, which may leave sides open. */
function fits(shape: Shape, stated: Shape): boolean {
  return shape.length === stated.length && shape.every((side, i) => stated[i] < 0 || stated[i] === side);
}

/** A map as the file has it, channels last; everything else is the same. */
function inFileOrder(shape: Shape): Shape {
  return shape.length === 3 ? [shape[1], shape[2], shape[0]] : shape;
}

/** A shape of the file as the graph has it. */
export function shapeChannelsFirst(shape: Shape): Shape {
  return shape.length === 3 ? HWC_TO_CHW.map((axis) => shape[axis]) : shape;
}
