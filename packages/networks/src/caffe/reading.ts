import type { Layer, Operation, Shape } from '../graph/graph.ts';
import { ShapeError, shapeOf } from '../graph/shapes.ts';
import { type Blob, blobOf } from './blobs.ts';
import type { CaffeLayer } from './layers.ts';
import { caffeError, type Message, submessage, unknownToCaffe } from './message.ts';

/** What a layer may read of the net so far, and how it adds to it. */
export interface CaffeReading {
  readonly layer: CaffeLayer;
  /** Names of the layers that its bottoms come from. */
  readonly inputs: readonly string[];
  shape(input: number): Shape;
  /** A part of its parameters. */
  part(name: string): Message;
  /** One of its blobs, in the model's file. */
  blob(index: number): Blob;
  readonly blobCount: number;
  add(operation: Operation, suffix?: string, from?: readonly string[]): string;
  fail(message: string): never;
  unsupported(message: string): never;
}

/** The reading of one layer: what it adds stands behind the layers so far. */
export function readingOf(
  layer: CaffeLayer,
  blobs: readonly Message[],
  writers: ReadonlyMap<string, string>,
  shapes: Map<string, Shape>,
  layers: Layer[],
): CaffeReading {
  const place = { ...layer.place, layer: layer.name };
  const fail = (message: string): never => {
    throw caffeError(message, place);
  };
  const inputs = layer.bottoms.map(
    (bottom) =>
      writers.get(bottom) ?? fail(`the layer reads "${bottom}", but no layer before it writes that.`),
  );
  return {
    layer,
    inputs,
    fail,
    unsupported(message) {
      throw unknownToCaffe(message, place);
    },
    shape: (i) => shapes.get(inputs[i]) ?? fail(`the layer needs more than its ${inputs.length} inputs.`),
    part: (name) => submessage(layer.parameters, name),
    blobCount: blobs.length,
    blob: (i) =>
      blobs[i]
        ? blobOf(blobs[i], layer.name)
        : fail(
            `the model has only ${blobs.length} blobs for this layer. Perhaps the weights are of another network.`,
          ),
    add(operation, suffix = '', from = inputs) {
      const added: Layer = { name: layer.name + suffix, inputs: from, operation };
      if (shapes.has(added.name)) fail('two layers have this name.');
      try {
        shapes.set(added.name, shapeOf(added, shapes));
      } catch (error) {
        if (error instanceof ShapeError) fail(`${error.reason}.`);
        throw error;
      }
      layers.push(added);
      return added.name;
    },
  };
}
