import type {
  ExplainedColumns,
  ExplainedMap,
  ExplainedRow,
  ExplanationDocument,
  MapMethod,
  MethodSummary,
} from '@wince/core';
import { relianceWords } from '@wince/core';
import { count, counted, percent } from '../formats/numbers.ts';
import { facts } from '../html/facts.ts';
import { html, type Markup } from '../html/html.ts';
import { intendedUseSection, researchOnly } from '../html/intended-use.ts';
import { renderPage } from '../html/page.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
import { scrollingTable } from '../html/scroll.ts';
import { STYLE } from '../html/style.ts';
import type { ExplainedPicture, ExplanationInput } from './explanation-input.ts';
import { overlayFigure } from './overlay-figure.ts';

const TITLES: Readonly<Record<MapMethod, string>> = {
  occlusion: 'Occlusion of regions',
  rise: 'RISE',
  'back-projection': 'Back-projection of columns',
};

const WORDS: Readonly<Record<MapMethod, string>> = {
  occlusion:
    'Each region is filled smoothly from its border. What the decision value loses is what the region gave.',
  rise: 'The face is seen behind random masks; hidden parts are blurred. The colour shows how much the decision value rises when a place is shown.',
  'back-projection':
    'What each column gave is put where on this face its value comes from: pixels of a cell, or positions of a layer of a network.',
};

const STYLE_OF_PAGE = `${STYLE}
.explained { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1.2rem; margin: .6rem 0 1rem; }
.explained figure { margin: 0; break-inside: avoid; }
.explained svg { display: block; width: 100%; max-width: 16rem; height: auto; }
.explained ul { list-style: none; padding: 0; margin: .4rem 0 0; font-size: .88rem; font-variant-numeric: tabular-nums; }
.explained li { display: grid; grid-template-columns: 5rem 1fr 4rem; gap: .4rem; align-items: center; margin: 0; }
.explained .bar-box { width: 100%; }
.explained .against { color: var(--soft); }
.swatch { display: inline-block; width: .8em; height: .8em; margin-right: .3em; vertical-align: -.05em; }
`;

/** The page of an explanation, as `renderExplanation` gives it. */
export function explanationPage({ document, pictures }: ExplanationInput): string {
  const title = `Why: ${document.cell}`;
  const withScore = document.rows.filter(({ raw }) => raw !== null).length;
  const body = html`<header>
<h1>${title}</h1>
${researchOnly()}
${document.synthetic && html`<p class="banner">Synthetic; it shows nothing about a neonate.</p>`}
${facts([
  ['Model', html`<span class="id">${document.cell}</span>`],
  ['Score', document.score_means],
  [
    'Rows',
    `${counted(document.rows.length, 'row')}, ${count(withScore)} with a score${document.out_of_fold ? ', each explained by a model that never saw its subject' : ''}`,
  ],
  ['Program', `wince ${document.version}, seed ${document.parameters.seed}`],
])}
<ul>${document.notes.map((note) => html`<li>${note}</li>`)}</ul>
</header>
<main>
${summarySection(document)}
${checksSection(document)}
<section id="rows"><h2>Each row</h2>
${legend(document)}
${document.rows.map((row, i) => rowSection(row, pictures[i], document))}
</section>
${intendedUseSection()}
</main>
<footer><p>${RESEARCH_ONLY} Made by wince ${document.version}.</p></footer>`;
  return renderPage({ title, version: document.version, style: STYLE_OF_PAGE, body });
}

function legend({ positive, methods }: ExplanationDocument): Markup {
  if (!methods.some((method) => method !== 'contributions')) return html``;
  return html`<p><span class="swatch" style="background:#c81e1e"></span>speaks for ${positive} <span class="swatch" style="background:#145abe"></span>speaks against ${positive}. Bars are shares of the evidence for the decision.</p>`;
}

function summarySection({ summary }: ExplanationDocument): Markup {
  if (summary.length === 0) return html``;
  return html`<section id="summary"><h2>Which regions the decisions rest on</h2>
<p>Shares are means over subjects, each subject counted once. "By chance" is the mean share under shuffled weights: a large region takes much from any model, so a share means something where it is clearly above that. "Largest in" is the number of subjects in whom the region has the largest share.</p>
${summary.map((own) => summaryTable(own))}</section>`;
}

function summaryTable({ method, decision, rows, subjects, regions, elsewhere }: MethodSummary): Markup {
  return scrollingTable(
    html`<b>${TITLES[method]}, decided as ${decision}:</b> ${counted(rows, 'row')} of ${counted(subjects, 'subject')}.`,
    html`<thead><tr><th scope="col">Region</th><th scope="col" class="n">Share, %</th><th scope="col"><span class="visually-hidden">Share as a bar</span></th><th scope="col" class="n">By chance, %</th><th scope="col" class="n">Largest in</th></tr></thead>
<tbody>${[...regions]
      .sort((a, b) => b.share - a.share)
      .map(
        ({ region, share, by_chance, largest_in }) =>
          html`<tr><th scope="row">${region}</th><td class="n">${percent(share)}</td><td>${bar(share)}</td><td class="n">${by_chance === null ? '–' : percent(by_chance)}</td><td class="n">${count(largest_in)}</td></tr>`,
      )}${elsewhere > 0.005 && html`<tr><th scope="row">elsewhere</th><td class="n">${percent(elsewhere)}</td><td>${bar(elsewhere)}</td><td></td><td></td></tr>`}</tbody>`,
  );
}

function bar(share: number): Markup {
  return html`<span class="bar-box"><span class="bar" style="width:${(100 * share).toFixed(1)}%"></span></span>`;
}

function checksSection({ summary, parameters }: ExplanationDocument): Markup {
  const checked = summary.filter(({ checks }) => checks !== null);
  if (checked.length === 0)
    return html`<section id="checks"><h2>Can it be relied on?</h2><p>Nothing was checked.</p></section>`;
  return html`<section id="checks"><h2>Can it be relied on?</h2>
<p>The weights of the classifier were shuffled ${counted(parameters.shuffles, 'time')}: an explanation that stays the same shows the picture and not the model, and is worthless. An explanation that can be relied on stays the same under noise and over folds. Figures are mean rank correlations, from -1 to 1.</p>
${scrollingTable(
  html`<b>Checks of each method.</b>`,
  html`<thead><tr><th scope="col">Method</th><th scope="col">Decided as</th><th scope="col" class="n">Weights shuffled</th><th scope="col" class="n">Untrained network</th><th scope="col" class="n">Under noise</th><th scope="col" class="n">Over folds</th><th scope="col" class="n">Better than random orders, % of rows</th><th scope="col">Verdict</th></tr></thead>
<tbody>${checked.map(
    ({ method, decision, checks }) =>
      checks &&
      html`<tr><th scope="row">${TITLES[method]}</th><td>${decision}</td><td class="n">${correlation(checks.shuffled_classifier)}</td><td class="n">${correlation(checks.untrained_network)}</td><td class="n">${correlation(checks.under_noise)}</td><td class="n">${correlation(checks.over_folds)}</td><td class="n">${percent(checks.better_than_random)}</td><td>${relianceWords(checks)}</td></tr>`,
  )}</tbody>`,
)}</section>`;
}

function correlation(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

function rowSection(
  row: ExplainedRow,
  picture: ExplainedPicture,
  { methods, positive }: ExplanationDocument,
): Markup {
  const { name, subject, truth, reason, score, decision } = row;
  const known = [subject !== null && `subject ${subject}`, truth !== null && `labelled ${truth}`].filter(
    Boolean,
  );
  const head = html`<h3 class="id">${name}</h3>`;
  if (score === null) return html`${head}<p>No score: ${reason}</p>`;
  return html`${head}
<p>${known.length > 0 && `${known.join(', ')}; `}decided as <b>${decision}</b>, score ${score.toFixed(3)}${reason && ` (${reason})`}.</p>
${
  row.maps.length > 0 &&
  html`<div class="explained">
<figure><figcaption>The registered face</figcaption>${overlayFigure(picture, null, `The registered face of ${name}`)}</figure>
${row.maps.map((map) => mapFigure(row, map, picture))}</div>`
}
${row.contributions && contributionsTable(row.contributions, positive, methods.length === 1)}`;
}

function mapFigure({ name }: ExplainedRow, map: ExplainedMap, picture: ExplainedPicture): Markup {
  const { method, regions, elsewhere, placed, checks } = map;
  const words = regions.map(({ region, share }) => `${region} ${percent(share)} %`).join(', ');
  return html`<figure><figcaption title="${WORDS[method]}">${TITLES[method]}</figcaption>
${overlayFigure(picture, picture.overlays.get(method) ?? null, `${TITLES[method]} of ${name}: ${words}`)}
<ul>${[...regions]
    .sort((a, b) => b.share - a.share)
    .map(
      ({ region, share }) =>
        html`<li${share === 0 && html` class="against"`}><span>${region}</span>${bar(share)}<span>${percent(share)} %</span></li>`,
    )}${elsewhere > 0.005 && html`<li class="against"><span>elsewhere</span>${bar(elsewhere)}<span>${percent(elsewhere)} %</span></li>`}</ul>
${placed !== null && placed < 1 && html`<p>${percent(placed)} % of what columns gave has a place.</p>`}
${checks && !checks.better_than_random && html`<p>No better than random orders here.</p>`}</figure>`;
}

const KINDS: Readonly<Record<ExplainedColumns['kind'], string>> = {
  linear: 'Weight times z-score. With the bias they sum to the decision value.',
  'log-odds':
    'Logarithm of the likelihood ratio of each column. With the prior odds they sum to the decision value.',
  'at-its-mean':
    'What the decision value loses when the column is put at its mean over the training rows. These do not sum to the decision value.',
};

function contributionsTable(
  { kind, bias, families, columns, rest }: ExplainedColumns,
  positive: string,
  isOpen: boolean,
): Markup {
  const number = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(3)}`;
  const line = (name: string, value: string, contribution: number) =>
    html`<tr><th scope="row"><span class="id">${name}</span></th><td class="n">${value}</td><td class="n">${number(contribution)}</td></tr>`;
  const table = html`<p>${KINDS[kind]} Above 0 speaks for ${positive}.</p>
${scrollingTable(
  html`<b>What columns gave to the decision value.</b>`,
  html`<thead><tr><th scope="col">Column</th><th scope="col" class="n">Value</th><th scope="col" class="n">Contribution</th></tr></thead>
<tbody>${columns.map(({ column, value, contribution }) => line(column, value === null ? 'missing' : value.toPrecision(3), contribution))}
${rest.columns > 0 && line(`${counted(rest.columns, 'other column')}`, '', rest.contribution)}
${families.length > 1 && families.map(({ family, contribution }) => line(`all of ${family}`, '', contribution))}
${bias !== null && line('bias', '', bias)}</tbody>`,
)}`;
  return isOpen ? table : html`<details><summary>Columns</summary>${table}</details>`;
}
