import { bandPass, type PulseBand, type RecordingPulse, realSpectrum, type WindowPulse } from '@wince/core';
import { html, type Markup, printable } from '../html/html.ts';

/** What is drawn of a pulse. */
export interface PulseDrawing {
  readonly pulse: Pick<RecordingPulse, 'windows' | 'rate'> & {
    readonly band: PulseBand;
    readonly seconds: number;
  };
}

const WIDTH = 1000;
const LEFT = 70;
const RATE = { top: 30, height: 190 } as const;
const SURE = { top: 265, height: 70 } as const;
const TRACE = { top: 400, height: 110 } as const;
const SPECTRUM = { top: 570, height: 130 } as const;
const HEIGHT = 740;
/** Beats per minute up to which the spectrum is drawn, so that a second harmonic is seen. */
const HIGHEST = 480;
const SIGNAL = '#0b5cad';
const NONE = '#8a9099';

/**
 * The heart rate over time with the confidence of each window, and of the surest window the trace and the spectrum: an SVG that stands
 * alone.
 */
export function pulseDrawing({ pulse }: PulseDrawing): Markup {
  const { windows, band, seconds, rate } = pulse;
  const surest = windows.reduce<WindowPulse | null>(
    (best, each) =>
      each.signal && (!best || each.heartRate.confidence > best.heartRate.confidence) ? each : best,
    null,
  );
  const label = printable(
    'Heart rate over time, the confidence of each window, and trace and spectrum of the window with the highest confidence; hollow points are windows without a signal',
  );
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 15} ${HEIGHT}" width="${LEFT + WIDTH + 15}" height="${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="${label}"><title>${label}</title><rect width="100%" height="100%" fill="#ffffff"/>${ratesOverTime(windows, band, seconds)}${surest && rate ? [traceOf(surest, rate, band), spectrumOf(surest, rate, band)] : ''}</svg>`;
}

function ratesOverTime(windows: readonly WindowPulse[], { low, high }: PulseBand, seconds: number): Markup {
  const x = (second: number) => round(LEFT + (second / Math.max(seconds, 1)) * WIDTH);
  const y = (beats: number) => round(RATE.top + RATE.height * (1 - (beats - 60 * low) / (60 * (high - low))));
  const step = [10, 20, 30, 60].find((each) => (60 * (high - low)) / each <= 7) ?? 60;
  const lines = marks(60 * low, 60 * high, step).map(
    (beats) =>
      html`<line x1="${LEFT}" x2="${LEFT + WIDTH}" y1="${y(beats)}" y2="${y(beats)}" stroke="#dfe3e8"/><text x="${LEFT - 6}" y="${y(beats) + 4}" text-anchor="end">${beats}</text>`,
  );
  const points = windows.map(({ start, end, rate, welch, autocorrelation, heartRate }) => {
    if (rate === null) return html``;
    const [at, has] = [x((start + end) / 2), heartRate.value !== null];
    const other =
      welch !== null && autocorrelation !== null && Math.abs(autocorrelation - welch) > 5
        ? html`<path d="M${at - 4} ${y(autocorrelation) - 4}l8 8m0-8l-8 8" stroke="${NONE}" fill="none"/>`
        : '';
    return html`<circle cx="${at}" cy="${y(Math.min(60 * high, Math.max(60 * low, rate)))}" r="5" fill="${has ? SIGNAL : '#ffffff'}" stroke="${has ? SIGNAL : NONE}"><title>${start.toFixed(1)} to ${end.toFixed(1)} s: ${has ? `${rate.toFixed(0)} beats per minute` : 'no signal'}, confidence ${heartRate.confidence.toFixed(2)}</title></circle>${other}`;
  });
  const bars = windows.map(({ start, end, heartRate: { confidence, value } }) => {
    const height = round(SURE.height * confidence);
    const width = Math.max(3, Math.min(20, round((0.8 * WIDTH) / Math.max(1, windows.length))));
    return html`<rect x="${round(x((start + end) / 2) - width / 2)}" y="${SURE.top + SURE.height - height}" width="${width}" height="${height}" fill="${value === null ? NONE : SIGNAL}"/>`;
  });
  const half = SURE.top + SURE.height / 2;
  return html`<text x="${LEFT}" y="20">Heart rate (beats per minute); crosses: autocorrelation where it differs</text>${lines}${points}<text x="${LEFT}" y="${SURE.top - 8}">Confidence</text><line x1="${LEFT}" x2="${LEFT + WIDTH}" y1="${half}" y2="${half}" stroke="#dfe3e8"/><text x="${LEFT - 6}" y="${half + 4}" text-anchor="end">0.5</text><line x1="${LEFT}" x2="${LEFT + WIDTH}" y1="${SURE.top + SURE.height}" y2="${SURE.top + SURE.height}" stroke="#5c636b"/>${bars}${secondsBelow(0, seconds, x, SURE.top + SURE.height + 18)}`;
}

function traceOf(
  { start, end, signal, chosen, heartRate }: WindowPulse,
  rate: number,
  band: PulseBand,
): Markup {
  const wave = bandPass(signal ?? new Float64Array(0), rate, band);
  const most = wave.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-12);
  const x = (second: number) => round(LEFT + ((second - start) / (end - start)) * WIDTH);
  const points = Array.from(
    wave,
    (value, i) => `${x(start + i / rate)} ${round(TRACE.top + (TRACE.height / 2) * (1 - value / most))}`,
  );
  const sure = heartRate.value === null ? 'no signal' : `confidence ${heartRate.confidence.toFixed(2)}`;
  return html`<text x="${LEFT}" y="${TRACE.top - 10}">Window with the highest confidence (${sure}): ${chosen?.method ?? ''} of ${chosen?.region ?? ''}, inside the band</text><path d="M${points.join('L')}" fill="none" stroke="${SIGNAL}"/>${secondsBelow(start, end, x, TRACE.top + TRACE.height + 18)}`;
}

function spectrumOf({ signal, rate: beats }: WindowPulse, rate: number, { low, high }: PulseBand): Markup {
  const given = signal ?? new Float64Array(0);
  const size = 2048;
  const { re, im } = realSpectrum(
    given.map((value, i) => value * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / given.length))),
    Math.max(size, 2 ** Math.ceil(Math.log2(given.length))),
  );
  const step = (60 * rate) / (2 * (re.length - 1));
  const power = re.map((value, k) => value * value + im[k] * im[k]);
  const last = Math.min(power.length - 1, Math.floor(HIGHEST / step));
  const first = Math.ceil(30 / step);
  const most = power.slice(first, last + 1).reduce((top, value) => Math.max(top, value), 1e-30);
  const x = (beats: number) => round(LEFT + (beats / HIGHEST) * WIDTH);
  const points = Array.from({ length: last - first + 1 }, (_, i) => first + i).map(
    (k) => `${x(k * step)} ${round(SPECTRUM.top + SPECTRUM.height * (1 - power[k] / most))}`,
  );
  const bottom = SPECTRUM.top + SPECTRUM.height;
  const found = (beats === null ? [] : [beats, 2 * beats]).map((each) =>
    each > HIGHEST
      ? ''
      : html`<line x1="${x(each)}" x2="${x(each)}" y1="${SPECTRUM.top}" y2="${bottom}" stroke="#b3261e" stroke-dasharray="4 4"/>`,
  );
  const labels = marks(0, HIGHEST, 60).map(
    (beats) => html`<text x="${x(beats)}" y="${bottom + 18}" text-anchor="middle">${beats}</text>`,
  );
  return html`<text x="${LEFT}" y="${SPECTRUM.top - 10}">Its spectrum (cycles a minute); the band is shaded, the rate and twice the rate are dashed</text><rect x="${x(60 * low)}" width="${round(x(60 * high) - x(60 * low))}" y="${SPECTRUM.top}" height="${SPECTRUM.height}" fill="#eef3f9"/>${found}<path d="M${points.join('L')}" fill="none" stroke="${SIGNAL}"/><line x1="${LEFT}" x2="${LEFT + WIDTH}" y1="${bottom}" y2="${bottom}" stroke="#5c636b"/>${labels}`;
}

function secondsBelow(from: number, to: number, x: (second: number) => number, y: number): readonly Markup[] {
  const step = [1, 2, 5, 10, 30, 60, 300, 600].find((each) => (to - from) / each <= 15) ?? 3600;
  return marks(from, to, step).map(
    (second) => html`<text x="${x(second)}" y="${y}" text-anchor="middle">${second} s</text>`,
  );
}

/** The multiples of a step between two numbers. */
function marks(from: number, to: number, step: number): readonly number[] {
  const first = Math.ceil(from / step - 1e-9);
  return Array.from(
    { length: Math.max(0, Math.floor(to / step + 1e-9) - first + 1) },
    (_, i) => (first + i) * step,
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
