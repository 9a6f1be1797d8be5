import { innerFolds } from '../../evaluation/inner-folds.ts';
import { areaUnderCurve, balancedAccuracy } from '../../evaluation/metrics.ts';
import { chooseThreshold } from '../../evaluation/thresholds.ts';
import type { Cell, Setting } from './cell.ts';
import { applyCell, columnWeightsOfFolds, fitSetting, type JoinedRows, takeRows } from './pipeline.ts';

interface Choice {
  readonly setting: Setting;
  readonly threshold: number;
  readonly tuned: Record<string, number> | null;
}

const INNER_FOLDS = 5;

/**
 * Chooses the setting and the decision threshold of a cell from training rows alone: inner folds by subject, each
 * with its own selection, scores pooled. Of settings that do equally well the first one listed wins.
 */
export function tune(cell: Cell, rows: JoinedRows, seed: string): Choice {
  const settings = settingsOf(cell);
  const fixedThreshold = typeof cell.threshold === 'number' ? cell.threshold : null;
  if (settings.length === 1 && fixedThreshold !== null) {
    return { setting: settings[0], threshold: fixedThreshold, tuned: null };
  }
  const subjects = Array.from(rows.subjects, (subject) => rows.subjectNames[subject]);
  const everyRow = Int32Array.from(rows.y.keys());
  const folds = innerFolds({ subjects, y: rows.y }, everyRow, cell.tuning?.folds ?? INNER_FOLDS, seed);
  const weights = columnWeightsOfFolds(
    cell,
    rows,
    folds.map((fold) => fold.training),
  );
  let best: { setting: Setting; value: number; scores: Float64Array } | undefined;
  for (const setting of settings) {
    const scores = new Float64Array(rows.y.length);
    folds.forEach((fold, f) => {
      const fitted = fitSetting(
        cell,
        setting,
        takeRows(rows, fold.training),
        weights[f],
        `${seed}/${fold.id}`,
      );
      const { score } = applyCell(fitted, takeRows(rows, fold.test).x);
      fold.test.forEach((row, i) => {
        scores[row] = score[i];
      });
    });
    const value =
      cell.tuning?.metric === 'balanced_accuracy' ? balanced(rows.y, scores) : areaUnderCurve(rows.y, scores);
    if (best === undefined || (value ?? -1) > best.value) best = { setting, value: value ?? -1, scores };
  }
  if (best === undefined) throw new Error('a cell has no setting to tune');
  const threshold = fixedThreshold ?? chooseThreshold(rows.y, best.scores, cell.threshold);
  return {
    setting: best.setting,
    threshold,
    tuned: cell.tuning ? numbersOf(cell, best.setting, threshold) : { threshold },
  };
}

function settingsOf(cell: Cell): readonly Setting[] {
  const { tuning } = cell;
  const keeps = tuning?.keep && cell.keep !== null ? tuning.keep : [cell.keep];
  let parameters: readonly Readonly<Record<string, unknown>>[] = [cell.classifier.parameters];
  for (const name of ['C', 'gamma', 'k'] as const) {
    const candidates = tuning?.[name];
    if (!candidates || !(name in cell.classifier.parameters)) continue;
    parameters = parameters.flatMap((given) => candidates.map((value) => ({ ...given, [name]: value })));
  }
  return keeps.flatMap((keep) => parameters.map((given) => ({ keep, parameters: given })));
}

function balanced(y: Uint8Array, scores: Float64Array): number | null {
  return balancedAccuracy(
    y,
    Uint8Array.from(scores, (score) => (score >= 0.5 ? 1 : 0)),
  );
}

function numbersOf(cell: Cell, setting: Setting, threshold: number): Record<string, number> {
  const tuned: Record<string, number> = {};
  if (cell.tuning?.keep && setting.keep !== null) tuned.keep = setting.keep;
  for (const name of ['C', 'gamma', 'k'] as const) {
    const value = setting.parameters[name];
    if (cell.tuning?.[name] && typeof value === 'number') tuned[name] = value;
  }
  if (typeof cell.threshold !== 'number') tuned.threshold = threshold;
  return tuned;
}
