import { count, percent } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { CellReading, Reading } from './reading.ts';

/** What was decided against what is true, for the best cell of each feature set. */
export function confusionPanels(reading: Reading): Markup {
  return html`<h3 id="confusion">Confusion matrices</h3>
<figure><figcaption><b>Decisions against truth,</b> with the share of each row: a row is what is true, a column what it was decided as.${thresholdText(reading)}${reading.synthetic}</figcaption><div class="panels">${reading.shown.map(
    (cell) => reading.panel(cell, '', matrix(reading, cell)),
  )}</div></figure>`;
}

function thresholdText({ shown }: Reading): string {
  const thresholds = new Set(shown.flatMap((cell) => cell.predictions.map((row) => row.threshold)));
  const [only] = thresholds;
  return thresholds.size === 1
    ? ` A score of ${only} or more was decided positive.`
    : ' The threshold of decision was chosen in each fold from its training rows.';
}

function matrix(reading: Reading, cell: CellReading): Markup {
  const { confusion } = reading.form === 'clip' ? cell.metrics.clip : cell.metrics;
  const { true_positives: tp, false_negatives: fn, false_positives: fp, true_negatives: tn } = confusion;
  const of = (n: number, all: number) =>
    html`${count(n)} <small>${all > 0 && `${percent(n / all)} %`}</small>`;
  return html`<table><caption class="visually-hidden">Confusion matrix of ${cell.id}.${reading.synthetic}</caption>
<thead><tr><th scope="col">Truth</th><th scope="col" class="n">as ${reading.positive}</th><th scope="col" class="n">as ${reading.negative}</th></tr></thead>
<tbody>
<tr><th scope="row">${reading.positive}</th><td class="n"><b>${of(tp, tp + fn)}</b></td><td class="n">${of(fn, tp + fn)}</td></tr>
<tr><th scope="row">${reading.negative}</th><td class="n">${of(fp, fp + tn)}</td><td class="n"><b>${of(tn, fp + tn)}</b></td></tr>
</tbody></table>`;
}
