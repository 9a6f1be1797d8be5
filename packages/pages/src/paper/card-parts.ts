import { calibrators, parseMethod, type RunManifest } from '@wince/core';
import { count, counted, interval, percent, unit } from '../formats/numbers.ts';
import type { CellView, RunView } from '../report/run-view.ts';

/** What only a person knows: a place to write it. */
export function blank(what: string): string {
  return `[to be filled in: ${what}]`;
}

/** The cell that cards are about: the declared one, or the best. */
export function cellOfCards({ primary, best, cells }: RunView): CellView {
  return primary ?? best.auc[0] ?? cells[0];
}

/** What makes scores probabilities, and at which prevalence they hold. */
export function scoreWords({
  calibration,
  prevalence,
}: Pick<RunManifest['specification'], 'calibration' | 'prevalence'>): string {
  const asked = typeof calibration === 'string' ? calibration : calibration.id;
  const by =
    asked === 'none'
      ? 'not calibrated: a score is not a probability unless the classifier gives one'
      : `calibrated by ${parseMethod(calibrators, calibration).id}`;
  const at =
    prevalence === undefined
      ? 'scores hold at the prevalence of the training rows'
      : `scores are shifted to a prevalence of ${prevalence}`;
  return `${by}; ${at}`;
}

/** From which score on a row is positive. */
export function thresholdWords(threshold: RunManifest['specification']['threshold']): string {
  if (typeof threshold === 'number') return `${threshold}`;
  if (threshold === 'youden') return 'by the index of Youden, chosen in each fold';
  return `by costs of ${threshold.false_negative} for a false negative and ${threshold.false_positive} for a false positive, chosen in each fold`;
}

/** The figures of a cell, with their intervals. */
export function figuresOf(view: RunView, cell: CellView): string {
  const one = (name: string, metric: 'auc' | 'accuracy' | 'sensitivity' | 'specificity' | 'brier') => {
    const form = metric === 'auc' || metric === 'brier' ? unit : percent;
    const { value, ci95 } = view.measure(cell, metric);
    const text = form(value);
    if (text === null) return `${name} not defined`;
    const sign = form === percent ? ' %' : '';
    const bounds = interval(ci95, form);
    return `${name} ${text}${sign}${bounds ? ` (${bounds})` : ''}`;
  };
  return [
    one('AUC', 'auc'),
    one('accuracy', 'accuracy'),
    one('sensitivity', 'sensitivity'),
    one('specificity', 'specificity'),
    one('Brier score', 'brier'),
  ].join(', ');
}

/** How many rows and subjects are evaluated, with their labels. */
export function sizeWords(view: RunView, cell: CellView): string {
  const { rows } = cell;
  const positive = rows.truth.reduce((sum, label) => sum + label, 0);
  return `${counted(rows.truth.length, view.unit.one, view.unit.many)} of ${counted(rows.subjects.length, 'subject')}, ${count(positive)} of them ${view.positive} and ${count(rows.truth.length - positive)} ${view.negative}`;
}

/** Groups of the run by columns of the data set, each with its figures. */
export function groupLines(view: RunView): readonly string[] {
  return view.input.metrics.breakdowns.flatMap(({ column, cell, groups }) =>
    groups.map(({ group, subjects, samples, accuracy, auc, too_few_subjects }) => {
      const figures = too_few_subjects
        ? 'too few subjects for a rate'
        : `accuracy ${percent(accuracy) ?? '-'} %, AUC ${unit(auc) ?? '-'}`;
      return `${column} ${group} (${cell}): ${counted(subjects, 'subject')}, ${counted(samples, 'sample')}; ${figures}`;
    }),
  );
}

/** The text of a Markdown file as one line each, with marks that Markdown would read escaped in values of the user. */
export function markdownLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/([\\`*_{}[\]<>|#])/g, '\\$1');
}
