import type { CryAnalysis, Matrix } from '@wince/core';
import { html, type Markup, printable, trusted } from '../html/html.ts';

/** What is drawn of a cry. */
export interface CryDrawing {
  readonly analysis: Pick<CryAnalysis, 'segments' | 'contour' | 'sampleRate'>;
  /** Levels in decibel, a row every 10 ms and a column a mel band. */
  readonly levels: Matrix;
  /** Seconds of the recording. */
  readonly seconds: number;
}

const WIDTH = 1000;
const LEFT = 60;
const SPECTRUM = { top: 30, height: 200 } as const;
const PITCH = { top: 280, height: 200 } as const;
const HEIGHT = 530;
const MOST_COLUMNS = 500;
/** Shades of a spectrogram, over so many decibel below its loudest place. */
const SHADES = 8;
const RANGE = 64;
/** Hz at the bottom and the top of the contour, on a logarithmic scale. */
const PITCH_RANGE = [200, 2000] as const;

/** The spectrogram in mel bands with the breaths above it, and below it the contour of the pitch: an SVG that stands alone. */
export function cryDrawing({ analysis, levels, seconds }: CryDrawing): Markup {
  const { segments, contour } = analysis;
  const x = (second: number) => round(LEFT + (second / seconds) * WIDTH);
  const [low, high] = PITCH_RANGE;
  const y = (hz: number) => round(PITCH.top + PITCH.height * (1 - Math.log(hz / low) / Math.log(high / low)));
  const breaths = segments.map(
    ({ kind, start, end }) =>
      html`<rect x="${x(start)}" y="12" width="${round(x(end) - x(start))}" height="12" fill="${kind === 'expiration' ? '#b3261e' : '#0b5cad'}"><title>${kind}, ${start.toFixed(2)} to ${end.toFixed(2)} s</title></rect>`,
  );
  const dots = Array.from(contour.hertz, (hz, i) =>
    Number.isNaN(hz) ? '' : `M${x(i / 100)} ${y(Math.min(high, Math.max(low, hz)))}h.01`,
  ).join('');
  const lines = [200, 500, 1000, 2000].map(
    (hz) =>
      html`<line x1="${LEFT}" x2="${LEFT + WIDTH}" y1="${y(hz)}" y2="${y(hz)}" stroke="${hz === 1000 ? '#b3261e' : '#c4c9cf'}"/><text x="${LEFT - 6}" y="${y(hz) + 4}" text-anchor="end">${hz} Hz</text>`,
  );
  const step = [1, 2, 5, 10, 30, 60, 300, 600].find((each) => seconds / each <= 15) ?? 3600;
  const times = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => i * step).map(
    (second) =>
      html`<text x="${x(second)}" y="${PITCH.top + PITCH.height + 20}" text-anchor="middle">${second} s</text>`,
  );
  const label = printable(
    'Spectrogram in mel bands, with expirations (red) and inspirations (blue) above it, and the pitch below it; the red line is 1 kHz, above which voice is hyperphonation',
  );
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 10} ${HEIGHT}" width="${LEFT + WIDTH + 10}" height="${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="${label}"><title>${label}</title><rect width="100%" height="100%" fill="#ffffff"/>${breaths}${shades(levels)}<text x="${LEFT - 6}" y="${SPECTRUM.top + 10}" text-anchor="end">high</text><text x="${LEFT - 6}" y="${SPECTRUM.top + SPECTRUM.height}" text-anchor="end">low</text>${lines}<path d="${dots}" stroke="#000000" stroke-width="2.5" stroke-linecap="round" fill="none"/>${times}</svg>`;
}

/** A path a shade: each place of a shade is a box, and boxes beside each other are one. */
function shades({ rows, columns: bands, data }: Matrix): Markup {
  if (rows === 0) return html``;
  const columns = Math.min(MOST_COLUMNS, rows);
  let top = Number.NEGATIVE_INFINITY;
  for (const value of data) top = Math.max(top, value);
  const paths = Array.from({ length: SHADES }, () => '');
  const [width, height] = [WIDTH / columns, SPECTRUM.height / bands];
  for (let band = 0; band < bands; band++) {
    const shade = Array.from({ length: columns }, (_, column) => {
      let loudest = Number.NEGATIVE_INFINITY;
      const end = Math.floor(((column + 1) * rows) / columns);
      for (let row = Math.floor((column * rows) / columns); row < end; row++)
        loudest = Math.max(loudest, data[row * bands + band]);
      return Math.floor(SHADES * Math.max(0, Math.min(0.999, 1 - (top - loudest) / RANGE)));
    });
    for (let from = 0; from < columns; ) {
      let end = from + 1;
      while (end < columns && shade[end] === shade[from]) end++;
      const [x, y] = [
        round(LEFT + from * width),
        round(SPECTRUM.top + SPECTRUM.height - (band + 1) * height),
      ];
      if (shade[from] > 0) paths[shade[from]] += `M${x} ${y}h${round((end - from) * width)}v${height}H${x}z`;
      from = end;
    }
  }
  return trusted(
    paths
      .map(
        (path, shade) => `<path d="${path}" fill="#123a6b" fill-opacity="${round(shade / (SHADES - 1))}"/>`,
      )
      .slice(1)
      .join(''),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
