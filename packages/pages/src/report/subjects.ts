import * as Plot from '@observablehq/plot';
import { metricsBySubject } from '@wince/core';
import { chart } from '../charts/chart.ts';
import { capitalised, count, counted, orAbsent, percent, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import { inWidths } from '../html/scroll.ts';
import type { CellView, RunView } from './run-view.ts';
import { listedSubjects, subjectAnchor, subjectPictures } from './subject-pictures.ts';

/** One subject's own result under one cell. */
interface SubjectResult {
  readonly subject: string;
  readonly rows: number;
  readonly positives: number;
  readonly wrong: number;
  readonly accuracy: number;
  /** Null where the subject's rows have one label. */
  readonly auc: number | null;
}

const SHOWN_OPEN = 20;
const MOST_LEVELS = 21;
/** Pixels between two rows of dots. */
const ROW_HEIGHT = 18;

/** The results of each subject with the cells that stand for the run: a mean hides the subjects for whom a cell fails. */
export function subjectsSection(view: RunView): Markup {
  return html`<section id="subjects">
<h2>Results of each subject</h2>
<p>The model that scored the ${view.unit.many} of a subject had not seen this subject before.</p>
${view.featured.map((cell) => cellSubjects(view, cell))}
${subjectPictures(view)}
</section>`;
}

function cellSubjects(view: RunView, cell: CellView): Markup {
  const results = subjectResults(cell);
  const listed = listedSubjects(view);
  const both = results.filter((result) => result.auc !== null);
  const perfect = results.filter((result) => result.wrong === 0).length;
  const worst = results.slice(0, SHOWN_OPEN).filter((result) => result.wrong > 0);
  const none = results.filter((result) => result.wrong === result.rows).length;
  const table = (rows: readonly SubjectResult[], caption: string) =>
    view.table(
      html`<b>${caption}</b> with cell <span class="id">${cell.id}</span>. The lowest accuracy comes first.`,
      html`<thead><tr><th scope="col">Subject</th><th scope="col" class="n">${capitalised(view.unit.many)}</th><th scope="col" class="n">Truly ${view.positive}</th><th scope="col" class="n">Wrong</th><th scope="col" class="n">Accuracy, %</th><th scope="col" class="n">AUC within subject</th></tr></thead>
<tbody>${rows.map(
        (row) =>
          html`<tr><th scope="row" class="name">${listed.has(row.subject) ? html`<a href="#${subjectAnchor(row.subject)}">${row.subject}</a>` : row.subject}</th><td class="n">${row.rows}</td><td class="n">${row.positives}</td><td class="n">${row.wrong}</td><td class="n">${percent(row.accuracy)}</td><td class="n">${orAbsent(unit(row.auc))}</td></tr>`,
      )}</tbody>`,
    );
  return html`<h3><span class="id">${cell.id}</span>${view.role(cell)}</h3>
<p>The cell was tested on ${counted(results.length, 'subject')}. For ${count(perfect)} of them every decision was correct. For ${count(none)} of them every decision was wrong. ${
    both.length === 0
      ? 'No subject has both labels, so there is no AUC within subjects.'
      : `${counted(both.length, 'subject has', 'subjects have')} both labels, and therefore an AUC within the subject.`
  }</p>
<figure><figcaption><b>Accuracy of each subject.</b> One dot is one subject. A row of dots is an accuracy in per cent, over the ${view.unit.many} of a subject${levelSteps(results) === 20 && ', rounded to 5 percentage points'}. The number after the dots is the number of subjects.${view.synthetic}</figcaption>${inWidths([720, 350], (width) => dotPlot(view, results, cell, width))}</figure>
${
  results.length <= SHOWN_OPEN
    ? table(results, 'Subjects')
    : html`${worst.length > 0 && table(worst, `The ${counted(worst.length, 'subject')} with the lowest accuracy`)}
<details><summary>All ${count(results.length)} subjects</summary><div class="long">${table(results, 'All subjects')}</div></details>`
}`;
}

/** Subjects with their own results, worst first: by accuracy, then AUC, then name. */
export function subjectResults({ rows }: CellView): readonly SubjectResult[] {
  const own = metricsBySubject(rows);
  const size = new Int32Array(rows.subjects.length);
  const positives = new Int32Array(rows.subjects.length);
  const wrong = new Int32Array(rows.subjects.length);
  rows.subject.forEach((s, row) => {
    size[s]++;
    positives[s] += rows.truth[row];
    if (rows.truth[row] !== rows.decision[row]) wrong[s]++;
  });
  const results = rows.subjects.map(
    (subject, s): SubjectResult => ({
      subject,
      rows: size[s],
      positives: positives[s],
      wrong: wrong[s],
      accuracy: own.accuracy[s],
      auc: Number.isNaN(own.auc[s]) ? null : own.auc[s],
    }),
  );
  return results.sort(
    (a, b) => a.accuracy - b.accuracy || (a.auc ?? 2) - (b.auc ?? 2) || (a.subject < b.subject ? -1 : 1),
  );
}

/** Dots form rows. Where there are too many accuracies for that, they are rounded to 5 percentage points. */
function levelSteps(results: readonly SubjectResult[]): number {
  return new Set(results.map((result) => result.accuracy)).size > MOST_LEVELS ? 20 : 1000;
}

/** A row of dots for each accuracy that some subject has, the highest on top, with its count behind the dots. */
export function dotPlot(
  view: RunView,
  results: readonly SubjectResult[],
  cell: CellView,
  width: number,
): Markup {
  const steps = levelSteps(results);
  const levels = Map.groupBy(results, (result) => Math.round(result.accuracy * steps) / steps);
  const most = Math.max(...[...levels.values()].map((level) => level.length));
  const [marginLeft, marginRight] = [46, 40];
  const room = width - marginLeft - marginRight;
  const step = Math.min(9, room / most);
  const dots = [...levels].flatMap(([level, group]) => group.map((result, i) => ({ level, x: i, result })));
  const names = [...levels.keys()].sort((a, b) => b - a).map((level) => (level * 100).toFixed(1));
  return chart(
    {
      width,
      height: 40 + levels.size * ROW_HEIGHT,
      marginTop: 26,
      marginBottom: 6,
      marginLeft,
      marginRight,
      x: { axis: null, domain: [0, room / step] },
      y: {
        type: 'point',
        label: 'Accuracy, %',
        labelAnchor: 'top',
        labelArrow: 'none',
        domain: names,
        padding: 0.5,
      },
      marks: [
        Plot.dot(dots, {
          x: (d) => d.x + 0.5,
          y: (d) => (d.level * 100).toFixed(1),
          r: Math.max(1, step / 2 - 0.8),
          fill: (d) => (d.level < 0.5 ? 'var(--wrong)' : 'var(--accent)'),
          title: (d) => `${d.result.subject}: ${d.result.rows - d.result.wrong} of ${d.result.rows} correct`,
        }),
        Plot.text([...levels], {
          x: ([, group]) => group.length,
          y: ([level]) => (level * 100).toFixed(1),
          text: ([, group]) => String(group.length),
          textAnchor: 'start',
          dx: 5,
          fill: 'currentColor',
        }),
      ],
    },
    {
      label: `Dot plot of the accuracy of ${counted(results.length, 'subject')} with cell ${cell.id}; the lowest is ${percent(results[0]?.accuracy ?? null)} %. The table below has the numbers.`,
      note: view.note,
    },
  );
}
