import { describeDecisions } from '@wince/core';
import { ABSENT, interval, percent, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import { againstChance } from './against-chance.ts';
import { pickingWords } from './cell-tests.ts';
import { type CellView, type FeatureSetView, type RunView, selectedOf } from './run-view.ts';

const METRICS = ['accuracy', 'auc'] as const;

/** The table as in the paper: rows are feature sets, columns are classifiers; accuracy and AUC with their intervals. */
export function resultsSection(view: RunView): Markup {
  const { cells, selections } = view;
  return html`<section id="results">
<h2>Results</h2>
<div class="beside">
<div>
${declaredCell(view)}
${howToRead(view)}
${selections.map((selection) => selectionTable(view, selection))}
${failedCells(view)}
${cells.length > 1 && optimism(view)}
${againstChance(view)}
${decisions(view)}
</div>
${REPORTED}
</div>
</section>`;
}

/** The figure to quote, before any other. */
function declaredCell(view: RunView): Markup {
  const { primary } = view;
  if (!primary) return html``;
  const [accuracy, auc] = METRICS.map((metric) => view.measure(primary, metric));
  return html`<p class="declared-cell"><span class="tag">declared</span> <span class="id">${primary.id}</span>: accuracy <b>${percent(accuracy.value) ?? ABSENT}&nbsp;%</b> ${accuracy.ci95 && html`<small>(${interval(accuracy.ci95, percent)})</small>`}, AUC <b>${unit(auc.value) ?? ABSENT}</b> ${auc.ci95 && html`<small>(${interval(auc.ci95, unit)})</small>`}. This cell was named before the results were known: quote its figures.</p>`;
}

function howToRead(view: RunView): Markup {
  const { form, chance, unit } = view;
  const what = form === 'clip' ? 'clips: each clip has one score' : `the ${unit.many} of all folds together`;
  return html`<p>The figures are over ${what}. The chance level is an accuracy of ${percent(chance.accuracy)}&nbsp;%, which is reached by always naming the more frequent label (the no-information rate of the ${unit.many}), and an AUC of 0.5. The small numbers are 95&nbsp;% intervals by bootstrap over subjects. They do not include the variation of training again.${
    withoutWidth(view) &&
    ' Some intervals have no width. This does not mean certainty: no subject had an error, so drawing the same subjects again cannot show one.'
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
    html`<b>Selection: ${selection}.</b> Rows are feature sets, columns are classifiers. Accuracy is in per cent; AUC is the area under the ROC curve.${legend(view)}`,
    html`<thead><tr><th scope="col">Features</th><th scope="col">Metric</th>${classifiers.map(
      (classifier) => html`<th scope="col" class="n">${classifier}</th>`,
    )}</tr></thead>
${body}`,
    'wide results',
  );
}

function legend({ primary, cells }: RunView): Markup {
  return html`${cells.length > 1 && html` <span class="tag">best</span> is the highest value of its metric in all tables.`}${
    primary &&
    html` <span class="tag">declared</span> is the primary cell. It was named before the results were known.`
  }`;
}

function setRows(view: RunView, set: FeatureSetView, selection: string): Markup {
  const byClassifier = new Map(
    set.cells.filter((cell) => cell.selected === selection).map((cell) => [cell.classifier, cell]),
  );
  const row = (metric: 'accuracy' | 'auc') =>
    view.classifiers.map((classifier) => {
      const cell = byClassifier.get(classifier);
      return cell ? resultCell(view, cell, metric) : withoutResult(view, set, selection, classifier);
    });
  return html`<tr class="first"><th scope="rowgroup" rowspan="2"><span class="id">${set.name}</span> <small>${set.note}</small></th><th scope="row">accuracy</th>${row('accuracy')}</tr>
<tr><th scope="row">AUC</th>${row('auc')}</tr>`;
}

/** Where a classifier has no figure: the cell failed, or nobody asked for it. */
function withoutResult(view: RunView, set: FeatureSetView, selection: string, classifier: string): Markup {
  const failure = [...view.failed.values()].find(
    (each) => each.features === set.name && selectedOf(each) === selection && each.classifier === classifier,
  );
  if (failure) return html`<td class="n"><span class="absent" title="${failure.reason}">failed</span></td>`;
  return html`<td class="n"><span class="absent" title="this cell is not part of the experiment">·</span></td>`;
}

/** The cells that have no result, each with its fold and its reason. */
function failedCells(view: RunView): Markup {
  if (view.failed.size === 0) return html``;
  return view.table(
    html`<b>Cells without a result.</b> A cell that cannot be fitted in one fold has no figures, because they would be over other ${view.row.many} than the figures of the other cells.`,
    html`<thead><tr><th scope="col">Cell</th><th scope="col">First fold in which it failed</th><th scope="col" class="n">Folds in which it failed</th><th scope="col">Reason</th></tr></thead>
<tbody>${[...view.failed.values()].map(
      ({ cell, fold, failed_folds, folds, code, reason }) =>
        html`<tr><th scope="row"><span class="id">${cell}</span></th><td class="id">${fold}</td><td class="n">${failed_folds} of ${folds}</td><td class="wrap"><code>${code}</code>: ${reason}</td></tr>`,
    )}</tbody>`,
    'failed',
  );
}

function resultCell(view: RunView, cell: CellView, metric: 'accuracy' | 'auc'): Markup {
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

function optimism(view: RunView): Markup {
  const { cells, primary, best, input } = view;
  const { manifest } = input;
  const chosen = best.auc[0];
  return html`<p><b>The best of ${cells.length} cells is optimistic.</b> It was chosen by these results, from the same rows. The same cell would reach a lower figure on new subjects, and its interval does not include the effect of this choice.${pickingWords(view)} ${
    primary
      ? html`Quote the figure of the declared cell, <span class="id">${primary.id}</span>.`
      : manifest.primary !== null
        ? html`The declared cell, <span class="id">${manifest.primary}</span>, has no result: it could not be fitted in every fold.`
        : html`This run has no declared cell. Declare one (<code>primary</code> in the experiment file) before you look at results, and quote its figure.`
  }${chosen && html` Where this page shows one cell for the whole run, it is the cell with the highest AUC, <span class="id">${chosen.id}</span>${primary && primary !== chosen && ', together with the declared cell'}.`}</p>`;
}

/** From which score on a decision is positive, and what the score is. */
function decisions({ cells, row, positive, input: { manifest } }: RunView): Markup {
  const { threshold, calibration } = manifest.specification;
  const where =
    typeof threshold === 'number'
      ? `if its score is ${threshold} or higher`
      : 'if its score reaches the threshold. Each fold chose its threshold on inner folds of its training rows';
  return html`<p>A ${row.one} is decided as ${positive} ${where}. What the score is:</p>
<ul>${describeDecisions(
    cells.map((cell) => cell.metrics),
    calibration,
  ).map((text) => html`<li>${text}</li>`)}</ul>`;
}

/** What the authors printed. Never in one column with the figures of a run. */
const REPORTED = html`<aside class="reported" aria-labelledby="reported-title">
<h3 id="reported-title">The authors’ figures</h3>
<table>
<caption>Reported, not reproduced: their data is not public, and the layer, the selector and the folds are unknown. Subjects: neonates. Source: Zamzmi et al. 2018, <a href="https://doi.org/10.48550/arXiv.1807.01631">arXiv 1807.01631</a>, abstract.</caption>
<thead><tr><th scope="col">Features</th><th scope="col" class="n">Accuracy,&nbsp;%</th><th scope="col" class="n">AUC</th></tr></thead>
<tbody>
<tr><th scope="row">deep</th><td class="n">90.34</td><td class="n">0.841</td></tr>
<tr><th scope="row">deep + handcrafted</th><td class="n">92.71</td><td class="n">0.948</td></tr>
<tr><th scope="row">handcrafted</th><td colspan="2" class="n wrap">accuracy about 7 points lower than deep; the abstract gives no AUC</td></tr>
</tbody>
</table>
<p class="soft">These figures come from another data set and another protocol. They cannot be compared with the figures of this run. The best accuracy and the best AUC may come from different models.</p>
</aside>`;
