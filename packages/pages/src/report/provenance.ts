import type { FamilyRecord } from '@wince/core';
import { stringify } from 'yaml';
import { count } from '../formats/numbers.ts';
import { facts } from '../html/facts.ts';
import { html, type Markup } from '../html/html.ts';
import type { RunView } from './run-view.ts';

/** What the run was made of, how its intervals were made, how to cite it and how to run it again. */
export function provenanceSection(view: RunView): Markup {
  const { manifest } = view.input;
  return html`<section id="provenance">
<h2>Provenance</h2>
${intervals(view)}
<h3>Data and program</h3>
${facts([
  ['Data set', html`${manifest.dataset.path}, SHA-256 <code class="hash">${manifest.dataset.sha256}</code>`],
  [
    'Tested on',
    manifest.test_dataset &&
      html`${manifest.test_dataset.path}, SHA-256 <code class="hash">${manifest.test_dataset.sha256}</code>`,
  ],
  ['Licence of the data', manifest.dataset.licence ?? 'not stated'],
  ['Source of the data', manifest.dataset.source ?? 'not stated'],
  ['Labels from', manifest.labels_from],
  ['Program', `wince ${manifest.version}`],
  [
    'Lockfile',
    manifest.lockfile_sha256 === null
      ? 'not known'
      : html`SHA-256 <code class="hash">${manifest.lockfile_sha256}</code>`,
  ],
  ['Seed', String(manifest.seed)],
  ['Machine', record(manifest.machine)],
  ['Times', record(manifest.times)],
])}
${families(view)}
<h3>Experiment</h3>
<pre tabindex="0" role="region" aria-label="The experiment file">${stringify(manifest.specification, { lineWidth: 100 })}</pre>
<h3>To run it again</h3>
<p>Save the lines above as <code>experiment.yaml</code> in the folder from which the paths lead to the data. Install wince ${manifest.version}. Then run:</p>
<pre tabindex="0" role="region" aria-label="The command">wince evaluate experiment.yaml --out run</pre>
<p>The same data, program and seed give the same <code>samples.csv</code>, <code>predictions.csv</code>, <code>selected.csv</code> and <code>metrics.json</code>, byte for byte. <code>metrics.json</code> and this report are computed from these tables only.</p>
<h3>More about this experiment</h3>
<ul><li><code>wince verify run</code>: are the files as they were written, and do they come out again?</li><li><code>wince audit experiment.yaml</code>: does anything but the face tell the label, and what would protocols that leak have given?</li><li><code>wince stress experiment.yaml --out stress</code>: what becomes of the declared cell under blur, darkness, rotation, noise, covering and compression, and how near do its scores stay when the same is scored again?</li><li><code>wince explain run</code>: why are scores as they are?</li></ul>
<h3>To cite it</h3>
<p>The method: Zamzmi G, Goldgof D, Kasturi R, Sun Y. Neonatal pain expression recognition using transfer learning. 2018. <a href="https://doi.org/10.48550/arXiv.1807.01631">arXiv 1807.01631</a>. The program: wince, version ${manifest.version} (<code>CITATION.cff</code> has the entry). Cite the sources of the networks and of the data as their licences require. With every figure, give the protocol (${manifest.protocol}), the number of subjects and the declared cell. <code>wince report run --paper paper</code> writes the methods of this run in words, its tables and its figures for a paper.</p>
</section>`;
}

function intervals(view: RunView): Markup {
  const [first] = view.cells;
  const undefinedDraws = Math.max(
    0,
    ...view.cells.flatMap(({ metrics }) => [metrics.undefined_draws.accuracy, metrics.undefined_draws.auc]),
  );
  return html`<h3>How the intervals were made</h3>
<p>${view.input.metrics.draws_note} ${
    first &&
    html`There are ${count(first.metrics.draws)} draws. Each draw takes as many subjects as there are, with replacement, and all ${view.row.many} of each. ${
      undefinedDraws === 0
        ? 'Accuracy and AUC were defined in every draw.'
        : `In up to ${count(undefinedDraws)} draws of a cell accuracy or AUC was not defined. Such draws are not part of the interval.`
    } An interval shows how much a figure depends on which subjects are in the data. It does not show what other training rows, another hospital or another rater would change.`
  }</p>`;
}

function families(view: RunView): Markup {
  const { families: all } = view.input.manifest;
  const networks = all.filter((family) => family.network !== null);
  return html`<h3>Features</h3>
${view.table(
  html`<b>Feature families</b> of the run.`,
  html`<thead><tr><th scope="col">Family</th><th scope="col">Kind</th><th scope="col" class="n">Columns</th><th scope="col">Identity</th></tr></thead>
<tbody>${all.map(
    (family) =>
      html`<tr><th scope="row"><span class="id">${family.name}</span></th><td>${kindOf(family)}</td><td class="n">${count(family.columns)}</td><td><code class="hash">${family.identity}</code></td></tr>`,
  )}</tbody>`,
)}${
  networks.length > 0 &&
  view.table(
    html`<b>Networks</b> behind the deep families.`,
    html`<thead><tr><th scope="col">Family</th><th scope="col">Network</th><th scope="col">Trained on</th><th scope="col">Licence</th><th scope="col">Source</th><th scope="col">SHA-256 of the weights</th></tr></thead>
<tbody>${networks.map(({ name, network }) =>
      network === null
        ? null
        : html`<tr><th scope="row"><span class="id">${name}</span></th><td>${network.title}</td><td>${network.untrained ? 'not trained: random weights' : network.domain}</td><td>${network.licence}</td><td>${network.source}</td><td><code class="hash">${network.sha256}</code></td></tr>`,
    )}</tbody>`,
    'wide',
  )
}`;
}

function kindOf({ kind, network }: FamilyRecord): string {
  if (kind === 'deep') return network?.untrained ? 'deep, untrained' : 'deep';
  return kind === 'table' ? 'table of the user' : `handcrafted, ${kind}`;
}

function record(values: Readonly<Record<string, unknown>>): string {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return Object.entries(values)
    .map(([name, value]) => `${name} ${text(value)}`)
    .join('; ');
}
