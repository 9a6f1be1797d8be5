import { clockTime } from '../formats/clock-time.ts';
import { counted } from '../formats/numbers.ts';
import { facts } from '../html/facts.ts';
import { html, type Markup } from '../html/html.ts';
import type { TimelineView } from './timeline-view.ts';

/** What the model is, what it is not, and what the monitor was set to. */
export function modelSection({ input: { model, trained }, video, positive }: TimelineView): Markup {
  const { monitor, clipScore, strain } = video.parameters;
  return html`<section id="model">
<h2>What the model is, and what it is not</h2>
<p>The model is a classifier. It learned from faces with two labels, and it gives each face a score. The score is higher for faces that are more like those with the label “${positive}”. The model has not learned how much something hurts. Its score is not a NIPS score and not a score of any other scale. It is not a probability of pain, unless it was calibrated as one. The model saw only faces. It does not know the cry, the body, the heart rate or the history.</p>
${facts([
  ['Cell', html`<span class="id">${model.cell}</span>`],
  ['Score', model.score_means],
  [
    'Trained on',
    `${counted(trained.rows, 'row')} of ${counted(trained.subjects, 'subject')}${trained.dataset === null ? '' : `, ${trained.dataset}`}${model.synthetic ? '; a program drew them' : ''}`,
  ],
  ['Program', `wince ${model.version} trained it`],
  ['Note', model.note],
])}
<h3>Settings of the monitor</h3>
<p>No source gives these times and thresholds for faces of neonates. They are choices.</p>
${facts([
  ['Thresholds', `on ${monitor.on}, off ${monitor.off}`],
  ['Confirmation, recovery', `${monitor.confirmation} s, ${monitor.recovery} s`],
  ['Lowest face confidence', String(monitor.leastConfidence)],
  ['Age of a score', `stale after ${monitor.freshFor} s, not used after ${monitor.largestAge} s`],
  [
    'Score of the recording',
    clipScore.method === 'share'
      ? `share of scores that are ${clipScore.threshold} or higher`
      : clipScore.method,
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
