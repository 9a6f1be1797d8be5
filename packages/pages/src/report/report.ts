import { html, type Markup, textOf } from '../html/html.ts';
import { intendedUseSection } from '../html/intended-use.ts';
import { renderPage } from '../html/page.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
import { inWidths } from '../html/scroll.ts';
import { STYLE } from '../html/style.ts';
import { abstentionSection } from './abstention.ts';
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
import { probabilitiesSection } from './probabilities.ts';
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

/** A part of the report: its place in the page, its name in the list of contents, and what it shows of a run. */
interface Part {
  readonly id: string;
  readonly title: string;
  /** Nothing, where the run has nothing of it. */
  readonly section: (view: RunView) => Markup;
}

/** All parts, in the order in which a reviewer asks. */
const QUESTIONS: readonly { readonly asked: string; readonly parts: readonly Part[] }[] = [
  {
    asked: 'What data?',
    parts: [{ id: 'participants', title: 'Participants', section: participantsSection }],
  },
  {
    asked: 'What was left out?',
    parts: [{ id: 'left-out', title: 'Left out', section: leftOutSection }],
  },
  {
    asked: 'What came out?',
    parts: [
      { id: 'results', title: 'Results', section: resultsSection },
      { id: 'metrics', title: 'All metrics', section: metricsSection },
    ],
  },
  {
    asked: 'How sure is it?',
    parts: [
      { id: 'comparisons', title: 'Comparisons', section: comparisonsSection },
      { id: 'curves', title: 'Curves', section: curvesSection },
      { id: 'probabilities', title: 'What a score means', section: probabilitiesSection },
      { id: 'abstention', title: 'Cannot tell', section: abstentionSection },
      { id: 'treatments', title: 'Middle band', section: treatmentsSection },
    ],
  },
  {
    asked: 'Who is it wrong about?',
    parts: [
      { id: 'subjects', title: 'Each subject', section: subjectsSection },
      { id: 'breakdown', title: 'Where it fails', section: breakdownSection },
      { id: 'transported', title: 'On other sites', section: transportedSection },
      { id: 'regions', title: 'Regions', section: regionsSection },
      { id: 'modalities', title: 'Modalities', section: modalitiesSection },
      { id: 'faces', title: 'Wrong decisions', section: facesSection },
    ],
  },
  {
    asked: 'Why?',
    parts: [
      { id: 'why', title: 'Why', section: whySection },
      { id: 'selected', title: 'Selected columns', section: selectedSection },
    ],
  },
  {
    asked: 'How to repeat it?',
    parts: [{ id: 'provenance', title: 'Provenance', section: provenanceSection }],
  },
];

/** The report of a run, as `renderReport` gives it. */
export function reportPage(input: ReportInput): string {
  const view = viewRun(input);
  const questions = QUESTIONS.map(({ asked, parts }) => ({
    asked,
    parts: parts
      .map(({ id, title, section }) => ({ id, title, markup: section(view) }))
      .filter(({ markup }) => textOf(markup) !== ''),
  }));
  const body = html`${head(view)}
<nav aria-label="Sections">${questions.map(
    ({ asked, parts }) =>
      html`<p><b>${asked}</b> ${parts.map(({ id, title }) => html`<a href="#${id}">${title}</a> `)}</p>`,
  )}</nav>
<main>
${questions.flatMap(({ parts }) =>
  parts.map(
    ({ markup }) => html`${markup}
`,
  ),
)}${intendedUseSection()}
</main>
<footer><p>${RESEARCH_ONLY}${view.synthetic} Made by wince ${input.manifest.version}.</p></footer>`;
  return renderPage({ title: titleOf(view), version: input.manifest.version, style: STYLE, body });
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
