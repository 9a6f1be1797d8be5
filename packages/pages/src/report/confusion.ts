import { count, percent } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { CellView, RunView } from './run-view.ts';

/** What was decided against what is true, for the best cell of each feature set. */
export function confusionPanels(view: RunView): Markup {
  return html`<h3 id="confusion">Confusion matrices</h3>
<figure><figcaption><b>Truth and decisions.</b> Rows are the true labels, columns are the decisions; the shares are of each row.${thresholdText(view)}${view.synthetic}</figcaption><div class="panels">${view.shown.map(
    (cell) => view.panel(cell, '', matrix(view, cell)),
  )}</div></figure>`;
}

function thresholdText({ shown, positive }: RunView): string {
  const thresholds = new Set(shown.flatMap((cell) => cell.predictions.map((row) => row.threshold)));
  const [only] = thresholds;
  return thresholds.size === 1
    ? ` A score of ${only} or higher is decided as ${positive}.`
    : ' Each fold chose its threshold from its training rows.';
}

function matrix(view: RunView, cell: CellView): Markup {
  const { confusion } = view.form === 'clip' ? cell.metrics.clip : cell.metrics;
  const { true_positives: tp, false_negatives: fn, false_positives: fp, true_negatives: tn } = confusion;
  const of = (n: number, all: number) =>
    html`${count(n)} <small>${all > 0 && `${percent(n / all)} %`}</small>`;
  return html`<table><caption class="visually-hidden">Confusion matrix of ${cell.id}.${view.synthetic}</caption>
<thead><tr><th scope="col">Truth</th><th scope="col" class="n">decided ${view.positive}</th><th scope="col" class="n">decided ${view.negative}</th></tr></thead>
<tbody>
<tr><th scope="row">${view.positive}</th><td class="n"><b>${of(tp, tp + fn)}</b></td><td class="n">${of(fn, tp + fn)}</td></tr>
<tr><th scope="row">${view.negative}</th><td class="n">${of(fp, fp + tn)}</td><td class="n"><b>${of(tn, fp + tn)}</b></td></tr>
</tbody></table>`;
}
