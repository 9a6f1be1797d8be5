import { FEWEST_TO_RECALIBRATE, type SiteCalibration } from '@wince/core';
import { count, orAbsent, unit } from '../formats/numbers.ts';
import { html, type Markup } from '../html/html.ts';
import type { RunView } from './run-view.ts';

/** Cells on sites or data sets that they have not learned from, before and after recalibration. */
export function transportedSection(view: RunView): Markup {
  const { transported } = view.input.metrics;
  if (transported.length === 0) return html``;
  return html`<section id="transported">
<h2>On other sites</h2>
<p>Each line is a site, or a data set, that the cell has not learned from. A score may keep its order there (AUC) and no longer be a probability: the intercept is 0 and the slope 1 where it is one. After recalibration: a new intercept and slope, learned for each subject from the other subjects of the site, where it has ${FEWEST_TO_RECALIBRATE} subjects or more.</p>
${transported.map(({ cell, sites }) =>
  view.table(
    html`<b>Before and after recalibration:</b> <span class="id">${cell}</span>.`,
    html`<thead><tr><th scope="col">Site</th><th scope="col" class="n">Subjects</th><th scope="col" class="n">Rows</th><th scope="col" class="n">AUC</th><th scope="col" class="n">Brier score</th><th scope="col" class="n">after</th><th scope="col" class="n">Log loss</th><th scope="col" class="n">after</th><th scope="col" class="n">Intercept</th><th scope="col" class="n">after</th><th scope="col" class="n">Slope</th><th scope="col" class="n">after</th></tr></thead>
<tbody>${sites.map(({ site, subjects, samples, auc, before, after }) => {
      const pair = (name: keyof SiteCalibration) =>
        html`<td class="n">${orAbsent(signed(before[name], name))}</td><td class="n">${orAbsent(signed(after?.[name] ?? null, name))}</td>`;
      return html`<tr><th scope="row" class="name">${site}</th><td class="n">${count(subjects)}</td><td class="n">${count(samples)}</td><td class="n">${orAbsent(unit(auc))}</td>${pair('brier')}${pair('log_loss')}${pair('intercept')}${pair('slope')}</tr>`;
    })}</tbody>`,
    'wide',
  ),
)}
</section>`;
}

function signed(value: number | null, name: keyof SiteCalibration): string | null {
  if (value === null) return null;
  const text = Math.abs(value).toFixed(name === 'brier' || name === 'log_loss' ? 3 : 2);
  return value < 0 ? `−${text}` : text;
}
