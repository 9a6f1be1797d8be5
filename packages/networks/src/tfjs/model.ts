import { z } from 'zod';

const integer = z.union([z.number(), z.string()]).transform(Number).pipe(z.int());

const bytes = z.array(z.int().min(0).max(255)).transform((codes) => btoa(String.fromCharCode(...codes)));
/** A text in base64; some programs write its bytes, in a list or by their numbers. */
const text = z.union([
  z.string(),
  bytes,
  z.record(z.string().regex(/^\d+$/), z.unknown()).transform(Object.values).pipe(bytes),
]);

const attributeValue = z.looseObject({
  s: text.optional(),
  i: integer.optional(),
  f: z.number().optional(),
  b: z.boolean().optional(),
  shape: z.looseObject({ dim: z.array(z.looseObject({ size: integer })).optional() }).optional(),
  list: z.looseObject({ i: z.array(integer).optional(), s: z.array(text).optional() }).optional(),
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
