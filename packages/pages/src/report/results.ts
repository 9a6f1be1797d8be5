import { describeDecisions } from '@wince/core';
import { ABSENT, interval, percent, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { CellView, FeatureSetView, RunView } from './run-view.ts';

const METRICS = ['accuracy', 'auc'] as const;

/** The table as in the paper: feature sets down, classifiers across, accuracy and AUC with their intervals. */
export function resultsSection(view: RunView): Markup {
  const { cells, selections } = view;
  return html`<section id="results">
<h2>Results</h2>
<div class="beside">
<div>
${howToRead(view)}
${selections.map((selection) => selectionTable(view, selection))}
${cells.length > 1 && optimism(view)}
${decisions(view)}
</div>
${REPORTED}
</div>
</section>`;
}

function howToRead(view: RunView): Markup {
  const { form, chance, units } = view;
  const what = form === 'clip' ? 'clips (one score for each clip)' : 'pictures, pooled over all folds';
  return html`<p>Numbers are over ${what}. Chance: ${percent(chance.accuracy)}&nbsp;% accuracy for always naming the more frequent label (the no-information rate of ${units}), and an AUC of 0.5. Small print: 95&nbsp;% interval by bootstrap over subjects, without the variation of retraining.${
    withoutWidth(view) &&
    ' An interval of no width stands where no subject was decided wrongly: drawing such subjects again cannot show an error, which is not certainty.'
  }</p>`;
}

/** Whether some interval has no width because nothing was wrong: the bootstrap cannot see what did not happen. */
function withoutWidth(view: RunView): boolean {
  return view.cells.some((cell) =>
    METRICS.some((metric) => {
      const { value, ci95 } = view.measure(cell, metric);
      return value === 1 && ci95 !== null && ci95[0] === ci95[1];
    }),
  );
}

function selectionTable(view: RunView, selection: string): Markup {
  const classifiers = view.classifiers;
  const groups = Map.groupBy(
    view.sets.filter((set) => set.cells.some((cell) => cell.selected === selection)),
    (set) => set.group,
  );
  const body = [...groups].map(
    ([group, sets]) => html`<tbody>
<tr class="group"><th colspan="${classifiers.length + 2}" scope="rowgroup">${group}</th></tr>
${sets.map((set) => setRows(view, set, selection))}
</tbody>`,
  );
  return view.table(
    html`<b>Selection: ${selection}.</b> Accuracy in per cent and area under the ROC curve (AUC) of every feature set and classifier.${legend(view)}`,
    html`<thead><tr><th scope="col">Features</th><th scope="col">Metric</th>${classifiers.map(
      (classifier) => html`<th scope="col" class="n">${classifier}</th>`,
    )}</tr></thead>
${body}`,
    'wide results',
  );
}

function legend({ primary, cells }: RunView): Markup {
  return html`${cells.length > 1 && html` <span class="tag">best</span> highest in its metric over all tables.`}${
    primary && html` <span class="tag">declared</span> the primary cell, named before the results were known.`
  }`;
}

function setRows(view: RunView, set: FeatureSetView, selection: string): Markup {
  const byClassifier = new Map(
    set.cells.filter((cell) => cell.selected === selection).map((cell) => [cell.classifier, cell]),
  );
  const row = (metric: 'accuracy' | 'auc') =>
    view.classifiers.map((classifier) => resultCell(view, byClassifier.get(classifier), metric));
  return html`<tr class="first"><th scope="rowgroup" rowspan="2"><span class="id">${set.name}</span> <small>${set.note}</small></th><th scope="row">accuracy</th>${row('accuracy')}</tr>
<tr><th scope="row">AUC</th>${row('auc')}</tr>`;
}

function resultCell(view: RunView, cell: CellView | undefined, metric: 'accuracy' | 'auc'): Markup {
  if (!cell)
    return html`<td class="n"><span class="absent" title="no such cell in this experiment">·</span></td>`;
  const form = metric === 'accuracy' ? percent : unit;
  const { value, ci95 } = view.measure(cell, metric);
  const best = view.best[metric].includes(cell) && view.cells.length > 1;
  const tags = [
    best && html`<span class="tag">best</span>`,
    view.primary === cell && html` <span class="tag">declared</span>`,
    view.belowChance(cell, metric) && html` <span class="tag below">below chance</span>`,
  ];
  return html`<td class="${best ? 'n best' : 'n'}">${form(value) ?? ABSENT}${tags.some(Boolean) && html`<span class="tags">${tags}</span>`} <small>${interval(ci95, form)}</small></td>`;
}

function optimism({ cells, primary, best }: RunView): Markup {
  const chosen = best.auc[0];
  return html`<p><b>The best of ${cells.length} cells is optimistic.</b> It was picked by these results, on the rows that they come from, so its figure is higher than what the same cell would reach on new subjects, and its interval does not allow for the choice. ${
    primary
      ? html`The figure to quote is that of the declared cell, <span class="id">${primary.id}</span>.`
      : html`No primary cell was declared for this run; declare one (<code>primary</code> in the experiment file) before looking, and quote that.`
  }${chosen && html` Where one cell stands for the run below, it is the one with the highest AUC, <span class="id">${chosen.id}</span>${primary && ', beside the declared one'}.`}</p>`;
}

/** What the decisions were taken on. */
function decisions({ cells, input: { manifest } }: RunView): Markup {
  const { threshold } = manifest.specification;
  const where =
    typeof threshold === 'number'
      ? `at a score of ${threshold} or more`
      : 'at a threshold that was chosen on inner folds of the training rows, fold by fold';
  return html`<p>A picture is decided positive ${where}. The score is, for ${describeDecisions(cells.map((cell) => cell.metrics)).join('; for ')}.</p>`;
}

/** What the authors printed. Never in one column with the figures of a run. */
const REPORTED = html`<aside class="reported" aria-labelledby="reported-title">
<h3 id="reported-title">The authors’ figures</h3>
<table>
<caption>Reported, not reproduced: their data is not public, and layer, selector and folds are unknown. Neonates; Zamzmi et al. 2018, <a href="https://doi.org/10.48550/arXiv.1807.01631">arXiv 1807.01631</a>, abstract.</caption>
<thead><tr><th scope="col">Features</th><th scope="col" class="n">Accuracy,&nbsp;%</th><th scope="col" class="n">AUC</th></tr></thead>
<tbody>
<tr><th scope="row">deep</th><td class="n">90.34</td><td class="n">0.841</td></tr>
<tr><th scope="row">deep + handcrafted</th><td class="n">92.71</td><td class="n">0.948</td></tr>
<tr><th scope="row">handcrafted</th><td colspan="2" class="n wrap">accuracy about 7 points below deep; no AUC in the abstract</td></tr>
</tbody>
</table>
<p class="soft">Another data set, another protocol: these figures and those of this run cannot be compared. The best accuracy and the best AUC need not come from one model.</p>
</aside>`;
