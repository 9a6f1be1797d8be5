import {
  type Breakdown,
  type Comparison,
  describeDecisions,
  describeFailure,
  type FailedCell,
  FEWEST_SUBJECTS,
  howMany,
  type RunCell,
  readCellId,
  runWarnings,
} from '@wince/core';
import type { EvaluatedRun } from '@wince/runtime';
import { CAUTION } from './caution.ts';

/** The paper's table for a terminal: feature sets down, classifiers across, accuracy and AUC with their intervals. */
export function metricsTable(run: EvaluatedRun): string {
  const { manifest, metrics } = run;
  const failed = metrics.failed.filter(({ middle }) => middle === null);
  const groups = Map.groupBy(inOrder(manifest.cells, [...metrics.cells, ...failed]), (cell) =>
    cell.keep === null ? cell.selection : `${cell.selection}, best ${cell.keep}`,
  );
  const untrained = untrainedIn(manifest);
  const tables = [...groups].map(([selection, cells]) => `${selection}\n${grid(cells, metrics, untrained)}`);
  const [first] = metrics.cells;
  const [one, many] = ROWS[manifest.rows];
  const lines = [
    `${manifest.task}: ${howMany(first.samples, one, many)} of ${howMany(first.subjects, 'subject')}, ${manifest.protocol}`,
    ...(manifest.dataset.synthetic ? ['Synthetic; not an accuracy on neonates.'] : []),
    '',
    ...declaredLines(run),
    'accuracy in %, and AUC below it; each with its 95 % interval by bootstrap over subjects',
    '',
    tables.join('\n\n'),
    '',
    ...failed.map((failure) => `failed: ${describeFailure(failure)}`),
    ...(metrics.cells.length > 1
      ? [`* the largest AUC of ${metrics.cells.length} cells. The best of many cells is too optimistic.`]
      : []),
    ...pickingLines(metrics),
    ...(metrics.cells.some(({ declared }) => declared) ? ['# the declared cell'] : []),
    ...chanceLines(run),
    `what a score is: ${describeDecisions(metrics.cells, run.manifest.specification.calibration).join('; ')}`,
    ...probabilityLines(run),
    ...takenLines(run),
    `chance: accuracy ${percent(first.chance.accuracy)} %, AUC 0.5. ${CAUTION}`,
    ...runWarnings(run).map((warning) => `warning: ${warning}`),
  ];
  return lines.join('\n');
}

/** The run against chance, where labels were permuted. */
function chanceLines({ permutation, metrics }: EvaluatedRun): readonly string[] {
  if (!permutation) return [];
  const { auc, accuracy } = permutation.metrics;
  const text = (name: string, found: typeof auc) =>
    found
      ? [
          `${name} p = ${found.p.toPrecision(2)} (b = ${found.b}, permuted mean ${found.permuted_mean.toFixed(3)})`,
        ]
      : [];
  const figures = [...text('AUC', auc), ...text('accuracy', accuracy)];
  const of = permutation.picked ? 'the best cell, chosen again each time' : permutation.cells[0];
  return [
    ...(figures.length > 0
      ? [`against chance, m = ${permutation.permutations}, ${of}: ${figures.join('; ')}`]
      : []),
    ...permutation.notes.map((note) => `  ${note}`),
    ...(metrics.tests && figures.length > 0 ? [`  ${metrics.tests.note}`] : []),
  ];
}

/** At which share of pain scores hold, and what the answers of a cell that may not answer are worth. */
function probabilityLines({ manifest, metrics }: EvaluatedRun): readonly string[] {
  const { calibration, prevalence } = manifest.specification;
  const named = typeof calibration === 'string' ? calibration : calibration.id;
  const by = named === 'none' ? 'not calibrated' : `calibrated by ${named}`;
  const at =
    prevalence === undefined ? 'the prevalence of the training rows' : `a prevalence of ${prevalence}`;
  const told = metrics.cells.find(({ declared, cell }) => declared || cell === metrics.best);
  const { asked, answered, error, labels } = told?.abstention ?? {};
  if (!told || !asked || !answered || !error || !labels) return [`scores: ${by}; they hold at ${at}`];
  const covered = [labels.positive, labels.negative].map(({ coverage }) => `${percent(coverage.value)} %`);
  return [
    `scores: ${by}; they hold at ${at}`,
    `answers of ${told.cell}: ${percent(answered.value)} % of the rows, of which ${percent(error.value)} % are wrong; coverage of the positive label ${covered[0]}, of the negative one ${covered[1]} (promised: ${percent(asked.promised)} %)`,
  ];
}

/** What cells that fuse modalities make of the same rows when one is taken away. */
function takenLines({ metrics, manifest }: EvaluatedRun): readonly string[] {
  if (metrics.by_modality.length === 0) return [];
  const [, many] = ROWS[manifest.rows];
  const rows = metrics.by_modality.flatMap(({ cell, taken }) =>
    taken.map((own, i) => [
      i === 0 ? cell : '',
      own.group,
      String(own.samples),
      valueText(own.accuracy, own.ci95.accuracy, percent),
      valueText(own.auc, own.ci95.auc, threeDigits),
    ]),
  );
  return [
    '',
    'the same models when a modality is taken away from the test rows',
    columns([['cell', 'without', many, 'accuracy, %', 'AUC'], ...rows]),
    '',
  ];
}

/** What picking the best cell has added to its figure. */
function pickingLines({ tests }: EvaluatedRun['metrics']): readonly string[] {
  const picking = tests?.picking;
  if (!picking) return [];
  const form = picking.metric === 'auc' ? threeDigits : percent;
  const what = picking.metric === 'auc' ? 'AUC' : 'accuracy, in %,';
  const bounds = valueText(picking.corrected, picking.ci95, form);
  return [`  Its ${what} without the optimism of picking it: ${bounds} (bootstrap bias correction).`];
}

/** What the rows of a data set are called, one and several. */
export const ROWS = {
  pictures: ['picture', 'pictures'],
  clips: ['clip', 'clips'],
  mixed: ['picture or clip', 'pictures and clips'],
} as const;

/** The figures to quote come first. */
function declaredLines({ manifest, metrics }: EvaluatedRun): readonly string[] {
  const cell = metrics.cells.find(({ declared }) => declared);
  if (cell) {
    return [
      `the declared cell, ${cell.cell}:`,
      `  accuracy ${valueText(cell.accuracy, cell.ci95.accuracy, percent)} %, AUC ${valueText(cell.auc, cell.ci95.auc, threeDigits)}`,
      '',
    ];
  }
  return manifest.primary === null ? [] : [`the declared cell, ${manifest.primary}, has no result`, ''];
}

/** Which of the feature sets read a network with random weights. */
function untrainedIn({ families }: EvaluatedRun['manifest']): (features: string) => boolean {
  const names = new Set(families.flatMap(({ name, network }) => (network?.untrained ? [name] : [])));
  return (features) =>
    names.has(features) ||
    features
      .replace(/:each$/, '')
      .split('+')
      .some((name) => names.has(name));
}

/** Cells as the grid of the experiment has them. */
function inOrder(
  order: readonly string[],
  cells: readonly (RunCell | FailedCell)[],
): readonly (RunCell | FailedCell)[] {
  const places = new Map(order.map((cell, place) => [cell, place]));
  const placeOf = ({ cell }: RunCell | FailedCell) => places.get(cell) ?? order.length;
  return [...cells].sort((a, b) => placeOf(a) - placeOf(b));
}

function grid(
  cells: readonly (RunCell | FailedCell)[],
  { best, cells: all }: Pick<EvaluatedRun['metrics'], 'best' | 'cells'>,
  untrained: (features: string) => boolean,
): string {
  // One cell is not the best of many.
  const marked = all.length > 1 ? best : null;
  const classifiers = [...new Set(cells.map((cell) => cell.classifier))];
  const rows = [...Map.groupBy(cells, (cell) => cell.features)].flatMap(([features, own]) => {
    const at = (classifier: string) => own.find((cell) => cell.classifier === classifier);
    return [
      [
        untrained(features) ? `${features} (untrained)` : features,
        ...classifiers.map((name) => accuracyText(at(name))),
      ],
      ['', ...classifiers.map((name) => aucText(at(name), marked))],
    ];
  });
  return columns([['', ...classifiers], ...rows]);
}

function accuracyText(cell: RunCell | FailedCell | undefined): string {
  if (!cell) return '';
  if ('reason' in cell) return 'failed';
  return `${valueText(cell.accuracy, cell.ci95.accuracy, percent)}${cell.declared ? ' #' : ''}`;
}

/** The mark of the largest AUC stands at the AUC. @param marked the cell that has it */
function aucText(cell: RunCell | FailedCell | undefined, marked: string | null): string {
  if (!cell || 'reason' in cell) return '';
  return `${valueText(cell.auc, cell.ci95.auc, threeDigits)}${cell.cell === marked ? ' *' : ''}`;
}

/** `88.2 [80.1, 94.0]` */
function valueText(
  value: number | null,
  bounds: readonly [number, number] | null,
  form: (value: number | null) => string,
): string {
  if (value === null) return form(value);
  return `${form(value)}${bounds ? ` [${form(bounds[0])}, ${form(bounds[1])}]` : ''}`;
}

function threeDigits(value: number | null): string {
  return value === null ? 'no AUC' : value.toFixed(3);
}

function percent(share: number | null): string {
  return share === null ? 'none' : (share * 100).toFixed(1);
}

/** Differences of AUC between rows of the table, first less second, each with its interval, whichever way it points. */
export function differencesTable(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ cells: [a, b], pooled: { auc } }) => {
    const range = auc.ci95 ? `[${signed(auc.ci95[0])}, ${signed(auc.ci95[1])}]` : '';
    return [readCellId(a).features, readCellId(b).features, signed(auc.difference), range];
  });
  const { selection, classifier } = readCellId(comparisons[0]?.cells[0] ?? '');
  return [
    `differences of AUC between the rows, under ${selection} and ${classifier}, paired by subject`,
    columns([['row', 'minus', 'difference', '95 % interval'], ...rows]),
    ...(comparisons.length > 1
      ? [`${comparisons.length} differences are shown at once, so some intervals exclude 0 only by chance.`]
      : []),
  ].join('\n');
}

function signed(value: number | null): string {
  if (value === null) return 'none';
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}

/** One cell, group by group of one column of the data set. */
export function breakdownTable({ manifest }: EvaluatedRun, { cell, column, groups }: Breakdown): string {
  const [, many] = ROWS[manifest.rows];
  return [
    `by ${column}: ${cell}`,
    columns([
      [
        column,
        'subjects',
        many,
        `truly ${manifest.positive}`,
        'wrong',
        'accuracy, %',
        'sensitivity, %',
        'specificity, %',
        'AUC',
        'Brier',
      ],
      ...groups.map((own) => [
        own.group,
        ...[own.subjects, own.samples, own.positives, own.wrong].map(String),
        ...(own.too_few_subjects
          ? [`fewer than ${FEWEST_SUBJECTS} subjects: no rates`, '', '', '', '']
          : [
              valueText(own.accuracy, own.ci95.accuracy, percent),
              valueText(own.sensitivity, own.ci95.sensitivity, percent),
              valueText(own.specificity, own.ci95.specificity, percent),
              valueText(own.auc, own.ci95.auc, threeDigits),
              valueText(own.brier, own.ci95.brier, (value) => value?.toFixed(3) ?? 'none'),
            ]),
      ]),
    ]),
  ].join('\n');
}

/** Cells padded to the widest of their column, two spaces apart. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)));
  return rows
    .map((row) =>
      row
        .map((cell, c) => cell.padEnd(widths[c]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
