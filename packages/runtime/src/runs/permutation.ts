import {
  accuracy,
  areaUnderCurve,
  balancedAccuracy,
  beginStage,
  type Cell,
  exchangeUnits,
  type PermutationTest,
  type PermutedMetric,
  permutationTestOf,
  permutedLabels,
  type WorkListener,
} from '@wince/core';
import type { Executor } from '../execute/index.ts';
import { fitFolds } from '../experiments/fit-folds.ts';
import { fittedCells } from '../experiments/fitted-cells.ts';
import { type FoldResult, type FoldRows, type FoldTables, isResult } from '../experiments/fold-task.ts';
import type { PreparedExperiment } from '../experiments/prepare.ts';
import { foldRows, type UsableRows } from '../experiments/usable-rows.ts';
import type { Store } from '../store/index.ts';

type Values = Readonly<Record<PermutedMetric, number | null>>;

/**
 * Tests a run against chance: the labels of whole periods or clips change places within each subject, and the whole pipeline, folds, selection,
 * tuning, classifier and threshold, is fitted again by the same executor, as often as the experiment says. With a declared cell it is
 * that cell; without one the best of all cells is picked anew each time.
 *
 * @param results what the run itself gave
 * @returns null where the experiment asks for no permutations
 */
export async function testAgainstChance(
  prepared: PreparedExperiment,
  usable: UsableRows,
  folds: readonly FoldRows[],
  results: readonly FoldResult[],
  options: {
    readonly store: Store;
    readonly executor: Executor;
    readonly signal?: AbortSignal;
    readonly onEvent?: WorkListener;
  },
): Promise<PermutationTest | null> {
  const { permutations, primary, seed } = prepared.specification;
  if (permutations === 0) return null;
  const fitted = new Set(results.map(({ cell }) => cell));
  const cells = prepared.cells.filter(({ id }) =>
    primary && fitted.has(primary) ? id === primary : fitted.has(id),
  );
  const scored = [...usable.rows.keys()].filter((row) => usable.rows[row].truth !== null);
  const units = exchangeUnits(
    scored.map((row) => {
      const { from, sample, truth } = usable.rows[row];
      const subject = JSON.stringify([from, sample.subject]);
      const clip = sample.columns.clip ?? '';
      return { subject, period: sample.period ?? '', clip, truth: truth === 1 ? 1 : 0 };
    }),
  );
  const observed = bestValues(cells, results, folds, usable.tables.y);
  const permuted: Record<PermutedMetric, number[]> = { auc: [], accuracy: [], balanced_accuracy: [] };
  const isFixed = units.one_unit + units.one_label === units.bySubject.size;
  const progress = beginStage(options.onEvent, 'fit-permutations', isFixed ? 0 : permutations);
  const { store, executor, signal } = options;
  for (let draw = 0; draw < permutations && !isFixed; draw++) {
    const labels = permutedLabels(
      units,
      scored.map((row) => usable.tables.y[row]),
      seed,
      draw,
    );
    const y = Uint8Array.from(usable.tables.y);
    const truth = usable.rows.map((row) => row.truth);
    scored.forEach((row, i) => {
      y[row] = labels[i];
      truth[row] = labels[i] === 1 ? 1 : 0;
    });
    const other = {
      rows: usable.rows.map((row, i) => ({ ...row, truth: truth[i] })),
      tables: { ...usable.tables, y, ...turned(usable.tables, y) },
    };
    const ownFolds = foldRows(prepared, other);
    const outcomes = await fitFolds(cells, ownFolds, other.tables, { store, executor, signal });
    const values = bestValues(
      cells,
      fittedCells(outcomes.filter(isResult), ownFolds.length).results,
      ownFolds,
      y,
    );
    for (const name of ['auc', 'accuracy', 'balanced_accuracy'] as const)
      permuted[name].push(values[name] ?? Number.NaN);
    progress(draw + 1);
  }
  return permutationTestOf(
    cells.map(({ id }) => id),
    units,
    observed,
    permuted,
  );
}

/** Soft labels go with the label: where it changes they say the opposite. */
function turned({ soft, y: own }: FoldTables, y: Uint8Array): { readonly soft?: Float64Array } {
  return soft ? { soft: soft.map((share, row) => (y[row] === own[row] ? share : 1 - share)) } : {};
}

/** The largest value of each metric over the cells, pooled over the rows of all folds. */
function bestValues(
  cells: readonly Cell[],
  results: readonly FoldResult[],
  folds: readonly FoldRows[],
  y: Uint8Array,
): Values {
  const tested = new Map(folds.map(({ id, test }) => [id, new Set(test)]));
  const ofCell = Map.groupBy(results, ({ cell }) => cell);
  const values = cells.map(({ id }) => {
    const rows = (ofCell.get(id) ?? []).flatMap((result) =>
      result.rows.flatMap((row, i) =>
        tested.get(result.fold)?.has(row)
          ? [{ truth: y[row], score: result.score[i], decision: result.decision[i] }]
          : [],
      ),
    );
    const truth = Uint8Array.from(rows, (row) => row.truth);
    const decision = Uint8Array.from(rows, (row) => row.decision);
    const score = Float64Array.from(rows, (row) => row.score);
    return {
      auc: areaUnderCurve(truth, score),
      accuracy: accuracy(truth, decision),
      balanced_accuracy: balancedAccuracy(truth, decision),
    };
  });
  const largest = (name: PermutedMetric) =>
    values.reduce<number | null>((best, own) => {
      const value = own[name];
      return value !== null && (best === null || value > best) ? value : best;
    }, null);
  return {
    auc: largest('auc'),
    accuracy: largest('accuracy'),
    balanced_accuracy: largest('balanced_accuracy'),
  };
}
