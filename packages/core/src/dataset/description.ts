import { z } from 'zod';
import { WinceError } from '../errors.ts';
import { parseGiven } from '../parameters.ts';
import { bandsOf } from '../scales/bands.ts';
import { scales } from '../scales/catalogue.ts';
import { bandSchema } from '../scales/scale.ts';

/** The schema version that this program writes. */
export const DATASET_SCHEMA = 1;

const word = z.string().min(1);
/** One label, or several. */
const labelList = z.union([word.transform((label) => [label]), z.array(word).min(1)]);

const labels = z.strictObject({
  /** What decided the label: the stimulus (a heel lance, rest), a scale, or the judgement of raters. Nothing is assumed. */
  from: z.enum(['stimulus', 'scale', 'rater', 'not stated']).default('not stated'),
  /** The scale, where labels come from one. */
  scale: word.optional(),
  /** The column of `dataset.csv` with its score; the name of the scale where it is not named. */
  column: word.optional(),
  /** One of the scale's bandings, or bands of the user's own. */
  bands: z.union([word, z.array(bandSchema).min(2)]).optional(),
  /** Who rated: roles and how many, no names. */
  raters: z.union([word, z.array(word)]).optional(),
  /** What the raters did not know: the stimulus, the period, each other's scores. */
  blind_to: z.array(word).default([]),
});

const task = z.strictObject({ positive: labelList, negative: labelList });

const reference = z.strictObject({
  /** Rows of these periods are reference rows, as if their `role` said so. */
  periods: z.array(word).default([]),
  notes: z.string().optional(),
});

/** `dataset.yaml`: what the rows of `dataset.csv` are. Unknown keys are errors. */
export const datasetDescription = z.strictObject({
  schema: z.int().positive().default(DATASET_SCHEMA),
  name: word.optional(),
  /** Where the recordings lie, where that is not beside this file: absolute, or relative to it. */
  folder: word.optional(),
  /** The label, or labels, of pain where no task is named. */
  positive: labelList.optional(),
  /** Labels that no task uses: they are listed, never trained on or scored. */
  left_out: z.array(word).default([]),
  source: z.string().optional(),
  licence: z.string().optional(),
  /** True for recordings that a program drew: every number that is made from them then says so. */
  synthetic: z.boolean().default(false),
  labels: labels.default({ from: 'not stated', blind_to: [] }),
  /** Different problems over the same rows, by name: pain against rest, pain against every other state. */
  tasks: z.record(word, task).default({}),
  reference: reference.default({ periods: [] }),
  notes: z.string().optional(),
});

/** What `dataset.yaml` says of a data set, with its defaults filled in. */
export type DatasetDescription = z.infer<typeof datasetDescription>;

/** A data set without a `dataset.yaml`: nothing is stated about its labels, no positive one is named. */
export function defaultDescription(): DatasetDescription {
  return datasetDescription.parse({});
}

/**
 * Reads what `dataset.yaml` holds.
 *
 * @param value the parsed YAML
 * @param file how messages name the file
 * @throws WinceError `bad-description` that names the key, with the nearest known one for an unknown key;
 *   `newer-schema`; `unknown-scale`, `unknown-bands`, `bad-bands`
 */
export function parseDescription(value: unknown, file: string): DatasetDescription {
  const given = value ?? {};
  refuseNewerSchema(given, file);
  const description = parseGiven(datasetDescription, given, {
    code: 'bad-description',
    where: file,
    hint: 'docs/guide/datasets.md shows each.',
  });
  checkLabels(description, file);
  checkTasks(description, file);
  return description;
}

function refuseNewerSchema(value: unknown, file: string): void {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return;
  if (typeof value.schema === 'number' && value.schema > DATASET_SCHEMA) {
    throw new WinceError(
      'newer-schema',
      `${file} has the schema ${value.schema}, but this program reads the schema ${DATASET_SCHEMA}.`,
      {
        hint: 'Use the version of wince that wrote it, or a newer one.',
      },
    );
  }
}

function checkLabels({ labels: { from, scale, column, bands } }: DatasetDescription, file: string): void {
  if (from === 'scale') {
    if (scale === undefined) {
      throw new WinceError(
        'bad-description',
        `${file} takes labels from a scale, but "labels.scale" is missing.`,
        {
          hint: `The known scales are: ${scales.ids.join(', ')}.`,
        },
      );
    }
    bandsOf(scales.get(scale), bands);
    return;
  }
  const [key] = Object.entries({ scale, column, bands }).find(([, value]) => value !== undefined) ?? [];
  if (key !== undefined) {
    throw new WinceError(
      'bad-description',
      `${file} has "labels.${key}", but ${from === 'not stated' ? 'it does not state that labels come from a scale' : `labels come from the ${from}`}.`,
      {
        hint: 'Write "from: scale" under "labels", or remove the key.',
      },
    );
  }
}

function checkTasks({ tasks, left_out }: DatasetDescription, file: string): void {
  for (const [name, { positive, negative }] of Object.entries(tasks)) {
    const both = positive.find((label) => negative.includes(label));
    if (both !== undefined) {
      throw new WinceError(
        'bad-description',
        `${file}: the task "${name}" has "${both}" as positive and as negative.`,
        {
          hint: 'Give each label on one side only.',
        },
      );
    }
    const out = [...positive, ...negative].find((label) => left_out.includes(label));
    if (out !== undefined) {
      throw new WinceError(
        'bad-description',
        `${file}: the task "${name}" uses "${out}", which "left_out" lists.`,
        {
          hint: 'Remove it from left_out; a label that a task does not name is left out of that task anyway.',
        },
      );
    }
  }
}
