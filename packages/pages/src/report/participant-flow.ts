import type { RunManifest, SampleRow, SampleStatus } from '@wince/core';
import { count, counted, countedAs, type Noun } from '../formats/numbers.ts';
import { html, type Markup, shorten } from '../html/html.ts';
import type { RunView } from './run-view.ts';

/** A box of the diagram: a heading and lines. */
interface Box {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A stage of the diagram, and what leaves it before the next one. */
interface Stage {
  readonly box: Box;
  readonly excluded: Box | null;
}

const MOST_LABELS = 8;
const LABEL_LENGTH = 26;

/** Statuses that leave the diagram, stage by stage. */
const NOT_OF_THE_TASK: readonly SampleStatus[] = ['left-out', 'reference'];
const NOT_USABLE: readonly SampleStatus[] = [
  'unreadable',
  'no-face',
  'poor-quality',
  'no-features',
  'middle-not-scored',
];

const STATUS_TEXT: Readonly<Record<SampleStatus, string>> = {
  used: 'evaluated',
  'no-face': 'no face found',
  'poor-quality': 'face of poor quality',
  unreadable: 'file cannot be read',
  'no-features': 'no row in a table of features',
  'left-out': 'label is not part of the task',
  middle: 'middle band of the scale',
  'middle-not-scored': 'middle band, without a usable face',
  reference: 'reference of its subject',
};

/** What a status means, in a few words. */
export function statusText(status: SampleStatus): string {
  return STATUS_TEXT[status];
}

/**
 * How many subjects and rows came from the data set into the evaluation, and what was left out, by label, as an SVG.
 *
 * @param tested the samples of test folds: a hold-out uses others for training only
 *
 * @source STARD 2015 (Bossuyt et al.), doi:10.1136/bmj.h5527: the flow of participants
 */
export function participantFlow(
  samples: readonly SampleRow[],
  tested: ReadonlySet<string>,
  manifest: RunManifest,
  { row: noun, note }: Pick<RunView, 'row' | 'note'>,
  shape: 'wide' | 'narrow' = 'wide',
): Markup {
  const sizeOf = (rows: readonly SampleRow[]) => size(rows, noun);
  const stages: Stage[] = [];
  let rows = samples;
  const stage = (title: string, leaves: (row: SampleRow) => boolean, exclusion: string) => {
    const gone = rows.filter(leaves);
    if (gone.length === 0) return;
    const box = boxOf(stages.length === 0 ? 'In the data set' : title, rows, sizeOf(rows));
    stages.push({ box, excluded: exclusionBox(exclusion, gone, sizeOf(gone)) });
    rows = rows.filter((row) => !leaves(row));
  };
  stage('In the data set', ({ status }) => NOT_OF_THE_TASK.includes(status), 'Not part of the task');
  stage('Part of the task', ({ status }) => NOT_USABLE.includes(status), 'Without a usable face or features');
  stage('With a usable face', ({ status }) => status === 'middle', 'Middle band: not part of any metric');
  stage('With a label of the task', ({ sample }) => !tested.has(sample), 'Used for training only');
  stages.push({ box: { title: 'Evaluated', lines: [sizeOf(rows)] }, excluded: null });
  const ends = [
    { word: manifest.positive, labels: manifest.positive_labels, sign: 'positive' },
    { word: manifest.negative, labels: manifest.negative_labels, sign: 'negative' },
  ].map(({ word, labels, sign }): Box => {
    const own = rows.filter((row) => labels.includes(row.label));
    const lines = [sizeOf(own)];
    if (labels.length > 1) lines.push(...byLabel(own));
    return { title: `${shorten(word, LABEL_LENGTH)} (${sign})`, lines };
  });
  return draw(
    stages,
    ends,
    `${countedAs(noun, samples.length)} in the data set, ${countedAs(noun, rows.length)} in the evaluation`,
    note,
    shape === 'wide' ? WIDE : NARROW,
  );
}

/** The measures of a drawing, in pixels. */
interface Shape {
  readonly width: number;
  /** Of the boxes. */
  readonly column: number;
  /** Where the arrows between the stages run, from the left. */
  readonly spine: number;
  /** Whether the two ends stand side by side. */
  readonly beside: boolean;
}

const WIDE: Shape = { width: 640, column: 296, spine: 149, beside: true };
const NARROW: Shape = { width: 350, column: 300, spine: 24, beside: false };
const LINE = 16;
const GAP = 26;

function draw(
  stages: readonly Stage[],
  ends: readonly Box[],
  summary: string,
  note: string | null,
  { width, column, spine, beside }: Shape,
): Markup {
  const parts: Markup[] = [];
  const right = width - column - 1;
  let y = 1;
  stages.forEach(({ box, excluded }, i) => {
    const height = heightOf(box);
    parts.push(drawBox(box, 1, y, column));
    let next = y + height + GAP;
    if (excluded) {
      // An exclusion branches off the arrow between two stages.
      const top = y + height + 10;
      const middle = top + heightOf(excluded) / 2;
      next = top + heightOf(excluded) + 10;
      parts.push(drawBox(excluded, right, top, column));
      parts.push(arrow(spine, middle, right, middle));
    }
    if (i < stages.length - 1) parts.push(arrow(spine, y + height, spine, next));
    y = next;
  });
  const last = stages[stages.length - 1].box;
  const from = y - GAP;
  let bottom = y;
  if (beside) {
    const bar = from + GAP / 2;
    const centres = ends.map((_, i) => spine + i * (width - column - 2));
    parts.push(
      html`<path class="flow-line" d="M${centres[0]},${from}V${bar}M${centres[0]},${bar}H${centres[1]}"/>`,
    );
    ends.forEach((box, i) => {
      parts.push(arrow(centres[i], bar, centres[i], y));
      parts.push(drawBox(box, centres[i] - column / 2, y, column));
    });
    bottom = y + Math.max(...ends.map(heightOf)) + 1;
  } else {
    for (const box of ends) {
      const middle = bottom + heightOf(box) / 2;
      parts.push(drawBox(box, right, bottom, column));
      parts.push(html`<path class="flow-line" d="M${spine},${from}V${middle}"/>`);
      parts.push(arrow(spine, middle, right, middle));
      bottom += heightOf(box) + 10;
    }
  }
  const height = note === null ? bottom : bottom + 18;
  const label = `Diagram: ${summary} (${last.lines[0]}). The table “What was left out, and why” has the same numbers by label.`;
  return html`<svg class="chart participant-flow" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">${parts}${
    note !== null && html`<text class="chart-note" x="${width / 2}" y="${height - 4}">${note}</text>`
  }</svg>`;
}

function drawBox({ title, lines }: Box, x: number, y: number, width: number): Markup {
  return html`<rect class="flow-box" x="${x}" y="${y}" width="${width}" height="${heightOf({ title, lines })}"/><text class="flow-title" x="${x + 10}" y="${y + 19}">${title}</text>${lines.map(
    (line, i) => html`<text class="flow-text" x="${x + 10}" y="${y + 19 + (i + 1) * LINE}">${line}</text>`,
  )}`;
}

function arrow(x1: number, y1: number, x2: number, y2: number): Markup {
  const head =
    x1 === x2
      ? `M${x2 - 4},${y2 - 6}L${x2},${y2}L${x2 + 4},${y2 - 6}`
      : `M${x2 - 6},${y2 - 4}L${x2},${y2}L${x2 - 6},${y2 + 4}`;
  return html`<path class="flow-line" d="M${x1},${y1}L${x2},${y2}${head}"/>`;
}

function heightOf({ lines }: Box): number {
  return 14 + LINE * (lines.length + 1);
}

function boxOf(title: string, rows: readonly SampleRow[], size: string): Box {
  return { title, lines: [size, ...byLabel(rows)] };
}

function exclusionBox(title: string, rows: readonly SampleRow[], size: string): Box {
  const statuses = Map.groupBy(rows, (row) => row.status);
  const reasons = [...statuses].map(([status, own]) => `${STATUS_TEXT[status]}: ${count(own.length)}`);
  const named = statuses.has('used') || statuses.has('middle') ? [] : reasons;
  return { title, lines: [size, ...named, ...byLabel(rows).map((line) => `label ${line}`)] };
}

function byLabel(rows: readonly SampleRow[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.label, (counts.get(row.label) ?? 0) + 1);
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const lines = sorted
    .slice(0, MOST_LABELS)
    .map(([label, n]) => `${shorten(label, LABEL_LENGTH)}: ${count(n)}`);
  const rest = sorted.slice(MOST_LABELS);
  if (rest.length > 0) {
    lines.push(`${counted(rest.length, 'other label')}: ${count(rest.reduce((sum, [, n]) => sum + n, 0))}`);
  }
  return lines;
}

function size(rows: readonly SampleRow[], noun: Noun): string {
  return `${countedAs(noun, rows.length)}, ${counted(new Set(rows.map((row) => row.subject)).size, 'subject')}`;
}
