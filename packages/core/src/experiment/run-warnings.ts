import { chanceInterval } from '../evaluation/intervals.ts';
import type { RunCell, RunMetrics } from './metrics.ts';
import type { RunManifest } from './run.ts';

/** The parts of a run that warnings come from. */
export interface WarnedRun {
  readonly manifest: Pick<RunManifest, 'warnings'>;
  readonly metrics: RunMetrics;
  readonly predictions: readonly { readonly cell: string; readonly fold: string }[];
}

/** Whether the figures of a run are over clips, or over the rows themselves. */
export function figuresForm({ cells }: Pick<RunMetrics, 'cells'>): 'clip' | 'pooled' {
  return cells.some(({ clip }) => clip.by.clip > 0 && clip.accuracy !== null) ? 'clip' : 'pooled';
}

/**
 * Whether the whole interval of a metric lies below what guessing reaches.
 *
 * @param folds how many the predictions of the cell come from
 */
export function isBelowChance(
  cell: RunCell,
  metric: 'accuracy' | 'auc',
  form: 'clip' | 'pooled',
  folds: number,
): boolean {
  const values = form === 'clip' ? cell.clip : cell;
  const [value, bounds, chance] = [values[metric], values.ci95[metric], values.chance[metric]];
  if (value === null || bounds === null || chance === null) return false;
  return chanceInterval(value, bounds, folds)[1] < chance;
}

/** Cells that a warning names one by one. */
const NAMED = 5;

/** All that a reader must know before any number of a run: the same in the terminal, in JSON and in the report. */
export function runWarnings({ manifest, metrics, predictions }: WarnedRun): readonly string[] {
  const folds = new Map<string, Set<string>>();
  for (const { cell, fold } of predictions) folds.set(cell, (folds.get(cell) ?? new Set()).add(fold));
  const form = figuresForm(metrics);
  // AUC below chance is among the warnings of the metrics already.
  const below = metrics.cells
    .filter((cell) => isBelowChance(cell, 'accuracy', form, folds.get(cell.cell)?.size ?? 0))
    .map(({ cell }) => cell);
  return [...new Set([...metrics.warnings, ...manifest.warnings, ...belowChance(below)])];
}

function belowChance(cells: readonly string[]): readonly string[] {
  if (cells.length === 0) return [];
  const more = cells.length > NAMED ? ` and ${cells.length - NAMED} more` : '';
  const [which, these] =
    cells.length === 1 ? ['1 cell', 'this cell'] : [`${cells.length} cells`, 'these cells'];
  return [
    `In ${which} (${cells.slice(0, NAMED).join(', ')}${more}) the whole interval of the accuracy is below the no-information rate. Find the cause before you use ${these}.`,
  ];
}
