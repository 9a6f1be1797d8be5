import { z } from 'zod';

const integer = z.union([z.number(), z.string()]).transform(Number).pipe(z.int());

const attributeValue = z.looseObject({
  s: z.string().optional(),
  i: integer.optional(),
  f: z.number().optional(),
  b: z.boolean().optional(),
  shape: z.looseObject({ dim: z.array(z.looseObject({ size: integer })).optional() }).optional(),
  list: z.looseObject({ i: z.array(integer).optional(), s: z.array(z.string()).optional() }).optional(),
});

const node = z.looseObject({
  name: z.string().min(1),
  op: z.string().min(1),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attributeValue).default({}),
});

/** How one tensor stands in the binary shards. */
export const weightEntry = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.string(),
  quantization: z
    .looseObject({ dtype: z.string(), min: z.number().optional(), scale: z.number().optional() })
    .optional(),
});

export const weightsManifest = z.array(
  z.looseObject({ paths: z.array(z.string()), weights: z.array(weightEntry) }),
);

/** The `model.json` of a TensorFlow.js graph model, as far as it is used. */
export const graphModel = z.looseObject({
  modelTopology: z.looseObject({ node: z.array(node).min(1) }),
  weightsManifest,
});

export type GraphModel = z.infer<typeof graphModel>;
export type GraphNode = z.infer<typeof node>;
export type WeightEntry = z.infer<typeof weightEntry>;
