import type { Comparison, MetricName, TreatedCell } from '@wince/core';
import {
  capitalised,
  count,
  counted,
  interval,
  orAbsent,
  percent,
  pValue,
  unit,
} from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import { declaredTests, rankedCells } from './cell-tests.ts';
import { metricTitle } from './metrics-table.ts';
import type { RunView } from './run-view.ts';

/** Pairs that stand open, a screen of them at most; others fold. */
const MOST_OPEN = 4;
/** The same on a narrow screen. */
const MOST_OPEN_NARROW = 2;

/** Differences between cells, on the same subjects. */
export function comparisonsSection(view: RunView): Markup {
  const { comparisons, tests } = view.input.metrics;
  if (comparisons.length === 0) {
    if (!tests?.ranking) return html``;
    return html`<section id="comparisons"><h2>Comparisons</h2>${rankedCells(view)}<p>${tests.note}</p></section>`;
  }
  return html`<section id="comparisons">
<h2>Comparisons</h2>
<p>${counted(comparisons.length, 'pair')} of cells ${comparisons.length === 1 ? 'is' : 'are'} compared. Both cells of a pair scored the same ${view.row.many}. The intervals come from draws of subjects; each draw is used for both cells. The p value by exchange swaps the two cells subject by subject: the p value by bootstrap is there to compare. Both are approximate, and not corrected for the number of comparisons.</p>
${differencesTable(view, comparisons.slice(0, MOST_OPEN), 'The first cell minus the second cell', (pair) => pair >= MOST_OPEN_NARROW && 'wide-only')}
${furtherPairs(view, comparisons)}
${declaredTests(view)}
${rankedCells(view)}
${asIndependent(view)}
</section>`;
}

/** The pairs that fold: on a narrow screen two of them more. */
function furtherPairs(view: RunView, comparisons: readonly Comparison[]): Markup {
  const narrow = comparisons.length - MOST_OPEN_NARROW;
  const wide = comparisons.length - MOST_OPEN;
  if (narrow <= 0) return html``;
  const more = (pairs: number) => counted(pairs, 'more pair');
  const summary =
    wide > 0
      ? html`<span class="wide-only">${more(wide)}</span><span class="narrow-only">${more(narrow)}</span>`
      : more(narrow);
  const moved = MOST_OPEN - MOST_OPEN_NARROW;
  return html`<details${wide <= 0 && html` class="narrow-only"`}><summary>${summary}</summary>${differencesTable(
    view,
    comparisons.slice(MOST_OPEN_NARROW),
    'Further pairs: the first cell minus the second cell',
    (pair) => pair < moved && 'narrow-only',
  )}</details>`;
}

/** @param shown on which screens a pair is shown; on all where nothing is said */
function differencesTable(
  view: RunView,
  comparisons: readonly Comparison[],
  caption: string,
  shown: (pair: number) => string | false,
): Markup {
  return view.table(
    html`<b>${caption},</b> over all ${view.row.many} together. Accuracies are in per cent, their differences in percentage points.`,
    html`<thead><tr><th scope="col">Cells</th><th scope="col">Metric</th><th scope="col" class="n">First</th><th scope="col" class="n">Second</th><th scope="col" class="n">Difference</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">p, exchange</th><th scope="col" class="n">p, bootstrap</th></tr></thead>
<tbody>${comparisons.map(({ cells: [a, b], pooled }, pair) =>
      COMPARED.map((metric, i) => {
        const { first, second, difference, ci95, p_exchange, p_bootstrap } = pooled[metric];
        const form = metric === 'auc' ? unit : percent;
        const change = signed(metric);
        const cells = html`<th scope="rowgroup" rowspan="${COMPARED.length}"><span class="id">${a}</span><br>minus <span class="id">${b}</span></th>`;
        const classes = [i === 0 && 'first', shown(pair)].filter((name) => name !== false);
        return html`<tr class="${classes.join(' ')}">${i === 0 && cells}<th scope="row">${metricTitle(metric)}</th><td class="n">${orAbsent(form(first))}</td><td class="n">${orAbsent(form(second))}</td><td class="n">${orAbsent(difference === null ? null : change(difference))}</td><td class="n">${orAbsent(interval(ci95, change))}</td><td class="n">${orAbsent(pValue(p_exchange))}</td><td class="n">${orAbsent(pValue(p_bootstrap))}</td></tr>`;
      }),
    )}</tbody>`,
    'wide pairs',
  );
}

/** McNemar's and DeLong's tests, which take rows for independent of each other. */
function asIndependent(view: RunView): Markup {
  const { comparisons } = view.input.metrics;
  const [{ as_independent: first }] = comparisons;
  return html`<details><summary>McNemar’s and DeLong’s tests</summary>
<p>These tests are here because papers print them. ${first.note && html`<b>${first.note}</b>`}</p>
${view.table(
  html`<b>Tests over rows.</b> McNemar: ${view.row.many} that one cell alone decided rightly, and the exact two-sided p. DeLong: the difference of the AUCs, the first cell minus the second.`,
  html`<thead><tr><th scope="col">Cells</th><th scope="col" class="n">Right by the first alone</th><th scope="col" class="n">By the second alone</th><th scope="col" class="n">p, McNemar</th><th scope="col" class="n">Difference of AUC</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">p, DeLong</th></tr></thead>
<tbody>${comparisons.map(({ cells: [a, b], as_independent: { mcnemar, delong } }) => {
    const change = signed('auc');
    return html`<tr><th scope="row"><span class="id">${a}</span><br>minus <span class="id">${b}</span></th><td class="n">${count(mcnemar.first_only)}</td><td class="n">${count(mcnemar.second_only)}</td><td class="n">${orAbsent(pValue(mcnemar.p))}</td><td class="n">${orAbsent(delong.difference === null ? null : change(delong.difference))}</td><td class="n">${orAbsent(interval(delong.ci95, change))}</td><td class="n">${orAbsent(pValue(delong.p))}</td></tr>`;
  })}</tbody>`,
  'wide',
)}</details>`;
}

const COMPARED = ['accuracy', 'balanced_accuracy', 'auc'] as const satisfies readonly MetricName[];

const MIDDLE: Readonly<Record<TreatedCell['middle'], string>> = {
  'left-out': 'left out',
  'as-pain': 'counted as positive',
  'as-no-pain': 'counted as negative',
};

/** One cell under the three treatments of the middle band: how much easier the task is without it. */
export function treatmentsSection(view: RunView): Markup {
  const { treatments } = view.input.metrics;
  if (treatments.length === 0) return html``;
  const [{ summary: first }] = treatments;
  return html`<section id="treatments">
<h2>The middle band of the scale</h2>
<p>The task is easier without the rows between “no pain” and “pain”. Here one cell, <span class="id">${first.cell}</span>, was trained and tested again for each of three ways to treat these rows.</p>
${view.table(
  html`<b>Three ways to treat the middle band.</b> Figures are over ${view.form === 'clip' ? 'clips' : `all ${view.row.many} together`}.`,
  html`<thead><tr><th scope="col">Middle band</th><th scope="col" class="n">${capitalised(view.row.many)}</th><th scope="col" class="n">Subjects</th><th scope="col" class="n">Accuracy, %</th><th scope="col" class="n">Balanced accuracy, %</th><th scope="col" class="n">AUC</th><th scope="col" class="n">No-information rate, %</th></tr></thead>
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
