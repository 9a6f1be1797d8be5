import type { CellTests, Comparison, SubjectLoss } from '@wince/core';
import {
  count,
  counted,
  interval,
  orAbsent,
  percent,
  pValue,
  significant,
  unit,
} from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { RunView } from './run-view.ts';

/** How a loss is called in a sentence. */
export const LOSS_WORDS: Readonly<Record<SubjectLoss, string>> = {
  brier: 'Brier score',
  log_loss: 'log loss',
};

/** How a test is called in a sentence. */
export const TEST_WORDS: Readonly<Record<CellTests['test'], string>> = {
  wilcoxon: 'Wilcoxon’s signed-rank test (Pratt’s zeros)',
  'sign-flip': 'the sign-flip test of the mean difference',
};

/** The declared pairs by the loss of each subject, with Holm's correction. */
export function declaredTests(view: RunView): Markup {
  const { tests, comparisons } = view.input.metrics;
  if (!tests || tests.declared.length === 0) return html``;
  return html`<p>The table below compares the ${LOSS_WORDS[tests.loss]} of each subject: one number for each subject and cell, smaller is better. The declared test is ${TEST_WORDS[tests.test]}. Holm’s correction is over the ${counted(tests.declared.length, 'pair')} that the experiment declares. ${tests.note}</p>
${view.table(
  html`<b>${capital(LOSS_WORDS[tests.loss])} of subjects,</b> the first cell minus the second. <i>Detectable</i> is the least true difference that so many subjects would show at the 5&nbsp;% level in 80 of 100 samples: a smaller one is missed more often.`,
  html`<thead><tr><th scope="col">Cells</th><th scope="col" class="n">Subjects</th><th scope="col" class="n">Mean difference</th><th scope="col" class="n">Without a difference</th><th scope="col" class="n">Ties</th><th scope="col" class="n">p, Wilcoxon</th><th scope="col" class="n">p, sign-flip</th><th scope="col" class="n">p, Holm</th><th scope="col" class="n">Detectable</th><th scope="col" class="n">Detectable, AUC</th></tr></thead>
<tbody>${tests.declared.map(({ cells: [a, b], p_holm }) => {
    const pair = comparisons.find(({ cells }) => cells[0] === a && cells[1] === b);
    return html`<tr><th scope="row"><span class="id">${a}</span><br>minus <span class="id">${b}</span></th>${pairCells(pair, tests.loss)}<td class="n"><b>${orAbsent(pValue(p_holm))}</b></td><td class="n">${orAbsent(significant(pair?.by_subject?.[tests.loss].detectable_difference))}</td><td class="n">${orAbsent(unit(pair?.pooled.auc.detectable))}</td></tr>`;
  })}</tbody>`,
  'wide',
)}`;
}

function pairCells(pair: Comparison | undefined, loss: SubjectLoss): Markup {
  const found = pair?.by_subject?.[loss];
  if (!found) return html`<td class="n" colspan="6">one of the cells has no result</td>`;
  const { subjects, mean_difference, wilcoxon, p_sign_flip } = found;
  return html`<td class="n">${count(subjects)}</td><td class="n">${signedLoss(mean_difference)}</td><td class="n">${count(wilcoxon.zeros)}</td><td class="n">${count(wilcoxon.ties)}</td><td class="n">${orAbsent(pValue(wilcoxon.p))}</td><td class="n">${orAbsent(pValue(p_sign_flip))}</td>`;
}

/** The cells that the experiment ranks. */
export function rankedCells(view: RunView): Markup {
  const ranking = view.input.metrics.tests?.ranking;
  if (!ranking) return html``;
  if ('reason' in ranking) return html`<p>${ranking.reason}</p>`;
  const { cells, subjects, left_out, p, critical_difference, loss, pairs } = ranking;
  const apart = pairs.filter((pair) => Math.abs(pair.difference) > critical_difference).length;
  return html`<h3>Declared cells ranked</h3>
<p>Friedman’s test over ${counted(subjects, 'subject')} (${LOSS_WORDS[loss]} of each subject; complete blocks${left_out > 0 && `, ${counted(left_out, 'subject')} left out`}): p ${orAbsent(pValue(p))}. Mean ranks that are more than ${critical_difference.toFixed(2)} apart differ at the 5&nbsp;% level (Nemenyi): ${apart} of ${counted(pairs.length, 'pair')}.</p>
${view.table(
  html`<b>Mean ranks,</b> the best first.`,
  html`<thead><tr><th scope="col">Cell</th><th scope="col" class="n">Mean rank</th><th scope="col" class="n">Behind the first</th></tr></thead>
<tbody>${cells.map(({ cell, mean_rank }) => html`<tr><th scope="row"><span class="id">${cell}</span></th><td class="n">${mean_rank.toFixed(2)}</td><td class="n">${(mean_rank - cells[0].mean_rank).toFixed(2)}</td></tr>`)}</tbody>`,
)}`;
}

/** What picking the best cell has added to its figure. */
export function pickingWords(view: RunView): Markup {
  const picking = view.input.metrics.tests?.picking;
  if (!picking) return html``;
  const form = picking.metric === 'auc' ? unit : percent;
  const what = picking.metric === 'auc' ? 'AUC' : 'accuracy, in per cent,';
  return html` Its size by bootstrap bias correction (the best cell is picked on drawn subjects and measured on those that were not drawn, ${count(picking.draws)} times): the best ${what} is ${form(picking.picked)}, corrected ${form(picking.corrected)} <small>(${interval(picking.ci95, form)})</small>, so picking has added ${form(picking.optimism)}. The picked cell was the same in ${count(picking.same_cell)} of ${count(picking.draws)} draws.`;
}

function signedLoss(value: number): string {
  const size = Math.abs(value).toFixed(4);
  return Number(size) === 0 ? size : `${value < 0 ? '−' : '+'}${size}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
