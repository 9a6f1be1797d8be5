import {
  type AuditControl,
  type AuditDocument,
  type AuditedCell,
  auditProtocol,
  type Estimates,
  estimateWords,
} from '@wince/core';
import { count, counted, orAbsent, percent } from '../formats/numbers.ts';
import { facts } from '../html/facts.ts';
import { type Content, html, type Markup } from '../html/html.ts';
import { intendedUseSection, researchOnly } from '../html/intended-use.ts';
import { renderPage } from '../html/page.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
import { inWidths, scrollingTable } from '../html/scroll.ts';
import { STYLE } from '../html/style.ts';
import { differenceChart } from './difference-chart.ts';

const SYNTHETIC = 'Synthetic; not an accuracy on neonates';

/** The page of an audit, as `renderAudit` gives it. */
export function auditPage(audit: AuditDocument): string {
  const title = `Audit of ${audit.dataset.name ?? 'a data set'}: ${audit.task}`;
  const note = audit.dataset.synthetic ? SYNTHETIC : null;
  const body = html`<header>
<h1>${title}</h1>
${researchOnly()}
${note !== null && html`<p class="banner">${note}.</p>`}
${listOf('findings', 'Read this first', audit.findings)}
${listOf('warnings', 'About the data', audit.warnings)}
${facts([
  ['Task', audit.task],
  [
    'Rows',
    `${counted(audit.samples, 'sample')} of ${counted(audit.subjects, 'subject')}, ${count(audit.subjects_with_both_labels)} of them with both labels`,
  ],
  ['Strict protocol', `${audit.protocol}, ${counted(audit.folds, 'fold')}`],
  ['Main cell', html`<span class="id">${audit.main}</span>, ${audit.declared ? 'declared' : 'not declared'}`],
  ['Program', `wince ${audit.version}, seed ${audit.seed}`],
])}
</header>
<main>
${leaksSection(audit, note)}
${controlsSection(audit)}
${identitySection(audit)}
${copiedRowsSection(audit)}
${duplicatesSection(audit)}
<section id="paragraph"><h2>For a paper</h2><p>${audit.paragraph}</p></section>
${intendedUseSection()}
</main>
<footer><p>${RESEARCH_ONLY} Made by wince ${audit.version}.</p></footer>`;
  return renderPage({ title, version: audit.version, style: STYLE, body });
}

function listOf(id: string, title: string, sentences: readonly string[]): Markup {
  if (sentences.length === 0) return html``;
  return html`<section class="warnings" aria-labelledby="${id}"><h2 id="${id}">${title}</h2><ul>${sentences.map(
    (sentence) => html`<li>${sentence}</li>`,
  )}</ul></section>`;
}

function leaksSection(audit: AuditDocument, note: string | null): Markup {
  const main = audit.cells.find(({ cell }) => cell === audit.main);
  return html`<section id="protocols">
<h2>The same data under protocols that leak</h2>
<p>All protocols score the same rows by the same cells. Only the first one is an evaluation; no other figure of this section may be quoted as the result of a model. Differences are the protocol less the strict one, with 95&nbsp;% intervals by draws of subjects; each draw is used for both.</p>
<dl class="facts">${audit.protocols.map(({ letter, title, words }) => html`<dt>(${letter}) ${title}</dt><dd>${words}</dd>`)}</dl>
${
  main &&
  html`<figure><figcaption><b>Signed differences of AUC,</b> <span class="id">${main.cell}</span>. A dot is the difference, its line the 95&nbsp;% interval by draws of subjects. Right of the dashed line a protocol makes the cell look too good.</figcaption>
${inWidths([900, 340], (width) => differenceChart(main, width, note))}</figure>`
}
${audit.cells.map((cell) => cellTable(cell))}
</section>`;
}

function cellTable({ cell, failed, strict, leaks }: AuditedCell): Content {
  const caption = html`<b class="id">${cell}</b>`;
  if (!strict) return html`<p>${caption} failed: ${failed}</p>`;
  return scrollingTable(
    caption,
    html`<thead><tr><th scope="col">Protocol</th><th scope="col" class="n">AUC</th><th scope="col" class="n">Difference</th><th scope="col" class="n">Balanced accuracy</th><th scope="col" class="n">Difference</th></tr></thead>
<tbody>${figuresRow('(a) strict', strict, null)}${leaks.map(({ protocol, reason, metrics, difference }) => {
      const { letter, title } = auditProtocol(protocol);
      const name = `(${letter}) ${title}`;
      if (!metrics)
        return html`<tr><th scope="row">${name}</th><td colspan="4" class="soft">${reason}</td></tr>`;
      return figuresRow(name, metrics, difference);
    })}</tbody>`,
  );
}

function figuresRow(name: string, metrics: Estimates, difference: Estimates | null): Markup {
  const signed = (metric: 'auc' | 'balanced_accuracy') =>
    orAbsent(difference ? estimateWords(difference[metric], true) : null);
  return html`<tr><th scope="row">${name}</th><td class="n">${estimateWords(metrics.auc)}</td><td class="n">${signed('auc')}</td><td class="n">${estimateWords(metrics.balanced_accuracy)}</td><td class="n">${signed('balanced_accuracy')}</td></tr>`;
}

function controlsSection({ controls, main, best_control }: AuditDocument): Markup {
  return html`<section id="controls">
<h2>Nuisance controls</h2>
<p>Each control takes the place of the features of <span class="id">${main}</span>, under the strict protocol, with all its columns kept. A control counts as above chance where the AUC is above 0.5 with all controls tested together (Bonferroni) and intervals widened for chance. The difference is the main cell less the control, on the same rows.</p>
${scrollingTable(
  html`<b>What tells the label without an expression of the face.</b>`,
  html`<thead><tr><th scope="col">Control</th><th scope="col" class="n">Rows</th><th scope="col" class="n">AUC</th><th scope="col" class="n">Main cell less control</th><th scope="col">Above chance</th></tr></thead>
<tbody>${controls.map((control) => controlRow(control, control.id === best_control))}</tbody>`,
)}
</section>`;
}

function controlRow(
  { title, status, reason, samples, metrics, main_less_control, above_chance }: AuditControl,
  isBest: boolean,
): Markup {
  const name = html`${title}${isBest && html` <b>(the best)</b>`}`;
  if (status !== 'scored' || !metrics)
    return html`<tr><th scope="row">${name}</th><td colspan="4" class="soft">${reason}</td></tr>`;
  return html`<tr><th scope="row">${name}</th><td class="n">${count(samples)}</td><td class="n">${estimateWords(metrics.auc)}</td><td class="n">${orAbsent(main_less_control ? estimateWords(main_less_control.auc, true) : null)}</td><td>${above_chance ? html`<b>yes</b>` : 'no'}</td></tr>`;
}

function identitySection({ identity }: AuditDocument): Markup {
  const share = (probe: AuditDocument['identity'][number]['subject']) =>
    orAbsent(probe && `${percent(probe.accuracy)} % (chance ${percent(probe.chance)} %)`);
  return html`<section id="identity">
<h2>Do features identify subjects?</h2>
<p>The program looks whether the nearest other row is one of the same subject, and, among rows of the same subject, one of the same session. No label is used.</p>
${scrollingTable(
  html`<b>Right answers of the nearest row.</b>`,
  html`<thead><tr><th scope="col">Family</th><th scope="col" class="n">Subject</th><th scope="col" class="n">Session</th></tr></thead>
<tbody>${identity.map(({ family, subject, session }) => html`<tr><th scope="row" class="id">${family}</th><td class="n">${share(subject)}</td><td class="n">${share(session)}</td></tr>`)}</tbody>`,
)}
</section>`;
}

function copiedRowsSection({ copied_rows: pairs }: AuditDocument): Markup {
  if (pairs.length === 0) return html``;
  return html`<section id="copied-rows">
<h2>Rows of different subjects with the same values</h2>
<ul>${pairs
    .slice(0, MOST_PAIRS)
    .map(
      ({ family, first, second, subjects }) =>
        html`<li><span class="id">${family}</span>: ${first} (${subjects[0]}) and ${second} (${subjects[1]})</li>`,
    )}</ul>
${pairs.length > MOST_PAIRS && html`<p>${counted(pairs.length - MOST_PAIRS, 'more pair')} are in <code>audit.json</code>.</p>`}
</section>`;
}

/** Pairs that the page lists. */
const MOST_PAIRS = 50;

function duplicatesSection({ near_duplicates: pairs }: AuditDocument): Markup {
  if (pairs.length === 0) return html``;
  return html`<section id="duplicates">
<h2>Pictures of different subjects that look almost the same</h2>
<ul>${pairs
    .slice(0, MOST_PAIRS)
    .map(
      ({ first, second, subjects, bits }) =>
        html`<li>${first} (${subjects[0]}) and ${second} (${subjects[1]}): ${bits} of 256 bits differ</li>`,
    )}</ul>
${pairs.length > MOST_PAIRS && html`<p>${counted(pairs.length - MOST_PAIRS, 'more pair')} are in <code>audit.json</code>.</p>`}
</section>`;
}
