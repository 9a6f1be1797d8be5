import * as Plot from '@observablehq/plot';
import { calibrationBins, drawSubjects, percentileInterval, type ScoredRows } from '@wince/core';
import { chart } from '../charts/chart.ts';
import { countedAs, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

const DRAWS = 500;

/** A point of the reliability diagram with its interval. */
export interface CalibrationPoint {
  readonly rows: number;
  readonly mean_score: number;
  readonly positive_share: number;
  readonly ci95: readonly [number, number] | null;
}

/** Whether scores can be read as probabilities: share of positive rows against mean score. */
export function calibrationPanels(view: RunView): Markup {
  return html`<h3 id="calibration">Calibration</h3>
<figure><figcaption><b>The share of ${view.unit.many} that are truly ${view.positive}, by mean score,</b> in ten bins of equal width. The area of a dot shows the number of ${view.unit.many} in the bin. Vertical lines are 95&nbsp;% intervals by bootstrap over subjects. On the dashed line a score can be read as a probability. A classifier can rank well and still be far from this line.${view.synthetic}</figcaption><div class="panels">${view.shown.map(
    (cell) =>
      view.panel(
        cell,
        `Brier score ${unit(view.measure(cell, 'brier').value)}`,
        calibrationChart(view, cell),
      ),
  )}</div></figure>`;
}

/** The bins of equal width that hold rows, each with an interval by bootstrap over subjects. */
export function calibrationPoints(rows: ScoredRows, seed: string): readonly CalibrationPoint[] {
  const bins = calibrationBins(rows.truth, rows.score);
  const { draws, subjects, times } = drawSubjects(rows.subjects, DRAWS, seed);
  return bins.map((bin, b) => {
    const own: number[] = [];
    rows.score.forEach((score, row) => {
      if (score <= bin.to && (score > bin.from || b === 0)) own.push(row);
    });
    const shares = Float64Array.from({ length: draws }, (_, draw) => {
      let all = 0;
      let positive = 0;
      for (const row of own) {
        const weight = times[draw * subjects + rows.subject[row]];
        all += weight;
        positive += weight * rows.truth[row];
      }
      return positive / all;
    });
    return {
      rows: bin.rows,
      mean_score: bin.mean_score,
      positive_share: bin.positive_share,
      ci95: percentileInterval(shares).ci95,
    };
  });
}

/** The reliability diagram of one cell. */
export function calibrationChart(view: RunView, cell: CellView): Markup {
  const points = calibrationPoints(cell.rows, `${view.input.manifest.seed}/${cell.id}`);
  const most = Math.max(1, ...points.map((point) => point.rows));
  return chart(
    {
      width: 250,
      height: 236,
      marginLeft: 38,
      marginBottom: 36,
      marginTop: 22,
      marginRight: 10,
      x: { label: 'Mean score', domain: [0, 1], ticks: 5 },
      y: { label: 'Share positive', domain: [0, 1], ticks: 5 },
      marks: [
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: 'var(--soft)', strokeDasharray: '3,3', strokeWidth: 1 },
        ),
        Plot.ruleX(points, {
          x: 'mean_score',
          y1: (d) => d.ci95?.[0] ?? d.positive_share,
          y2: (d) => d.ci95?.[1] ?? d.positive_share,
          stroke: 'var(--accent)',
        }),
        Plot.dot(points, {
          x: 'mean_score',
          y: 'positive_share',
          r: { value: (d) => 1.5 + 5.5 * Math.sqrt(d.rows / most), scale: null },
          fill: 'var(--accent)',
          title: (d) =>
            `${countedAs(view.unit, d.rows)}, mean score ${unit(d.mean_score)}, share positive ${unit(d.positive_share)}`,
        }),
        Plot.frame({ stroke: 'var(--line)' }),
      ],
    },
    {
      label: `Calibration of ${cell.id}: ${points.map((p) => `mean score ${unit(p.mean_score)}, share positive ${unit(p.positive_share)}, ${countedAs(view.unit, p.rows)}`).join('; ')}.`,
      note: view.note,
    },
  );
}
