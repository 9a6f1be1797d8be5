import * as Plot from '@observablehq/plot';
import type { AbstentionSummary, LabelAnswers, MeasuredShare } from '@wince/core';
import { chart } from '../charts/chart.ts';
import { capitalised, count, counted, interval, orAbsent, percent } from '../formats/numbers.ts';
import { type Content, html, type Markup } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

/** The answers of cells that may say that they cannot tell. Nothing where each row has an answer. */
export function abstentionSection(view: RunView): Markup {
  const cells = answering(view.cells);
  if (cells.length === 0) return html``;
  const shown = answering(view.shown);
  return html`<section id="abstention">
<h2>Answers, and “cannot tell”</h2>
${promise(view, cells[0].own)}
${answersTable(view, cells)}
${riskPanels(view, shown)}
${answering(view.featured).map((each) => subjectsTable(view, each))}
</section>`;
}

interface Answering {
  readonly cell: CellView;
  readonly own: AbstentionSummary;
}

function answering(cells: readonly CellView[]): readonly Answering[] {
  return cells.flatMap((cell) => (cell.metrics.abstention ? [{ cell, own: cell.metrics.abstention }] : []));
}

function promise({ row, positive }: RunView, { asked }: AbstentionSummary): Markup {
  const what = html`A ${row.one} is answered where one label is ruled out and the other is not. “Cannot tell” means that neither label is ruled out, or both.`;
  if (!asked) return html`<p>${what}</p>`;
  const { method, level, promised } = asked;
  const how =
    method === 'split'
      ? html`Split conformal prediction at a level of ${percent(level)}&nbsp;%, calibrated on training subjects that the model had not seen, promises this level.`
      : html`Cross-conformal prediction at a level of ${percent(level)}&nbsp;% compares a ${row.one} with the models of several inner folds. It promises 1&nbsp;−&nbsp;2α, which is ${percent(promised)}&nbsp;%. Its coverage is mostly near ${percent(level)}&nbsp;%, but this is not promised.`;
  return html`<p>${what} ${how} The promise: of the ${row.many} that are ${positive}, and of those that are not, the true label is not ruled out for at least ${percent(promised)}&nbsp;%, on average over new cohorts. <b>Coverage is not accuracy:</b> a ${row.one} without an answer is covered, too. The error among the answered is what a reader of answers needs.</p>`;
}

function answersTable(view: RunView, cells: readonly Answering[]): Markup {
  const { positive, negative, row } = view;
  const { asked } = cells[0].own;
  const titles = [
    'Answered, %',
    'Error among the answered, %',
    `Coverage of ${positive}, %`,
    `Coverage of ${negative}, %`,
    'Neither ruled out, %',
    'Both ruled out, %',
    `Error among answered ${positive}, %`,
    `Error among answered ${negative}, %`,
  ];
  return view.table(
    html`<b>What the answers are worth,</b> over the ${row.many}, with 95&nbsp;% intervals by bootstrap over subjects. ${asked && html`Promised is a coverage of ${percent(asked.promised)}&nbsp;% of each label. `}“By subject” is the mean of the coverage over subjects, each with the same weight.`,
    html`<thead><tr><th scope="col">Cell</th>${titles.map((title) => html`<th scope="col" class="n">${title}</th>`)}</tr></thead>
<tbody>${cells.map(({ cell, own }) => {
      const { positive: pain, negative: none } = own.labels;
      const shares: readonly Content[] = [
        shareOf(own.answered),
        shareOf(own.error),
        coverageOf(pain),
        coverageOf(none),
        html`${percent(own.neither_ruled_out)}`,
        html`${percent(own.both_ruled_out)}`,
        shareOf(pain.error),
        shareOf(none.error),
      ];
      return html`<tr><th scope="row"><span class="id">${cell.id}</span></th>${shares.map((share) => html`<td class="n">${share}</td>`)}</tr>`;
    })}</tbody>`,
    'wide',
  );
}

function shareOf({ value, ci95 }: MeasuredShare): Markup {
  return html`${orAbsent(percent(value))} <small>${interval(ci95, percent)}</small>`;
}

function coverageOf({ coverage, coverage_subject_mean: mean }: LabelAnswers): Markup {
  return html`${shareOf(coverage)} <small>by subject ${orAbsent(percent(mean))}</small>`;
}

function riskPanels(view: RunView, cells: readonly Answering[]): Markup {
  return html`<h3 id="risk-and-coverage">Risk and coverage</h3>
<figure><figcaption><b>Error among the answered by share answered,</b> if the program answers the ${view.row.many} in the order of the distance between score and threshold, the largest distance first (no promise goes with this order). The dot is the conformal answers.${view.synthetic}</figcaption><div class="panels">${cells.map(
    ({ cell, own }) =>
      view.panel(
        cell,
        html`answered ${percent(own.answered.value)}&nbsp;%, error among them ${orAbsent(percent(own.error.value))}&nbsp;%`,
        riskChart(view, cell, own),
      ),
  )}</div></figure>`;
}

/** The risk and coverage curve of one cell. */
export function riskChart(
  view: RunView,
  cell: CellView,
  { risk_coverage, answered, error }: AbstentionSummary,
): Markup {
  const { points } = risk_coverage;
  const conformal =
    answered.value === null || error.value === null ? [] : [{ answered: answered.value, error: error.value }];
  const most = Math.max(0.1, ...[...points, ...conformal].map((point) => point.error));
  return chart(
    {
      width: 250,
      height: 236,
      marginLeft: 44,
      marginBottom: 36,
      marginTop: 22,
      marginRight: 10,
      x: { label: 'Share answered', domain: [0, 1], ticks: 5 },
      y: { label: 'Error among the answered', domain: [0, most * 1.08], ticks: 5 },
      marks: [
        Plot.line(points, { x: 'answered', y: 'error', stroke: 'var(--accent)', strokeWidth: 1.8 }),
        Plot.dot(conformal, { x: 'answered', y: 'error', r: 4, fill: 'var(--accent)' }),
        Plot.frame({ stroke: 'var(--line)' }),
      ],
    },
    {
      label: `Risk and coverage of ${cell.id}: ${points
        .filter((_, i) => i % 5 === 4)
        .map((point) => `${percent(point.answered)} % answered, error ${percent(point.error)} %`)
        .join('; ')}.`,
      note: view.note,
    },
  );
}

function subjectsTable(view: RunView, { cell, own: { by_subject, asked } }: Answering): Markup {
  const rows = [...by_subject].sort((a, b) => a.covered / a.rows - b.covered / b.rows || b.wrong - a.wrong);
  const below = asked ? rows.filter(({ covered, rows: all }) => covered / all < asked.promised).length : 0;
  return html`<details><summary>Each subject: <span class="id">${cell.id}</span></summary>
${view.table(
  html`<b>Answers by subject.</b> ${asked && html`${counted(below, 'subject')} of ${count(rows.length)} ${below === 1 ? 'has' : 'have'} a coverage below ${percent(asked.promised)}&nbsp;%. `}The promise is for all subjects together, and not for each.`,
  html`<thead><tr><th scope="col">Subject</th>${[capitalised(view.row.many), 'True label not ruled out', 'Answered', 'Wrong'].map((title) => html`<th scope="col" class="n">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ subject, rows: all, covered, answered, wrong }) =>
      html`<tr><th scope="row"><span class="id">${subject}</span></th><td class="n">${count(all)}</td><td class="n">${count(covered)}</td><td class="n">${count(answered)}</td><td class="n">${count(wrong)}</td></tr>`,
  )}</tbody>`,
)}</details>`;
}
