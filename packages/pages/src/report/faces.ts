import type { PredictionRow } from '@wince/core';
import { capitalised, count, counted, countedAs, unit } from '../formats/numbers.ts';
import { base64 } from '../html/base64.ts';
import { html, type Markup, shorten, trusted } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

/** How many faces a list shows. It also gives the number of those that it leaves out. */
const MOST_OF_RUN = 24;
const MOST_OF_CELL = 24;
const SIDE = 96;

/** A row that a list shows, with the text under its face. */
interface Mistake {
  readonly sample: string;
  readonly subject: string;
  readonly truth: string;
  /** The score under the list's cell; null where the list is over all cells. */
  readonly score: number | null;
  /** How many cells of the run decided it wrongly. */
  readonly wrong: number;
}

/** The rows that cells decided wrongly. Those that most cells decided wrongly come first. */
export function facesSection(view: RunView): Markup {
  const mistakes = mistakesOfRun(view);
  const drawn = new Map<string, number>();
  const others = view.shown.filter((cell) => !view.featured.includes(cell));
  const lists = html`<h3>Wrong in the largest number of cells</h3>
${list(view, mistakes, MOST_OF_RUN, drawn, `${capitalised(view.row.many)} by the number of cells that decided them wrongly.`)}
${view.featured.map((cell) => html`<h3><span class="id">${cell.id}</span>${view.role(cell)}</h3>${cellList(view, cell, mistakes, drawn)}`)}
${others.map(
  (cell) =>
    html`<details><summary><span class="id">${cell.id}</span> (${countedAs(view.row, wrongRows(view, cell).length)})</summary>${cellList(view, cell, mistakes, drawn)}</details>`,
)}`;
  return html`<section id="faces">
<h2>Wrong decisions</h2>
<p>${
    mistakes.length === 0
      ? 'All decisions of all cells are correct.'
      : html`${howMany(view, mistakes.length)} A score is between 0 and 1. A higher score is closer to ${view.positive}. ${
          view.input.faces === null
            ? 'This report was made without pictures of faces.'
            : `${whatIsShown(view)} Under the face are the subject, the true label, the score, and the number of cells that were wrong.`
        } A wrong decision can also come from a wrong label.`
  }</p>
${mistakes.length > 0 && [definitions(view, drawn), lists]}
</section>`;
}

function whatIsShown({ input: { manifest, shownAs } }: RunView): string {
  if (shownAs === 'landmarks')
    return 'The page shows a drawing of the landmarks of each face, and no picture of it.';
  const face =
    manifest.rows === 'pictures'
      ? 'the registered face from which the features were computed'
      : 'one registered face of each';
  return `The page shows ${face}, ${shownAs === 'blurred' ? 'blurred to 8 x 8 pixels' : 'never a whole picture'}.`;
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
  if (own.length === 0) return html`<p>All decisions of this cell are correct.</p>`;
  return list(
    view,
    own,
    MOST_OF_CELL,
    drawn,
    `${capitalised(view.row.many)} that ${cell.id} decided wrongly.`,
  );
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
  }${rest > 0 && html`<p class="soft">${counted(rest, `more ${view.row.one} is`, `more ${view.row.many} are`)} not in this list. <code>predictions.csv</code> has every row, with truth and decision.</p>`}`;
}

function table(view: RunView, mistakes: readonly Mistake[], caption: string): Markup {
  const scored = mistakes.some((mistake) => mistake.score !== null);
  return view.table(
    caption,
    html`<thead><tr><th scope="col">${capitalised(view.row.one)}</th><th scope="col">Subject</th><th scope="col">Truth</th>${scored && html`<th scope="col" class="n">Score</th>`}<th scope="col" class="n">Wrong cells, of ${count(view.cells.length)}</th></tr></thead>
<tbody>${mistakes.map(
      (row) =>
        html`<tr><th scope="row" class="name">${row.sample}</th><td class="name">${row.subject}</td><td class="name">${row.truth}</td>${scored && html`<td class="n">${unit(row.score)}</td>`}<td class="n">${count(row.wrong)}</td></tr>`,
    )}</tbody>`,
  );
}

function underFace(view: RunView, { sample, subject, truth, score, wrong }: Mistake): Markup {
  return html`<b title="${sample}">${shorten(subject, 24)}</b><br>${shorten(truth, 24)}${score !== null && html`, ${unit(score)}`}<br><span class="soft">${count(wrong)} of ${count(view.cells.length)} wrong</span><span class="file-name">${sample}</span>`;
}

/** A face by reference: each is embedded once, however many lists show it. */
function face(
  view: RunView,
  { sample, subject, truth }: Mistake,
  faces: ReadonlyMap<string, unknown>,
  drawn: Map<string, number>,
): Markup {
  if (!faces.has(sample))
    return html`<span class="no-face" role="img" aria-label="No face was kept of ${sample}"></span>`;
  const number = drawn.get(sample) ?? drawn.size;
  drawn.set(sample, number);
  const what = { blurred: 'Blurred face', landmarks: 'Landmarks of the face' } as const;
  const { shownAs } = view.input;
  return html`<svg viewBox="0 0 ${SIDE} ${SIDE}" role="img" aria-label="${`${shownAs ? what[shownAs] : 'Registered face'} of subject ${subject}, truly ${truth}${view.note === null ? '' : `. ${view.note}`}`}"><title>${sample}</title><use href="#face-${number}"/></svg>`;
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

function howMany(view: RunView, mistakes: number): string {
  const rows = countedAs(view.row, mistakes);
  if (view.cells.length === 1) return `The cell decided ${rows} wrongly.`;
  return `${rows} ${mistakes === 1 ? 'was' : 'were'} decided wrongly by at least one of the ${counted(view.cells.length, 'cell')}.`;
}

/** Rows that some cell decided wrongly, by the number of cells, then by name. */
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
