import type { Layer, Operation, Shape } from '../graph/graph.ts';
import { ShapeError, shapeOf } from '../graph/shapes.ts';
import { type FilePlace, networkError } from '../network-error.ts';
import type { GraphNode } from './model.ts';
import type { Constant } from './weights.ts';

export const FORMAT = 'TensorFlow.js graph model';

/** What an operation of the file may read of the graph so far, and how it adds to it. */
export interface TfjsReading {
  readonly node: GraphNode;
  /** Names of the inputs, without output numbers. */
  readonly inputs: readonly string[];
  /** The shape of a layer that is read, channels first. */
  shape(input: number): Shape;
  isConstant(input: number): boolean;
  constant(input: number): Constant;
  /** Adds a layer behind the given ones and returns its name: the node's own, with the suffix where there is one. */
  add(operation: Operation, from: readonly string[], suffix?: string): string;
  fail(message: string): never;
  unsupported(message: string): never;
}

/** The reading of one node: what it adds stands behind the layers so far. */
export function readingOf(
  node: GraphNode,
  place: FilePlace,
  constants: ReadonlyMap<string, Constant>,
  shapes: Map<string, Shape>,
  layers: Layer[],
): TfjsReading {
  const fail = (message: string): never => {
    throw networkError('bad-network-file', FORMAT, message, place);
  };
  const unsupported = (message: string): never => {
    throw networkError('unsupported-layer', FORMAT, message, place);
  };
  const inputs = node.input.filter((name) => !name.startsWith('^')).map((name) => name.replace(/:0$/, ''));
  return {
    node,
    inputs,
    fail,
    unsupported,
    shape: (i) =>
      shapes.get(inputs[i]) ?? fail(`input ${i}, "${inputs[i]}", is not a layer before this node.`),
    isConstant: (i) => constants.has(inputs[i]),
    constant: (i) =>
      constants.get(inputs[i]) ?? fail(`input ${i}, "${inputs[i]}", is not a constant of the file.`),
    add(operation, from, suffix = '') {
      const layer: Layer = { name: node.name + suffix, inputs: from, operation };
      if (shapes.has(layer.name)) fail('two nodes have this name.');
      try {
        shapes.set(layer.name, shapeOf(layer, shapes));
      } catch (error) {
        if (error instanceof ShapeError) fail(`${error.reason}.`);
        throw error;
      }
      layers.push(layer);
      return layer.name;
    },
  };
}
