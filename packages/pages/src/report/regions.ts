import { type GroupFigures, NOTHING_HIDDEN } from '@wince/core';
import { html, type Markup } from '../html/html.ts';
import { groupTable } from './breakdown.ts';
import type { RunView } from './run-view.ts';

/** How well a cell does by what could be seen of the faces, of cells whose features are of regions. */
export function regionsSection(view: RunView): Markup {
  const { by_region } = view.input.metrics;
  if (by_region.length === 0) return html``;
  const ofCells = view.featured.flatMap((cell) =>
    by_region.filter((own) => own.cell === cell.id).map(({ seen, hidden }) => ({ cell, seen, hidden })),
  );
  return html`<section id="regions">
<h2>By regions of the face</h2>
<p>Features are of single regions, and a face of which something covers a part is scored from the other regions. Intervals are by bootstrap over the subjects of a group; where a group has few subjects, they are too narrow.</p>
${ofCells.map(
  ({ cell, seen, hidden }) => html`<h3><span class="id">${cell.id}</span>${view.role(cell)}</h3>
${groupTable(
  view,
  html`<b>By the regions that were seen.</b> What covers a face may go with its label: a difference between these groups need not come from what was covered.`,
  'Seen',
  seen.map((own) => ({ ...own, group: regionWords(own.group) })),
)}
${groupTable(
  view,
  html`<b>As if a region were covered.</b> The same models score the same ${view.row.many} again, with the values of one region taken away. A real cover may also disturb how the face is found and registered.`,
  'Hidden',
  hidden.map(hiddenWords),
)}`,
)}
</section>`;
}

function regionWords(seen: string): string {
  return seen === '' ? 'none' : seen.replaceAll('+', ', ');
}

function hiddenWords(own: GroupFigures): GroupFigures {
  return own.group === NOTHING_HIDDEN ? { ...own, group: 'nothing: as above, all together' } : own;
}
