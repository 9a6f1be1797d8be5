import type * as Plot from '@observablehq/plot';
import { clockTime } from '../formats/clock-time.ts';
import type { TimelineView } from './timeline-view.ts';

/** The common axis of time. @param shown whether its numbers stand under the chart */
export function timeAxis(
  { video: { start, end }, chart: { width } }: TimelineView,
  shown: boolean,
): Plot.ScaleOptions {
  return {
    domain: [start, end > start ? end : start + 1],
    ticks: ticksOf(start, end, Math.max(3, Math.floor(width / 80))),
    tickFormat: shown ? (seconds: number) => clockTime(seconds, 0) : () => '',
    tickSize: shown ? 6 : 0,
    label: null,
  };
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

/** Whole seconds or minutes. @param most how many there is room for */
function ticksOf(start: number, end: number, most: number): readonly number[] {
  const step = STEPS.find((each) => (end - start) / each <= most) ?? 43_200;
  const first = Math.ceil(start / step);
  return Array.from({ length: Math.floor(end / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** Pixels that a stretch takes. */
export function pixelsWide({ video: { start, end }, chart }: TimelineView, seconds: number): number {
  const width = chart.width - chart.marginLeft - chart.marginRight;
  return end > start ? (seconds / (end - start)) * width : 0;
}

/**
 * Points to draw: of each bin of time the lowest and the highest, so that no peak is lost. Points without a value stay, one a bin, so
 * that gaps stay gaps.
 */
export function thinned<Point extends { readonly time: number; readonly value: number }>(
  points: readonly Point[],
  most = 2200,
): readonly Point[] {
  if (points.length <= most) return points;
  const size = Math.ceil((2 * points.length) / most);
  const kept: Point[] = [];
  for (let from = 0; from < points.length; from += size) {
    const bin = points.slice(from, from + size);
    const present = bin.filter(({ value }) => !Number.isNaN(value));
    const gap = bin.find(({ value }) => Number.isNaN(value));
    const low = present.reduce<Point | undefined>((a, b) => (a && a.value <= b.value ? a : b), undefined);
    const high = present.reduce<Point | undefined>((a, b) => (a && a.value >= b.value ? a : b), undefined);
    const chosen = new Set([low, high, gap].filter((point) => point !== undefined));
    kept.push(...[...chosen].sort((a, b) => a.time - b.time));
  }
  return kept;
}
