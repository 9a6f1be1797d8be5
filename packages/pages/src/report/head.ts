import { count, counted } from '../formats/numbers.ts';
import { facts } from '../html/facts.ts';
import { html, type Markup } from '../html/html.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
import type { RunView } from './run-view.ts';

/** What this run is, and what a reader must know before any number. */
export function head(view: RunView): Markup {
  const { manifest, samples } = view.input;
  const { dataset, test_dataset } = manifest;
  const tested = new Set(view.cells.flatMap((cell) => cell.rows.subjects));
  const pictures = Math.max(0, ...view.cells.map((cell) => cell.predictions.length));
  const labels = (names: readonly string[], word: string) =>
    names.length === 1 && names[0] === word ? word : `${word} (${names.join(', ')})`;
  return html`<header>
<h1>${titleOf(view)}</h1>
<p class="research">${RESEARCH_ONLY}</p>
${view.note !== null && html`<p class="banner" id="synthetic">${view.note}. The pictures of this data set were drawn by a program; its figures show that the program works, and nothing about pain.</p>`}
${manifest.rows !== 'pictures' && html`<p>${manifest.rows === 'clips' ? 'Every row' : 'A row that is no picture'} is a clip, or an interval of one: where this page says picture, it means that. <code>clips.csv</code> says how each was followed, <code>key-frames.csv</code> which frames stand for it.</p>`}
${warnings(view)}
${facts([
  ['Task', manifest.task],
  [
    'Labels',
    `positive: ${labels(manifest.positive_labels, manifest.positive)}; negative: ${labels(manifest.negative_labels, manifest.negative)}`,
  ],
  ['Data set', html`${nameOf(dataset)}${dataset.source !== null && html`. ${dataset.source}`}`],
  ['Tested on', test_dataset && nameOf(test_dataset)],
  ['Labels from', manifest.labels_from],
  [
    'Subjects, pictures',
    `${counted(tested.size, 'subject')} and ${counted(pictures, 'picture')} evaluated, of ${counted(samples.length, 'picture')} in the data set`,
  ],
  ['Protocol', manifest.protocol],
  [
    'Cells',
    `${count(view.cells.length)}: ${counted(view.sets.length, 'feature set')}, ${counted(view.selections.length, 'selection')}, ${counted(view.classifiers.length, 'classifier')}`,
  ],
  ['Declared cell', view.primary ? html`<span class="id">${view.primary.id}</span>` : 'none'],
  ['Program, seed', `wince ${manifest.version}, seed ${manifest.seed}`],
  ['Date', typeof manifest.times.began === 'string' && manifest.times.began.slice(0, 10)],
])}
</header>`;
}

/** The document's title. */
export function titleOf({ input: { manifest } }: RunView): string {
  return `${nameOf(manifest.dataset)}: ${manifest.task}`;
}

/** A data set without a name goes by its folder: the whole path stands under provenance. */
function nameOf({ name, path }: { readonly name: string | null; readonly path: string }): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== 'dataset.csv');
  return name ?? parts.at(-1) ?? path;
}

function warnings(view: RunView): Markup {
  const { manifest, metrics } = view.input;
  const all = [...new Set([...metrics.warnings, ...manifest.warnings, ...belowChance(view)])];
  if (all.length === 0) return html``;
  return html`<section class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">Read first</h2><ul>${all.map(
    (warning) => html`<li>${warning}</li>`,
  )}</ul></section>`;
}

/** AUC below chance is among the warnings of the metrics; accuracy below the no-information rate is not. */
function belowChance(view: RunView): readonly string[] {
  const cells = view.cells.filter((cell) => view.belowChance(cell, 'accuracy'));
  if (cells.length === 0) return [];
  const named = cells.slice(0, 5).map((cell) => cell.id);
  const more = cells.length > named.length ? ` and ${cells.length - named.length} more` : '';
  return [
    `The whole interval of accuracy lies below the no-information rate in ${counted(cells.length, 'cell')} (${named.join(', ')}${more}): look for the cause before using them.`,
  ];
}
