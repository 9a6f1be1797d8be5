import type { Comparison } from '../evaluation/comparison.ts';
import { type FriedmanTest, friedmanTest } from '../evaluation/inference/friedman.ts';
import { holm } from '../evaluation/inference/holm.ts';
import { type PickingOptimism, pickingOptimism } from '../evaluation/inference/picking.ts';
import type { SubjectLoss } from '../evaluation/inference/subject-losses.ts';
import { metricsBySubject } from '../evaluation/intervals.ts';
import { type PredictionRow, type ScoredRows, scoredRows } from '../evaluation/predictions.ts';
import { byUnits } from '../evaluation/protocol.ts';
import { howMany } from '../how-many.ts';
import type { ExperimentSpecification } from './specification.ts';

/** What every p value of a run is, in words; the same in `metrics.json`, the report and the terminal. */
export const P_VALUE_NOTE =
  'Every p value is approximate: the scores of different folds come from classifiers that share training rows, so subjects are not independent of each other.';

/** A declared pair of cells with its test. */
export interface DeclaredTest {
  readonly cells: readonly [string, string];
  /** Null where a cell failed, or where no subject differs. */
  readonly p: number | null;
  /** Holm's correction over all declared pairs. */
  readonly p_holm: number | null;
}

/** The declared cells ranked over the subjects. */
export type CellRanking =
  | (Omit<FriedmanTest, 'pairs' | 'mean_ranks' | 'blocks'> & {
      readonly loss: SubjectLoss;
      /** Subjects that every cell scored: complete blocks. */
      readonly subjects: number;
      /** Subjects that some cell did not score. */
      readonly left_out: number;
      /** The best first. */
      readonly cells: readonly { readonly cell: string; readonly mean_rank: number }[];
      readonly pairs: readonly {
        readonly cells: readonly [string, string];
        readonly difference: number;
        readonly p: number;
      }[];
    })
  | { readonly reason: string };

/** The tests that an experiment declares, and what picking the best cell adds to its value. */
export interface CellTests {
  readonly note: string;
  readonly loss: SubjectLoss;
  readonly test: ExperimentSpecification['comparing']['test'];
  /** One for each declared pair, in the order of the experiment. */
  readonly declared: readonly DeclaredTest[];
  /** Null where no cells are declared to be ranked. */
  readonly ranking: CellRanking | null;
  /** Null for one cell. */
  readonly picking: PickingOptimism | null;
}

/**
 * The tests of a run over its predictions.
 *
 * @param ofCell the rows of each cell that has a result
 * @param compared the declared pairs that could be compared
 */
export function testCells(
  ofCell: ReadonlyMap<string, readonly PredictionRow[]>,
  compared: readonly Comparison[],
  options: Pick<ExperimentSpecification, 'comparing' | 'comparisons' | 'ranked'> & {
    readonly positive: readonly string[];
    readonly seed: string;
  },
): CellTests {
  const { comparing, comparisons, ranked, positive, seed } = options;
  const p = comparisons.map(([a, b]) => {
    const found = compared.find(({ cells }) => cells[0] === a && cells[1] === b)?.by_subject?.[
      comparing.loss
    ];
    if (!found) return null;
    return comparing.test === 'wilcoxon' ? found.wilcoxon.p : found.p_sign_flip;
  });
  const corrected = holm(p);
  return {
    note: P_VALUE_NOTE,
    ...comparing,
    declared: comparisons.map((cells, i) => ({ cells, p: p[i], p_holm: corrected[i] })),
    ranking: ranked.length === 0 ? null : rankCells(ranked, ofCell, comparing.loss, positive),
    picking: optimismOf([...ofCell.values()], positive, seed),
  };
}

function rankCells(
  ids: readonly string[],
  ofCell: ReadonlyMap<string, readonly PredictionRow[]>,
  loss: SubjectLoss,
  positive: readonly string[],
): CellRanking {
  const absent = ids.find((id) => !ofCell.has(id));
  if (absent !== undefined) return { reason: `The cells are not ranked: ${absent} has no result.` };
  const losses = ids.map((id) => {
    const rows = scoredRows(ofCell.get(id) ?? [], positive);
    const own = metricsBySubject(rows)[loss];
    return new Map(rows.subjects.map((subject, i) => [subject, own[i]]));
  });
  const all = new Set(losses.flatMap((own) => [...own.keys()]));
  const blocks = [...all].filter((subject) => losses.every((own) => own.has(subject))).sort(byUnits);
  if (blocks.length < 2) {
    return {
      reason: `The cells are not ranked: ${howMany(blocks.length, 'subject')} of ${all.size} has a score from every cell.`,
    };
  }
  const values = Float64Array.from(
    blocks.flatMap((subject) => losses.map((own) => own.get(subject) ?? Number.NaN)),
  );
  const { pairs, mean_ranks, blocks: subjects, ...test } = friedmanTest(values, ids.length);
  return {
    loss,
    ...test,
    subjects,
    left_out: all.size - subjects,
    cells: ids
      .map((cell, i) => ({ cell, mean_rank: mean_ranks[i] }))
      .sort((a, b) => a.mean_rank - b.mean_rank),
    pairs: pairs.map(({ of: [a, b], difference, p }) => ({ cells: [ids[a], ids[b]], difference, p })),
  };
}

/** Over the rows that every cell scored; by AUC, and by accuracy where there is none. */
function optimismOf(
  cells: readonly (readonly PredictionRow[])[],
  positive: readonly string[],
  seed: string,
): PickingOptimism | null {
  if (cells.length < 2) return null;
  const times = new Map<string, number>();
  for (const { sample } of cells.flat()) times.set(sample, (times.get(sample) ?? 0) + 1);
  const common = cells.map((rows) => rows.filter(({ sample }) => times.get(sample) === cells.length));
  if (common[0].length === 0) return null;
  const scored: readonly ScoredRows[] = common.map((rows) => scoredRows(rows, positive));
  return (
    pickingOptimism(scored, { metric: 'auc', seed }) ?? pickingOptimism(scored, { metric: 'accuracy', seed })
  );
}
