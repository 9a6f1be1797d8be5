import type { GreyImage } from '../image/image.ts';

/** Luma at or below which, and at or above which, a pixel counts as clipped. */
const DARK = 4;
const BRIGHT = 251;

/** How a face is lit. */
export interface FaceLight {
  /** Shares of the face that are clipped at either end, in [0, 1]: luma up to 4, from 251. */
  readonly dark: number;
  readonly bright: number;
  /**
   * The grey level above which the brightest tenth of the face lies, in [0, 255]. A quantile, not a mean: in good light dark skin
   * has its highlights too.
   */
  readonly brightness: number;
  /** The median grey level of the darker half of the face, right or left, over that of the brighter one, in [0, 1]. */
  readonly evenness: number;
}

/** The light on the masked pixels of a registered grey face; 0 throughout for an empty mask. */
export function faceLight({ width, data }: GreyImage, mask: Uint8Array): FaceLight {
  const halves = [new Uint32Array(256), new Uint32Array(256)];
  const middle = Math.ceil(width / 2);
  for (let row = 0; row < mask.length; row += width) {
    countLevels(data, mask, row, row + middle, halves[0]);
    countLevels(data, mask, row + middle, row + width, halves[1]);
  }
  const both = halves[0].map((count, level) => count + halves[1][level]);
  const all = both.reduce((sum, count) => sum + count, 0);
  if (all === 0) return { dark: 0, bright: 0, brightness: 0, evenness: 0 };
  const share = (from: number, to: number) =>
    both.subarray(from, to + 1).reduce((sum, count) => sum + count, 0) / all;
  const [right, left] = halves.map((counts) => levelAbove(counts, 0.5));
  const brighter = Math.max(right, left);
  return {
    dark: share(0, DARK),
    bright: share(BRIGHT, 255),
    brightness: levelAbove(both, 0.1),
    evenness: brighter === 0 ? 0 : Math.min(right, left) / brighter,
  };
}

function countLevels(
  data: Uint8Array,
  mask: Uint8Array,
  from: number,
  end: number,
  counts: Uint32Array,
): void {
  for (let i = from; i < end; i++) if (mask[i] !== 0) counts[data[i]]++;
}

/** The highest level that at least a share of the counted pixels reach; 0 where none is counted. */
function levelAbove(counts: Uint32Array, share: number): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let above = 0;
  for (let level = 255; level > 0; level--) {
    above += counts[level];
    if (above >= share * all && all > 0) return level;
  }
  return 0;
}
