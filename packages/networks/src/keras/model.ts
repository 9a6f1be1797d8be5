import { z } from 'zod';
import { weightsManifest } from '../tfjs/model.ts';

const pair = z.tuple([z.int().positive(), z.int().positive()]);
const padding = z.enum(['valid', 'same']);
const size = z.int().nonnegative();
/** [[top, bottom], [left, right]]; one number, or one for each direction, where two sides are the same. */
const sides = z.union([
  z.tuple([z.tuple([size, size]), z.tuple([size, size])]),
  z.tuple([size, size]).transform(
    ([y, x]) =>
      [
        [y, y],
        [x, x],
      ] as const,
  ),
  size.transform(
    (all) =>
      [
        [all, all],
        [all, all],
      ] as const,
  ),
]);
const channelsLast = z.literal('channels_last').default('channels_last');

/** What a layer is told, by its class: as far as it is used. */
export const configurations = {
  convolution: z.looseObject({
    strides: pair,
    padding,
    dilation_rate: pair.default([1, 1]),
    data_format: channelsLast,
    activation: z.string(),
    use_bias: z.boolean(),
  }),
  rectification: z.looseObject({
    max_value: z.number().positive().nullish(),
    negative_slope: z.number().default(0),
    threshold: z.literal(0).default(0),
  }),
  zeros: z.looseObject({ padding: sides, data_format: channelsLast }),
  normalisation: z.looseObject({
    axis: z.union([z.int(), z.array(z.int())]),
    epsilon: z.number(),
    scale: z.boolean(),
    center: z.boolean(),
  }),
  activation: z.looseObject({ activation: z.string() }),
  pooling: z.looseObject({ pool_size: pair, strides: pair, padding, data_format: channelsLast }),
  concatenation: z.looseObject({ axis: z.int() }),
  matrix: z.looseObject({ activation: z.string(), use_bias: z.boolean() }),
  input: z.looseObject({ batch_input_shape: z.array(z.int().nullable()) }),
} as const;

const layer = z.looseObject({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.looseObject({ name: z.string() }),
  inbound_nodes: z.array(z.array(z.tuple([z.string(), z.int(), z.int()], z.unknown()))).default([]),
});

export type KerasLayer = z.infer<typeof layer>;

/** The `model.json` of a Keras model that was converted layer by layer: a graph of named layers. */
export const layersModel = z.looseObject({
  modelTopology: z.looseObject({
    model_config: z.looseObject({ config: z.looseObject({ layers: z.array(layer).min(1) }) }),
  }),
  weightsManifest,
});
