import { WinceError } from '../errors.ts';
import { compareCells, type PairedDifference } from '../evaluation/comparison.ts';
import { holm } from '../evaluation/inference/holm.ts';
import type { SubjectLoss, SubjectLossTest } from '../evaluation/inference/subject-losses.ts';
import type { MetricName } from '../evaluation/metrics.ts';
import { type PredictionRow, positiveTest } from '../evaluation/predictions.ts';
import { P_VALUE_NOTE } from './cell-tests.ts';
import type { RunManifest } from './run.ts';

/** The parts of a run that a comparison reads. */
export interface ComparedRun {
  readonly manifest: RunManifest;
  readonly predictions: readonly PredictionRow[];
}

/** Something that is not the same in two runs, in words; null where a run does not have it. */
export interface RunDifference {
  readonly what: 'data' | 'parameters' | 'program';
  /** `dataset.sha256`, `classifiers.0`, `version`, ... */
  readonly name: string;
  readonly first: string | null;
  readonly second: string | null;
}

/** A cell of the first run beside one of the second, over the rows that both scored. Differences are the first less the second. */
export interface ComparedCells {
  readonly first: string;
  readonly second: string;
  /** Whether they are the declared cells of their runs. */
  readonly declared: boolean;
  readonly rows: number;
  readonly subjects: number;
  /** Each metric over all rows. */
  readonly metrics: Readonly<Record<MetricName, PairedDifference>>;
  readonly accuracy: PairedDifference;
  readonly balanced_accuracy: PairedDifference;
  readonly auc: PairedDifference;
  /** By the loss of each subject. */
  readonly by_subject: Readonly<Record<SubjectLoss, SubjectLossTest>> | null;
  /** Wilcoxon's p of the Brier score of subjects, corrected by Holm over all pairs of this comparison. */
  readonly p_holm: number | null;
}

/** What differs between two runs, and their cells side by side. */
export interface RunComparison {
  readonly differences: readonly RunDifference[];
  readonly rows: {
    readonly common: number;
    readonly only_first: number;
    readonly only_second: number;
    /** Rows of both that have another label in each: they are not compared. */
    readonly other_label: number;
  };
  readonly cells: readonly ComparedCells[];
  /** What every p value is, in words. */
  readonly note: string;
  /** Cells that only one of the runs has. */
  readonly only_first: readonly string[];
  readonly only_second: readonly string[];
}

const SEED = 'wince';
const POSITIVE = 'positive';
const NEGATIVE = 'negative';

/**
 * Compares two runs: cells of the same name, and the declared ones, over the rows that both scored, with the same draws of
 * subjects for both.
 *
 * @throws WinceError `different-samples` where no row is in both
 */
export function compareRuns(first: ComparedRun, second: ComparedRun): RunComparison {
  const [a, b] = [first, second].map((run) => Map.groupBy(inOneWord(run), ({ cell }) => cell));
  const [rowsA, rowsB] = [a, b].map(truths);
  const both = [...rowsA].filter(([sample]) => rowsB.has(sample));
  const common = new Set(
    both.filter(([sample, truth]) => rowsB.get(sample) === truth).map(([sample]) => sample),
  );
  if (common.size === 0) {
    throw new WinceError('different-samples', 'The two runs have no row with the same label in common.', {
      hint: 'Compare runs over the same data set and the same task.',
    });
  }
  const pairs = pairsOf(first, second, a, b);
  return {
    differences: runDifferences(first.manifest, second.manifest),
    rows: {
      common: common.size,
      only_first: rowsA.size - both.length,
      only_second: rowsB.size - both.length,
      other_label: both.length - common.size,
    },
    cells: corrected(pairs.map((pair) => compared(pair, a, b, common))),
    note: P_VALUE_NOTE,
    only_first: [...a.keys()].filter((cell) => !b.has(cell)),
    only_second: [...b.keys()].filter((cell) => !a.has(cell)),
  };
}

/** The side of each row that was scored. */
function truths(cells: ReadonlyMap<string, readonly PredictionRow[]>): ReadonlyMap<string, string> {
  return new Map([...cells.values()].flat().map(({ sample, truth }) => [sample, truth]));
}

interface Pair {
  readonly first: string;
  readonly second: string;
  readonly declared: boolean;
}

function pairsOf(
  first: ComparedRun,
  second: ComparedRun,
  a: ReadonlyMap<string, unknown>,
  b: ReadonlyMap<string, unknown>,
): readonly Pair[] {
  const [one, other] = [first.manifest.primary, second.manifest.primary];
  const bothDeclared = one !== null && other !== null && a.has(one) && b.has(other);
  const same = [...a.keys()]
    .filter((cell) => b.has(cell) && !(bothDeclared && cell === one && cell === other))
    .map((cell) => ({ first: cell, second: cell, declared: false }));
  return bothDeclared ? [{ first: one, second: other, declared: true }, ...same] : same;
}

function compared(
  { first, second, declared }: Pair,
  a: ReadonlyMap<string, readonly PredictionRow[]>,
  b: ReadonlyMap<string, readonly PredictionRow[]>,
  common: ReadonlySet<string>,
): Omit<ComparedCells, 'p_holm'> {
  const others = new Map((b.get(second) ?? []).map((row) => [row.sample, row]));
  const rows = (a.get(first) ?? []).filter(({ sample }) => common.has(sample) && others.has(sample));
  const otherRows = rows.flatMap(({ sample, subject }): PredictionRow[] => {
    const row = others.get(sample);
    // A subject has one name in a comparison, that of the first run.
    return row ? [{ ...row, subject }] : [];
  });
  const { pooled, by_subject, subjects, samples } = compareCells(rows, otherRows, {
    ...{ positive: POSITIVE, seed: SEED },
  });
  const { accuracy, balanced_accuracy, auc } = pooled;
  const figures = { metrics: pooled, accuracy, balanced_accuracy, auc, by_subject };
  return { first, second, declared, rows: samples, subjects, ...figures };
}

function corrected(pairs: readonly Omit<ComparedCells, 'p_holm'>[]): readonly ComparedCells[] {
  const p = holm(pairs.map(({ by_subject }) => by_subject?.brier.wilcoxon.p ?? null));
  return pairs.map((pair, i) => ({ ...pair, p_holm: p[i] }));
}

/** The predictions with one word for each side, for runs may call them otherwise. */
function inOneWord({ manifest, predictions }: ComparedRun): readonly PredictionRow[] {
  const side = positiveTest([manifest.positive, ...manifest.positive_labels]);
  const word = (label: string) => (side(label) === 1 ? POSITIVE : NEGATIVE);
  return predictions.map((row) => ({ ...row, truth: word(row.truth), decision: word(row.decision) }));
}

/** What differs between the data, the parameters and the program of two runs; not the moment and the place. */
export function runDifferences(first: RunManifest, second: RunManifest): readonly RunDifference[] {
  const data = ({ dataset, test_dataset, labels_from, task, rows }: RunManifest) => ({
    dataset: { name: dataset.name, sha256: dataset.sha256 },
    test_dataset: test_dataset && { name: test_dataset.name, sha256: test_dataset.sha256 },
    ...{ labels_from, task, rows },
  });
  const parameters = ({ specification: { dataset: _, test_dataset: __, ...asked } }: RunManifest) => asked;
  const program = ({ version, lockfile_sha256, software, families }: RunManifest) => ({
    ...{ version, lockfile_sha256 },
    software: Object.fromEntries(software.map(({ id, version: own }) => [id, own])),
    features: Object.fromEntries(families.map(({ name, identity }) => [name, identity])),
  });
  return [
    ...unequal('data', data(first), data(second)),
    ...unequal('parameters', parameters(first), parameters(second)),
    ...unequal('program', program(first), program(second)),
  ];
}

function unequal(what: RunDifference['what'], first: unknown, second: unknown): readonly RunDifference[] {
  const [a, b] = [first, second].map((value) => new Map(leaves(value, [])));
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => a.get(name) !== b.get(name))
    .map((name) => ({ what, name, first: a.get(name) ?? null, second: b.get(name) ?? null }));
}

/** Every value of a document by the names that lead to it. */
function leaves(value: unknown, path: readonly string[]): [string, string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [[path.join('.'), String(value)]];
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return value.length === 0 ? [] : [[path.join('.'), value.join(', ')]];
  return Object.entries(value).flatMap(([name, own]) => leaves(own, [...path, name]));
}
