import { html, type Markup } from '../html/html.ts';
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
import { type TimelineView, viewTimeline } from './timeline-view.ts';

/**
 * The timeline of a video as one HTML document: score, states, strain and usable time over the same seconds, episodes, what the
 * model is. No script, no network, no fonts of its own; the same input gives the same bytes.
 */
export function renderTimeline(input: TimelineInput): string {
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

function timeline(view: TimelineView): Markup {
  const { previous, baseline } = view.video.strain;
  const charts = [
    periodsChart(view),
    statesChart(view),
    scoreChart(view),
    baseline && strainChart(view, baseline),
    previous && strainChart(view, previous),
    usableChart(view),
  ];
  return html`<section id="timeline" class="timeline">
<h2>Timeline</h2>
<figure><figcaption><b>What was seen, second by second.</b> All rows share one axis (minutes:seconds). Score: one dot for each that was made, from 0 to 1; dashed, the thresholds; shaded, confirmed episodes, ▼ the moment of the alarm. Strain: thin as measured, thick smoothed, peaks numbered.${view.synthetic}</figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="Timeline, may scroll sideways">${charts}</div>
${statesKey(view, stateSwatch)}</figure>
${statesSection(view)}
</section>`;
}
