import { type FoundFace, polygonMask, type RgbImage, squareCorners } from '@wince/core';

/** Cells along a side of the picture. */
const CELLS = 8;

/** The detector's square ends at chin and brow: so much larger, it holds the whole head. */
const HEAD = 1.5;

/** What of a picture lies outside of the head. */
export interface Background {
  /** Mean red, green and blue of 8 x 8 cells, in [0, 255]; a cell that the head fills has the mean of all. */
  readonly cells: readonly number[];
  /** The mean difference of grey between neighbours side by side, in [0, 255]. */
  readonly detail: number;
}

/** Measures a picture with the head removed. @param face null removes nothing */
export function backgroundOf(
  { width, height, data }: RgbImage,
  face: Pick<FoundFace, 'box'> | null,
): Background {
  const head = face
    ? polygonMask(squareCorners({ ...face.box, side: face.box.side * HEAD }), width, height)
    : new Uint8Array(width * height);
  const sums = new Float64Array(CELLS * CELLS * 3);
  const counts = new Float64Array(CELLS * CELLS);
  let edges = 0;
  let steps = 0;
  for (let y = 0; y < height; y++) {
    const across = Math.floor((y * CELLS) / height) * CELLS;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (head[at] === 1) continue;
      const cell = across + Math.floor((x * CELLS) / width);
      counts[cell]++;
      for (let channel = 0; channel < 3; channel++) sums[3 * cell + channel] += data[3 * at + channel];
      if (x > 0 && head[at - 1] === 0) {
        // Green alone stands for grey: it is most of it.
        edges += Math.abs(data[3 * at + 1] - data[3 * at - 2]);
        steps++;
      }
    }
  }
  const pixels = counts.reduce((sum, count) => sum + count, 0);
  const mean = [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let cell = 0; cell < counts.length; cell++) sum += sums[3 * cell + channel];
    return pixels > 0 ? sum / pixels : 0;
  });
  const cells = Array.from(sums, (sum, i) => {
    const count = counts[Math.floor(i / 3)];
    return count > 0 ? sum / count : mean[i % 3];
  });
  return { cells, detail: steps > 0 ? edges / steps : 0 };
}
