import { MONITOR_STATES, type MonitorReading, STRAIN_UNITS, type StrainCurve, whyNoScore } from '@wince/core';
import { clockTime } from '../formats/clock-time.ts';
import { count, counted, orAbsent, significant, unit } from '../formats/numbers.ts';
import { html, type Markup, trusted } from '../html/html.ts';
import { describeReference } from './charts.ts';
import { STATE_LOOKS } from './state-look.ts';
import { type TimelineView, timeText } from './timeline-view.ts';

/** The most readings that a page lists: an hour of seconds. */
const MOST_READINGS = 3600;

const ENDED = {
  recovery: 'the scores fell',
  'signal lost': 'the signal was lost; the episode may have lasted longer',
  'not assessable': 'not assessable any more; the episode may have lasted longer',
  'end of recording': 'the recording ended; the episode may have lasted longer',
} as const;

/** A small square of a state's colour with its sign. */
export function stateSwatch(state: (typeof MONITOR_STATES)[number]): Markup {
  const { colour, ink, sign } = STATE_LOOKS[state];
  return html`<span class="swatch" aria-hidden="true" style="background:${trusted(colour)};color:${trusted(ink)}">${sign}</span>`;
}

export function episodesSection(view: TimelineView): Markup {
  const { episodes, scores } = view.video;
  return html`<section id="episodes">
<h2>Episodes</h2>
${
  episodes.length === 0
    ? scores.length === 0
      ? html`<p>No frame was scored, so nothing is known about signs of ${view.positive}.</p>`
      : html`<p>No signs of ${view.positive} were confirmed. This does not prove that there was none.</p>`
    : view.table(
        html`<b>Episodes of confirmed signs of ${view.positive}.</b> The alarm comes when the signs are confirmed. The peak is the highest score, from 0 to 1.`,
        html`<thead><tr><th scope="col" class="n">No.</th><th scope="col" class="n">Start</th><th scope="col" class="n">Confirmed</th><th scope="col" class="n">End</th><th scope="col" class="n">Length, s</th><th scope="col" class="n">Peak</th><th scope="col" class="n">Mean face confidence</th><th scope="col">Ended because</th></tr></thead>
<tbody>${episodes.map(
          ({ start, confirmed, end, peak, meanConfidence, endedBy }, i) =>
            html`<tr><th scope="row" class="n">${i + 1}</th><td class="n">${timeText(start)}</td><td class="n">${timeText(confirmed)}</td><td class="n">${timeText(end)}</td><td class="n">${(end - start).toFixed(1)}</td><td class="n">${unit(peak)}</td><td class="n">${unit(meanConfidence)}</td><td>${ENDED[endedBy]}</td></tr>`,
        )}</tbody>`,
      )
}
</section>`;
}

/** How long each state was shown, and when. */
export function statesSection(view: TimelineView): Markup {
  const { shown, start, end } = view.video;
  const of = (state: string) => shown.filter((stretch) => stretch.state === state);
  const seconds = (state: string) => of(state).reduce((sum, stretch) => sum + stretch.end - stretch.start, 0);
  return html`<h3>Time in each state</h3>
${view.table(
  html`<b>Time in each state,</b> of ${clockTime(end - start)} in all.`,
  html`<thead><tr><th scope="col">State</th><th scope="col" class="n">Seconds</th><th scope="col" class="n">Share, %</th><th scope="col" class="n">Times</th></tr></thead>
<tbody>${MONITOR_STATES.filter((state) => of(state).length > 0).map(
    (state) =>
      html`<tr><th scope="row">${stateSwatch(state)} ${view.word(state)}</th><td class="n">${seconds(state).toFixed(1)}</td><td class="n">${end > start ? ((100 * seconds(state)) / (end - start)).toFixed(1) : '0.0'}</td><td class="n">${count(of(state).length)}</td></tr>`,
  )}</tbody>`,
)}
<details><summary>All states in order of time (${count(shown.length)})</summary>
${view.table(
  html`<b>From when to when the monitor showed each state.</b>`,
  html`<thead><tr><th scope="col" class="n">From</th><th scope="col" class="n">To</th><th scope="col">State</th></tr></thead>
<tbody class="states">${shown.map(
    (stretch) =>
      html`<tr><td class="n">${timeText(stretch.start)}</td><td class="n">${timeText(stretch.end)}</td><td>${stateSwatch(stretch.state)} ${view.word(stretch.state)}</td></tr>`,
  )}</tbody>`,
)}</details>`;
}

export function usableSection(view: TimelineView): Markup {
  const { usable } = view.video;
  const row = (name: string, seconds: number, example: string) =>
    html`<tr><th scope="row">${name}</th><td class="n">${seconds.toFixed(1)}</td><td class="n">${usable.total > 0 ? ((100 * seconds) / usable.total).toFixed(1) : '0.0'}</td><td>${example}</td></tr>`;
  return html`<section id="usable">
<h2>Usable time</h2>
<p>A frame is usable if it has one face that is large enough, sharp enough, lit well enough, turned to the camera and not covered too much. A frame with several faults is counted under the first one.</p>
${view.table(
  html`<b>Usable time, and the causes of the rest.</b>`,
  html`<thead><tr><th scope="col">Time</th><th scope="col" class="n">Seconds</th><th scope="col" class="n">Share, %</th><th scope="col">Reason at the first such frame</th></tr></thead>
<tbody>${row('usable', usable.usable, '')}${usable.unusable.map(({ cause, seconds, example }) => row(cause, seconds, example))}
<tr class="first"><th scope="row"><b>all</b></th><td class="n">${usable.total.toFixed(1)}</td><td class="n">${usable.total > 0 ? '100.0' : '0.0'}</td><td></td></tr></tbody>`,
)}
</section>`;
}

export function peaksTable(view: TimelineView, curve: StrainCurve): Markup {
  const unitOf = STRAIN_UNITS[curve.reference] === '1' ? '' : `, ${STRAIN_UNITS[curve.reference]}`;
  if (curve.peaks.length === 0) return html`<p>The strain ${describeReference(curve)} has no peak.</p>`;
  return view.table(
    html`<b>Peaks of strain,</b> ${describeReference(curve)}. The prominence is the height of a peak above the higher one of its two sides. The width is measured at half of the prominence.`,
    html`<thead><tr><th scope="col" class="n">No.</th><th scope="col" class="n">Time</th><th scope="col" class="n">Height${unitOf}</th><th scope="col" class="n">Prominence${unitOf}</th><th scope="col" class="n">Width, s</th><th scope="col" class="n">Rise, s</th></tr></thead>
<tbody>${curve.peaks.map(
      ({ time, height, prominence, width, rise }, i) =>
        html`<tr><th scope="row" class="n">${i + 1}</th><td class="n">${timeText(time)}</td><td class="n">${orAbsent(significant(height))}</td><td class="n">${orAbsent(significant(prominence))}</td><td class="n">${width.toFixed(2)}</td><td class="n">${rise.toFixed(2)}</td></tr>`,
    )}</tbody>`,
  );
}

/** A column of the readings: its title, and what it shows of a second; null where there is nothing. */
interface ReadingColumn {
  readonly title: string;
  readonly isNumber: boolean;
  readonly show: (second: MonitorReading) => Markup | string | null;
}

function readingColumns(view: TimelineView): readonly ReadingColumn[] {
  const { leastConfidence } = view.video.parameters.monitor;
  const number = (title: string, show: ReadingColumn['show']) => ({ title, isNumber: true, show });
  return [
    number('Time', ({ time }) => timeText(time)),
    {
      ...{ title: 'State', isNumber: false },
      show: ({ state }) => html`${stateSwatch(state)} ${view.word(state)}`,
    },
    number('Score', ({ value }) => unit(value?.score)),
    number('Age, s', ({ value }) => value?.age.toFixed(1) ?? null),
    number('Face confidence', ({ value }) => unit(value?.confidence)),
    number('Strain, 1/s', ({ strain }) => significant(strain?.previous)),
    number('Strain since rest', ({ strain }) => significant(strain?.baseline)),
    {
      ...{ title: 'Remark', isNumber: false },
      show(second) {
        const remark = whyNoScore(second, leastConfidence);
        return [...(second.stale ? ['stale'] : []), ...(remark === null ? [] : [remark])].join(': ') || null;
      },
    },
  ];
}

/** What the monitor showed at each second: the numbers behind the pictures, the same as `--csv` prints. A column without any value is left out. */
export function readingsSection(view: TimelineView): Markup {
  const { seconds, parameters } = view.video;
  const listed = seconds.slice(0, MOST_READINGS);
  const columns = readingColumns(view)
    .map((column) => ({ ...column, shown: listed.map(column.show) }))
    .filter(({ shown }) => shown.some((value) => value !== null));
  return html`<section id="readings">
<h2>Readings</h2>
<p>What the monitor showed at each second: the last score and its age. A score is stale when it is older than ${parameters.monitor.freshFor} s. <code>wince predict --csv</code> prints the same values with all digits; with <code>--every frame</code> it prints a line for each frame.</p>
<details><summary>${counted(listed.length, 'reading')}${listed.length < seconds.length && ` of ${count(seconds.length)}`}</summary>
${view.table(
  html`<b>What the monitor showed at each second.</b>`,
  html`<thead><tr>${columns.map(({ title, isNumber }) => html`<th scope="col"${isNumber && html` class="n"`}>${title}</th>`)}</tr></thead>
<tbody class="readings">${listed.map(
    (_, row) =>
      html`<tr>${columns.map(({ isNumber, shown }) => html`<td${isNumber && html` class="n"`}>${orAbsent(shown[row])}</td>`)}</tr>`,
  )}</tbody>`,
)}</details>
${seconds.length > MOST_READINGS && html`<p class="soft">The page lists only ${count(MOST_READINGS)} readings. <code>--csv</code> prints all of them.</p>`}
</section>`;
}
