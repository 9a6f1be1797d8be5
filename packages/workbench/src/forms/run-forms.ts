import { z } from 'zod';
import { placeName, sampleId } from './forms.ts';

/** Whether names of subjects, files and raters stand in what somebody takes along, or keyed hashes of them. */
export const givenNames = z.enum(['kept', 'hashed']).default('kept');
/** How a report that somebody takes along shows faces. */
export const givenFaces = z.enum(['kept', 'landmarks', 'blurred', 'none']).default('kept');

/** What a run would do and cost, before it starts. */
export const runPlan = z.object({
  task: z.string(),
  rows: z.int(),
  left_out: z.int(),
  subjects: z.int(),
  cells: z.array(z.string()),
  families: z.array(z.object({ name: z.string(), columns: z.int() })),
  folds: z.int(),
  /** Files that are looked at, where none was looked at before. */
  recordings: z.int(),
  /** Cells times folds. */
  fits: z.int(),
});
/** What a run would do and cost. */
export type RunPlan = z.infer<typeof runPlan>;

/** The difference of a metric between two cells: the first less the second. */
const difference = z.object({
  first: z.number().nullable(),
  second: z.number().nullable(),
  difference: z.number().nullable(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  p_exchange: z.number().nullable(),
});
/** Two runs side by side. */
export const comparedRuns = z.object({
  differences: z.array(
    z.object({
      what: z.string(),
      name: z.string(),
      first: z.string().nullable(),
      second: z.string().nullable(),
    }),
  ),
  rows: z.object({ common: z.int(), only_first: z.int(), only_second: z.int(), other_label: z.int() }),
  cells: z.array(
    z.object({
      first: z.string(),
      second: z.string(),
      rows: z.int(),
      subjects: z.int(),
      accuracy: difference,
      auc: difference,
    }),
  ),
  note: z.string(),
  only_first: z.array(z.string()),
  only_second: z.array(z.string()),
});
/** Two runs side by side. */
export type ComparedRuns = z.infer<typeof comparedRuns>;

/** Rows that a cell of a run decided otherwise than they are labelled. */
export const wrongRows = z.object({
  cell: z.string(),
  /** Rows that the cell scored, and how many of them are wrong. */
  rows: z.int(),
  wrong: z.int(),
  /** The data set, by its place in the project; null where it is outside. */
  dataset: z.string().nullable(),
  list: z.array(
    z.object({
      sample: sampleId,
      subject: z.string(),
      truth: z.string(),
      decision: z.string(),
      score: z.number(),
      threshold: z.number(),
      fold: z.string(),
    }),
  ),
});
/** Rows that a cell of a run decided otherwise than they are labelled. */
export type WrongRows = z.infer<typeof wrongRows>;

/** The cell of a run that becomes a model: it is fitted on all subjects of the run. */
export const newModel = z.strictObject({ run: placeName, cell: z.string().min(1).max(500) });
