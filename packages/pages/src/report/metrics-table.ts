import {
  type CountedName,
  countedNames,
  type MetricForm,
  type MetricName,
  type RowsAsIndependent,
} from '@wince/core';
import { count, interval, orAbsent, percent, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

const TITLES: Readonly<Record<MetricName, string>> = {
  accuracy: 'Accuracy, %',
  balanced_accuracy: 'Balanced accuracy, %',
  sensitivity: 'Sensitivity, %',
  specificity: 'Specificity, %',
  precision: 'Precision, %',
  f1: 'F1, %',
  matthews: 'Matthews correlation',
  auc: 'AUC',
  average_precision: 'Average precision',
  brier: 'Brier score',
  kappa: 'Cohen’s kappa',
  log_loss: 'Log loss',
};

/** All metrics, in the order of the tables. */
export const METRICS = [
  'accuracy',
  'balanced_accuracy',
  'sensitivity',
  'specificity',
  'precision',
  'f1',
  'matthews',
  'auc',
  'average_precision',
  'brier',
  'kappa',
  'log_loss',
] as const satisfies readonly MetricName[];

/** Metrics that are shown in per cent. */
export const PER_CENT: ReadonlySet<MetricName> = new Set(METRICS.slice(0, 6));

/** A metric's name, without its unit. */
export function metricTitle(metric: MetricName): string {
  return TITLES[metric].replace(', %', '');
}

/** All metrics of all cells in the three forms, and AUC within subjects. */
export function metricsSection(view: RunView): Markup {
  const { cells } = view;
  const clips = cells.some(({ metrics }) => metrics.clip.by.clip + metrics.clip.by.period > 0);
  const [first] = cells;
  return html`<section id="metrics">
<h2>All metrics</h2>
<p>Pooled: over all ${view.row.many} together. Mean over subjects: each subject has the same weight. A subject is part of the mean of a metric only if its own ${view.row.many} define this metric. ${clips && `By clip or period: each clip or period has one score, the mean of its ${view.row.many}. `}The chance level of the average precision is the prevalence, ${unit(first?.metrics.chance.average_precision)}. A constant score of 0.5 has a Brier score of 0.25 and a log loss of 0.693.</p>
<details><summary>Pooled over ${view.row.many}</summary>${formTable(view, `Pooled over ${view.row.many}`, (cell) => cell.metrics)}</details>
<details><summary>Mean over subjects</summary>${formTable(view, 'Mean over subjects', (cell) => cell.metrics.subject_mean)}${withinSubjects(view)}</details>
${clips && html`<details><summary>By clip or period</summary>${formTable(view, 'One score for each clip or period', (cell) => cell.metrics.clip)}</details>`}
${independentSection(view)}
</section>`;
}

function formTable(view: RunView, title: string, formOf: (cell: CellView) => MetricForm): Markup {
  return view.table(
    html`<b>${title}.</b> Every metric of every cell, with its 95 % interval.`,
    html`<thead><tr><th scope="col">Cell</th>${METRICS.map((metric) => html`<th scope="col" class="n">${TITLES[metric]}</th>`)}</tr></thead>
<tbody>${view.sets
      .flatMap((set) => set.cells)
      .map((cell) => {
        const values = formOf(cell);
        return html`<tr><th scope="row"><span class="id">${cell.id}</span></th>${METRICS.map((metric) => metricCell(values, metric))}</tr>`;
      })}</tbody>`,
    'wide metrics-of',
  );
}

function metricCell(values: MetricForm, metric: MetricName): Markup {
  const value = values[metric];
  const form = PER_CENT.has(metric) ? percent : unit;
  if (value === null) {
    return html`<td class="n"><span class="absent" title="${values.undefined[metric] ?? 'not defined'}">–</span></td>`;
  }
  return html`<td class="n">${form(value)} <small>${interval(values.ci95[metric], form)}</small></td>`;
}

function withinSubjects(view: RunView): Markup {
  return view.table(
    html`<b>AUC within subjects.</b> The mean of the AUC of each subject that has both labels. A cell cannot raise it by recognising the subjects.`,
    html`<thead><tr><th scope="col">Cell</th><th scope="col" class="n">Subjects with both labels</th><th scope="col" class="n">Mean AUC</th><th scope="col" class="n">95 % interval</th></tr></thead>
<tbody>${view.sets
      .flatMap((set) => set.cells)
      .map(({ id, metrics: { auc_within_subjects: within } }) => {
        return html`<tr><th scope="row"><span class="id">${id}</span></th><td class="n">${within.subjects}</td><td class="n">${orAbsent(unit(within.value))}</td><td class="n">${orAbsent(interval(within.ci95, unit))}</td></tr>`;
      })}</tbody>`,
  );
}

/** Counts with Wilson's and Clopper and Pearson's intervals, and AUC with DeLong's: what papers print beside the bootstrap. */
function independentSection(view: RunView): Markup {
  const cells = view.sets
    .flatMap((set) => set.cells)
    .flatMap(({ id, metrics }) => {
      const own = view.form === 'clip' ? metrics.clip.as_independent : metrics.as_independent;
      return own ? [{ id, own }] : [];
    });
  const note = cells.find(({ own }) => own.note !== null)?.own.note;
  return html`<details><summary>Counts, and intervals that take rows for independent</summary>
<p>These intervals are here because papers print them. ${note && html`<b>${note}</b>`}</p>
${view.table(
  html`<b>Counts and AUC.</b> Shares are in per cent, with the 95 % intervals of Wilson (W) and of Clopper and Pearson (CP); the AUC has the 95 % interval of DeLong.`,
  html`<thead><tr><th scope="col">Cell</th>${countedNames.map((name) => html`<th scope="col" class="n">${TITLES[name]}</th>`)}<th scope="col" class="n">AUC, DeLong</th></tr></thead>
<tbody>${cells.map(
    ({ id, own }) =>
      html`<tr><th scope="row"><span class="id">${id}</span></th>${countedNames.map((name) => countedCell(own, name))}<td class="n">${orAbsent(unit(own.delong.auc))} <small>${interval(own.delong.ci95, unit)}</small></td></tr>`,
  )}</tbody>`,
  'wide',
)}</details>`;
}

function countedCell({ counts }: RowsAsIndependent, name: CountedName): Markup {
  const { count: counted, of, wilson, clopper_pearson } = counts[name];
  if (wilson === null)
    return html`<td class="n"><span class="absent" title="there is nothing to count">–</span></td>`;
  return html`<td class="n">${count(counted)} of ${count(of)}<br><small>W ${interval(wilson, percent)}<br>CP ${interval(clopper_pearson, percent)}</small></td>`;
}
