import {
  type Colour,
  drawLine,
  fillRectangle,
  type MonitorParameters,
  type MonitorReading,
  type MonitorStateName,
  type RgbImage,
} from '@wince/core';
import { STATE_LOOKS } from '@wince/pages';
import { rgbOf } from './rgb.ts';

/** Seconds that the trace looks back. */
export const TRACE_SECONDS = 30;

const PAPER: Colour = [30, 36, 42];
const LINE: Colour = [88, 98, 108];
const SCORE: Colour = [240, 244, 248];

/** What was shown at a frame. */
export interface TracePoint {
  readonly time: number;
  readonly state: MonitorStateName;
  /** Null where no score was shown. */
  readonly score: number | null;
}

/** The point of a reading. */
export function tracePoint({ time, state, value }: MonitorReading): TracePoint {
  return { time, state, score: value?.score ?? null };
}

/** The shown score of the last half minute with the two thresholds, over a band of states. */
export function drawTrace(
  canvas: RgbImage,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  trace: {
    readonly now: number;
    readonly points: readonly TracePoint[];
    readonly dot: number;
    readonly parameters: MonitorParameters;
  },
): void {
  const { now, points, dot, parameters } = trace;
  const band = 3 * dot;
  const height = area.height - band - dot;
  fillRectangle(canvas, area.x, area.y, area.width, height, PAPER);
  const across = (time: number) =>
    area.x + (area.width - dot) * Math.min(1, Math.max(0, 1 + (time - now) / TRACE_SECONDS));
  const down = (score: number) => area.y + (height - dot) * (1 - score);
  for (const level of [parameters.on, parameters.off]) {
    for (let x = area.x; x < area.x + area.width; x += 6 * dot)
      fillRectangle(canvas, x, down(level), 3 * dot, dot / 2, LINE);
  }
  points.forEach((point, i) => {
    const next = points.at(i + 1);
    const from = across(point.time);
    const to = next ? across(next.time) : from + dot;
    fillRectangle(
      canvas,
      from,
      area.y + area.height - band,
      to - from + 1,
      band,
      rgbOf(STATE_LOOKS[point.state].colour),
    );
    if (point.score === null) return;
    const y = down(point.score);
    drawLine(canvas, [from, y], [to, y], dot, SCORE);
    if (next?.score !== null && next !== undefined)
      drawLine(canvas, [to, y], [to, down(next.score)], dot, SCORE);
  });
}
