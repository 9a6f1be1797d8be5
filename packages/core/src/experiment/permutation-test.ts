import { z } from 'zod';
import type { ExchangeUnits } from '../evaluation/inference/permutation.ts';
import { permutationP } from '../evaluation/inference/permutation.ts';
import { howMany } from '../how-many.ts';
import { quantile } from '../numbers/quantile.ts';

/** The metrics that a run is tested by against chance. */
export const permutedMetrics = ['auc', 'accuracy', 'balanced_accuracy'] as const;
/** The name of a metric that is tested against chance. */
export type PermutedMetric = (typeof permutedMetrics)[number];

const tested = z.object({
  observed: z.number(),
  /** How many permutations were at least as good. */
  b: z.int(),
  /** (b + 1) / (m + 1). */
  p: z.number(),
  /** The mean over the permutations, and the value that 95 of 100 stay below. */
  permuted_mean: z.number(),
  permuted_95: z.number(),
});

/** `permutation.json`: a run against chance. */
export const permutationTest = z.object({
  /** The declared cell, or every cell, of which the largest value counts. */
  cells: z.array(z.string()),
  /** Whether the best cell is picked anew under each permutation. */
  picked: z.boolean(),
  /** How many permutations: m. */
  permutations: z.int(),
  /** What changed places: periods, clips or rows. */
  units: z.object({ period: z.int(), clip: z.int(), row: z.int() }),
  subjects: z.int(),
  /** Subjects whose labels cannot change places. */
  one_unit: z.int(),
  one_label: z.int(),
  arrangements: z.number().nullable(),
  /** Null where nothing can change places, or the metric has no value. */
  metrics: z.record(z.enum(permutedMetrics), tested.nullable()),
  /** What must be known beside p, in sentences. */
  notes: z.array(z.string()),
});
/** A run against chance: labels permuted within each subject, and the whole pipeline fitted again. */
export type PermutationTest = z.infer<typeof permutationTest>;

/** Puts a test together. @param permuted the values under each permutation; none where nothing can change places */
export function permutationTestOf(
  cells: readonly string[],
  units: ExchangeUnits,
  observed: Readonly<Record<PermutedMetric, number | null>>,
  permuted: Readonly<Record<PermutedMetric, readonly number[]>>,
): PermutationTest {
  const m = permuted.auc.length;
  const metric = (name: PermutedMetric) => {
    const value = observed[name];
    if (value === null || m === 0) return null;
    const sorted = Float64Array.from(permuted[name].filter(Number.isFinite)).sort();
    const mean = sorted.reduce((sum, each) => sum + each, 0) / sorted.length;
    const figures = { permuted_mean: mean, permuted_95: quantile(sorted, 0.95) };
    return sorted.length === 0
      ? null
      : { observed: value, ...permutationP(value, permuted[name]), ...figures };
  };
  return {
    cells: [...cells],
    picked: cells.length > 1,
    permutations: m,
    units: { ...units.by },
    subjects: units.bySubject.size,
    ...{ one_unit: units.one_unit, one_label: units.one_label, arrangements: units.arrangements },
    metrics: {
      auc: metric('auc'),
      accuracy: metric('accuracy'),
      balanced_accuracy: metric('balanced_accuracy'),
    },
    notes: [...notesOf(units, m)],
  };
}

function notesOf(
  { bySubject, one_unit, one_label, arrangements }: ExchangeUnits,
  m: number,
): readonly string[] {
  const all = bySubject.size;
  const fixed = one_unit + one_label;
  const why = [
    ...(one_unit > 0
      ? [
          `${howMany(one_unit, 'subject')} of ${all} ${one_unit === 1 ? 'has' : 'have'} one period (or clip, or row) only`,
        ]
      : []),
    ...(one_label > 0
      ? [`${howMany(one_label, 'subject')} of ${all} ${one_label === 1 ? 'has' : 'have'} one label only`]
      : []),
  ].join(', and ');
  if (fixed === all) {
    return [
      `There is no permutation test: ${why}. Labels cannot change places within a subject, so nothing tells knowledge of pain from knowledge of the subject.`,
    ];
  }
  const notes = [
    'p is approximate where periods differ in length: a permutation keeps the number of periods of each label, and not the number of rows.',
  ];
  if (fixed > 0) notes.push(`${why}: their labels stay as they are, and they tell nothing in this test.`);
  if (arrangements !== null && arrangements <= 20 * (m + 1)) {
    notes.push(
      `There are only ${arrangements} arrangements of the labels, so p cannot be much smaller than ${(1 / arrangements).toPrecision(2)}.`,
    );
  }
  return notes;
}
