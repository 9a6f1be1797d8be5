import { TERMS } from './equations.ts';
import { type FlowMemory, roundUpToFour, WORD } from './memory.ts';
import type { FlowParameters } from './parameters.ts';

/** Solves the equations of all windows about the pixels of a row. */
export interface WindowSolver {
  /** Rows that a window needs at once: the equations of row y stand at `rowAt(y)` while a window reaches it. */
  rowAt(y: number): number;
  /** To be called for y from 0, when the rows up to y + half of the window, or the last, are there. */
  solve(y: number, u: number, v: number): void;
}

/** Keeps the 2 x 2 system of a window without texture solvable: the displacement goes to 0 there. Of grey levels ^ 4. */
const REGULARISER = 1e-3;

/** Solves windows of the wanted kind. Beyond the border the edge is repeated. */
export function openWindowSolver(
  memory: FlowMemory,
  width: number,
  height: number,
  { window, windowKind }: Pick<FlowParameters, 'window' | 'windowKind'>,
): WindowSolver {
  const half = (window - 1) / 2;
  const line = roundUpToFour(width);
  const step = WORD * line;
  const kept = window + 1;
  const ring = memory.room(kept * TERMS * line);
  const rowAt = (y: number): number => ring + (y % kept) * TERMS * step;
  const inside = (y: number): number => Math.min(Math.max(y, 0), height - 1);
  const ends = roundUpToFour(half);
  const pitch = WORD * (line + 2 * ends + 4);
  const columns = memory.room((TERMS * pitch) / WORD) + WORD * ends;
  const windows = memory.room(TERMS * line);
  const repeatEnds = memory.loop('repeatEnds');
  const sumDown = (windowKind === 'box' ? openRunningSums : openWeightedRows)(memory, {
    half,
    line,
    width,
    pitch,
    columns,
  });
  const [sumAcross, solveRow] = [memory.loop('sumAcross'), memory.loop('solveRow')];
  const { weights, factor } = windowWeights(half, windowKind);
  const [weightsAt, factorAt] = [memory.floats(weights), memory.floats([factor, REGULARISER])];
  return {
    rowAt,
    solve(y, u, v) {
      sumDown(y, (row) => rowAt(inside(row)));
      repeatEnds(columns, columns + WORD * (width - 1), ends, ends, TERMS, pitch);
      sumAcross(columns - WORD * half, pitch, weightsAt, windows, step, width);
      solveRow(windows, step, factorAt, u, v, width);
    },
  };
}

/** The weights of the middle of a window and of 1 to `half` pixels beside it, and what their sums are multiplied by. */
function windowWeights(half: number, kind: FlowParameters['windowKind']) {
  if (kind === 'box') return { weights: new Float64Array(half + 1).fill(1), factor: 1 / (2 * half + 1) ** 2 };
  const sigma = half * 0.3;
  const raw = Float64Array.from({ length: half + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = 2 * raw.reduce((sum, weight) => sum + weight, 0) - raw[0];
  return { weights: raw.map((weight) => weight / total), factor: 1 };
}

/** Sums the equations down the windows of row y, each of `TERMS` lines to `columns` and `pitch` bytes on. */
type SumDown = (y: number, rowAt: (y: number) => number) => void;

interface Lines {
  readonly half: number;
  readonly line: number;
  readonly width: number;
  readonly pitch: number;
  readonly columns: number;
}

/** All rows alike: one enters, one leaves. In 64 bits, so that nothing is left behind by what has gone. */
function openRunningSums(memory: FlowMemory, { half, line, width, pitch, columns }: Lines): SumDown {
  const words = 2 * TERMS * line;
  const sums = memory.room(words);
  const nothing = memory.room(TERMS * line);
  const slide = memory.loop('slideDown');
  const move = (enter: number, leave: number): void =>
    slide(sums, enter, leave, columns, pitch - WORD * line, width);
  return (y, rowAt) => {
    if (y > 0) return move(rowAt(y + half), rowAt(y - 1 - half));
    memory.floatsAt(sums, words).fill(0);
    for (let k = -half; k <= half; k++) move(rowAt(k), nothing);
  };
}

/** Weights that fall off from the middle. */
function openWeightedRows(memory: FlowMemory, { half, line, width, pitch, columns }: Lines): SumDown {
  const { weights } = windowWeights(half, 'gaussian');
  const taps = 2 * half + 1;
  const all = memory.floats(Float64Array.from({ length: taps }, (_, k) => weights[Math.abs(k - half)]));
  const rows = memory.room(taps);
  const weighDown = memory.loop('weighDown');
  return (y, rowAt) => {
    const table = memory.integersAt(rows, taps);
    for (let k = 0; k < taps; k++) table[k] = rowAt(y + k - half);
    weighDown(rows, all, taps, columns, pitch - WORD * line, width);
  };
}
