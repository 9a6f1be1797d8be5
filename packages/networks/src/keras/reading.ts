import { z } from 'zod';
import type { Layer, Operation, Shape } from '../graph/graph.ts';
import { ShapeError, shapeOf } from '../graph/shapes.ts';
import { networkError } from '../network-error.ts';
import type { Constant } from '../tfjs/weights.ts';
import type { Step } from './flatten.ts';
import { FORMAT, type KerasLayer } from './model.ts';

/** What a layer may read of the model so far, and how it adds to it. */
export interface KerasReading {
  readonly layer: KerasLayer;
  readonly inputs: readonly string[];
  /** The shape that it reads, channels first. */
  readonly shape: Shape;
  /** Its configuration, checked. */
  config<Config>(schema: z.ZodType<Config>): Config;
  weight(name: string): Constant;
  add(operation: Operation, suffix?: string, from?: readonly string[]): string;
  fail(message: string): never;
  unsupported(message: string): never;
}

/** The reading of one layer: what it adds stands behind the layers so far. */
export function readingOf(
  { layer, name, models, inputs, place }: Step,
  weights: ReadonlyMap<string, Constant>,
  shapes: Map<string, Shape>,
  layers: Layer[],
): KerasReading {
  const fail = (message: string): never => {
    throw networkError('bad-network-file', FORMAT, message, place);
  };
  const unsupported = (message: string): never => {
    throw networkError('unsupported-layer', FORMAT, message, place);
  };
  return {
    layer,
    inputs,
    fail,
    unsupported,
    shape:
      shapes.get(inputs[0]) ?? fail(`the layer reads "${inputs[0]}", but no layer before it writes that.`),
    config(schema) {
      const parsed = schema.safeParse(layer.config);
      return parsed.success
        ? parsed.data
        : fail(`the configuration of the layer is wrong: ${z.prettifyError(parsed.error)}.`);
    },
    weight: (weight) =>
      weightOf(weights, models, `${layer.config.name}/${weight}`) ??
      fail(`the layer has no weights "${weight}".`),
    add(operation, suffix = '', from = inputs) {
      const added: Layer = { name: name + suffix, inputs: from, operation };
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

/** Weights by the name of their layer. Some files have the names of models before it, where two models have such a layer. */
function weightOf(
  weights: ReadonlyMap<string, Constant>,
  models: readonly string[],
  name: string,
): Constant | undefined {
  for (let from = 0; from <= models.length; from++) {
    const found = weights.get([...models.slice(from), name].join('/'));
    if (found) return found;
  }
  const longer = [...weights.keys()].filter((each) => each.endsWith(`/${name}`));
  return longer.length === 1 ? weights.get(longer[0]) : undefined;
}
