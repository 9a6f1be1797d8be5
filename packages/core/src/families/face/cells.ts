/**
 * Where cells begin when `count` pixels are split into `cells` cells as evenly as whole pixels allow, and behind them
 * `count`: cell c holds the pixels from `edges[c]` to before `edges[c + 1]`.
 */
export function cellEdges(count: number, cells: number): Int32Array {
  return Int32Array.from({ length: cells + 1 }, (_, cell) => Math.ceil((cell * count) / cells));
}

/** The cell of each pixel under the same split. */
export function cellOfEach(count: number, cells: number): Uint16Array {
  return Uint16Array.from({ length: count }, (_, pixel) => Math.floor((pixel * cells) / count));
}
