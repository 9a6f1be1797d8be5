import { z } from 'zod';
import { weightsManifest } from '../tfjs/model.ts';

export const FORMAT = 'Keras layers model';

const side = z.int().positive();
/** Vertical and horizontal, or one number for both. */
const pair = z.union([z.tuple([side, side]), side.transform((both): [number, number] => [both, both])]);
const padding = z.enum(['valid', 'same']).default('valid');
const activation = z
  .string()
  .nullish()
  .transform((name) => name ?? 'linear');
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
const channelsLast = z.literal('channels_last').nullish();

/** What a layer is told, by its class: as far as it is used. */
export const configurations = {
  convolution: z.looseObject({
    strides: pair.default([1, 1]),
    padding,
    dilation_rate: pair.default([1, 1]),
    data_format: channelsLast,
    activation,
    use_bias: z.boolean().default(true),
  }),
  rectification: z.looseObject({
    max_value: z.number().positive().nullish(),
    negative_slope: z.number().default(0),
    threshold: z.literal(0).default(0),
  }),
  zeros: z.looseObject({ padding: sides, data_format: channelsLast }),
  normalisation: z.looseObject({
    axis: z.union([z.int(), z.array(z.int())]).default(-1),
    epsilon: z.number().default(1e-3),
    scale: z.boolean().default(true),
    center: z.boolean().default(true),
  }),
  activation: z.looseObject({ activation }),
  pooling: z.looseObject({
    pool_size: pair.default([2, 2]),
    // The window's own size where it is left out.
    strides: pair.nullish(),
    padding,
    data_format: channelsLast,
  }),
  map: z.looseObject({ data_format: channelsLast, keepdims: z.boolean().default(false) }),
  flattening: z.looseObject({ data_format: channelsLast }),
  concatenation: z.looseObject({ axis: z.int().default(-1) }),
  matrix: z.looseObject({ activation, use_bias: z.boolean().default(true) }),
  reshaping: z.looseObject({ target_shape: z.array(z.int().min(-1).nullable()).min(1) }),
  permutation: z.looseObject({ dims: z.array(z.int().positive()) }),
  // 0.3 in Keras, and in what TensorFlow.js writes as well.
  leak: z.looseObject({ alpha: z.number().default(0.3), negative_slope: z.number().optional() }),
  curve: z.looseObject({ alpha: z.number().default(1) }),
  axis: z.looseObject({ axis: z.int().default(-1) }),
  rescaling: z.looseObject({ scale: z.number(), offset: z.number().default(0) }),
} as const;

const sizes = z.array(z.int().nullable()).nullish().catch(undefined);

/** Sizes of an input, a null where one is open. Version 3 of Keras has another word for it, and a chain that was built a third. */
export const statedSizes = z.looseObject({
  batch_input_shape: sizes,
  batch_shape: sizes,
  build_input_shape: sizes,
});

const layer = z.looseObject({
  class_name: z.string(),
  name: z.string().optional(),
  // The oldest chains are a list of layers.
  config: z.union([z.looseObject({}), z.array(z.unknown()).transform((layers) => ({ layers }))]),
  inbound_nodes: z.array(z.unknown()).nullish(),
});

/** A layer as it is described, which may be a model of layers of its own. */
export type Described = z.infer<typeof layer>;
export const describedLayer = layer;

/** A layer with the name that its weights have. */
export interface KerasLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string };
}

/** One layer's output: of which layer, of its how manieth use, and which of its outputs. */
export const reference = z.tuple([z.string(), z.int(), z.int()], z.unknown());

/** What a model of named layers says of itself beside them. */
export const functional = z.looseObject({
  input_layers: z.unknown().optional(),
  output_layers: z.unknown().optional(),
});

/**
 * The `model.json` of a Keras model layer by layer. What TensorFlow.js itself saves has the model in `modelTopology`; what was
 * converted from Keras has it in `model_config` there.
 */
export const layersModel = z.looseObject({
  modelTopology: z
    .looseObject({ model_config: z.unknown().optional(), class_name: z.unknown().optional() })
    .refine((topology) => topology.model_config !== undefined || topology.class_name !== undefined, {
      path: ['model_config'],
      error: 'there is neither this nor a class_name with its config',
    }),
  weightsManifest,
});
