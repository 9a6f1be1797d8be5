import { z } from 'zod';

/** Families that stand for one source of what is known of a subject: its face, its cry. */
export const fusedModality = z
  .strictObject({
    name: z.string(),
    families: z.array(z.string()).min(1).readonly(),
  })
  .readonly();
/** A modality of a cell; see `fusedModality`. */
export type FusedModality = z.infer<typeof fusedModality>;

/** What becomes of a row that lacks a modality, where scores are fused. */
export const missingModality = z.enum(['left-out', 'imputed']);

/** How much each modality counts in a mean: all alike, by how well it does alone, or as the user says. */
export const modalityWeights = z.union([
  z.enum(['equal', 'skill']),
  z.record(z.string(), z.number().positive()),
]);

/** How scores of modalities become one score. */
export const lateFusion = z
  .strictObject({
    by: z.enum(['mean', 'stack']),
    /** Of a mean; a stack finds its own. */
    weights: modalityWeights.nullable(),
    missing: missingModality,
  })
  .readonly();
/** How scores of modalities become one; see `lateFusion`. */
export type LateFusion = z.infer<typeof lateFusion>;
