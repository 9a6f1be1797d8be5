import { FEWEST_SUBJECTS, type StressCurve, type StressDocument } from '@wince/core';
import { count, counted, interval, orAbsent, part, unit } from '../formats/numbers.ts';
import { facts } from '../html/facts.ts';
import { html, type Markup } from '../html/html.ts';
import { intendedUseSection, researchOnly } from '../html/intended-use.ts';
import { renderPage } from '../html/page.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
import { scrollingTable } from '../html/scroll.ts';
import { STYLE } from '../html/style.ts';
import { stressChart } from './stress-chart.ts';

const SYNTHETIC = 'Synthetic; not an accuracy on neonates';
const ROWS = { pictures: 'pictures', clips: 'clips', mixed: 'pictures and clips' } as const;

/** The page of `wince stress`, as `renderStress` gives it. */
export function stressPage(stress: StressDocument): string {
  const { cell, model, protocol, subjects, rows, row_kind, dataset } = stress;
  const title = `${dataset.name ?? 'A data set'}: degraded ${ROWS[row_kind]}`;
  const note = dataset.synthetic ? SYNTHETIC : null;
  const body = html`<header>
<h1>${title}</h1>
${researchOnly()}
${note !== null && html`<p class="banner">${note}.</p>`}
${
  stress.subjects_in_training > 0 &&
  html`<section class="warnings" aria-labelledby="first"><h2 id="first">Read this first</h2><p>${counted(stress.subjects_in_training, 'subject')} of ${count(subjects)} have the name of a subject that the model was trained on. If they are the same, these figures are too good.</p></section>`
}
${facts([
  ['Cell', html`<span class="id">${cell}</span>`],
  model === null ? ['Protocol', protocol] : ['Model', html`<span class="id">${model}</span>, as it is`],
  ['Rows', `${count(rows)} ${ROWS[row_kind]} of ${counted(subjects, 'subject')}`],
  ['Program', `wince ${stress.version}`],
])}
</header>
<main>
${curvesSection(stress, note)}
${retestSection(stress)}
${intendedUseSection()}
</main>
<footer><p>${RESEARCH_ONLY} Made by wince ${stress.version}.</p></footer>`;
  return renderPage({ title, version: stress.version, style: STYLE, body });
}

function curvesSection({ curves, row_kind }: StressDocument, note: string | null): Markup {
  if (curves.length === 0) return html``;
  return html`<section id="curves">
<h2>How it falls off</h2>
<p>Training rows are as they are; the rows that are scored are made worse. The program searches for the face again in each of them. AUC and accuracy are over the rows that still have a score, and are left out where fewer than ${FEWEST_SUBJECTS} subjects have one, of more. “Right of all” counts a row without a score as wrong.</p>
<figure><figcaption><b>AUC by level,</b> with 95&nbsp;% intervals by bootstrap over subjects. The grey line is the share of ${ROWS[row_kind]} that still have a score. Level 0 is as they are.</figcaption>
<div class="panels">${curves.map((curve) => html`<div class="panel"><h3>${capital(curve.kind)}</h3><p>${curve.unit}</p>${stressChart(curve, note)}</div>`)}</div></figure>
${curves.map((curve) => curveTable(curve))}
</section>`;
}

function curveTable({ kind, unit: of, points }: StressCurve): Markup {
  return scrollingTable(
    html`<b>${capital(kind)}:</b> ${of}.`,
    html`<thead><tr><th scope="col" class="n">Level</th><th scope="col" class="n">With a score</th><th scope="col" class="n">AUC</th><th scope="col" class="n">Accuracy</th><th scope="col" class="n">Brier score</th><th scope="col" class="n">Right of all</th></tr></thead>
<tbody>${points.map(
      ({ level, answered, rows, auc, accuracy, brier, accuracy_of_all, ci95 }) =>
        html`<tr><th scope="row" class="n">${level}</th><td class="n">${part(answered, rows)}</td><td class="n">${orAbsent(unit(auc))} <small>${interval(ci95.auc, unit)}</small></td><td class="n">${orAbsent(unit(accuracy))} <small>${interval(ci95.accuracy, unit)}</small></td><td class="n">${orAbsent(unit(brier))}</td><td class="n">${orAbsent(unit(accuracy_of_all))}</td></tr>`,
    )}</tbody>`,
  );
}

function retestSection({ retest, row_kind }: StressDocument): Markup {
  const { small_changes: small, repeated_recordings: repeats, versions } = retest;
  const row = (
    name: string,
    how: string,
    error: number | null | undefined,
    icc: number | null | undefined,
    over: string,
  ) =>
    html`<tr><th scope="row">${name}</th><td class="n">${orAbsent(unit(error ?? null))}</td><td class="n">${orAbsent(unit(error === null || error === undefined ? null : 2.77 * error))}</td><td class="n">${how} ${orAbsent(unit(icc ?? null))}</td><td>${over}</td></tr>`;
  return html`<section id="retest">
<h2>The same again</h2>
<p>Scores are from 0 to 1. Two scores of the same infant in the same state differ by less than 2.77 standard errors of measurement in 95 of 100 cases, whether they are right or wrong.</p>
${scrollingTable(
  html`<b>Test and retest.</b>`,
  html`<thead><tr><th scope="col">What is repeated</th><th scope="col" class="n">Standard error of measurement</th><th scope="col" class="n">2.77 errors</th><th scope="col" class="n">Intraclass correlation</th><th scope="col">Over</th></tr></thead>
<tbody>${row(
    `the same ${ROWS[row_kind]} with changes that mean nothing (${versions.slice(1).join(', ')})`,
    'ICC(2,1)',
    small?.error_agreement.value,
    small?.agreement_single.value,
    small
      ? `${count(small.items)} ${ROWS[row_kind]}`
      : `too few ${ROWS[row_kind]} have a score under two of them`,
  )}${row(
    `several ${ROWS[row_kind]} of one subject, label and period`,
    'ICC(1,1)',
    repeats.error,
    repeats.intraclass,
    `${count(repeats.measurements)} in ${counted(repeats.groups, 'group')}`,
  )}</tbody>`,
)}
</section>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
