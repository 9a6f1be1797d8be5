import type { CryBreath, CryFault } from '@wince/core';
import { html } from '../html/html.ts';
import { renderPage } from '../html/page.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
import { scrollingTable } from '../html/scroll.ts';
import { STYLE } from '../html/style.ts';
import { type CryDrawing, cryDrawing } from './spectrogram.ts';

/** What the page of a cry is made of. */
export interface CryPageInput extends CryDrawing {
  /** What the recording is called. */
  readonly name: string;
  /** Of the program. */
  readonly version: string;
  readonly faults: readonly CryFault[];
  /** What of the file could not be read, in sentences; null where nothing is missing. */
  readonly partial: string | null;
}

/** The page of a cry, as `renderCry` gives it. */
export function cryPage(input: CryPageInput): string {
  const { name, version, faults, partial, analysis } = input;
  const title = `Cry: ${name}`;
  const body = html`<header><h1>${title}</h1><p class="research">${RESEARCH_ONLY}</p>
${partial === null ? '' : html`<p class="banner">partial: ${partial}</p>`}
${faults.map(({ kind, reason }) => html`<p class="banner">${kind}: ${reason}.</p>`)}
<p>A cry is not pain by itself. The program finds voice, and does not know whose voice it is.</p></header>
<main><figure>${cryDrawing(input)}</figure>
${scrollingTable(
  html`<b>Breaths.</b>`,
  html`<thead><tr><th scope="col">Breath</th><th scope="col" class="n">Start (s)</th><th scope="col" class="n">End (s)</th><th scope="col" class="n">Pitch (Hz)</th><th scope="col" class="n">Voiced</th><th scope="col" class="n">Above 1 kHz</th></tr></thead><tbody>${analysis.segments.map(breathRow)}</tbody>`,
)}</main>
<footer><p>${RESEARCH_ONLY} Made by wince ${version}.</p></footer>`;
  return renderPage({ title, version, style: STYLE, body });
}

function breathRow({ kind, start, end, pitch, voiced, hyperphonation }: CryBreath) {
  const share = (value: number | null) => (value === null ? '–' : `${Math.round(100 * value)} %`);
  return html`<tr><th scope="row">${kind}</th><td class="n">${start.toFixed(2)}</td><td class="n">${end.toFixed(2)}</td><td class="n">${pitch === null ? '–' : Math.round(pitch)}</td><td class="n">${share(voiced)}</td><td class="n">${share(hyperphonation)}</td></tr>`;
}
