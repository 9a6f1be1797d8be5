import * as Plot from '@observablehq/plot';
import { STRAIN_UNITS, type StrainCurve, type UsableStretch, usableStretches } from '@wince/core';
import { chart } from '../charts/chart.ts';
import { clockTime } from '../formats/clock-time.ts';
import { counted } from '../formats/numbers.ts';
import type { Markup } from '../html/html.ts';
import { pixelsWide, thinned, timeAxis } from './axis.ts';
import { STATE_LOOKS } from './state-look.ts';
import type { TimelineView } from './timeline-view.ts';

const LETTER = 6.3;

/** Periods of the data set, as a row of their names over the charts. Nothing where there are none. */
export function periodsChart(view: TimelineView): Markup | null {
  const { periods } = view.input;
  if (periods.length === 0) return null;
  const label = `Periods that the data set names: ${periods
    .map(({ name, start, end }) => `${name} ${clockTime(start)} to ${clockTime(end)}`)
    .join('; ')}.`;
  return chart(
    {
      ...view.chart,
      height: 26,
      marginTop: 4,
      marginBottom: 4,
      x: { ...timeAxis(view, false), axis: null },
      y: { axis: null, domain: [0, 1] },
      marks: [
        Plot.rect(periods, {
          ...{ x1: 'start', x2: 'end', y1: 0, y2: 1 },
          ...{ fill: 'var(--faint)', stroke: 'var(--soft)', insetLeft: 0.5, insetRight: 0.5 },
          title: (d) => `${d.name}: ${clockTime(d.start)} to ${clockTime(d.end)}`,
        }),
        Plot.text(periods, {
          x: (d) => (d.start + d.end) / 2,
          y: 0.5,
          text: (d) => fitting(d.name, pixelsWide(view, d.end - d.start)),
          fill: 'currentColor',
        }),
        rowName('Period'),
      ],
    },
    { label, note: null },
  );
}

/** What the monitor showed when: a band of colours with their words. */
export function statesChart(view: TimelineView): Markup {
  const { video } = view;
  const bands = video.shown.map(({ state, start, end }) => ({
    ...{ start, end, look: STATE_LOOKS[state], word: view.word(state) },
  }));
  const label = `States over time: ${bands
    .slice(0, 40)
    .map(({ word, start, end }) => `${clockTime(start)} to ${clockTime(end)} ${word}`)
    .join('; ')}. The table of states below has all of them.`;
  return chart(
    {
      ...view.chart,
      height: 52,
      marginTop: 16,
      marginBottom: 4,
      x: { ...timeAxis(view, false), axis: null },
      y: { axis: null, domain: [0, 1] },
      marks: [
        Plot.rect(bands, {
          ...{ x1: 'start', x2: 'end', y1: 0, y2: 1, fill: (d) => d.look.colour },
          title: (d) => `${clockTime(d.start)} to ${clockTime(d.end)}: ${d.word}`,
        }),
        Plot.ruleX(bands.slice(1), { x: 'start', y1: 0, y2: 1, stroke: 'var(--paper)', strokeWidth: 1.5 }),
        Plot.text(bands, {
          x: (d) => (d.start + d.end) / 2,
          y: 0.5,
          text: (d) => {
            const room = pixelsWide(view, d.end - d.start);
            return room >= LETTER * d.word.length + 6 ? d.word : room >= 11 ? d.look.sign : '';
          },
          fill: (d) => d.look.ink,
          fontWeight: 600,
        }),
        Plot.text(video.episodes, {
          x: 'confirmed',
          y: 1,
          dy: -8,
          text: () => '▼',
          fill: 'var(--wrong)',
          title: (d) => `confirmed at ${clockTime(d.confirmed)}`,
        }),
        rowName('State'),
      ],
    },
    { label, note: null },
  );
}

/** Each score at its time, with the two thresholds, over the confirmed episodes. */
export function scoreChart(view: TimelineView): Markup {
  const { video } = view;
  const { on, off, leastConfidence, largestAge } = video.parameters.monitor;
  const line: { time: number; value: number; sure: boolean }[] = [];
  video.scores.forEach(({ time, score, confidence }, i) => {
    const before = video.scores.at(i - 1);
    if (i > 0 && before && time - before.time > largestAge)
      line.push({ time: (time + before.time) / 2, value: Number.NaN, sure: true });
    line.push({ time, value: score, sure: confidence >= leastConfidence });
  });
  const points = thinned(line);
  const marked = points.filter(({ value }) => !Number.isNaN(value));
  const unsure = marked.filter(({ sure }) => !sure);
  const thresholds = [
    { value: on, text: `on ${on}` },
    { value: off, text: `off ${off}` },
  ];
  const range = video.scores.reduce(
    ([low, high], { score }) => [Math.min(low, score), Math.max(high, score)],
    [1, 0],
  );
  const label = `Score over time, 0 to 1: ${counted(video.scores.length, 'score')}${
    video.scores.length > 0 ? ` from ${range[0].toFixed(2)} to ${range[1].toFixed(2)}` : ''
  }; ${counted(video.episodes.length, 'episode')} of confirmed signs of ${view.positive}. The table of readings below has the numbers.`;
  return chart(
    {
      ...view.chart,
      height: 232,
      marginTop: 22,
      marginBottom: 24,
      x: timeAxis(view, true),
      y: { label: null, domain: [0, 1], ticks: 5 },
      marks: [
        Plot.rect(video.episodes, {
          ...{ x1: 'start', x2: 'end', y1: 0, y2: 1 },
          ...{ fill: STATE_LOOKS['signs of pain'].colour, fillOpacity: 0.14 },
        }),
        Plot.ruleX(video.episodes, { x: 'start', stroke: STATE_LOOKS['signs of pain'].colour }),
        periodRules(view),
        Plot.ruleY([0], { stroke: 'var(--soft)' }),
        Plot.ruleY(thresholds, { y: 'value', stroke: 'var(--ink)', strokeDasharray: '4,3' }),
        Plot.text(thresholds, {
          ...{ y: 'value', text: 'text', frameAnchor: 'right', textAnchor: 'start', dx: 6 },
          fill: 'currentColor',
        }),
        Plot.line(points, { x: 'time', y: 'value', stroke: 'var(--accent)', strokeWidth: 1.6 }),
        Plot.dot(
          marked.filter(({ sure }) => sure),
          {
            ...{ x: 'time', y: 'value', r: 2.2, fill: 'var(--accent)' },
            title: (d) => `${clockTime(d.time)}: ${d.value.toFixed(3)}`,
          },
        ),
        Plot.dot(unsure, {
          ...{ x: 'time', y: 'value', r: 2.6, fill: 'var(--paper)', stroke: 'var(--accent)' },
          title: (d) => `${clockTime(d.time)}: ${d.value.toFixed(3)}, low face confidence`,
        }),
        rowName('Score'),
      ],
    },
    { label, note: view.note },
  );
}

/** Mean strain of the face over time, smoothed, with its peaks numbered. */
export function strainChart(view: TimelineView, curve: StrainCurve): Markup {
  const series = (values: Float64Array) =>
    thinned(Array.from(curve.times, (time, i) => ({ time, value: values[i] })));
  const smoothed = series(curve.smoothed);
  const peaks = curve.peaks.map(({ time, height }, i) => ({ time, height, number: i + 1 }));
  const numbered = apart(view, peaks);
  const measured = series(curve.values);
  const largest = Math.max(...measured.map(({ value }) => value).filter(Number.isFinite), 0);
  const unit = STRAIN_UNITS[curve.reference];
  const named = curve.reference === 'previous' ? 'Strain, 1/s' : 'Strain';
  const label = `Strain of the face over time, ${describeReference(curve)}, unit ${unit}: ${counted(peaks.length, 'peak')}${peaks
    .slice(0, 20)
    .map(({ time, height }) => `, ${height.toPrecision(2)} at ${clockTime(time)}`)
    .join('')}.`;
  return chart(
    {
      ...view.chart,
      height: 140,
      marginTop: 22,
      marginBottom: 24,
      x: timeAxis(view, true),
      y: { label: null, domain: [0, 1.08 * largest || 1], ticks: 3 },
      marks: [
        periodRules(view),
        Plot.ruleY([0], { stroke: 'var(--soft)' }),
        Plot.line(measured, {
          x: 'time',
          y: 'value',
          stroke: 'var(--right)',
          strokeWidth: 0.6,
          strokeOpacity: 0.7,
        }),
        Plot.line(smoothed, { x: 'time', y: 'value', stroke: 'var(--accent)', strokeWidth: 1.6 }),
        Plot.text(numbered, {
          ...{ x: 'time', y: 'height', dy: -9, text: (d) => String(d.number), fontWeight: 600 },
          fill: 'currentColor',
          title: (d) => `peak ${d.number} at ${clockTime(d.time)}`,
        }),
        Plot.dot(peaks, { x: 'time', y: 'height', r: 3, fill: 'var(--accent)' }),
        rowName(named),
      ],
    },
    { label, note: null },
  );
}

/** Pixels between the numbers of two peaks. */
const APART = 16;

/** Peaks whose numbers have room: of those that are too near to each other the highest has its number. */
function apart<Peak extends { readonly time: number; readonly height: number }>(
  view: TimelineView,
  peaks: readonly Peak[],
): readonly Peak[] {
  const kept: Peak[] = [];
  for (const peak of [...peaks].sort((a, b) => b.height - a.height)) {
    if (kept.every(({ time }) => pixelsWide(view, Math.abs(time - peak.time)) >= APART)) kept.push(peak);
  }
  return kept;
}

/** What a curve of strain is measured against. */
export function describeReference({ reference }: Pick<StrainCurve, 'reference'>): string {
  return reference === 'previous' ? 'compared with the frame before' : 'compared with the face at rest';
}

/** The time that could be judged, and the causes of the rest. */
export function usableChart(view: TimelineView): Markup {
  const { frames, start, end } = view.video;
  const stretches = usableStretches(frames, start, end);
  const text = ({ cause }: UsableStretch) => cause ?? 'usable';
  const label = `Usable time: ${stretches
    .slice(0, 40)
    .map((each) => `${clockTime(each.start)} to ${clockTime(each.end)} ${text(each)}`)
    .join('; ')}.`;
  return chart(
    {
      ...view.chart,
      height: 30,
      marginTop: 4,
      marginBottom: 4,
      x: { ...timeAxis(view, false), axis: null },
      y: { axis: null, domain: [0, 1] },
      marks: [
        Plot.rect(stretches, {
          ...{ x1: 'start', x2: 'end', y1: 0, y2: 1 },
          fill: (d) => (d.cause === null ? 'var(--accent-soft)' : 'var(--line)'),
          title: (d) => `${clockTime(d.start)} to ${clockTime(d.end)}: ${text(d)}`,
        }),
        Plot.text(stretches, {
          x: (d) => (d.start + d.end) / 2,
          y: 0.5,
          text: (d) => fitting(text(d), pixelsWide(view, d.end - d.start)),
          fill: 'currentColor',
        }),
        rowName('Usable'),
      ],
    },
    { label, note: null },
  );
}

function periodRules({ input: { periods } }: TimelineView): Plot.RuleX {
  return Plot.ruleX(
    periods.flatMap(({ start, end }) => [start, end]),
    { stroke: 'var(--soft)', strokeDasharray: '1,3' },
  );
}

/** What a row of the timeline shows, in its left margin. */
function rowName(name: string): Plot.Text {
  return Plot.text([name], {
    ...{
      frameAnchor: 'top-left',
      textAnchor: 'end',
      dx: -8,
      dy: name.startsWith('S') && name !== 'State' ? -16 : 5,
    },
    fontWeight: 600,
    fill: 'currentColor',
    text: (d) => d,
  });
}

function fitting(text: string, pixels: number): string {
  const letters = Math.floor((pixels - 6) / LETTER);
  if (text.length <= letters) return text;
  return letters >= 5 ? `${text.slice(0, letters - 1)}…` : '';
}
