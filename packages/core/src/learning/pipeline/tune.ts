import { areaUnderCurve, balancedAccuracy } from '../../evaluation/metrics.ts';
import type { Cell, Setting } from './cell.ts';
import type { LeftOutFits } from './out-of-fold-scores.ts';

/** What tuning chose, with the fits it was chosen by: null where there was nothing to choose between. */
export interface Choice {
  readonly setting: Setting;
  readonly leftOut: LeftOutFits | null;
}

/**
 * Chooses the setting of a cell by scores out of the fold. Of settings that do equally well the first one listed wins.
 *
 * @param scoresOf scores of the training rows under a setting, each by a fit that has not seen the row's subject
 * @param y the labels of the training rows
 */
export function chooseSetting(
  cell: Cell,
  y: Uint8Array,
  scoresOf: (setting: Setting) => LeftOutFits,
): Choice {
  const settings = settingsOf(cell);
  if (settings.length === 1) return { setting: settings[0], leftOut: null };
  let best: { readonly choice: Choice; readonly value: number } | undefined;
  for (const setting of settings) {
    const leftOut = scoresOf(setting);
    const value = worth(cell, y, leftOut.scores.score) ?? -1;
    if (best === undefined || value > best.value) best = { choice: { setting, leftOut }, value };
  }
  if (best === undefined) throw new Error('a cell has no setting to tune');
  return best.choice;
}

/** What tuning and the choice of a threshold found, as numbers by name; null where nothing was chosen. */
export function chosenNumbers(
  cell: Cell,
  setting: Setting,
  threshold: number,
): Record<string, number> | null {
  const chosen: Record<string, number> = {};
  if (settingsOf(cell).length === 1 && typeof cell.threshold === 'number') return null;
  if (cell.tuning?.keep && setting.keep !== null) chosen.keep = setting.keep;
  for (const name of TUNED) {
    const value = setting.parameters[name];
    if (cell.tuning?.[name] && typeof value === 'number') chosen[name] = value;
  }
  if (typeof cell.threshold !== 'number') chosen.threshold = threshold;
  return chosen;
}

/** The parameters of classifiers that can be tuned. */
const TUNED = ['C', 'gamma', 'k'] as const;

function settingsOf(cell: Cell): readonly Setting[] {
  const { tuning } = cell;
  const keeps = tuning?.keep && cell.keep !== null ? tuning.keep : [cell.keep];
  let parameters: readonly Readonly<Record<string, unknown>>[] = [cell.classifier.parameters];
  for (const name of TUNED) {
    const candidates = tuning?.[name];
    if (!candidates || !(name in cell.classifier.parameters)) continue;
    parameters = parameters.flatMap((given) => candidates.map((value) => ({ ...given, [name]: value })));
  }
  return keeps.flatMap((keep) => parameters.map((given) => ({ keep, parameters: given })));
}

function worth(cell: Cell, y: Uint8Array, scores: Float64Array): number | null {
  if (cell.tuning?.metric !== 'balanced_accuracy') return areaUnderCurve(y, scores);
  return balancedAccuracy(
    y,
    Uint8Array.from(scores, (score) => (score >= 0.5 ? 1 : 0)),
  );
}
