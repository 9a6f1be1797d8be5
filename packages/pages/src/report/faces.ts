import type { PredictionRow } from '@wince/core';
import { count, counted, unit } from '../formats/numbers.ts';
import { base64 } from '../html/base64.ts';
import { html, type Markup, shorten, trusted } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

/** How many faces a list shows; how many more there are is said. */
const MOST_OF_RUN = 24;
const MOST_OF_CELL = 24;
const SIDE = 96;

/** A picture that a list shows, with what is said of it. */
interface Mistake {
  readonly sample: string;
  readonly subject: string;
  readonly truth: string;
  /** The score under the list's cell; null where the list is over all cells. */
  readonly score: number | null;
  /** In how many of the run's cells the picture was decided wrongly. */
  readonly wrong: number;
}

/** The pictures that cells decided wrongly, those first that most cells got wrong. */
export function facesSection(view: RunView): Markup {
  const mistakes = mistakesOfRun(view);
  const drawn = new Map<string, number>();
  const others = view.shown.filter((cell) => !view.featured.includes(cell));
  const lists = html`<h3>Wrong in the most cells</h3>
${list(view, mistakes, MOST_OF_RUN, drawn, 'Pictures by the number of cells that decided them wrongly.')}
${view.featured.map((cell) => html`<h3><span class="id">${cell.id}</span>${view.role(cell)}</h3>${cellList(view, cell, mistakes, drawn)}`)}
${others.map(
  (cell) =>
    html`<details><summary><span class="id">${cell.id}</span> (${counted(wrongRows(view, cell).length, 'picture')})</summary>${cellList(view, cell, mistakes, drawn)}</details>`,
)}`;
  return html`<section id="faces">
<h2>Faces it got wrong</h2>
<p>${
    mistakes.length === 0
      ? 'Every cell decided every picture rightly.'
      : html`${counted(mistakes.length, 'picture was', 'pictures were')} decided wrongly by at least one of the ${counted(view.cells.length, 'cell')}. A score runs from 0 to 1 and rises towards ${view.positive}. ${
          view.input.faces === null
            ? 'This report was made without pictures (--no-faces).'
            : 'Shown is the registered face that the features were taken from, never the whole picture; under it subject, truth, score, and how many of the cells were wrong.'
        } A wrong decision may also be a wrong label.`
  }</p>
${mistakes.length > 0 && [definitions(view, drawn), lists]}
</section>`;
}

function cellList(
  view: RunView,
  cell: CellView,
  mistakes: readonly Mistake[],
  drawn: Map<string, number>,
): Markup {
  const rows = new Map(wrongRows(view, cell).map((row) => [row.sample, row]));
  const own = mistakes.flatMap((mistake): Mistake[] => {
    const row = rows.get(mistake.sample);
    return row ? [{ ...mistake, score: row.score }] : [];
  });
  if (own.length === 0) return html`<p>This cell decided every picture rightly.</p>`;
  return list(view, own, MOST_OF_CELL, drawn, `Pictures that ${cell.id} decided wrongly.`);
}

function list(
  view: RunView,
  mistakes: readonly Mistake[],
  most: number,
  drawn: Map<string, number>,
  caption: string,
): Markup {
  const first = mistakes.slice(0, most);
  const rest = mistakes.length - first.length;
  const { faces } = view.input;
  return html`${
    faces === null
      ? table(view, first, caption)
      : html`<ul class="faces">${first.map((mistake) => html`<li>${face(view, mistake, faces, drawn)}${underFace(view, mistake)}</li>`)}</ul>`
  }${rest > 0 && html`<p class="soft">And ${counted(rest, 'more picture')}: <code>predictions.csv</code> has every row, with truth and decision.</p>`}`;
}

function table(view: RunView, mistakes: readonly Mistake[], caption: string): Markup {
  const scored = mistakes.some((mistake) => mistake.score !== null);
  return view.table(
    caption,
    html`<thead><tr><th scope="col">Picture</th><th scope="col">Subject</th><th scope="col">Truth</th>${scored && html`<th scope="col" class="n">Score</th>`}<th scope="col" class="n">Wrong in, of ${count(view.cells.length)} cells</th></tr></thead>
<tbody>${mistakes.map(
      (row) =>
        html`<tr><th scope="row" class="name">${row.sample}</th><td class="name">${row.subject}</td><td class="name">${row.truth}</td>${scored && html`<td class="n">${unit(row.score)}</td>`}<td class="n">${count(row.wrong)}</td></tr>`,
    )}</tbody>`,
  );
}

function underFace(view: RunView, { sample, subject, truth, score, wrong }: Mistake): Markup {
  return html`<b title="${sample}">${shorten(subject, 24)}</b><br>${shorten(truth, 24)}${score !== null && html`, ${unit(score)}`}<br><span class="soft">${count(wrong)} of ${count(view.cells.length)} wrong</span>`;
}

/** A face by reference: each is embedded once, however many lists show it. */
function face(
  view: RunView,
  { sample, subject, truth }: Mistake,
  faces: ReadonlyMap<string, unknown>,
  drawn: Map<string, number>,
): Markup {
  if (!faces.has(sample))
    return html`<span class="no-face" role="img" aria-label="No face kept of ${sample}"></span>`;
  const number = drawn.get(sample) ?? drawn.size;
  drawn.set(sample, number);
  return html`<svg viewBox="0 0 ${SIDE} ${SIDE}" role="img" aria-label="${`Registered face of subject ${subject}, truly ${truth}${view.note === null ? '' : `. ${view.note}`}`}"><title>${sample}</title><use href="#face-${number}"/></svg>`;
}

/** The faces that the lists refer to. */
function definitions(view: RunView, drawn: ReadonlyMap<string, number>): Markup {
  const images = [...drawn].map(([sample, number]) => {
    const jpeg = view.input.faces?.get(sample)?.jpeg ?? new Uint8Array();
    if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw new Error(`the face of ${sample} is not a JPEG`);
    const data = base64(jpeg);
    return html`<image id="face-${number}" width="${SIDE}" height="${SIDE}" href="data:image/jpeg;base64,${trusted(data)}"/>`;
  });
  return html`<svg class="definitions" aria-hidden="true" focusable="false"><defs>${images}</defs></svg>`;
}

function wrongRows(view: RunView, cell: CellView): readonly PredictionRow[] {
  return cell.predictions.filter(view.isWrong);
}

/** Pictures that some cell got wrong, by the number of cells, then by name. */
function mistakesOfRun(view: RunView): readonly Mistake[] {
  const found = new Map<string, { row: PredictionRow; wrong: number }>();
  for (const cell of view.cells) {
    for (const row of wrongRows(view, cell)) {
      const known = found.get(row.sample);
      if (known) known.wrong++;
      else found.set(row.sample, { row, wrong: 1 });
    }
  }
  return [...found.values()]
    .map(
      ({ row: { sample, subject, truth }, wrong }): Mistake => ({
        sample,
        subject,
        truth,
        score: null,
        wrong,
      }),
    )
    .sort((a, b) => b.wrong - a.wrong || (a.sample < b.sample ? -1 : 1));
}
