import type { MetricName, TreatedCell } from '@wince/core';
import { count, interval, orAbsent, percent, pValue, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import { metricTitle } from './metrics-table.ts';
import type { RunView } from './run-view.ts';

/** Differences between cells that the experiment asked for, on the same subjects. */
export function comparisonsSection(view: RunView): Markup {
  const { comparisons } = view.input.metrics;
  if (comparisons.length === 0) return html``;
  return html`<section id="comparisons">
<h2>Comparisons</h2>
<p>${comparisons.length === 1 ? 'One pair of cells was' : `${count(comparisons.length)} pairs of cells were`} named in the experiment. Both cells of a pair scored the same pictures; intervals draw subjects, each draw for both cells. p by exchange swaps the two cells subject by subject and is the one to quote; p by bootstrap stands beside it. Neither is corrected for the number of comparisons.</p>
${view.table(
  html`<b>Differences,</b> the first cell less the second, pooled over pictures. Accuracies in per cent, their differences in points.`,
  html`<thead><tr><th scope="col">Cells</th><th scope="col">Metric</th><th scope="col" class="n">First</th><th scope="col" class="n">Second</th><th scope="col" class="n">Difference</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">p, exchange</th><th scope="col" class="n">p, bootstrap</th></tr></thead>
<tbody>${comparisons.map(({ cells: [a, b], pooled }) =>
    COMPARED.map((metric, i) => {
      const { first, second, difference, ci95, p_exchange, p_bootstrap } = pooled[metric];
      const form = metric === 'auc' ? unit : percent;
      const change = signed(metric);
      const cells = html`<th scope="rowgroup" rowspan="${COMPARED.length}"><span class="id">${a}</span><br>less <span class="id">${b}</span></th>`;
      return html`<tr class="${i === 0 ? 'first' : ''}">${i === 0 && cells}<th scope="row">${metricTitle(metric)}</th><td class="n">${orAbsent(form(first))}</td><td class="n">${orAbsent(form(second))}</td><td class="n">${orAbsent(difference === null ? null : change(difference))}</td><td class="n">${orAbsent(interval(ci95, change))}</td><td class="n">${orAbsent(pValue(p_exchange))}</td><td class="n">${orAbsent(pValue(p_bootstrap))}</td></tr>`;
    }),
  )}</tbody>`,
  'wide',
)}
</section>`;
}

const COMPARED = ['accuracy', 'balanced_accuracy', 'auc'] as const satisfies readonly MetricName[];

const MIDDLE: Readonly<Record<TreatedCell['middle'], string>> = {
  'left-out': 'left out',
  'as-pain': 'counted as positive',
  'as-no-pain': 'counted as negative',
};

/** One cell under the three treatments of the middle band: what leaving it out is worth. */
export function treatmentsSection(view: RunView): Markup {
  const { treatments } = view.input.metrics;
  if (treatments.length === 0) return html``;
  const [{ summary: first }] = treatments;
  return html`<section id="treatments">
<h2>The middle band of the scale</h2>
<p>Leaving the rows between “no pain” and “pain” out makes the task easier. Here one cell, <span class="id">${first.cell}</span>, was trained and tested again under each of the three treatments.</p>
${view.table(
  html`<b>Three treatments of the middle band.</b> ${view.form === 'clip' ? 'Clips.' : 'Pictures, pooled.'}`,
  html`<thead><tr><th scope="col">Middle band</th><th scope="col" class="n">Pictures</th><th scope="col" class="n">Subjects</th><th scope="col" class="n">Accuracy, %</th><th scope="col" class="n">Balanced accuracy, %</th><th scope="col" class="n">AUC</th><th scope="col" class="n">No-information rate, %</th></tr></thead>
<tbody>${treatments.map(({ middle, summary }) => {
    const values = view.form === 'clip' ? summary.clip : summary;
    const cell = (metric: MetricName, form: (value: number | null) => string | null) =>
      html`<td class="n">${orAbsent(form(values[metric]))} <small>${interval(values.ci95[metric], form)}</small></td>`;
    return html`<tr><th scope="row">${MIDDLE[middle]}</th><td class="n">${count(summary.samples)}</td><td class="n">${count(summary.subjects)}</td>${cell('accuracy', percent)}${cell('balanced_accuracy', percent)}${cell('auc', unit)}<td class="n">${orAbsent(percent(values.chance.accuracy))}</td></tr>`;
  })}</tbody>`,
)}
</section>`;
}

/** A difference with its sign: three decimals, or points of per cent with one. */
function signed(metric: (typeof COMPARED)[number]): (value: number) => string {
  return (value) => {
    const size = metric === 'auc' ? Math.abs(value).toFixed(3) : (Math.abs(value) * 100).toFixed(1);
    return Number(size) === 0 ? size : `${value < 0 ? '−' : '+'}${size}`;
  };
}
