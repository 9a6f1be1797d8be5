import { type SampleRow, sampleStatus, type UnusableShare } from '@wince/core';
import {
  capitalised,
  count,
  counted,
  countedAs,
  interval,
  orAbsent,
  part,
  percent,
  unit,
} from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import { statusText } from './participant-flow.ts';
import type { CellView, RunView } from './run-view.ts';

const MOST_REASONS = 25;
const MOST_SUBJECTS = 20;
const MOST_NAMES = 3;

/** Every row that is not part of the figures: how many, of which label and subject, and why; and two ways to treat them. */
export function leftOutSection(view: RunView): Markup {
  const { samples } = view.input;
  return html`<section id="left-out">
<h2>What was left out, and why</h2>
${byLabel(view, samples)}
${byReason(view, samples)}
${samples.some((row) => row.status !== 'used') && unusable(view)}
${policies(view)}
</section>`;
}

function byLabel(view: RunView, samples: readonly SampleRow[]): Markup {
  const statuses = sampleStatus.options.filter((status) => samples.some((row) => row.status === status));
  const labels = [...Map.groupBy(samples, (row) => row.label)].sort(([, a], [, b]) => b.length - a.length);
  const cells = (rows: readonly SampleRow[]) =>
    statuses.map(
      (status) =>
        html`<td class="n">${part(rows.filter((row) => row.status === status).length, rows.length)}</td>`,
    );
  return view.table(
    html`<b>What happened to the ${view.row.many} of each label.</b> Shares are of the ${view.row.many} of this label.`,
    html`<thead><tr><th scope="col">Label</th><th scope="col" class="n">${capitalised(view.row.many)}</th><th scope="col" class="n">Subjects</th>${statuses.map(
      (status) => html`<th scope="col" class="n">${statusText(status)}</th>`,
    )}</tr></thead>
<tbody>${labels.map(
      ([label, rows]) =>
        html`<tr><th scope="row" class="name">${label}</th><td class="n">${count(rows.length)}</td><td class="n">${count(subjectsOf(rows))}</td>${cells(rows)}</tr>`,
    )}
<tr class="first"><th scope="row"><b>all</b></th><td class="n">${count(samples.length)}</td><td class="n">${count(subjectsOf(samples))}</td>${cells(samples)}</tr></tbody>`,
  );
}

function byReason(view: RunView, samples: readonly SampleRow[]): Markup {
  const excluded = samples.filter((row) => row.status !== 'used');
  if (excluded.length === 0) return html`<p>No ${view.row.one} was left out.</p>`;
  const reasons = [
    ...Map.groupBy(excluded, ({ status, reason }) => JSON.stringify([status, withoutNumbers(reason)])),
  ]
    .map(([, rows]) => rows)
    .sort((a, b) => b.length - a.length || (a[0].reason < b[0].reason ? -1 : 1));
  const rest = reasons.slice(MOST_REASONS);
  return html`${view.table(
    html`<b>Reasons.</b> Reasons that differ only in their numbers are one row. <code>samples.csv</code> has each ${view.row.one} with its own.`,
    html`<thead><tr><th scope="col">What happened</th><th scope="col">Reason</th><th scope="col" class="n">${capitalised(view.row.many)}</th><th scope="col" class="n">Subjects</th><th scope="col">Which</th></tr></thead>
<tbody>${reasons
      .slice(0, MOST_REASONS)
      .map(
        (rows) =>
          html`<tr><th scope="row">${statusText(rows[0].status)}</th><td class="name">${reasonText(rows) || '(no reason is given)'}</td><td class="n">${count(rows.length)}</td><td class="n">${count(subjectsOf(rows))}</td><td class="name">${namesOf(rows)}</td></tr>`,
      )}</tbody>`,
  )}${rest.length > 0 && html`<p class="soft">${counted(rest.length, 'more reason')} for ${countedAs(view.row, rest.flat().length)} ${rest.length === 1 ? 'is' : 'are'} not in this table. <code>samples.csv</code> has every row.</p>`}`;
}

const NUMBER = /-?\d+(?:\.\d+)?/g;

function withoutNumbers(reason: string): string {
  return reason.replaceAll(NUMBER, '#');
}

/** A reason for several rows: a number that differs between them stands as the least and the largest. */
function reasonText(rows: readonly SampleRow[]): string {
  const numbers = rows.map(({ reason }) => reason.match(NUMBER) ?? []);
  let place = 0;
  return rows[0].reason.replaceAll(NUMBER, (own) => {
    const all = numbers.map((each) => Number(each[place]));
    place++;
    const [least, most] = [Math.min(...all), Math.max(...all)];
    return least === most ? own : `${least} to ${most}`;
  });
}

/** The first few names; the others unfold. */
function namesOf(rows: readonly SampleRow[]): Markup {
  const names = rows.map(({ sample }) => sample);
  const more = names.slice(MOST_NAMES);
  return html`${names.slice(0, MOST_NAMES).join(', ')}${
    more.length > 0 &&
    html`<details><summary>${counted(more.length, 'more name')}</summary>${more.join(', ')}</details>`
  }`;
}

/** Shares without a usable face: a difference between labels makes the figures of the rest look better or worse. */
function unusable(view: RunView): Markup {
  const shares = view.input.metrics.unusable;
  if (shares.by_label.every((row) => row.unusable === 0)) {
    return html`<p>Every ${view.row.one} of the task had a usable face.</p>`;
  }
  const subjects = shares.by_subject
    .filter((row) => row.unusable > 0)
    .sort((a, b) => b.share - a.share || b.unusable - a.unusable || (a.of < b.of ? -1 : 1));
  const table = (caption: Markup, head: string, rows: readonly UnusableShare[]) =>
    view.table(
      caption,
      html`<thead><tr><th scope="col">${head}</th><th scope="col" class="n">Without a usable face</th><th scope="col" class="n">${capitalised(view.row.many)} of the task</th><th scope="col" class="n">Share, %</th></tr></thead>
<tbody>${rows.map(
        (row) =>
          html`<tr><th scope="row" class="name">${row.of}</th><td class="n">${count(row.unusable)}</td><td class="n">${count(row.samples)}</td><td class="n">${percent(row.share)}</td></tr>`,
      )}</tbody>`,
    );
  return html`<h3>Without a usable face</h3>
${shares.labels_differ && html`<p><b>The share differs between labels.</b> Faces in pain are harder to find. The ${view.row.many} that are left may be the easier part of a label.</p>`}
${table(html`<b>By label.</b>`, 'Label', shares.by_label)}
${table(html`<b>By subject:</b> subjects with at least one. The largest share comes first.`, 'Subject', subjects.slice(0, MOST_SUBJECTS))}
${
  subjects.length > MOST_SUBJECTS &&
  html`<details><summary>All ${count(subjects.length)} subjects with at least one ${view.row.one} without a usable face</summary>${table(html`<b>By subject.</b>`, 'Subject', subjects)}</details>`
}`;
}

function policies(view: RunView): Markup {
  const missing = Math.max(0, ...view.cells.map((cell) => cell.metrics.missing_counted_wrong.missing));
  if (missing === 0) return html``;
  const row = (cell: CellView) => {
    const { metrics } = cell;
    const worst = metrics.missing_counted_wrong;
    return html`<tr><th scope="row"><span class="id">${cell.id}</span>${view.role(cell)}</th>
<td class="n">${orAbsent(percent(metrics.accuracy))} <small>${interval(metrics.ci95.accuracy, percent)}</small></td><td class="n">${orAbsent(percent(worst.accuracy))} <small>${interval(worst.ci95.accuracy, percent)}</small></td>
<td class="n">${orAbsent(unit(metrics.auc))} <small>${interval(metrics.ci95.auc, unit)}</small></td><td class="n">${orAbsent(unit(worst.auc))} <small>${interval(worst.ci95.auc, unit)}</small></td></tr>`;
  };
  return html`<h3>Two ways to treat them</h3>
${view.table(
  html`<b>Left out, or counted as wrong.</b> Counted as wrong means: each ${view.row.one} without a usable face (${countedAs(view.row, missing)}) gets the worst possible score and the wrong decision. Figures are over all ${view.row.many} together.`,
  html`<thead><tr><th scope="col" rowspan="2">Cell</th><th scope="colgroup" colspan="2">Accuracy, %</th><th scope="colgroup" colspan="2">AUC</th></tr>
<tr><th scope="col" class="n">left out</th><th scope="col" class="n">counted as wrong</th><th scope="col" class="n">left out</th><th scope="col" class="n">counted as wrong</th></tr></thead>
<tbody>${view.shown.map(row)}</tbody>`,
)}`;
}

function subjectsOf(rows: readonly SampleRow[]): number {
  return new Set(rows.map((row) => row.subject)).size;
}
