import {
  CHANNELS,
  type Measurement,
  type PulseBand,
  type RecordingPulse,
  SKIN_REGIONS,
  type WindowPulse,
} from '@wince/core';
import { html, type Markup } from '../html/html.ts';
import { renderPage } from '../html/page.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
import { scrollingTable } from '../html/scroll.ts';
import { STYLE } from '../html/style.ts';
import { pulseDrawing } from './pulse-drawing.ts';

/** What the page of a pulse is made of. */
export interface PulsePageInput {
  readonly pulse: RecordingPulse & { readonly band: PulseBand; readonly seconds: number };
  /** What the video is called. */
  readonly name: string;
  /** Of the program. */
  readonly version: string;
}

/** The page of a pulse, as `renderPulse` gives it. */
export function pulsePage({ pulse, name, version }: PulsePageInput): string {
  const title = `Pulse: ${name}`;
  const body = html`<header><h1>${title}</h1><p class="research">${RESEARCH_ONLY}</p>
<p><b>Heart rate:</b> ${inWords(pulse.heartRate)}<br><b>Breathing:</b> ${inWords(pulse.breathingRate)}</p>
<p>The confidence is the estimated probability that the rate is within 5 beats per minute. It was fitted on drawn videos, not on recordings of infants. A heart rate is not pain by itself.</p></header>
<main><figure>${pulseDrawing({ pulse })}</figure>
${windowTable(pulse.windows)}
${regionTable(pulse.windows)}</main>
<footer><p>${RESEARCH_ONLY} Made by wince ${version}.</p></footer>`;
  return renderPage({ title, version, style: STYLE, body });
}

function inWords({ value, unit, confidence, reason }: Measurement): string {
  if (value === null) return reason ?? 'There is no signal.';
  return `${value.toFixed(0)} ${unit}, confidence ${confidence.toFixed(2)}. ${reason ?? ''}`;
}

function windowTable(windows: readonly WindowPulse[]): Markup {
  return scrollingTable(
    html`<b>Windows.</b> Region and method are those of the signal that is highest above its noise.`,
    html`<thead><tr><th scope="col">Seconds</th><th scope="col" class="n">Heart rate</th><th scope="col" class="n">Autocorrelation</th><th scope="col" class="n">Confidence</th><th scope="col">Region</th><th scope="col">Method</th><th scope="col" class="n">SNR (dB)</th><th scope="col">Reason</th></tr></thead><tbody>${windows.map(windowRow)}</tbody>`,
  );
}

function windowRow({ start, end, heartRate, autocorrelation, chosen }: WindowPulse): Markup {
  const { value, confidence, reason } = heartRate;
  return html`<tr><th scope="row">${start.toFixed(1)} to ${end.toFixed(1)}</th><td class="n">${value === null ? '–' : value.toFixed(0)}</td><td class="n">${autocorrelation === null ? '–' : autocorrelation.toFixed(0)}</td><td class="n">${confidence.toFixed(2)}</td><td>${chosen?.region ?? '–'}</td><td>${chosen?.method ?? '–'}</td><td class="n">${chosen ? chosen.snr.toFixed(1) : '–'}</td><td>${reason ?? ''}</td></tr>`;
}

/** How fit each region was on average, and the mean quality of each channel where it was looked at. */
function regionTable(windows: readonly WindowPulse[]): Markup {
  const mean = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  const share = (value: number | null) => (value === null ? '–' : `${Math.round(100 * value)} %`);
  const rows = SKIN_REGIONS.map((name) => {
    const own = windows.flatMap(({ regions }) => regions.filter(({ region }) => region === name));
    const snr = CHANNELS.map((channel) =>
      mean(
        windows.flatMap(({ candidates }) =>
          candidates
            .filter(({ region, method }) => region === name && method === channel)
            .map((each) => each.snr),
        ),
      ),
    );
    return html`<tr><th scope="row">${name}</th><td class="n">${share(mean(own.map(({ kept }) => (kept ? 1 : 0))))}</td><td class="n">${mean(own.map(({ strain }) => strain))?.toFixed(2) ?? '–'}</td><td class="n">${share(mean(own.map(({ skin }) => skin)))}</td><td class="n">${share(mean(own.map(({ clipped }) => clipped)))}</td>${snr.map((value) => html`<td class="n">${value?.toFixed(1) ?? '–'}</td>`)}</tr>`;
  });
  return scrollingTable(
    html`<b>Regions.</b> On average over the windows. The choice of regions does not look at their colours.`,
    html`<thead><tr><th scope="col">Region</th><th scope="col" class="n">Chosen in</th><th scope="col" class="n">Strain (1/s)</th><th scope="col" class="n">Skin</th><th scope="col" class="n">Too dark or bright</th>${CHANNELS.map((channel) => html`<th scope="col" class="n">SNR of ${channel} (dB)</th>`)}</tr></thead><tbody>${rows}</tbody>`,
  );
}
