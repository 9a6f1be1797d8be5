import * as Plot from '@observablehq/plot';
import { median, type PredictionRow } from '@wince/core';
import { chart } from '../charts/chart.ts';
import { count, countedAs } from '../formats/numbers.ts';
import { html, type Markup, shorten } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

const BINS = 20;

/** One bar of a histogram: rows of one truth in one bin. */
interface Bar {
  readonly facet: string;
  readonly from: number;
  readonly to: number;
  readonly below: number;
  readonly above: number;
  readonly kind: 'right' | 'wrong' | 'uncounted';
}

/** Distributions of scores by truth, with the rows of the middle band beside them. */
export function scorePanels(view: RunView): Markup {
  const { positive, negative, row, form } = view;
  const middle = view.input.middle.length > 0;
  return html`<h3 id="scores">Scores by truth</h3>
<figure><figcaption><b>Number of ${row.many} by score,</b> for ${row.many} that are truly ${positive} and truly ${negative}, in bins of 0.05. Each panel has its own scale. The dashed line is the threshold of the decision (median over folds). <span class="keyed"><span class="key accent"></span>correct decision</span> <span class="keyed"><span class="key wrong"></span>wrong decision</span>${
    middle &&
    html` <span class="keyed"><span class="key right"></span>middle band</span>: not used for training and not part of any metric; it is here because the task is easier without it`
  }.${form === 'clip' && ` This figure counts each ${row.one}, not each clip.`}${view.synthetic}</figcaption><div class="panels">${view.shown.map(
    (cell) => view.panel(cell, '', scoreHistograms(view, cell)),
  )}</div></figure>`;
}

/** Histograms of the scores of one cell by truth. */
export function scoreHistograms(view: RunView, cell: CellView): Markup {
  const middle = view.input.middle.filter((row) => row.cell === cell.id);
  const groups = [
    {
      name: `truly ${shorten(view.positive, 18)}`,
      rows: cell.predictions.filter((row) => view.isPositive(row.truth)),
    },
    {
      name: `truly ${shorten(view.negative, 18)}`,
      rows: cell.predictions.filter((row) => !view.isPositive(row.truth)),
    },
    ...(middle.length > 0 ? [{ name: 'middle band', rows: middle }] : []),
  ];
  const bars = groups.flatMap(({ rows }, i) => histogram(view, String(i), rows, i === 2));
  const thresholds = cell.predictions.map((row) => row.threshold).sort((a, b) => a - b);
  const threshold = thresholds[Math.floor(thresholds.length / 2)];
  const counts = groups.map(({ name, rows }, i) => ({
    facet: String(i),
    text: `${name}: ${count(rows.length)}`,
  }));
  return chart(
    {
      width: 250,
      height: 64 + groups.length * 74,
      marginLeft: 38,
      marginBottom: 34,
      marginTop: 18,
      marginRight: 10,
      x: { label: 'Score', domain: [0, 1], ticks: 5 },
      y: { label: null, ticks: 3 },
      fy: { axis: null, domain: groups.map((_, i) => String(i)), padding: 0.32 },
      marks: [
        Plot.rectY(bars, {
          fy: 'facet',
          x1: 'from',
          x2: 'to',
          y1: 'below',
          y2: 'above',
          insetLeft: 0.5,
          insetRight: 0.5,
          fill: (d: Bar) => FILL[d.kind],
        }),
        Plot.ruleY([0], { stroke: 'var(--soft)' }),
        Plot.ruleX(thresholds.length > 0 ? [threshold] : [], {
          stroke: 'var(--ink)',
          strokeDasharray: '2,2',
        }),
        Plot.text(counts, {
          fy: 'facet',
          text: 'text',
          frameAnchor: 'top-left',
          dx: 3,
          dy: -5,
          lineAnchor: 'bottom',
          fill: 'currentColor',
        }),
      ],
    },
    {
      label: `Histograms of the scores of ${cell.id}: ${groups
        .map(({ name, rows }) => `${name}, ${countedAs(view.row, rows.length)}, median ${medianOf(rows)}`)
        .join('; ')}.`,
      note: view.note,
    },
  );
}

const FILL = { right: 'var(--accent)', wrong: 'var(--wrong)', uncounted: 'var(--right)' } as const;

function histogram(
  view: RunView,
  facet: string,
  rows: readonly PredictionRow[],
  uncounted: boolean,
): readonly Bar[] {
  const right = new Int32Array(BINS);
  const wrong = new Int32Array(BINS);
  for (const row of rows) {
    const bin = Math.min(BINS - 1, Math.floor(row.score * BINS));
    if (uncounted || !view.isWrong(row)) right[bin]++;
    else wrong[bin]++;
  }
  return Array.from(right, (n, bin): Bar[] => {
    const range = { facet, from: bin / BINS, to: (bin + 1) / BINS };
    return [
      { ...range, below: 0, above: n, kind: uncounted ? 'uncounted' : 'right' },
      { ...range, below: n, above: n + wrong[bin], kind: 'wrong' },
    ];
  })
    .flat()
    .filter((bar) => bar.above > bar.below);
}

function medianOf(rows: readonly PredictionRow[]): string {
  if (rows.length === 0) return 'not defined';
  return median(rows.map((row) => row.score)).toFixed(2);
}
