import { type Content, html, type Markup } from '../html/html.ts';
import { intendedUseSection } from '../html/intended-use.ts';
import { renderPage } from '../html/page.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
import { STYLE } from '../html/style.ts';
import { periodsChart, scoreChart, statesChart, strainChart, usableChart } from './charts.ts';
import { statesKey, timelineHead } from './head.ts';
import { modelSection } from './model-section.ts';
import { strainSection } from './strain-section.ts';
import { episodesSection, readingsSection, stateSwatch, statesSection, usableSection } from './tables.ts';
import type { TimelineInput } from './timeline-input.ts';
import { TIMELINE_STYLE } from './timeline-style.ts';
import { CHART_WIDTHS, type TimelineView, viewTimeline } from './timeline-view.ts';

/** The timeline of a video, as `renderTimeline` gives it. */
export function timelinePage(input: TimelineInput): string {
  const view = viewTimeline(input);
  const strain = strainSection(view);
  const body = html`${timelineHead(view)}
${contents(strain !== null)}
<main>
${timeline(view)}
${episodesSection(view)}
${usableSection(view)}
${strain}
${modelSection(view)}
${readingsSection(view)}
${intendedUseSection()}
</main>
<footer><p>${RESEARCH_ONLY}${view.synthetic} Made by wince ${input.model.version}.</p></footer>`;
  return renderPage({
    title: `${view.name}: signs of ${view.positive} over time`,
    version: input.model.version,
    style: STYLE + TIMELINE_STYLE,
    body,
  });
}

function contents(strain: boolean): Markup {
  const links = [
    ['timeline', 'Timeline'],
    ['episodes', 'Episodes'],
    ['usable', 'Usable time'],
    ...(strain ? [['strain', 'Strain']] : []),
    ['model', 'The model'],
    ['readings', 'Readings'],
  ];
  return html`<nav aria-label="Sections">${links.map(([id, name]) => html`<a href="#${id}">${name}</a> `)}</nav>`;
}

function chartsOf(view: TimelineView): readonly Content[] {
  const { previous, baseline } = view.video.strain;
  return [
    periodsChart(view),
    statesChart(view),
    // Without a score there is nothing to draw: the row of states says so.
    view.video.scores.length > 0 && scoreChart(view),
    baseline && strainChart(view, baseline),
    previous && strainChart(view, previous),
    usableChart(view),
  ];
}

function timeline(view: TimelineView): Markup {
  const { previous, baseline } = view.video.strain;
  return html`<section id="timeline" class="timeline">
<h2>Timeline</h2>
<figure><figcaption><b>The recording over time.</b> All rows have the same axis (minutes:seconds). Score: each dot is one score, from 0 to 1; an open dot has a low face confidence (how sure the face mesh is that it sees a face, not how sure the score is). Dashed lines are the thresholds. Shaded areas are confirmed episodes. ▼ is the moment of the alarm.${
    (baseline ?? previous) !== null &&
    ' Strain: the thin line is as measured, the thick line is smoothed, and the peaks have numbers as far as there is room. Strain in 1/s is compared with the frame before, strain without a unit with the face at rest.'
  }${view.synthetic}</figcaption>
${Object.entries(CHART_WIDTHS).map(([name, chart]) => html`<div class="time-${name}">${chartsOf({ ...view, chart })}</div>`)}
${statesKey(view, stateSwatch)}</figure>
${statesSection(view)}
</section>`;
}
