import { html, type Markup } from '../html/html.ts';
import { renderPage } from '../html/page.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
import { STYLE } from '../html/style.ts';
import { calibrationPanels } from './calibration.ts';
import { confusionPanels } from './confusion.ts';
import { comparisonsSection, treatmentsSection } from './differences.ts';
import { facesSection } from './faces.ts';
import { head, titleOf } from './head.ts';
import { leftOutSection } from './left-out.ts';
import { metricsSection } from './metrics-table.ts';
import { flowDiagram } from './participant-flow.ts';
import { provenanceSection } from './provenance.ts';
import { type Reading, type ReportInput, readRun } from './reading.ts';
import { rocPanels } from './roc.ts';
import { scorePanels } from './scores.ts';
import { selectedSection } from './selected.ts';
import { subjectsSection } from './subjects.ts';
import { resultsSection } from './table.ts';

/**
 * The report of a run as one HTML document: no script, no network, fonts of the reader's machine, charts as inline SVG.
 * The same input gives the same bytes.
 *
 * @param input the files of a run folder, parsed, and the registered faces (null leaves every picture out)
 * @throws WinceError for predictions that are no such table (`bad-score`, `repeated-sample`, ...)
 */
export function renderReport(input: ReportInput): string {
  const reading = readRun(input);
  const body = html`${head(reading)}
${contents(reading)}
<main>
${resultsSection(reading)}
${comparisonsSection(reading)}
${flowSection(reading)}
${curvesSection(reading)}
${subjectsSection(reading)}
${treatmentsSection(reading)}
${facesSection(reading)}
${leftOutSection(reading)}
${selectedSection(reading)}
${metricsSection(reading)}
${provenanceSection(reading)}
</main>
<footer><p>${RESEARCH_ONLY}${reading.synthetic} Made by wince ${input.manifest.version}.</p></footer>`;
  return renderPage({ title: titleOf(reading), version: input.manifest.version, style: STYLE, body });
}

function contents({ input: { metrics } }: Reading): Markup {
  const links: readonly (readonly [string, string] | false)[] = [
    ['results', 'Results'],
    metrics.comparisons.length > 0 && ['comparisons', 'Comparisons'],
    ['flow', 'Flow'],
    ['curves', 'Curves'],
    ['subjects', 'Per subject'],
    metrics.treatments.length > 0 && ['treatments', 'Middle band'],
    ['faces', 'Faces it got wrong'],
    ['left-out', 'Left out'],
    ['selected', 'Selected columns'],
    ['metrics', 'All metrics'],
    ['provenance', 'Provenance'],
  ];
  return html`<nav aria-label="Sections">${links.map((link) => link && html`<a href="#${link[0]}">${link[1]}</a> `)}</nav>`;
}

function flowSection(reading: Reading): Markup {
  const { samples, manifest, predictions } = reading.input;
  const tested = new Set(predictions.map((row) => row.sample));
  return html`<section id="flow">
<h2>Flow of subjects and pictures</h2>
<figure><figcaption><b>From the data set to the evaluation,</b> after STARD 2015. Exclusions stand on the right, by label.${reading.synthetic}</figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="Flow diagram">${flowDiagram(samples, tested, manifest, reading.note)}</div></figure>
</section>`;
}

function curvesSection(reading: Reading): Markup {
  return html`<section id="curves">
<h2>Curves and decisions</h2>
${rocPanels(reading)}
${calibrationPanels(reading)}
${scorePanels(reading)}
${confusionPanels(reading)}
</section>`;
}
