import { html, type Markup } from '../html/html.ts';
import { intendedUseSection } from '../html/intended-use.ts';
import { renderPage } from '../html/page.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
import { inWidths } from '../html/scroll.ts';
import { STYLE } from '../html/style.ts';
import { abstentionSection, hasAnswers } from './abstention.ts';
import { breakdownSection } from './breakdown.ts';
import { calibrationPanels } from './calibration.ts';
import { confusionPanels } from './confusion.ts';
import { comparisonsSection, treatmentsSection } from './differences.ts';
import { facesSection } from './faces.ts';
import { head, titleOf } from './head.ts';
import { leftOutSection } from './left-out.ts';
import { metricsSection } from './metrics-table.ts';
import { modalitiesSection } from './modalities.ts';
import { participantFlow } from './participant-flow.ts';
import { hasProbabilities, probabilitiesSection } from './probabilities.ts';
import { provenanceSection } from './provenance.ts';
import { regionsSection } from './regions.ts';
import { resultsSection } from './results.ts';
import { rocPanels } from './roc.ts';
import { type ReportInput, type RunView, viewRun } from './run-view.ts';
import { scorePanels } from './scores.ts';
import { selectedSection } from './selected.ts';
import { subjectsSection } from './subjects.ts';
import { transportedSection } from './transported.ts';
import { whySection } from './why.ts';

/** The report of a run, as `renderReport` gives it. */
export function reportPage(input: ReportInput): string {
  const view = viewRun(input);
  const body = html`${head(view)}
${contents(view)}
<main>
${resultsSection(view)}
${comparisonsSection(view)}
${participantsSection(view)}
${curvesSection(view)}
${probabilitiesSection(view)}
${abstentionSection(view)}
${subjectsSection(view)}
${breakdownSection(view)}
${regionsSection(view)}
${modalitiesSection(view)}
${transportedSection(view)}
${treatmentsSection(view)}
${facesSection(view)}
${leftOutSection(view)}
${whySection(view)}
${selectedSection(view)}
${metricsSection(view)}
${provenanceSection(view)}
${intendedUseSection()}
</main>
<footer><p>${RESEARCH_ONLY}${view.synthetic} Made by wince ${input.manifest.version}.</p></footer>`;
  return renderPage({ title: titleOf(view), version: input.manifest.version, style: STYLE, body });
}

function contents(view: RunView): Markup {
  const { metrics } = view.input;
  const links: readonly (readonly [string, string] | false)[] = [
    ['results', 'Results'],
    (metrics.comparisons.length > 0 || !!metrics.tests?.ranking) && ['comparisons', 'Comparisons'],
    ['participants', 'Participants'],
    ['curves', 'Curves'],
    hasProbabilities(view) && ['probabilities', 'What a score means'],
    hasAnswers(view) && ['abstention', 'Cannot tell'],
    ['subjects', 'Each subject'],
    metrics.breakdowns.length > 0 && ['breakdown', 'Where it fails'],
    metrics.by_region.length > 0 && ['regions', 'Regions'],
    metrics.by_modality.length > 0 && ['modalities', 'Modalities'],
    metrics.transported.length > 0 && ['transported', 'On other sites'],
    metrics.treatments.length > 0 && ['treatments', 'Middle band'],
    ['faces', 'Wrong decisions'],
    ['left-out', 'Left out'],
    ['why', 'Why'],
    ['selected', 'Selected columns'],
    ['metrics', 'All metrics'],
    ['provenance', 'Provenance'],
  ];
  return html`<nav aria-label="Sections">${links.map((link) => link && html`<a href="#${link[0]}">${link[1]}</a> `)}</nav>`;
}

function participantsSection(view: RunView): Markup {
  const { samples, manifest, predictions } = view.input;
  const tested = new Set(predictions.map((row) => row.sample));
  return html`<section id="participants">
<h2>Subjects and ${view.row.many} in the evaluation</h2>
<figure><figcaption><b>From the data set to the evaluation,</b> as a diagram after STARD 2015. The boxes on the right show what was left out, by label.${view.synthetic}</figcaption>
${inWidths([640, 350], (width) => participantFlow(samples, tested, manifest, view, width < 640 ? 'narrow' : 'wide'))}</figure>
</section>`;
}

function curvesSection(view: RunView): Markup {
  return html`<section id="curves">
<h2>Curves and decisions</h2>
${rocPanels(view)}
${calibrationPanels(view)}
${scorePanels(view)}
${confusionPanels(view)}
</section>`;
}
