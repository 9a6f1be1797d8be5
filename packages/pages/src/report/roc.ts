import * as Plot from '@observablehq/plot';
import { drawSubjects, quantile, rocCurve, type ScoredRows } from '@wince/core';
import { chart } from '../charts/chart.ts';
import { interval, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

/** Draws for a band that is looked at: its edge moves by less than a line's width between seeds. */
const DRAWS = 500;
const STEPS = 100;
const MOST_POINTS = 400;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A 95 % band of sensitivity at each false positive rate. */
export interface RocBand {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** ROC curves of the best cell of each feature set. */
export function rocPanels(view: RunView): Markup {
  const [best] = view.best.auc;
  return html`<h3 id="roc">ROC curves</h3>
<figure><figcaption><b>Sensitivity by 1 − specificity</b> of the best cell (by AUC) of each feature set${
    view.primary && ' and of the declared cell'
  }. The shaded band is a 95&nbsp;% interval at each point, by ${DRAWS} bootstrap draws of subjects, without training again. The dashed line is chance.${
    best &&
    html` <span class="key line right"></span>The grey line is the cell with the highest AUC, to compare.`
  }${view.synthetic}</figcaption><div class="panels">${view.shown.map((cell) =>
    view.panel(cell, aucText(view, cell), rocChart(view, cell, rocReference(view, cell))),
  )}</div></figure>`;
}

function aucText(view: RunView, cell: CellView): string {
  const { value, ci95 } = view.measure(cell, 'auc');
  return value === null ? 'AUC not defined' : `AUC ${unit(value)}${ci95 ? ` (${interval(ci95, unit)})` : ''}`;
}

/** The curve that a cell is held against: that of the cell with the highest AUC, where it is another one. */
export function rocReference({ best }: RunView, cell: CellView): readonly Point[] {
  const [reference] = best.auc;
  return reference && reference !== cell ? curve(reference.rows) : [];
}

/** The ROC curve of one cell with its band. */
export function rocChart(view: RunView, cell: CellView, reference: readonly Point[]): Markup {
  const points = curve(cell.rows);
  const band = rocBand(cell.rows, `${view.input.manifest.seed}/${cell.id}`);
  return chart(
    {
      width: 250,
      height: 236,
      marginLeft: 38,
      marginBottom: 36,
      marginTop: 22,
      marginRight: 10,
      x: { label: '1 − specificity', domain: [0, 1], ticks: 5 },
      y: { label: 'Sensitivity', domain: [0, 1], ticks: 5 },
      marks: [
        Plot.areaY(band, { x: 'x', y1: 'low', y2: 'high', fill: 'var(--accent-soft)' }),
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: 'var(--soft)', strokeDasharray: '3,3', strokeWidth: 1 },
        ),
        Plot.line(reference, { x: 'x', y: 'y', stroke: 'var(--right)', strokeWidth: 1 }),
        Plot.line(points, { x: 'x', y: 'y', stroke: 'var(--accent)', strokeWidth: 1.8 }),
        Plot.frame({ stroke: 'var(--line)' }),
      ],
    },
    { label: `ROC curve of ${cell.id}: ${aucText(view, cell)}.`, note: view.note },
  );
}

/** The curve's corners; where there are too many to see, its course at even steps. */
function curve(rows: ScoredRows): readonly Point[] {
  const points = rocCurve(rows.truth, rows.score).map((p) => ({
    x: p.false_positive_rate,
    y: p.true_positive_rate,
  }));
  const corners = points.filter((point, i) => {
    if (i === 0 || i === points.length - 1) return true;
    const before = points[i - 1];
    const after = points[i + 1];
    return (point.x - before.x) * (after.y - point.y) !== (after.x - point.x) * (point.y - before.y);
  });
  if (corners.length <= MOST_POINTS) return corners;
  const sampled = Array.from({ length: 2 * STEPS + 1 }, (_, i) => ({
    x: i / (2 * STEPS),
    y: heightAt(points, i / (2 * STEPS)),
  }));
  return [{ x: 0, y: 0 }, ...sampled];
}

/** Sensitivity at a false positive rate: the highest there, straight between points. */
function heightAt(points: readonly Point[], x: number): number {
  let i = points.length - 1;
  while (i > 0 && points[i - 1].x >= x && points[i].x > x) i--;
  const { x: right, y: high } = points[i];
  if (right <= x || i === 0) return high;
  const { x: left, y: low } = points[i - 1];
  return low + ((x - left) / (right - left)) * (high - low);
}

/**
 * The band of a ROC curve: subjects are drawn with replacement, and at each false positive rate the 2.5 and 97.5 %
 * quantiles of sensitivity are taken over the draws that hold both labels. Empty where no draw does.
 */
export function rocBand(rows: ScoredRows, seed: string): readonly RocBand[] {
  const { draws, subjects, times } = drawSubjects(rows.subjects, DRAWS, seed);
  const order = Int32Array.from(rows.score, (_, row) => row).sort((a, b) => rows.score[b] - rows.score[a]);
  const heights = Array.from({ length: STEPS + 1 }, (): number[] => []);
  for (let draw = 0; draw < draws; draw++) {
    const points = drawnCurve(rows, order, times.subarray(draw * subjects, (draw + 1) * subjects));
    if (points === null) continue;
    let i = 0;
    for (let step = 0; step <= STEPS; step++) {
      const x = step / STEPS;
      while (i + 1 < points.x.length && points.x[i + 1] <= x) i++;
      const next = Math.min(i + 1, points.x.length - 1);
      const across = points.x[next] - points.x[i];
      const along = across > 0 ? (x - points.x[i]) / across : 0;
      heights[step].push(points.y[i] + along * (points.y[next] - points.y[i]));
    }
  }
  if (heights[0].length === 0) return [];
  return heights.map((values, step) => {
    const ascending = Float64Array.from(values).sort();
    return { x: step / STEPS, low: quantile(ascending, 0.025), high: quantile(ascending, 0.975) };
  });
}

/** The curve of rows that count as often as their subject was drawn; null unless both labels were. */
function drawnCurve(
  { truth, score, subject }: ScoredRows,
  order: Int32Array,
  times: Uint16Array,
): { x: number[]; y: number[] } | null {
  const x = [0];
  const y = [0];
  let positives = 0;
  let negatives = 0;
  for (let place = 0; place < order.length; place++) {
    const row = order[place];
    const weight = times[subject[row]];
    if (truth[row] === 1) positives += weight;
    else negatives += weight;
    if (place + 1 === order.length || score[order[place + 1]] !== score[row]) {
      x.push(negatives);
      y.push(positives);
    }
  }
  if (positives === 0 || negatives === 0) return null;
  for (let i = 0; i < x.length; i++) {
    x[i] /= negatives;
    y[i] /= positives;
  }
  return { x, y };
}
