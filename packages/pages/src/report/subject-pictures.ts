import type { PredictionRow } from '@wince/core';
import { capitalised, count, countedAs, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { RunView } from './run-view.ts';

/** Rows that are listed; of a larger run only subjects with a wrong decision have a list. */
const MOST_ROWS = 3000;

/** The place of a subject's list on the page, which tables of subjects lead to. */
export function subjectAnchor(subject: string): string {
  return `rows-of-${encodeURIComponent(subject)}`;
}

/** The rows of each subject that has a list on the page: all of them, or, in a large run, those with a wrong decision. */
export function listedSubjects(view: RunView): ReadonlyMap<string, readonly PredictionRow[]> {
  const [first] = view.featured;
  if (!first) return new Map();
  const wrong = new Set(
    view.featured.flatMap((cell) => cell.predictions.filter(view.isWrong).map(({ subject }) => subject)),
  );
  const isLarge = first.predictions.length > MOST_ROWS;
  return new Map(
    [...Map.groupBy(first.predictions, ({ subject }) => subject)].filter(
      ([subject]) => !isLarge || wrong.has(subject),
    ),
  );
}

/** What became of each row of each subject under the cells that stand for the run: from a subject to its pictures. */
export function subjectPictures(view: RunView): Markup {
  const listed = listedSubjects(view);
  if (listed.size === 0) return html``;
  const rows = new Map(
    view.featured.map((cell) => [cell.id, new Map(cell.predictions.map((row) => [row.sample, row]))]),
  );
  return html`<details id="subject-rows"><summary>The ${view.row.many} of each subject</summary>
${[...listed]
  .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
  .map(([subject, own]) => subjectTable(view, subject, own, rows))}
</details>`;
}

function wrongIn(view: RunView, row: PredictionRow | undefined): boolean {
  return row !== undefined && view.isWrong(row);
}

function subjectTable(
  view: RunView,
  subject: string,
  own: readonly PredictionRow[],
  rows: ReadonlyMap<string, ReadonlyMap<string, PredictionRow>>,
): Markup {
  const cells = view.featured;
  const wrong = own.filter(({ sample }) => cells.some(({ id }) => wrongIn(view, rows.get(id)?.get(sample))));
  return html`<div id="${subjectAnchor(subject)}">${view.table(
    html`<b>${subject}</b>: ${countedAs(view.row, own.length)}, ${count(wrong.length)} decided wrongly. A wrong decision is marked.`,
    html`<thead><tr><th scope="col">${capitalised(view.row.one)}</th><th scope="col">Truth</th>${cells.map(
      (cell) => html`<th scope="col" class="n">Score by <span class="id">${cell.id}</span></th>`,
    )}</tr></thead>
<tbody>${own.map(
      ({ sample, truth }) =>
        html`<tr><th scope="row" class="name">${sample}</th><td class="name">${truth}</td>${cells.map(
          (cell) => {
            const row = rows.get(cell.id)?.get(sample);
            const marked = wrongIn(view, row);
            return html`<td class="n">${row && unit(row.score)}${marked && html` <span class="tag below">wrong</span>`}</td>`;
          },
        )}</tr>`,
    )}</tbody>`,
  )}</div>`;
}
