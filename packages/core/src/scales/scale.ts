import { z } from 'zod';
import type { CatalogueEntry } from '../catalogue.ts';

/** What an item looks at. Feature families are held against these to find incorporation bias. */
export const modalities = [
  'face',
  'cry',
  'breathing',
  'movement',
  'tone',
  'state',
  'heart-rate',
  'blood-pressure',
  'saturation',
  'oxygen',
  'sleep',
  'consolability',
  'contact',
  'gestational-age',
] as const;
/** What an item of a scale looks at. */
export type Modality = (typeof modalities)[number];

/** Where a number comes from. `via` names the text in which it was read where that was not the original. */
const sourceSchema = z.strictObject({
  citation: z.string().min(1),
  doi: z
    .string()
    .regex(/^10\.\d{4,9}\/\S+$/)
    .optional(),
  via: z.string().min(1).optional(),
});
/** Where a number of a scale comes from. */
export type ScaleSource = z.infer<typeof sourceSchema>;

/** How a measured quantity becomes points: one point for each threshold that it has reached. */
const stepsSchema = z.strictObject({
  quantity: z.string().min(1),
  unit: z.string().min(1),
  /** `at-least`: a threshold is reached at or above it; `below`: under it. */
  reached: z.enum(['at-least', 'below']),
  thresholds: z.array(z.number()).min(1),
  source: sourceSchema,
});
/** How a measured quantity becomes the points of an item. */
export type ItemSteps = z.infer<typeof stepsSchema>;

const itemSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/),
  title: z.string().min(1),
  /** Fewest and most points. */
  range: z.tuple([z.int(), z.int()]),
  modalities: z.array(z.enum(modalities)).min(1),
  steps: stepsSchema.optional(),
});
/** An item of a scale: its points, and what it looks at. */
export type ScaleItem = z.infer<typeof itemSchema>;

/**
 * What a band says of a neonate, as a label. `not-assessable` is the end of a scale that speaks of sedation:
 * a low score there is not absence of pain, and such rows are never a negative.
 */
export const bandLabels = ['no-pain', 'middle', 'pain', 'not-assessable'] as const;
/** What a band says of a neonate. */
export type BandLabel = (typeof bandLabels)[number];

/** Whole scores from `from` to `to`, both included. */
export const bandSchema = z.strictObject({
  label: z.enum(bandLabels),
  from: z.int(),
  to: z.int(),
  title: z.string().min(1).optional(),
});
/** A band of the scores of a scale. */
export type Band = z.infer<typeof bandSchema>;

const bandingSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string().min(1),
  bands: z.array(bandSchema).min(2),
  source: sourceSchema,
});
/** A way to cut the scores of a scale into bands, with its source. */
export type Banding = z.infer<typeof bandingSchema>;

export const scaleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/),
  version: z.int().positive(),
  title: z.string().min(1),
  /** What it was made for: acute or prolonged pain, which ages. */
  purpose: z.string().min(1),
  items: z.array(itemSchema).min(1),
  /** Least and largest sum. */
  range: z.tuple([z.int(), z.int()]),
  /** Ways to cut the sum into bands; the first is the default. */
  bandings: z.array(bandingSchema).min(1),
  source: sourceSchema,
  /** LOINC panel code where one was found. */
  loinc: z.string().optional(),
  /** What a reader must know before the numbers are used. */
  notes: z.array(z.string().min(1)),
});

/** An observational pain scale as data: items, ranges, bands, sources. The wording of the items is our own. */
export type Scale = CatalogueEntry & z.infer<typeof scaleSchema>;

/** Declares a scale: fixes its type, nothing else. */
export function defineScale(scale: Scale): Scale {
  return scale;
}
