import { count, counted, orAbsent, percent, pValue, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { RunView } from './run-view.ts';

const METRICS = [
  ['auc', 'AUC', unit],
  ['accuracy', 'Accuracy, %', percent],
  ['balanced_accuracy', 'Balanced accuracy, %', percent],
] as const;

/** A run against chance: what permuted labels reach. */
export function againstChance(view: RunView): Markup {
  const { permutation, metrics } = view.input;
  if (!permutation) return html``;
  const { cells, picked, permutations, units, notes } = permutation;
  const of = picked
    ? `the best of ${count(cells.length)} cells, chosen again under each permutation`
    : html`<span class="id">${cells[0]}</span>`;
  const changed = [
    units.period > 0 && counted(units.period, 'period'),
    units.clip > 0 && counted(units.clip, 'clip'),
    units.row > 0 && counted(units.row, 'single row'),
  ].filter((text) => text !== false);
  return html`<h3>Against chance</h3>
${
  permutations > 0 &&
  view.table(
    html`<b>Permutation test,</b> m = ${count(permutations)}, of ${of}. Labels changed places within each subject (${changed.join(', ')}), and the whole pipeline was fitted again each time. p = (b + 1) / (m + 1), where b permutations were at least as good.`,
    html`<thead><tr><th scope="col">Metric</th><th scope="col" class="n">Observed</th><th scope="col" class="n">Permuted, mean</th><th scope="col" class="n">Permuted, 95&nbsp;% below</th><th scope="col" class="n">b</th><th scope="col" class="n">p</th></tr></thead>
<tbody>${METRICS.map(([metric, title, form]) => {
      const found = permutation.metrics[metric];
      if (!found)
        return html`<tr><th scope="row">${title}</th><td class="n" colspan="5">${orAbsent(null)}</td></tr>`;
      return html`<tr><th scope="row">${title}</th><td class="n">${form(found.observed)}</td><td class="n">${form(found.permuted_mean)}</td><td class="n">${form(found.permuted_95)}</td><td class="n">${count(found.b)}</td><td class="n"><b>${orAbsent(pValue(found.p))}</b></td></tr>`;
    })}</tbody>`,
  )
}
<p>${notes.join(' ')}${permutations > 0 && metrics.tests && ` ${metrics.tests.note}`}</p>`;
}
