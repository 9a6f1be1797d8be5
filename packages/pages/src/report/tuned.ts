import { median, type TunedRow } from '@wince/core';
import { count, counted, significant } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

/** Values of one parameter that are listed one by one; more of them are summed up. */
const MOST_VALUES = 6;
/** Folds of which the page has each; of more, `tuned.csv` has them. */
const MOST_FOLDS = 400;
const MOST_DIGITS = 8;

/** What tuning, and the choice of a threshold, found for the cells on this page, over their folds. */
export function tunedSection(view: RunView): Markup {
  const rows = Map.groupBy(view.input.tuned ?? [], ({ cell }) => cell);
  const own = view.shown.filter(({ id }) => rows.has(id));
  if (own.length === 0) return html``;
  return html`<h3 id="tuned">What was chosen inside the folds</h3>
<p>Each fold chooses these values again, on its own training rows only. <code>tuned.csv</code> has every fold of every cell.</p>
${view.table(
  html`<b>Chosen values,</b> with the number of folds that chose each.`,
  html`<thead><tr><th scope="col">Cell</th><th scope="col">Parameter</th><th scope="col">Values</th></tr></thead>
<tbody>${own.map((cell) => {
    const byParameter = [...Map.groupBy(rows.get(cell.id) ?? [], ({ parameter }) => parameter)];
    return byParameter.map(
      ([parameter, chosen], i) =>
        html`<tr class="${i === 0 ? 'first' : ''}">${
          i === 0 &&
          html`<th scope="rowgroup" rowspan="${byParameter.length}"><span class="id">${cell.id}</span>${view.role(cell)}</th>`
        }<th scope="row"><code>${parameter}</code></th><td class="wrap">${chosenValues(chosen.map(({ value }) => value))}</td></tr>`,
    );
  })}</tbody>`,
)}
${view.featured.map((cell) => foldsTable(view, cell, rows.get(cell.id) ?? []))}`;
}

/** What each fold of a cell chose. */
function foldsTable(view: RunView, { id }: CellView, rows: readonly TunedRow[]): Markup {
  const folds = [...Map.groupBy(rows, ({ fold }) => fold)];
  if (folds.length === 0 || folds.length > MOST_FOLDS) return html``;
  const parameters = [...new Set(rows.map(({ parameter }) => parameter))];
  return html`<details><summary>Each fold of <span class="id">${id}</span></summary><div class="long">${view.table(
    html`<b>What each fold chose</b> for <span class="id">${id}</span>.`,
    html`<thead><tr><th scope="col">Fold</th>${parameters.map((name) => html`<th scope="col" class="n"><code>${name}</code></th>`)}</tr></thead>
<tbody>${folds.map(([fold, own]) => {
      const values = new Map(own.map(({ parameter, value }) => [parameter, value]));
      return html`<tr><th scope="row" class="name">${fold}</th>${parameters.map((name) => html`<td class="n">${chosen(values.get(name))}</td>`)}</tr>`;
    })}</tbody>`,
  )}</div></details>`;
}

/** A value as it was tried; a threshold, which may be any number, in three digits. */
function chosen(value: number | undefined): string | null {
  if (value === undefined) return null;
  return String(value).length > MOST_DIGITS ? significant(value) : String(value);
}

/** `10 (12 folds), 1 (3 folds)`, or the range and the median where there are many values. */
export function chosenValues(values: readonly number[]): string {
  const counts = [...Map.groupBy(values, (value) => value)].map(
    ([value, own]) => [value, own.length] as const,
  );
  if (counts.length > MOST_VALUES) {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return `${significant(least)} to ${significant(most)}, median ${significant(median([...values]))} (${count(counts.length)} values in ${counted(values.length, 'fold')})`;
  }
  return counts
    .sort(([a, m], [b, n]) => n - m || a - b)
    .map(([value, folds]) => `${String(value)} (${counted(folds, 'fold')})`)
    .join(', ');
}
