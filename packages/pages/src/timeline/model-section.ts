import { clockTime } from '../formats/clock-time.ts';
import { counted } from '../formats/numbers.ts';
import { facts } from '../html/facts.ts';
import { html, type Markup } from '../html/html.ts';
import type { TimelineView } from './timeline-view.ts';

/** What the model is, what it is not, and what the monitor was set to. */
export function modelSection({ input: { model, trained }, video, positive }: TimelineView): Markup {
  const { monitor, clipScore, strain } = video.parameters;
  return html`<section id="model">
<h2>What the model is, and is not</h2>
<p>A classifier that was shown faces with two labels and gives each face a score that rises with the label “${positive}”. It has not learned how much something hurts, and its score is no NIPS, no score of any scale and no probability of pain unless it was calibrated as one. It saw faces alone: no cry, no body, no heart rate, no history.</p>
${facts([
  ['Cell', html`<span class="id">${model.cell}</span>`],
  ['Score', model.score_means],
  [
    'Trained on',
    `${counted(trained.rows, 'row')} of ${counted(trained.subjects, 'subject')}${trained.dataset === null ? '' : `, ${trained.dataset}`}${model.synthetic ? '; drawn by a program' : ''}`,
  ],
  ['Program', `wince ${model.version} trained it`],
  ['Note', model.note],
])}
<h3>What the monitor was set to</h3>
<p>No source gives these times and thresholds for faces of neonates: they are choices.</p>
${facts([
  ['Thresholds', `on ${monitor.on}, off ${monitor.off}`],
  ['Confirmation, recovery', `${monitor.confirmation} s, ${monitor.recovery} s`],
  ['Least confidence', String(monitor.leastConfidence)],
  ['Fresh for, largest age', `${monitor.freshFor} s, ${monitor.largestAge} s`],
  [
    'Score of the whole',
    clipScore.method === 'share' ? `share at ${clipScore.threshold} or above` : clipScore.method,
  ],
  ['Smoothing of strain', `Gaussian of ${strain.smoothing.deviation} s`],
  [
    'Not assessable',
    video.bars.length > 0 &&
      video.bars
        .map(
          ({ bar, start, end }) =>
            `${bar}, ${clockTime(start)} to ${Number.isFinite(end) ? clockTime(end) : 'the end'}`,
        )
        .join('; '),
  ],
])}
</section>`;
}
