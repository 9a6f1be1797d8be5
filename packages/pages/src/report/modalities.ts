import { NOTHING_HIDDEN } from '@wince/core';
import { html, type Markup } from '../html/html.ts';
import { groupTable } from './breakdown.ts';
import type { RunView } from './run-view.ts';

/** How well each cell that fuses modalities does by what rows have of them, and when one is taken away. */
export function modalitiesSection(view: RunView): Markup {
  const { by_modality } = view.input.metrics;
  if (by_modality.length === 0) return html``;
  const all = by_modality.flatMap(({ taken }) => taken.map(({ samples }) => samples));
  return html`<section id="modalities">
<h2>By modalities</h2>
<p>The table of results has each modality alone, each pair, and all together. Here the same models score the same ${view.row.many} again when a modality is taken away, as if it had not been recorded: no model is fitted again. ${missingWords(view)}${Math.min(...all) < Math.max(...all) && ` ${view.row.many[0].toUpperCase()}${view.row.many.slice(1)} in which nothing else is left cannot be scored then and are left out.`}</p>
${by_modality.map(
  ({ cell, has, taken }) => html`<h3><span class="id">${cell}</span></h3>
${groupTable(
  view,
  html`<b>When a modality is taken away.</b>`,
  'Without',
  taken.map((own) => ({ ...own, group: own.group === NOTHING_HIDDEN ? 'nothing' : own.group })),
)}
${
  has.length > 1 &&
  groupTable(
    view,
    html`<b>By the modalities that were recorded.</b> What is missing may go with the label: a difference between these groups need not come from it.`,
    'Recorded',
    has.map((own) => ({ ...own, group: own.group.replaceAll('+', ', ') })),
  )
}`,
)}
</section>`;
}

function missingWords({ input: { manifest } }: RunView): string {
  const { fusion } = manifest.specification;
  if (!fusion) return '';
  const early =
    'Where columns are joined (early), the mean of the training rows stands for the columns that are missing.';
  const late =
    fusion.missing === 'imputed'
      ? 'Where scores are joined (mean, stack), the mean score of the training rows stands for the score that is missing.'
      : 'Where scores are joined (mean, stack), the score that is missing is left out, and the weights of the others are renormalised.';
  const isLate = fusion.how.some((how) => how !== 'early');
  return [...(fusion.how.includes('early') ? [early] : []), ...(isLate ? [late] : [])].join(' ');
}
