import { WinceError } from '../errors.ts';
import { bandOf } from '../scales/bands.ts';
import { scales } from '../scales/catalogue.ts';
import type { BandLabel } from '../scales/scale.ts';
import type { DatasetDescription } from './description.ts';
import type { Sample } from './sample.ts';

/** What a data set is, as far as labels are concerned: its description and its rows. */
export interface LabelledSamples {
  readonly description: DatasetDescription;
  readonly samples: readonly Sample[];
}

/** The label of a row, and where labels come from a scale, what it was made of. */
export interface SampleLabel {
  /** A label of `dataset.csv`, or the label of the band; empty where the score is missing. */
  readonly label: string;
  /** The score of the scale; null where labels do not come from one, or the field is empty. */
  readonly score: number | null;
  readonly band: BandLabel | null;
}

/** Fields that say that there is no score. */
const MISSING = new Set(['', 'na', 'n/a', 'nan', '-']);

/** The column that holds the scores, or null where labels do not come from a scale. */
export function scoreColumn({ labels }: DatasetDescription): string | null {
  return labels.from === 'scale' ? (labels.column ?? labels.scale ?? null) : null;
}

/**
 * The label of a row: what its `label` says, or the band of its score where `dataset.yaml` takes labels from a scale.
 *
 * @param where how messages name the row
 * @throws WinceError `bad-score`, `score-out-of-range`, `score-not-whole`, naming the line
 */
export function labelOf(
  description: DatasetDescription,
  sample: Sample,
  where = `Line ${sample.line} of the data set`,
): SampleLabel {
  const column = scoreColumn(description);
  if (column === null) return { label: sample.label, score: null, band: null };
  const text = (sample.columns[column] ?? '').trim();
  if (MISSING.has(text.toLowerCase())) return { label: '', score: null, band: null };
  const score = Number(text);
  if (!Number.isFinite(score)) {
    throw new WinceError('bad-score', `${where} has "${text}" in its column "${column}".`, {
      hint: `Write a number there, or leave the field empty where ${sample.path} was not scored.`,
    });
  }
  try {
    const { label } = bandOf(scales.get(description.labels.scale ?? ''), score, {
      bands: description.labels.bands,
    });
    return { label, score, band: label };
  } catch (cause) {
    if (!(cause instanceof WinceError)) throw cause;
    const message = `${where} (${sample.path}): ${cause.message}`;
    throw new WinceError(cause.code, message, { hint: cause.hint, cause });
  }
}

/** Whether a row is a reference row: by its `role`, or by its period where `dataset.yaml` names that as reference. */
export function isReference({ reference }: DatasetDescription, sample: Sample): boolean {
  return sample.role === 'reference' || (sample.period !== null && reference.periods.includes(sample.period));
}

/** How many rows each label has, reference rows aside, most frequent first. Rows without a score are not counted. */
export function countLabels({ description, samples }: LabelledSamples): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const sample of samples) {
    if (isReference(description, sample)) continue;
    const { label } = labelOf(description, sample);
    if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
