import { MONITOR_STATES } from '@wince/core';
import { clockTime } from '../formats/clock-time.ts';
import { count, counted, percent } from '../formats/numbers.ts';
import { facts } from '../html/facts.ts';
import { html, type Markup } from '../html/html.ts';
import { researchOnly } from '../html/intended-use.ts';
import type { TimelineView } from './timeline-view.ts';

/** Below this share of usable time the page warns before anything else. */
const LITTLE = 0.5;

/** What this video is, and what a reader must know before any number. */
export function timelineHead(view: TimelineView): Markup {
  const { input, video, name, positive } = view;
  const { usable, scores, parameters } = video;
  const { method, threshold } = parameters.clipScore;
  const methods = {
    mean: 'mean',
    median: 'median',
    share: `share of scores that are ${threshold} or higher, out`,
    'noisy-or': 'noisy-or',
  };
  return html`<header>
<h1>${name}: signs of ${positive} over time</h1>
${researchOnly()}
${
  view.note !== null &&
  html`<p class="banner" id="synthetic">${view.note}. This page shows that wince works. It shows nothing about pain.</p>`
}
${readFirst(view)}
${facts([
  [
    'Recording',
    `${input.prediction.file}, ${clockTime(video.end - video.start)} (${counted(video.frames.length, 'frame')})`,
  ],
  [
    'Usable',
    Number.isNaN(usable.share) ? 'the recording has no length' : `${percent(usable.share)} % of the time`,
  ],
  [
    'Episodes',
    scores.length === 0
      ? `unknown: no frame was scored`
      : video.episodes.length === 0
        ? `none confirmed; this does not prove that there was none`
        : `${count(video.episodes.length)} with confirmed signs of ${positive}, together ${clockTime(
            video.episodes.reduce((sum, { start, end }) => sum + end - start, 0),
          )}`,
  ],
  [
    'Score of the recording',
    scores.length === 0
      ? 'none: no frame was scored'
      : `${video.clipScore.toFixed(3)}: the ${methods[method]} of ${counted(scores.length, 'score')}. It is between 0 and 1 and is not a score of a pain scale`,
  ],
  ['Model', html`<span class="id">${input.model.cell}</span>, wince ${input.model.version}`],
  [
    'Annotated video',
    input.written &&
      `${input.written.path}; the sound was ${input.written.soundLeftOut === null ? 'copied' : `left out: ${input.written.soundLeftOut}`}`,
  ],
])}
</header>`;
}

function readFirst({ video, input, positive }: TimelineView): Markup {
  const { usable, bars } = video;
  const all = [
    input.prediction.partial !== null && `The end of the recording is missing: ${input.prediction.partial}.`,
    usable.share < LITTLE &&
      `Only ${percent(usable.share)} % of the time could be judged. What happened in the rest is unknown.`,
    ...bars.map(
      ({ bar, start, end }) =>
        `Not assessable because of ${bar}, ${clockTime(start)} to ${Number.isFinite(end) ? clockTime(end) : 'the end'}. A face does not show pain then, and this page shows no score.`,
    ),
    `“No sign of ${positive}” describes what the camera saw. It does not describe what the person felt.`,
  ].filter((text) => text !== false);
  return html`<section class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">Read this first</h2><ul>${all.map(
    (text) => html`<li>${text}</li>`,
  )}</ul></section>`;
}

/** What each state means, with its colour: the key of the timeline. */
export function statesKey(
  view: TimelineView,
  looks: (state: (typeof MONITOR_STATES)[number]) => Markup,
): Markup {
  const { on, off, confirmation, recovery, leastConfidence, largestAge } = view.video.parameters.monitor;
  const meanings = {
    'no sign of pain': `the score is ${off} or lower`,
    rising: `the score is ${on} or higher, for less than ${confirmation} s so far`,
    'signs of pain': `confirmed; this state ends when the score is ${off} or lower for ${recovery} s`,
    uncertain: `the score is between ${off} and ${on}, or the face confidence is below ${leastConfidence}`,
    'cannot tell': 'the model gives no answer: it abstains, or the face is outside what it was trained on',
    'not scored yet': 'there was no score so far',
    'no signal': `there is no score from the last ${largestAge} s`,
    'not assessable': 'the face does not show pain at this time',
  };
  return html`<ul class="key-list">${MONITOR_STATES.map(
    (state) => html`<li>${looks(state)} <b>${view.word(state)}</b>: ${meanings[state]}</li>`,
  )}</ul>`;
}
