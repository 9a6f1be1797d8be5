import * as Plot from '@observablehq/plot';
import { EQUAL_WIDTH, probabilityRows, type ReliabilityBin, reliabilityBins } from '@wince/core';
import { chart } from '../charts/chart.ts';
import { countedAs, percent, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import { calibrationOf } from './probabilities.ts';
import type { CellView, RunView } from './run-view.ts';

/** Whether scores can be read as probabilities: share of positive rows against mean score. */
export function calibrationPanels(view: RunView): Markup {
  return html`<h3 id="calibration">Calibration</h3>
<figure><figcaption><b>The share of ${view.unit.many} that are truly ${view.positive}, by mean score,</b> in ten bins of equal width. The area of a dot shows the number of ${view.unit.many} in the bin. Vertical lines are 95&nbsp;% intervals by bootstrap over subjects. On the dashed line a score can be read as a probability. A classifier can rank well and still be far from this line.${atPrevalence(view)}${view.synthetic}</figcaption><div class="panels">${view.shown.map(
    (cell) => view.panel(cell, `Brier score ${unit(brierOf(view, cell))}`, calibrationChart(view, cell)),
  )}</div></figure>`;
}

function atPrevalence(view: RunView): string {
  const named = namedPrevalence(view);
  if (named === null) return '';
  return ` The scores hold at a prevalence of ${percent(named)} %: shares, mean scores and Brier scores are of ${view.unit.many} weighted to it.`;
}

/** The bins of equal width that hold rows, weighted to the prevalence at which the scores hold, each with its interval. */
function calibrationPoints(view: RunView, cell: CellView): readonly ReliabilityBin[] {
  const { seed } = view.input.manifest;
  return reliabilityBins(
    probabilityRows(cell.rows, namedPrevalence(view)),
    EQUAL_WIDTH,
    `${seed}/${cell.id}`,
  );
}

function namedPrevalence({ input }: RunView): number | null {
  return input.manifest.specification.prevalence ?? null;
}

/** The Brier score of the same rows with the same weights. */
function brierOf(view: RunView, cell: CellView): number | null {
  return calibrationOf(view, cell)?.brier.score ?? view.measure(cell, 'brier').value;
}

/** The reliability diagram of one cell. */
export function calibrationChart(view: RunView, cell: CellView): Markup {
  const points = calibrationPoints(view, cell);
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
