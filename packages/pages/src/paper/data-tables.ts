import { FEWEST_SUBJECTS, type GroupFigures, type SampleRow, sampleStatus } from '@wince/core';
import { capitalised, count, interval, percent, significant, unit } from '../formats/numbers.ts';
import { metricTitle } from '../report/metrics-table.ts';
import { statusText } from '../report/participant-flow.ts';
import type { RunView } from '../report/run-view.ts';
import { columnsByFolds } from '../report/selected.ts';
import { subjectResults } from '../report/subjects.ts';
import { chosenValues } from '../report/tuned.ts';
import type { PaperTable } from './table.ts';

const ABSENT = '–';
/** Columns that the printed table of a cell lists. */
const MOST_COLUMNS = 20;

/** The tables of the data: who took part, each subject, groups, selected columns, what tuning chose. */
export function dataTables(view: RunView): readonly PaperTable[] {
  return [participants(view), subjects(view), ...breakdowns(view), ...selected(view), ...tuned(view)];
}

function participants(view: RunView): PaperTable {
  const { samples } = view.input;
  const statuses = sampleStatus.options.filter((status) => samples.some((row) => row.status === status));
  const numbers = (rows: readonly SampleRow[]) => ({
    rows: rows.length,
    subjects: new Set(rows.map((row) => row.subject)).size,
    ...Object.fromEntries(
      statuses.map((status) => [status, rows.filter((row) => row.status === status).length]),
    ),
  });
  const labels = [...Map.groupBy(samples, (row) => row.label)].map(([label, rows]) => ({
    label,
    ...numbers(rows),
  }));
  const all = [...labels, { label: 'all', ...numbers(samples) }];
  return {
    name: 'participants',
    caption: `What happened to the ${view.row.many} of each label.`,
    rows: all,
    printed: {
      head: ['Label', capitalised(view.row.many), 'Subjects', ...statuses.map(statusText)],
      columns: ['text', 'number', 'number', ...statuses.map(() => 'number' as const)],
      rows: all.map(({ label, ...own }) => [label, ...Object.values(own).map(count)]),
    },
  };
}

function subjects(view: RunView): PaperTable {
  const all = view.cells.map((cell) => ({ cell, results: subjectResults(cell) }));
  const shown = all.filter(({ cell }) => view.featured.includes(cell));
  return {
    name: 'subjects',
    caption: `Results of each subject, whom the model that scored it had not seen. The lowest accuracy comes first.`,
    rows: all.flatMap(({ cell, results }) =>
      results.map(({ subject, rows, positives, wrong, accuracy, auc }) => ({
        ...{ cell: cell.id, subject, units: rows, positives, wrong, accuracy, auc },
      })),
    ),
    printed: {
      head: ['Cell', 'Subject', capitalised(view.unit.many), 'Positive', 'Wrong', 'Accuracy, %', 'AUC'],
      columns: ['name', 'text', 'number', 'number', 'number', 'number', 'number'],
      rows: shown.flatMap(({ cell, results }) =>
        results.map(({ subject, rows, positives, wrong, accuracy, auc }, i) => [
          i === 0 ? cell.id : '',
          subject,
          ...[rows, positives, wrong].map(count),
          percent(accuracy) ?? ABSENT,
          unit(auc) ?? ABSENT,
        ]),
      ),
    },
  };
}

const BROKEN_DOWN = ['accuracy', 'sensitivity', 'specificity', 'auc', 'brier'] as const;

function breakdowns(view: RunView): readonly PaperTable[] {
  const all = view.input.metrics.breakdowns;
  const first = view.featured.map(({ id }) => id).find((id) => all.some(({ cell }) => cell === id));
  if (first === undefined) return [];
  return [
    {
      name: 'breakdown',
      caption: `Results of ${first} by the columns of the data set, with 95 % intervals by bootstrap over the subjects of a group. Shares are in per cent. A group of fewer than ${FEWEST_SUBJECTS} subjects has no rates.`,
      rows: all.flatMap(({ cell, column, groups }) =>
        groups.map((figures) => {
          const { group, subjects, samples, positives, wrong, ci95 } = figures;
          return Object.assign(
            { cell, column, group, subjects, samples, positives, wrong },
            ...BROKEN_DOWN.map((metric) => ({
              [metric]: figures[metric],
              [`${metric}_low`]: ci95[metric]?.[0] ?? null,
              [`${metric}_high`]: ci95[metric]?.[1] ?? null,
            })),
          );
        }),
      ),
      printed: {
        head: [
          'Column',
          'Group',
          'Subjects',
          capitalised(view.row.many),
          'Wrong',
          ...BROKEN_DOWN.map(metricTitle),
        ],
        columns: ['text', 'text', 'number', 'number', 'number', ...BROKEN_DOWN.map(() => 'number' as const)],
        rows: all
          .filter(({ cell }) => cell === first)
          .flatMap(({ column, groups }) =>
            groups.flatMap((figures, g) => groupLines(g === 0 ? column : '', figures)),
          ),
      },
    },
  ];
}

/** A line of values, and one of intervals. */
function groupLines(column: string, figures: GroupFigures): readonly (readonly string[])[] {
  const numbers = [figures.subjects, figures.samples, figures.wrong].map(count);
  const values = BROKEN_DOWN.map((metric) => formOf(metric)(figures[metric]) ?? ABSENT);
  const ranges = BROKEN_DOWN.map((metric) => interval(figures.ci95[metric], formOf(metric)) ?? '');
  return [
    [column, figures.group, ...numbers, ...values],
    ['', '', '', '', '', ...ranges],
  ];
}

function formOf(metric: (typeof BROKEN_DOWN)[number]): (value: number | null) => string | null {
  return metric === 'auc' ? unit : percent;
}

function selected(view: RunView): readonly PaperTable[] {
  const rowsOf = Map.groupBy(view.input.selected, (row) => row.cell);
  const cells = view.shown.flatMap((cell) => {
    const own = cell.metrics.keep === null ? undefined : rowsOf.get(cell.id);
    return own
      ? [{ cell, folds: new Set(cell.predictions.map((row) => row.fold)).size, kept: columnsByFolds(own) }]
      : [];
  });
  if (cells.length === 0) return [];
  return [
    {
      name: 'selected-columns',
      caption: `Columns that the folds kept most often (${MOST_COLUMNS} of each cell at most).`,
      rows: cells.flatMap(({ cell, folds, kept }) =>
        kept.map((column) => ({
          ...{ cell: cell.id, column: column.feature, folds: column.folds, of_folds: folds },
          ...{ mean_rank: column.meanRank, mean_weight: column.meanWeight },
        })),
      ),
      printed: {
        head: ['Cell', 'Column', 'Folds', 'Mean rank', 'Mean weight'],
        columns: ['name', 'name', 'number', 'number', 'number'],
        rows: cells
          .filter(({ cell }) => view.featured.includes(cell))
          .flatMap(({ cell, folds, kept }) =>
            kept
              .slice(0, MOST_COLUMNS)
              .map((column, i) => [
                i === 0 ? cell.id : '',
                column.feature,
                `${column.folds} of ${folds}`,
                column.meanRank.toFixed(1),
                significant(column.meanWeight) ?? ABSENT,
              ]),
          ),
      },
    },
  ];
}

function tuned(view: RunView): readonly PaperTable[] {
  const rows = view.input.tuned ?? [];
  if (rows.length === 0) return [];
  const shown = view.shown.flatMap(({ id }) => {
    const own = rows.filter(({ cell }) => cell === id);
    return [...Map.groupBy(own, ({ parameter }) => parameter)].map(([parameter, chosen], i) => [
      i === 0 ? id : '',
      parameter,
      chosenValues(chosen.map(({ value }) => value)),
    ]);
  });
  return [
    {
      name: 'tuned',
      caption:
        'What the folds chose on their own training rows, with the number of folds that chose each value.',
      rows: rows.map(({ cell, fold, parameter, value }) => ({ cell, fold, parameter, value })),
      printed: { head: ['Cell', 'Parameter', 'Values'], columns: ['name', 'text', 'text'], rows: shown },
    },
  ];
}
