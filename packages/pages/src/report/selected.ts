import type { SelectedRow } from '@wince/core';
import { count, counted, percent, significant, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';
import { tunedSection } from './tuned.ts';

const MOST = 20;

/** How often a column was kept over the folds of a cell. */
export interface KeptColumn {
  readonly feature: string;
  readonly folds: number;
  readonly meanRank: number;
  readonly meanWeight: number | null;
}

/** Which columns the best cells kept, and how much this depends on who was left out. */
export function selectedSection(view: RunView): Markup {
  const rowsOf = Map.groupBy(view.input.selected, (row) => row.cell);
  const selects = (cell: CellView) => cell.metrics.keep !== null && rowsOf.has(cell.id);
  const open = view.featured.filter(selects);
  const closed = view.shown.filter((cell) => selects(cell) && !open.includes(cell));
  if (open.length + closed.length === 0) {
    return html`<section id="selected"><h2>Selected columns</h2><p>The cells on this page keep every column.</p>${tunedSection(view)}</section>`;
  }
  const show = (cell: CellView) => columns(view, cell, rowsOf.get(cell.id) ?? []);
  return html`<section id="selected">
<h2>Selected columns</h2>
<p>Each fold selects its columns again, from its own training rows only. Stability is 1 if all folds keep the same columns. It is about 0 if they agree no more than by chance (Nogueira, Sechidis and Brown 2018, JMLR 18:174). Folds that leave out one subject share almost all of their training rows. A high value is therefore expected, and it shows nothing about other data sets.</p>
${open.map((cell) => html`<h3><span class="id">${cell.id}</span>${view.role(cell)}</h3>${show(cell)}`)}
${closed.map((cell) => html`<details><summary><span class="id">${cell.id}</span></summary>${show(cell)}</details>`)}
${tunedSection(view)}
</section>`;
}

function columns(view: RunView, cell: CellView, rows: readonly SelectedRow[]): Markup {
  const folds = new Set(cell.predictions.map((row) => row.fold)).size;
  const kept = columnsByFolds(rows);
  const sizes = [...Map.groupBy(rows, (row) => row.fold).values()].map((fold) => fold.length);
  const always = kept.filter((column) => column.folds === folds).length;
  const phi = stability(kept, folds, columnsOf(view, cell));
  const least = Math.min(...sizes);
  const most = Math.max(...sizes);
  return html`<p>Each of ${counted(folds, 'fold')} kept ${least === most ? count(least) : `${count(least)} to ${count(most)}`} of ${counted(columnsOf(view, cell), 'column')}. ${count(kept.length)} were kept at least once, ${count(always)} in every fold. The stability is ${phi === null ? 'not defined' : unit(phi)}.</p>
${view.table(
  html`<b>Columns kept most often</b>${kept.length > MOST && ` (${MOST} of ${count(kept.length)})`} by <span class="id">${cell.id}</span>.`,
  html`<thead><tr><th scope="col">Column</th><th scope="col" class="n">Folds</th><th scope="col" class="n">Share of folds, %</th><th scope="col"><span class="visually-hidden">Share as a bar</span></th><th scope="col" class="n">Mean rank</th><th scope="col" class="n">Mean weight</th></tr></thead>
<tbody>${kept
    .slice(0, MOST)
    .map(
      (column) =>
        html`<tr><th scope="row"><span class="id">${column.feature}</span></th><td class="n">${count(column.folds)}</td><td class="n">${percent(column.folds / folds)}</td><td><span class="bar-box"><span class="bar" style="width:${((column.folds / folds) * 100).toFixed(1)}%"></span></span></td><td class="n">${column.meanRank.toFixed(1)}</td><td class="n">${significant(column.meanWeight)}</td></tr>`,
    )}</tbody>`,
)}`;
}

/** Columns by the number of folds that kept them, then by mean rank, then by name. */
export function columnsByFolds(rows: readonly SelectedRow[]): readonly KeptColumn[] {
  return [...Map.groupBy(rows, (row) => row.feature)]
    .map(([feature, own]): KeptColumn => {
      const weights = own.flatMap((row) => row.weight ?? []);
      return {
        feature,
        folds: own.length,
        meanRank: mean(own.map((row) => row.rank)),
        meanWeight: weights.length === 0 ? null : mean(weights),
      };
    })
    .sort((a, b) => b.folds - a.folds || a.meanRank - b.meanRank || (a.feature < b.feature ? -1 : 1));
}

/**
 * Stability of a selection over folds: 1 less the mean variance of a column's being kept, over what it would be for
 * columns drawn by chance. In [-1 / (folds - 1), 1]; null for one fold, and where all columns or none are kept.
 *
 * @param kept the columns that were kept at least once
 * @param columns number of columns to choose from
 * @source Nogueira, Sechidis and Brown 2018, JMLR 18(174), definition 4
 */
export function stability(
  kept: readonly Pick<KeptColumn, 'folds'>[],
  folds: number,
  columns: number,
): number | null {
  if (folds < 2 || columns < 1) return null;
  let variance = 0;
  let sum = 0;
  for (const { folds: own } of kept) {
    const share = own / folds;
    sum += share;
    variance += (folds / (folds - 1)) * share * (1 - share);
  }
  const share = sum / columns;
  const byChance = share * (1 - share);
  return byChance > 0 ? 1 - variance / columns / byChance : null;
}

/** Columns that the cell's selection chose from. */
function columnsOf(view: RunView, cell: CellView): number {
  const set = view.sets.find((candidate) => candidate.name === cell.features);
  return set?.columns ?? 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
