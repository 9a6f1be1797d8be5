import type { PredictionRow } from '@wince/core';
import { count, counted, unit } from '../formats/numbers.ts';
import { base64 } from '../html/base64.ts';
import { html, type Markup, shorten, trusted } from '../html/html.ts';
import { withoutMetadata } from './jpeg.ts';
import type { CellReading, Reading } from './reading.ts';

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
export function facesSection(reading: Reading): Markup {
  const mistakes = mistakesOfRun(reading);
  const drawn = new Map<string, number>();
  const others = reading.shown.filter((cell) => !reading.featured.includes(cell));
  const lists = html`<h3>Wrong in the most cells</h3>
${list(reading, mistakes, MOST_OF_RUN, drawn, 'Pictures by the number of cells that decided them wrongly.')}
${reading.featured.map((cell) => html`<h3><span class="id">${cell.id}</span>${reading.role(cell)}</h3>${cellList(reading, cell, mistakes, drawn)}`)}
${others.map(
  (cell) =>
    html`<details><summary><span class="id">${cell.id}</span> (${counted(wrongRows(reading, cell).length, 'picture')})</summary>${cellList(reading, cell, mistakes, drawn)}</details>`,
)}`;
  return html`<section id="faces">
<h2>Faces it got wrong</h2>
<p>${
    mistakes.length === 0
      ? 'Every cell decided every picture rightly.'
      : html`${counted(mistakes.length, 'picture was', 'pictures were')} decided wrongly by at least one of the ${counted(reading.cells.length, 'cell')}. A score runs from 0 to 1 and rises towards ${reading.positive}. ${
          reading.input.faces === null
            ? 'This report was made without pictures (--no-faces).'
            : 'Shown is the registered face that the features were taken from, never the whole picture; under it subject, truth, score, and how many of the cells were wrong.'
        } A wrong decision may also be a wrong label.`
  }</p>
${mistakes.length > 0 && [definitions(reading, drawn), lists]}
</section>`;
}

function cellList(
  reading: Reading,
  cell: CellReading,
  mistakes: readonly Mistake[],
  drawn: Map<string, number>,
): Markup {
  const rows = new Map(wrongRows(reading, cell).map((row) => [row.sample, row]));
  const own = mistakes.flatMap((mistake): Mistake[] => {
    const row = rows.get(mistake.sample);
    return row ? [{ ...mistake, score: row.score }] : [];
  });
  if (own.length === 0) return html`<p>This cell decided every picture rightly.</p>`;
  return list(reading, own, MOST_OF_CELL, drawn, `Pictures that ${cell.id} decided wrongly.`);
}

function list(
  reading: Reading,
  mistakes: readonly Mistake[],
  most: number,
  drawn: Map<string, number>,
  caption: string,
): Markup {
  const first = mistakes.slice(0, most);
  const rest = mistakes.length - first.length;
  const { faces } = reading.input;
  return html`${
    faces === null
      ? table(reading, first, caption)
      : html`<ul class="faces">${first.map((mistake) => html`<li>${face(reading, mistake, faces, drawn)}${underFace(reading, mistake)}</li>`)}</ul>`
  }${rest > 0 && html`<p class="soft">And ${counted(rest, 'more picture')}: <code>predictions.csv</code> has every row, with truth and decision.</p>`}`;
}

function table(reading: Reading, mistakes: readonly Mistake[], caption: string): Markup {
  const scored = mistakes.some((mistake) => mistake.score !== null);
  return reading.table(
    caption,
    html`<thead><tr><th scope="col">Picture</th><th scope="col">Subject</th><th scope="col">Truth</th>${scored && html`<th scope="col" class="n">Score</th>`}<th scope="col" class="n">Wrong in, of ${count(reading.cells.length)} cells</th></tr></thead>
<tbody>${mistakes.map(
      (row) =>
        html`<tr><th scope="row" class="name">${row.sample}</th><td class="name">${row.subject}</td><td class="name">${row.truth}</td>${scored && html`<td class="n">${unit(row.score)}</td>`}<td class="n">${count(row.wrong)}</td></tr>`,
    )}</tbody>`,
  );
}

function underFace(reading: Reading, { sample, subject, truth, score, wrong }: Mistake): Markup {
  return html`<b title="${sample}">${shorten(subject, 24)}</b><br>${shorten(truth, 24)}${score !== null && html`, ${unit(score)}`}<br><span class="soft">${count(wrong)} of ${count(reading.cells.length)} wrong</span>`;
}

/** A face by reference: each is embedded once, however many lists show it. */
function face(
  reading: Reading,
  { sample, subject, truth }: Mistake,
  faces: ReadonlyMap<string, unknown>,
  drawn: Map<string, number>,
): Markup {
  if (!faces.has(sample))
    return html`<span class="no-face" role="img" aria-label="No face kept of ${sample}"></span>`;
  const number = drawn.get(sample) ?? drawn.size;
  drawn.set(sample, number);
  return html`<svg viewBox="0 0 ${SIDE} ${SIDE}" role="img" aria-label="${`Registered face of subject ${subject}, truly ${truth}${reading.note === null ? '' : `. ${reading.note}`}`}"><title>${sample}</title><use href="#face-${number}"/></svg>`;
}

/** The faces that the lists refer to. */
function definitions(reading: Reading, drawn: ReadonlyMap<string, number>): Markup {
  const images = [...drawn].map(([sample, number]) => {
    const jpeg = reading.input.faces?.get(sample)?.jpeg ?? new Uint8Array();
    const data = base64(withoutMetadata(jpeg));
    return html`<image id="face-${number}" width="${SIDE}" height="${SIDE}" href="data:image/jpeg;base64,${trusted(data)}"/>`;
  });
  return html`<svg class="definitions" aria-hidden="true" focusable="false"><defs>${images}</defs></svg>`;
}

function wrongRows(reading: Reading, cell: CellReading): readonly PredictionRow[] {
  return cell.predictions.filter(reading.isWrong);
}

/** Pictures that some cell got wrong, by the number of cells, then by name. */
function mistakesOfRun(reading: Reading): readonly Mistake[] {
  const found = new Map<string, { row: PredictionRow; wrong: number }>();
  for (const cell of reading.cells) {
    for (const row of wrongRows(reading, cell)) {
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
