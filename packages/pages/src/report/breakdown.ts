import { type Breakdown, FEWEST_SUBJECTS, type GroupFigures } from '@wince/core';
import { capitalised, count, interval, orAbsent, percent, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { RunView } from './run-view.ts';

/** Columns whose tables are open; those of further columns fold. */
const MOST_OPEN = 4;

/** For whom a cell fails: its figures in the groups that the columns of the data set make. */
export function breakdownSection(view: RunView): Markup {
  const { breakdowns } = view.input.metrics;
  if (breakdowns.length === 0) return html``;
  const ofCells = view.featured.flatMap((cell) => {
    const own = breakdowns.filter((each) => each.cell === cell.id);
    return own.length > 0 ? [{ cell, own }] : [];
  });
  return html`<section id="breakdown">
<h2>Where it fails</h2>
<p>The same decisions, by the columns of the data set. Groups differ in more than their name: a difference shows where to look, and not why. Intervals are by bootstrap over the subjects of a group; where a group has few subjects, they are too narrow. A group of fewer than ${FEWEST_SUBJECTS} subjects has counts and no rates: one subject would move a rate too far.</p>
${ofCells.map(
  ({ cell, own }) => html`<h3><span class="id">${cell.id}</span>${view.role(cell)}</h3>
${own.slice(0, MOST_OPEN).map((each) => columnTable(view, each))}
${
  own.length > MOST_OPEN &&
  html`<details><summary>${own
    .slice(MOST_OPEN)
    .map(({ column }) => column)
    .join(', ')}</summary>${own.slice(MOST_OPEN).map((each) => columnTable(view, each))}</details>`
}`,
)}
</section>`;
}

function columnTable(view: RunView, { column, groups }: Breakdown): Markup {
  return groupTable(view, html`<b>By ${column}.</b>`, capitalised(column), groups);
}

/** A table with a row of figures for each group. @param noun what the groups are, with a capital letter */
export function groupTable(
  view: RunView,
  caption: Markup,
  noun: string,
  groups: readonly GroupFigures[],
): Markup {
  const share = (figures: GroupFigures, metric: 'accuracy' | 'sensitivity' | 'specificity') =>
    html`<td class="n">${orAbsent(percent(figures[metric]))} <small>${interval(figures.ci95[metric], percent)}</small></td>`;
  const rates = (figures: GroupFigures) => {
    if (figures.too_few_subjects) return html`<td colspan="5">fewer than ${FEWEST_SUBJECTS} subjects</td>`;
    const value = (metric: 'auc' | 'brier') =>
      html`<td class="n">${orAbsent(unit(figures[metric]))} <small>${interval(figures.ci95[metric], unit)}</small></td>`;
    return html`${share(figures, 'accuracy')}${share(figures, 'sensitivity')}${share(figures, 'specificity')}${value('auc')}${value('brier')}`;
  };
  return view.table(
    caption,
    html`<thead><tr><th scope="col">${noun}</th><th scope="col" class="n">Subjects</th><th scope="col" class="n">${capitalised(view.row.many)}</th><th scope="col" class="n">Truly ${view.positive}</th><th scope="col" class="n">Wrong</th><th scope="col" class="n">Accuracy, %</th><th scope="col" class="n">Sensitivity, %</th><th scope="col" class="n">Specificity, %</th><th scope="col" class="n">AUC</th><th scope="col" class="n">Brier score</th></tr></thead>
<tbody>${groups.map(
      (figures) =>
        html`<tr><th scope="row" class="name">${figures.group}</th><td class="n">${count(figures.subjects)}</td><td class="n">${count(figures.samples)}</td><td class="n">${count(figures.positives)}</td><td class="n">${count(figures.wrong)}</td>${rates(figures)}</tr>`,
    )}</tbody>`,
  );
}
