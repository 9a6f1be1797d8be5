import { MARGIN, sampleEdges } from './edges.ts';
import type { Warp } from './warp.ts';

/** Fills new pixels of row `y`, from `x` to before `end`; the pixel at `x` goes to `at` in `out`. */
export type FillPixels = (y: number, x: number, end: number, out: Uint8Array, at: number) => void;

/** New pixels in double precision, in plain TypeScript: what every other form must give. */
export function plainRows(warp: Warp): FillPixels {
  const { source, map, fine } = warp;
  const reach = (1 - 1 / fine) / 2;
  const within = (x: number, y: number) => isWithin(source, map, x, y);
  const inside = (x: number, y: number) =>
    within(x - reach, y - reach) &&
    within(x + reach, y - reach) &&
    within(x - reach, y + reach) &&
    within(x + reach, y + reach);
  return (y, x, end, out, at) => {
    // A line crosses the picture in one piece: its new pixels are those outside, those whose samples all lie within, those outside.
    let from = x;
    while (from < end && !inside(from, y)) from++;
    let behind = end;
    while (behind > from && !inside(behind - 1, y)) behind--;
    const { channels } = source;
    sampleEdges(warp, y, x, from, out, at);
    sampleWithin(warp, y, from, behind, out, at + (from - x) * channels);
    sampleEdges(warp, y, behind, end, out, at + (behind - x) * channels);
  };
}

/** Whether the four pixels around what (x, y) comes from are pixels of the picture, by a margin that no rounding reaches. */
function isWithin(
  { width, height }: Warp['source'],
  { a, b, c, d, e, f }: Warp['map'],
  x: number,
  y: number,
): boolean {
  const sx = a * x + b * y + c;
  const sy = d * x + e * y + f;
  return sx >= MARGIN && sy >= MARGIN && sx < width - 1 - MARGIN && sy < height - 1 - MARGIN;
}

/** New pixels of which all samples lie within the picture. */
function sampleWithin(
  { source: { data, width, channels }, map: { a, b, c, d, e, f }, fine }: Warp,
  y: number,
  from: number,
  end: number,
  out: Uint8Array,
  at: number,
): void {
  const line = width * channels;
  const share = 1 / (fine * fine);
  const step = 1 / fine;
  const start = (step - 1) / 2;
  for (let x = from, to = at; x < end; x++, to += channels) {
    let first = 0;
    let second = 0;
    let third = 0;
    for (let j = 0; j < fine; j++) {
      const v = y + start + j * step;
      for (let i = 0; i < fine; i++) {
        const u = x + start + i * step;
        const sx = a * u + b * v + c;
        const sy = d * u + e * v + f;
        // Positions are positive here: truncation is the floor.
        const column = sx | 0;
        const row = sy | 0;
        const right = sx - column;
        const low = sy - row;
        const above = row * line + column * channels;
        const below = above + line;
        let upper = data[above] + right * (data[above + channels] - data[above]);
        let lower = data[below] + right * (data[below + channels] - data[below]);
        first += upper + low * (lower - upper);
        if (channels === 1) continue;
        upper = data[above + 1] + right * (data[above + 4] - data[above + 1]);
        lower = data[below + 1] + right * (data[below + 4] - data[below + 1]);
        second += upper + low * (lower - upper);
        upper = data[above + 2] + right * (data[above + 5] - data[above + 2]);
        lower = data[below + 2] + right * (data[below + 5] - data[below + 2]);
        third += upper + low * (lower - upper);
      }
    }
    out[to] = first * share + 0.5;
    if (channels === 1) continue;
    out[to + 1] = second * share + 0.5;
    out[to + 2] = third * share + 0.5;
  }
}
