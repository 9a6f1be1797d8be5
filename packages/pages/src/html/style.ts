/** The colours of print, by the names under which charts and tables use them. */
export const PRINT_COLOURS: Readonly<Record<string, string>> = {
  paper: '#ffffff',
  ink: '#000000',
  soft: '#474d55',
  line: '#c4c9cf',
  faint: '#f3f5f7',
  accent: '#0b5cad',
  'accent-soft': '#d6e6f6',
  wrong: '#b3261e',
  right: '#7d8894',
  'warn-paper': '#fdf4dc',
  'warn-line': '#7a5200',
  mark: '#fff3b8',
};

function variables(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');
}

/** The report's style sheet. Colours are variables: charts and tables follow light, dark and print alike. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1a1d21; --soft: #565d66; --line: #d5d9de; --faint: #f3f5f7;
  --accent: #0b5cad; --accent-soft: #d6e6f6; --wrong: #b3261e; --right: #7d8894;
  --warn-paper: #fdf4dc; --warn-line: #9a6700; --mark: #fff3b8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --ink: #e4e7ea; --soft: #a3abb4; --line: #363c43; --faint: #1d2125;
    --accent: #74b4f3; --accent-soft: #1d3a57; --wrong: #f28b82; --right: #7f8994;
    --warn-paper: #2d2513; --warn-line: #d9a441; --mark: #453a10;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 1200px; padding: 1.5rem 1.25rem 3rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .35rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.6rem 0 .6rem; padding-top: .55rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
h4 { font-size: .95rem; margin: 1.1rem 0 .3rem; }
p, ul, ol { margin: .4rem 0 .7rem; max-width: 76ch; }
li { margin: .15rem 0; }
a { color: var(--accent); }
code, pre, .id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
pre { background: var(--faint); padding: .7rem .8rem; overflow-x: auto; line-height: 1.4; white-space: pre; margin: .5rem 0; }
.soft { color: var(--soft); }
.absent { color: var(--soft); }
.number { font-variant-numeric: tabular-nums; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.research { font-weight: 600; margin: 0 0 .6rem; }
.synthetic { font-weight: 600; color: var(--warn-line); }
.banner { border: 2px solid var(--warn-line); background: var(--warn-paper); padding: .55rem .8rem; margin: .8rem 0; font-weight: 600; max-width: none; }
.warnings { border-left: 4px solid var(--warn-line); background: var(--warn-paper); padding: .6rem .9rem; margin: 1rem 0; }
.warnings h2 { border: 0; padding: 0; margin: 0 0 .3rem; font-size: 1rem; }
.warnings ul { margin: 0; padding-left: 1.2rem; max-width: 90ch; }
nav { font-size: .9rem; margin: .9rem 0 0; color: var(--soft); }
nav a { margin-right: 1rem; white-space: nowrap; }
nav p { margin: .1rem 0; max-width: none; }
nav b { display: inline-block; min-width: 12rem; color: var(--ink); font-weight: 600; }

dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1.1rem; margin: .8rem 0; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; }

.scroll { position: relative; overflow-x: auto; max-width: 100%; margin: .6rem 0 1rem; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; padding: 0 0 .4rem; color: var(--soft); font-size: .9rem; line-height: 1.4; }
.scroll > table > caption { min-width: min(34rem, 100vw - 2.5rem); max-width: min(76ch, 100vw - 2.5rem); position: sticky; left: 0; }
caption b, figcaption b { color: var(--ink); }
th, td { padding: .28rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 1px solid var(--ink); vertical-align: bottom; font-weight: 600; }
tbody th { font-weight: 400; }
th.n, td.n { text-align: right; }
td.n { white-space: nowrap; }
td.wrap { white-space: normal; }
.results th, .results td { padding-left: .45rem; padding-right: .45rem; }
.tags { display: block; line-height: 1.3; }
.hash { word-break: break-all; }
td .hash { display: block; min-width: 11rem; }
tr.group th { padding-top: .7rem; font-weight: 600; border-bottom-color: var(--ink); }
tr.first > * { border-top: 1px solid var(--line); }
td small, th small { display: block; line-height: 1.35; color: var(--soft); font-size: .86em; }
td.best { background: var(--mark); font-weight: 600; }
td.best small { font-weight: 400; }
.tag { display: inline-block; font-size: .78em; font-weight: 600; padding: 0 .35em; border: 1px solid currentColor; border-radius: 2px; white-space: nowrap; }
.tag.below { color: var(--wrong); }
.wide { min-width: 46rem; }
.metrics-of th:first-child { min-width: 15rem; }

.beside { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 1.8rem; }
@media (min-width: 68rem) { .beside { grid-template-columns: minmax(0, 1fr) 15.5rem; align-items: start; } }
.reported { border-left: 3px solid var(--line); padding-left: 1rem; }
.reported h3 { margin-top: .6rem; }
.reported table { font-size: .82rem; }
.reported th, .reported td { padding-left: .25rem; padding-right: .25rem; }

figure { margin: .8rem 0 1.2rem; }
figcaption { color: var(--soft); font-size: .9rem; line-height: 1.45; margin: 0 0 .5rem; max-width: 90ch; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: 0 1.1rem; }
.panel { position: relative; break-inside: avoid; min-width: 0; display: grid; grid-template-rows: subgrid; grid-row: span 3; row-gap: 0; }
.panel > h4 { margin: 0; font-size: .88rem; line-height: 1.3; }
.panel > p { margin: 0 0 .25rem; font-size: .82rem; color: var(--soft); line-height: 1.35; font-variant-numeric: tabular-nums; }
.panel > svg, .panel > table { align-self: start; margin: 0 0 1.1rem; }
.panel > table { width: 100%; font-size: .84rem; }
.panel th, .panel td { padding: .22rem .35rem; }
.panel th { min-width: 4.2rem; overflow-wrap: anywhere; }
svg.chart { display: block; height: auto; max-width: 100%; font-family: inherit; font-size: 11px; }
svg.chart text { white-space: pre; }
svg.chart .chart-note { text-anchor: middle; font-size: 10px; font-weight: 600; fill: var(--warn-line); }
.scroll svg.chart { max-width: 100%; }
.declared-cell { border-left: 4px solid var(--accent); background: var(--accent-soft); padding: .5rem .8rem; max-width: none; }
.declared-cell small { color: inherit; }
.file-name { display: block; color: var(--soft); overflow-wrap: anywhere; }
.flow-box { fill: var(--faint); stroke: var(--soft); }
.flow-line { fill: none; stroke: var(--soft); stroke-width: 1.2; }
.participant-flow text { fill: var(--ink); font-size: 12px; }
.participant-flow .flow-title { font-weight: 600; }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 .6em; vertical-align: -.05em; }
.keyed { white-space: nowrap; }
.key.line { height: 0; border-top: 2px solid; width: 1.3em; vertical-align: .25em; }
.key.accent { background: var(--accent); border-color: var(--accent); }
.key.wrong { background: var(--wrong); border-color: var(--wrong); }
.key.right { background: var(--right); border-color: var(--right); }

.faces { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.6rem, 1fr)); gap: .7rem; list-style: none; padding: 0; margin: .5rem 0 1rem; max-width: none; }
.faces li { margin: 0; font-size: .78rem; line-height: 1.3; font-variant-numeric: tabular-nums; break-inside: avoid; min-width: 0; }
.faces svg, .faces .no-face { display: block; width: 100%; aspect-ratio: 1; background: var(--faint); }
.faces .no-face { border: 1px dashed var(--line); }
.definitions { position: absolute; width: 0; height: 0; overflow: hidden; }
.bar { display: inline-block; height: .6em; background: var(--accent); min-width: 1px; }
.bar-box { display: inline-block; width: 6rem; }

details { margin: .6rem 0; }
summary { cursor: pointer; font-weight: 600; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
footer { margin-top: 3rem; padding-top: .7rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .88rem; }

.at-narrow, .narrow-only { display: none; }
@media screen and (max-width: 48rem) {
  .at-wide, .wide-only { display: none; }
  .at-narrow { display: block; }
  .narrow-only { display: revert; }
  .scroll > table, .scroll > table > caption, .scroll > table > tbody, .scroll > table tr, .scroll > table th, .scroll > table td { display: block; }
  .scroll > table > caption { position: static; min-width: 0; max-width: none; overflow-wrap: anywhere; }
  .scroll > table > thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .scroll > table tr { border-bottom: 1px solid var(--line); padding: .3rem 0; }
  .scroll > table th, .scroll > table td { border: 0; padding: .08rem 0; min-width: 0; max-width: none; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .scroll > table tbody th { font-weight: 600; }
  .scroll > table td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
  .scroll > table:not(.results) td.n { display: inline-block; margin-right: .9em; }
  .scroll > table tr.wide-only { display: none; }
  .scroll > table.pairs tr { padding: .1rem 0; }
  .scroll > table.pairs tr:not(:last-child) { border-bottom: 0; }
  .scroll > table.pairs th[scope=row] { display: inline-block; margin-right: .9em; }
  .scroll > table td:empty { display: none; }
  .scroll > table td small, .scroll > table .tags { display: inline; margin-left: .3em; }
  .scroll > table.wide, .wide { min-width: 0; }
}
@media (max-width: 40rem) {
  body { padding: 1rem .8rem 2rem; font-size: 14.5px; }
  dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dl.facts dd { margin-bottom: .45rem; }
}
@page { size: A4; margin: 14mm 13mm 16mm; @bottom-left { content: "Research use only: not a medical device"; font: 8pt sans-serif; } @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
@page wide { size: A4 landscape; }
@media print {
  :root {
    color-scheme: light;
    ${variables(PRINT_COLOURS)}
  }
  body { max-width: none; padding: 0; font-size: 9.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav { display: none; }
  h2, h3, h4, summary, caption, figcaption { break-after: avoid; }
  tr, .panel, .faces li, svg { break-inside: avoid; }
  thead, thead tr { break-after: avoid; }
  h2 + *, h3 + *, h4 + * { break-before: avoid; }
  tbody:first-of-type > tr:first-child, tr.group + tr { break-before: avoid; }
  .scroll { overflow: visible; }
  .wide { min-width: 0; }
  #metrics { page: wide; }
  .metrics-of { font-size: 7pt; }
  .metrics-of th:first-child { min-width: 11rem; }
  .metrics-of th, .metrics-of td { padding: 1pt 2.5pt; }
  .long { columns: 2; column-gap: 1.5rem; }
  table { font-size: 7.6pt; }
  .name, .id { overflow-wrap: anywhere; }
  .name { min-width: 4.5rem; }
  .results tr.first > th:first-child { min-width: 9rem; }
  caption, figcaption, p, li, dd { break-inside: avoid; }
  th, td { padding: 1.5pt 4pt; }
  pre { white-space: pre-wrap; }
  .panels { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .faces { grid-template-columns: repeat(8, minmax(0, 1fr)); }
  details::details-content { content-visibility: visible; display: block; height: auto; opacity: 1; }
  details > summary { list-style: none; }
  .beside { grid-template-columns: minmax(0, 1fr); }
}
`;
