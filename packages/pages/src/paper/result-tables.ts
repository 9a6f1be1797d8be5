import type { MetricForm } from '@wince/core';
import { capitalised, count, interval, percent, pValue, unit } from '../formats/numbers.ts';
import { METRICS, metricTitle, PER_CENT } from '../report/metrics-table.ts';
import { type CellView, type RunView, selectedOf } from '../report/run-view.ts';
import type { Field, PaperTable } from './table.ts';

/** What is printed where a value is not defined. */
const ABSENT = '–';

/** The tables of the results: the table of the paper, all metrics in their forms, counts, comparisons. */
export function resultTables(view: RunView): readonly PaperTable[] {
  const clips = view.cells.some(({ metrics }) => metrics.clip.by.clip + metrics.clip.by.period > 0);
  const row = view.row.many;
  return [
    results(view),
    metricsTable(view, 'metrics-pooled', `All metrics, pooled over ${row}`, (cell) => cell.metrics),
    metricsTable(
      view,
      'metrics-by-subject',
      'All metrics as a mean over subjects',
      (cell) => cell.metrics.subject_mean,
    ),
    ...(clips
      ? [
          metricsTable(
            view,
            'metrics-by-clip',
            'All metrics, one score for each clip or period',
            (cell) => cell.metrics.clip,
          ),
        ]
      : []),
    confusions(view),
    ...comparisons(view),
    ...treatments(view),
  ];
}

/** Which cell a row is about. */
function cellFields({ id, metrics }: CellView): Readonly<Record<string, Field>> {
  const { features, selection, keep, classifier, declared } = metrics;
  return { cell: id, features, selection, keep, classifier, declared };
}

/** A metric of CSV: its value and its interval, all digits. */
function metricFields(
  form: Pick<MetricForm, 'ci95'>,
  metric: (typeof METRICS)[number],
  value: number | null,
) {
  const bounds = form.ci95[metric];
  return {
    [metric]: value,
    [`${metric}_low`]: bounds ? bounds[0] : null,
    [`${metric}_high`]: bounds ? bounds[1] : null,
  };
}

/** `88.2 (80.1 to 94.0)` */
function printed(
  value: number | null,
  bounds: readonly [number, number] | null,
  form: (value: number | null) => string | null,
): string {
  const range = interval(bounds, form);
  return value === null ? ABSENT : `${form(value)}${range === null ? '' : ` (${range})`}`;
}

/** The table as in the paper: rows are feature sets, columns are classifiers. */
function results(view: RunView): PaperTable {
  const { cells, classifiers, selections, primary } = view;
  const several = selections.length > 1;
  const lines = selections.flatMap((selection) =>
    view.sets
      .filter((set) => set.cells.some((cell) => cell.selected === selection))
      .flatMap((set) =>
        (['accuracy', 'auc'] as const).flatMap((metric, i) => {
          const form = metric === 'accuracy' ? percent : unit;
          const own = classifiers.map((classifier) =>
            set.cells.find((each) => each.selected === selection && each.classifier === classifier),
          );
          const names = [i === 0 ? set.name : '', ...(several ? [i === 0 ? selection : ''] : [])];
          return [
            [
              ...names,
              metricTitle(metric),
              ...own.map((cell, c) => {
                if (!cell) return failedAt(view, set.name, selection, classifiers[c]) ? 'failed' : '';
                const text = form(view.measure(cell, metric).value) ?? ABSENT;
                return cell === primary ? `${text} †` : text;
              }),
            ],
            [
              ...names.map(() => ''),
              '',
              ...own.map((cell) => (cell && interval(view.measure(cell, metric).ci95, form)) ?? ''),
            ],
          ];
        }),
      ),
  );
  const over = view.form === 'clip' ? 'clips' : `all ${view.row.many} together`;
  const chance = percent(view.chance.accuracy);
  return {
    name: 'results',
    caption: `Accuracy (%) and area under the ROC curve (AUC) of each feature set and classifier over ${over}, with 95 % intervals by bootstrap over subjects.${several ? '' : ` Selection: ${selections[0] ?? 'none'}.`} The no-information rate is ${chance ?? ABSENT} %.${primary ? ' † marks the declared cell, which was named before the results were known.' : ''}`,
    rows: cells.map((cell) => {
      const form = view.form === 'clip' ? cell.metrics.clip : cell.metrics;
      return {
        ...cellFields(cell),
        over: view.form === 'clip' ? 'clips' : 'rows',
        subjects: cell.metrics.subjects,
        units: view.form === 'clip' ? cell.metrics.clip.units : cell.metrics.samples,
        ...metricFields(form, 'accuracy', form.accuracy),
        ...metricFields(form, 'auc', form.auc),
        no_information_rate: form.chance.accuracy,
      };
    }),
    printed: {
      head: ['Features', ...(several ? ['Selection'] : []), 'Metric', ...classifiers],
      columns: [
        'name',
        ...(several ? (['text'] as const) : []),
        'text',
        ...classifiers.map(() => 'number' as const),
      ],
      rows: lines,
    },
  };
}

function failedAt({ failed }: RunView, features: string, selection: string, classifier: string): boolean {
  return [...failed.values()].some(
    (each) => each.features === features && selectedOf(each) === selection && each.classifier === classifier,
  );
}

/** Every metric of every cell; printed are the cells that stand for the run, a metric a line. */
function metricsTable(
  view: RunView,
  name: string,
  caption: string,
  formOf: (cell: CellView) => MetricForm,
): PaperTable {
  const { featured } = view;
  return {
    name,
    caption: `${caption}, with 95 % intervals by bootstrap over subjects. Shares are in per cent. ${featured.map((cell) => `${capitalised(roleWords(view, cell))}: ${cell.id}.`).join(' ')}`,
    rows: view.cells.map((cell) => {
      const form = formOf(cell);
      return Object.assign(
        { ...cellFields(cell), subjects: cell.metrics.subjects, samples: cell.metrics.samples },
        ...METRICS.map((metric) => metricFields(form, metric, form[metric])),
      );
    }),
    printed: {
      head: ['Metric', ...featured.map((cell) => capitalised(roleWords(view, cell)))],
      columns: ['text', ...featured.map(() => 'number' as const)],
      rows: METRICS.map((metric) => [
        metricTitle(metric),
        ...featured.map((cell) => {
          const form = formOf(cell);
          return printed(form[metric], form.ci95[metric], PER_CENT.has(metric) ? percent : unit);
        }),
      ]),
    },
  };
}

/** Why a cell stands for the run. */
function roleWords({ primary, best }: RunView, cell: CellView): string {
  if (cell === primary) return cell === best.auc[0] ? 'declared cell, highest AUC' : 'declared cell';
  return cell === best.auc[0] ? 'highest AUC' : 'highest accuracy';
}

/** A cell with why it stands for the run, if it does. */
function named(view: RunView, cell: CellView): string {
  return view.featured.includes(cell) ? `${cell.id} (${roleWords(view, cell)})` : cell.id;
}

function confusions(view: RunView): PaperTable {
  const of = (cell: CellView) =>
    view.form === 'clip' ? cell.metrics.clip.confusion : cell.metrics.confusion;
  return {
    name: 'confusion',
    caption: `Decisions by truth, in ${view.unit.many}: positive is ${view.positive}, negative is ${view.negative}.`,
    rows: view.cells.map((cell) => ({ ...cellFields(cell), ...of(cell) })),
    printed: {
      head: ['Cell', 'True positives', 'False negatives', 'False positives', 'True negatives'],
      columns: ['name', 'number', 'number', 'number', 'number'],
      rows: view.shown.map((cell) => {
        const { true_positives, false_negatives, false_positives, true_negatives } = of(cell);
        return [
          named(view, cell),
          ...[true_positives, false_negatives, false_positives, true_negatives].map(count),
        ];
      }),
    },
  };
}

const COMPARED = ['accuracy', 'balanced_accuracy', 'auc'] as const;

function comparisons(view: RunView): readonly PaperTable[] {
  const pairs = view.input.metrics.comparisons;
  if (pairs.length === 0) return [];
  return [
    {
      name: 'comparisons',
      caption: `Differences between cells on the same draws of subjects, the first minus the second, over all ${view.row.many} together. Shares are in per cent, their differences in percentage points; p by exchange of the two cells subject by subject, not corrected for the number of comparisons.`,
      rows: pairs.flatMap(({ cells: [a, b], subjects, samples, pooled }) =>
        METRICS.map((metric) => {
          const { first, second, difference, ci95, p_exchange, p_bootstrap } = pooled[metric];
          return {
            first_cell: a,
            second_cell: b,
            metric,
            subjects,
            samples,
            first,
            second,
            difference,
            difference_low: ci95 ? ci95[0] : null,
            difference_high: ci95 ? ci95[1] : null,
            p_exchange,
            p_bootstrap,
          };
        }),
      ),
      printed: {
        head: ['Cells', 'Metric', 'First', 'Second', 'Difference', 'p'],
        columns: ['name', 'text', 'number', 'number', 'number', 'number'],
        rows: pairs.flatMap(({ cells: [a, b], pooled }) =>
          COMPARED.map((metric, i) => {
            const { first, second, difference, ci95, p_exchange } = pooled[metric];
            const form = PER_CENT.has(metric) ? percent : unit;
            return [
              i === 0 ? a : i === 1 ? `minus ${b}` : '',
              metricTitle(metric),
              form(first) ?? ABSENT,
              form(second) ?? ABSENT,
              printed(difference, ci95, form),
              pValue(p_exchange) ?? ABSENT,
            ];
          }),
        ),
      },
    },
  ];
}

function treatments(view: RunView): readonly PaperTable[] {
  const all = view.input.metrics.treatments;
  if (all.length === 0) return [];
  const over = view.form === 'clip' ? 'clips' : `all ${view.row.many} together`;
  return [
    {
      name: 'middle-band',
      caption: `One cell, trained and tested again under each treatment of the middle band of the scale, over ${over}.`,
      rows: all.map(({ middle, summary }) => {
        const form = view.form === 'clip' ? summary.clip : summary;
        return Object.assign(
          { middle, cell: summary.cell, subjects: summary.subjects, samples: summary.samples },
          ...METRICS.map((metric) => metricFields(form, metric, form[metric])),
        );
      }),
      printed: {
        head: ['Middle band', 'Rows', 'Subjects', 'Accuracy, %', 'Balanced accuracy, %', 'AUC'],
        columns: ['text', 'number', 'number', 'number', 'number', 'number'],
        rows: all.map(({ middle, summary }) => {
          const form = view.form === 'clip' ? summary.clip : summary;
          return [
            middle.replaceAll('-', ' '),
            count(summary.samples),
            count(summary.subjects),
            ...COMPARED.map((metric) =>
              printed(form[metric], form.ci95[metric], PER_CENT.has(metric) ? percent : unit),
            ),
          ];
        }),
      },
    },
  ];
}
