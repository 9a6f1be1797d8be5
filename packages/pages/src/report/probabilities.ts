import * as Plot from '@observablehq/plot';
import type { CalibrationSummary, Interval } from '@wince/core';
import { chart } from '../charts/chart.ts';
import { interval, orAbsent, percent, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

/** Whether scores can be read as probabilities, and what decisions are worth. Nothing for runs of versions that did not compute it. */
export function probabilitiesSection(view: RunView): Markup {
  const cells = measured(view, view.shown);
  if (cells.length === 0) return html``;
  return html`<section id="probabilities">
<h2>What a score means</h2>
${heldAt(view, cells[0].own)}
${brierTable(view)}
${errorTable(view)}
${decisionPanels(view, cells)}
${predictiveTable(view, cells)}
</section>`;
}

interface Measured {
  readonly cell: CellView;
  readonly own: CalibrationSummary;
}

/** The calibration of cells, over what the report's figures are over. */
function measured(view: RunView, cells: readonly CellView[]): readonly Measured[] {
  return cells.flatMap((cell) => {
    const own = calibrationOf(view, cell);
    return own ? [{ cell, own }] : [];
  });
}

/** The calibration of a cell over the rows or clips that the figures are over; null where it was not computed. */
export function calibrationOf(
  { form }: Pick<RunView, 'form'>,
  { metrics }: CellView,
): CalibrationSummary | null {
  return (form === 'clip' ? metrics.clip.calibration : null) ?? metrics.calibration;
}

function heldAt(
  { input: { manifest }, positive, unit: of }: RunView,
  { prevalence }: CalibrationSummary,
): Markup {
  const { calibration } = manifest.specification;
  const named = typeof calibration === 'string' ? calibration : calibration.id;
  const scores =
    named === 'none'
      ? html`The scores are those of the classifiers. They were not calibrated.`
      : html`The scores were calibrated by <code>${named}</code> inside the training rows of each fold.`;
  const at =
    prevalence.named === null
      ? html`They hold at the prevalence of the training rows of each fold. In the evaluation, ${percent(prevalence.rows)}&nbsp;% of the ${of.many} are ${positive}. Where ${positive} is more or less frequent, a score means something else.`
      : html`They hold at a prevalence of ${percent(prevalence.named)}&nbsp;%, which the experiment names. In the evaluation, ${percent(prevalence.rows)}&nbsp;% of the ${of.many} are ${positive}: in this section they are weighted to the prevalence.`;
  return html`<p>${scores} ${at}</p>`;
}

function brierTable(view: RunView): Markup {
  return view.table(
    html`<b>The Brier score in its parts, log loss, intercept and slope.</b> Brier score = reliability − resolution + uncertainty + variance − covariance (both within bins). A reliability of 0 and a slope of 1 mean that scores are as sure as they may be; a slope below 1, that they are too sure. An intercept above 0 means that scores are too low on the whole. The small numbers are 95&nbsp;% intervals by bootstrap over subjects.`,
    html`<thead><tr><th scope="col">Cell</th>${[
      'Brier score',
      'Reliability',
      'Resolution',
      'Uncertainty',
      'Variance',
      'Covariance',
      'Log loss',
      'Intercept',
      'Slope',
    ].map((title) => html`<th scope="col" class="n">${title}</th>`)}</tr></thead>
<tbody>${measured(view, view.cells).map(({ cell, own: { brier, log_loss, line, intervals } }) => {
      const values = [
        ...[brier.score, brier.reliability, brier.resolution, brier.uncertainty],
        ...[brier.within_bin_variance, brier.within_bin_covariance, log_loss],
      ];
      return html`<tr><th scope="row"><span class="id">${cell.id}</span></th>${values.map((value) => html`<td class="n">${unit(value)}</td>`)}${lineCell(line.intercept, line.reason, intervals?.intercept)}${lineCell(line.slope, line.reason, intervals?.slope)}</tr>`;
    })}</tbody>`,
    'wide',
  );
}

function lineCell(value: number | null, reason: string | null, drawn: Interval | undefined): Markup {
  if (value !== null) return html`<td class="n">${unit(value)}${drawnInterval(drawn)}</td>`;
  return html`<td class="n"><span class="absent" title="${reason ?? 'not defined'}">–</span></td>`;
}

function errorTable(view: RunView): Markup {
  return view.table(
    html`<b>Calibration errors, beside those of a perfect score.</b> ECE is the mean distance between the mean score and the share of ${view.positive} of ten bins, MCE the largest one. With few ${view.unit.many} even a perfect score has an ECE above 0: “expected” is its mean, and “95&nbsp;%” what it rarely exceeds. An ECE above that is more than chance. The small numbers are 95&nbsp;% intervals by bootstrap over subjects.`,
    html`<thead><tr><th scope="col" rowspan="2">Cell</th><th scope="colgroup" colspan="4" class="n">Bins of equal width</th><th scope="colgroup" colspan="4" class="n">Bins of equal mass</th></tr>
<tr>${[0, 1].map(() => ['ECE', 'expected', '95 %', 'MCE'].map((title) => html`<th scope="col" class="n">${title}</th>`))}</tr></thead>
<tbody>${measured(view, view.cells).map(
      ({ cell, own }) =>
        html`<tr><th scope="row"><span class="id">${cell.id}</span></th>${errorCells(own, 'equal_width')}${errorCells(own, 'equal_mass')}</tr>`,
    )}</tbody>`,
    'wide',
  );
}

function errorCells(own: CalibrationSummary, kind: 'equal_width' | 'equal_mass'): Markup {
  const { ece, expected_ece, ece_95, mce } = own[kind];
  return html`<td class="n">${unit(ece)}${drawnInterval(own.intervals?.ece[kind])}${ece > ece_95 && html` <span class="tag below">more than chance</span>`}</td>${[expected_ece, ece_95].map((value) => html`<td class="n">${unit(value)}</td>`)}<td class="n">${unit(mce)}${drawnInterval(own.intervals?.mce[kind])}</td>`;
}

function drawnInterval(drawn: Interval | undefined): Markup {
  return html`${drawn && html` <small>${interval(drawn.ci95, unit)}</small>`}`;
}

function decisionPanels(view: RunView, cells: readonly Measured[]): Markup {
  return html`<h3 id="decision-curves">Decision curves</h3>
<figure><figcaption><b>Net benefit by threshold:</b> true positives per ${view.unit.one}, less false positives weighted by t/(1&nbsp;−&nbsp;t), for a reader who acts at a probability of t or higher. The grey line is acting on all, 0 is acting on none. A cell is of use at the thresholds where its line is above both.${view.synthetic}</figcaption><div class="panels">${cells.map(
    ({ cell, own }) => view.panel(cell, html``, decisionChart(view, cell, own)),
  )}</div></figure>`;
}

/** The decision curve of one cell. */
export function decisionChart(view: RunView, cell: CellView, { net_benefit }: CalibrationSummary): Markup {
  const most = Math.max(0.02, ...net_benefit.flatMap(({ model, all }) => [model, all]));
  const least = -most / 4;
  // Acting on all falls without a bound: its line ends where it leaves the chart.
  const all = net_benefit.filter(({ all: value }) => value >= least);
  const own = net_benefit.filter(({ model }) => model >= least);
  return chart(
    {
      width: 250,
      height: 236,
      marginLeft: 44,
      marginBottom: 36,
      marginTop: 22,
      marginRight: 10,
      x: { label: 'Threshold', domain: [0, 1], ticks: 5 },
      y: { label: 'Net benefit', domain: [least, most * 1.05], ticks: 5 },
      marks: [
        Plot.ruleY([0], { stroke: 'var(--soft)', strokeDasharray: '3,3' }),
        Plot.line(all, { x: 'threshold', y: 'all', stroke: 'var(--right)', strokeWidth: 1 }),
        Plot.line(own, { x: 'threshold', y: 'model', stroke: 'var(--accent)', strokeWidth: 1.8 }),
        Plot.frame({ stroke: 'var(--line)' }),
      ],
    },
    {
      label: `Net benefit of ${cell.id}: ${[0.1, 0.25, 0.5, 0.75]
        .map((at) => {
          const point = net_benefit.find(({ threshold }) => Math.abs(threshold - at) < 1e-9);
          return `at ${at} ${unit(point?.model) ?? 'not defined'}, acting on all ${unit(point?.all) ?? 'not defined'}`;
        })
        .join('; ')}.`,
      note: view.note,
    },
  );
}

function predictiveTable(view: RunView, cells: readonly Measured[]): Markup {
  const { prevalence } = cells[0].own.predictive_values;
  const from =
    cells[0].own.prevalence.named === null
      ? html`that of the ${view.unit.many} here (the experiment names no other <code>prevalence</code>)`
      : html`which the experiment names`;
  return view.table(
    html`<b>Predictive values at a prevalence of ${percent(prevalence)}&nbsp;%,</b> ${from}. PPV is the share of ${view.positive} among those decided so, NPV the share of the others among the others; with 95&nbsp;% intervals by bootstrap over subjects.`,
    html`<thead><tr><th scope="col">Cell</th><th scope="col" class="n">PPV, %</th><th scope="col" class="n">NPV, %</th></tr></thead>
<tbody>${cells.map(({ cell, own: { predictive_values: values } }) => {
      const shown = (['ppv', 'npv'] as const).map(
        (name) =>
          html`<td class="n">${orAbsent(percent(values[name]))} <small>${interval(values.ci95[name], percent)}</small></td>`,
      );
      return html`<tr><th scope="row"><span class="id">${cell.id}</span>${view.role(cell)}</th>${shown}</tr>`;
    })}</tbody>`,
  );
}
