import { runWarnings } from '@wince/core';
import { count, counted, countedAs } from '../formats/numbers.ts';
import { facts } from '../html/facts.ts';
import { html, type Markup } from '../html/html.ts';
import { researchOnly } from '../html/intended-use.ts';
import { NOUNS, type RunView } from './run-view.ts';

/** What this run is, and what a reader must know before any number. */
export function head(view: RunView): Markup {
  const { manifest, samples } = view.input;
  const { dataset, test_dataset } = manifest;
  const tested = new Set(view.cells.flatMap((cell) => cell.rows.subjects));
  const rows = Math.max(0, ...view.cells.map((cell) => cell.predictions.length));
  const labels = (names: readonly string[], word: string) =>
    names.length === 1 && names[0] === word ? word : `${word} (${names.join(', ')})`;
  return html`<header>
<h1>${titleOf(view)}</h1>
${researchOnly()}
${view.note !== null && html`<p class="banner" id="synthetic">${view.note}. A program drew the ${view.row.many} of this data set. The figures show that wince works. They show nothing about pain.</p>`}
${manifest.rows !== 'pictures' && html`<p>${rowsText(view)} <code>clips.csv</code> shows how the face was followed in each clip. <code>key-frames.csv</code> lists the frames that stand for each clip.</p>`}
${warnings(view)}
${facts([
  ['Task', manifest.task],
  [
    'Labels',
    `positive: ${labels(manifest.positive_labels, manifest.positive)}; negative: ${labels(manifest.negative_labels, manifest.negative)}`,
  ],
  ['Data set', nameOf(dataset)],
  ['Source', dataset.source || null],
  ['Tested on', test_dataset && nameOf(test_dataset)],
  ['Labels from', manifest.labels_from],
  [
    `Subjects, ${view.row.many}`,
    `${counted(tested.size, 'subject')} and ${countedAs(view.row, rows)} in the evaluation; ${countedAs(view.row, samples.length)} in the data set`,
  ],
  ['Protocol', manifest.protocol],
  [
    'Cells',
    `${count(view.cells.length)}: each combines a feature set, a selection and a classifier. There are ${counted(view.sets.length, 'feature set')}, ${counted(view.selections.length, 'selection')} and ${counted(view.classifiers.length, 'classifier')}`,
  ],
  ['Declared cell', declared(view)],
  ['Program', `wince ${manifest.version}, seed ${manifest.seed}`],
  ['Date', typeof manifest.times.began === 'string' && manifest.times.began.slice(0, 10)],
])}
</header>`;
}

function declared({ primary, input: { manifest } }: RunView): Markup | string {
  if (primary) return html`<span class="id">${primary.id}</span>`;
  if (manifest.primary === null) return 'none';
  return html`<span class="id">${manifest.primary}</span>, which has no result`;
}

function rowsText({ input: { manifest }, row }: RunView): string {
  if (manifest.rows === 'mixed')
    return 'A row of this data set is a picture or a clip. A clip is a video, or an interval of a video.';
  return `${row === NOUNS.clips ? 'A clip' : 'Each row of this data set'} is a video, or an interval of a video.`;
}

/** The document's title. */
export function titleOf({ input: { manifest } }: RunView): string {
  return `${nameOf(manifest.dataset)}: ${manifest.task}`;
}

/** A data set without a name is called after its folder. The section on provenance has the whole path. */
export function nameOf({ name, path }: { readonly name: string | null; readonly path: string }): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== 'dataset.csv');
  return name ?? parts.at(-1) ?? path;
}

function warnings(view: RunView): Markup {
  const all = runWarnings(view.input);
  if (all.length === 0) return html``;
  return html`<section class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">Read this first</h2><ul>${all.map(
    (warning) => html`<li>${warning}</li>`,
  )}</ul></section>`;
}
