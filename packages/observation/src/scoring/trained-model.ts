import { clipParameters, type FittedCell, faceParameters, familyRecord, fusedModality } from '@wince/core';
import { z } from 'zod';

/** Rises when a field changes its meaning or a parameter goes (`tests/forms.test.ts`). Files of other forms are refused. */
export const MODEL_SCHEMA = 3;

/** What a `.wince` file says of itself. */
export const modelManifest = z.object({
  schema: z.literal(MODEL_SCHEMA),
  kind: z.literal('wince model'),
  /** The version of the program that trained it. */
  version: z.string(),
  cell: z.string(),
  /** The label's own word that a decision is for. */
  positive: z.string(),
  negative: z.string(),
  /** The feature families in the order in which their columns are joined, with the cards and hashes of networks. */
  families: z.array(familyRecord).min(1),
  /** The modalities that it fuses, with the names of their families; none where it fuses none. */
  modalities: z.array(fusedModality).default([]),
  /** How the user wrote each family, to compute it again. */
  specifications: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])),
  /** The parameters of the face analyser. */
  face: faceParameters,
  /** What it was trained on: single pictures, or clips, described as `clips` says. Pictures where a file says nothing. */
  rows: z.enum(['pictures', 'clips']).default('pictures'),
  /** How clips become rows. */
  clips: clipParameters.prefault({}),
  /** Seconds: the median length of the clips it was trained on; null for pictures. */
  clip_seconds: z.number().positive().nullable().default(null),
  dataset: z.object({ name: z.string().nullable(), sha256: z.string(), synthetic: z.boolean() }),
  /** Whom it was trained on, so that a withdrawn consent finds it. */
  subjects: z.array(z.string()),
  left_out: z.array(z.string()),
  samples: z.int(),
  seed: z.int(),
  /** SHA-256 of `model.json`. */
  model_sha256: z.string(),
  note: z.string(),
});
/** What a `.wince` file says of itself; see `modelManifest`. */
export type ModelManifest = z.infer<typeof modelManifest>;

/** A trained cell in one file: data alone, nothing in it is executed. */
export interface TrainedModel {
  readonly manifest: ModelManifest;
  readonly fitted: FittedCell;
}
