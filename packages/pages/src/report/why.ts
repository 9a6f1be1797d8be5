import { keptByRegion, type SelectedRow } from '@wince/core';
import { counted, percent } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

/** What the decisions of the cells that stand for the run rest on, as far as the run holds it. */
export function whySection(view: RunView): Markup {
  const rowsOf = Map.groupBy(view.input.selected, (row) => row.cell);
  return html`<section id="why">
<h2>Why: what the decisions rest on</h2>
<p>A run holds which columns each fold kept. It does not hold fitted models. Where a column looks at a part of the registered face, it counts for the regions under it; regions are fixed boxes here. A column is kept because it separates the labels in training rows; how much a decision rests on it is not known from that.</p>
${view.featured.map((cell) => html`<h3><span class="id">${cell.id}</span>${view.role(cell)}</h3>${ofCell(view, cell, rowsOf.get(cell.id) ?? [])}`)}
<p><code>wince explain</code> with the folder of this run explains its out-of-fold decisions one by one: which regions of the face change the score, where the evidence of each column is, and whether these explanations can be relied on.${view.input.metrics.by_region.length > 0 && html` What becomes of the figures when a region cannot be seen is under <a href="#regions">Regions</a>.`}</p>
</section>`;
}

function ofCell(view: RunView, cell: CellView, rows: readonly SelectedRow[]): Markup {
  const columns = view.sets.find(({ name }) => name === cell.features)?.columns ?? 0;
  if (cell.metrics.keep === null || rows.length === 0)
    return html`<p>It keeps ${columns === 1 ? 'its only column' : html`all ${counted(columns, 'column')}`}, so that the run does not hold which of them its decisions rest on.</p>`;
  const times = new Map<string, number>();
  for (const { feature } of rows) times.set(feature, (times.get(feature) ?? 0) + 1);
  const families = view.input.manifest.families.map(({ name }) => name);
  const { regions, unplaced } = keptByRegion(families, times);
  const share = (weight: number) => weight / rows.length;
  const lines: readonly (readonly [string, number])[] = [
    ...[...regions].sort(([, a], [, b]) => b - a),
    ...(unplaced > 0
      ? [['no place: each column looks at the whole face, or at no face', unplaced] as const]
      : []),
  ];
  return view.table(
    html`<b>Regions that kept columns look at,</b> over all folds, <span class="id">${cell.id}</span>.`,
    html`<thead><tr><th scope="col">Region</th><th scope="col" class="n">Share of kept columns, %</th><th scope="col"><span class="visually-hidden">Share as a bar</span></th></tr></thead>
<tbody>${lines.map(
      ([name, weight]) =>
        html`<tr><th scope="row">${name}</th><td class="n">${percent(share(weight))}</td><td><span class="bar-box"><span class="bar" style="width:${(100 * share(weight)).toFixed(1)}%"></span></span></td></tr>`,
    )}</tbody>`,
  );
}
