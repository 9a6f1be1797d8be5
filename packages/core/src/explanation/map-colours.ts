import type { FaceMap } from '../face/face-map.ts';
import { COLOUR_SIZE } from '../face/template.ts';

/** Red for what speaks for the positive label, blue for what speaks against it. */
const [FOR, AGAINST] = [
  [200, 30, 30],
  [20, 90, 190],
] as const;

/** Nothing hides the face under it. */
const MOST = 0.72;

/** Pixels about each pixel over which a map is smoothed before it is drawn. */
const REACH = 3;

/**
 * A map as colours that are laid over a face: red where it speaks for the positive label, blue where it speaks against it, the stronger the
 * less the face shows through.
 *
 * @returns 224 x 224 pixels of red, green, blue and opacity
 */
export function mapColours(map: FaceMap): Uint8Array {
  const smooth = smoothed(map);
  // One pixel of a texture may stand far above all others: what all but a few reach is the strongest colour.
  const sizes = smooth
    .map(Math.abs)
    .filter((value) => value > 0)
    .sort();
  const strongest = sizes.length > 0 ? sizes[Math.floor(0.995 * (sizes.length - 1))] : 1;
  const colours = new Uint8Array(4 * map.length);
  smooth.forEach((value, i) => {
    const strength = Math.min(1, Math.abs(value) / strongest);
    colours.set(value > 0 ? FOR : AGAINST, 4 * i);
    colours[4 * i + 3] = Math.round(255 * MOST * strength);
  });
  return colours;
}

/** The mean over a square, along rows and then along columns. */
function smoothed(map: FaceMap): FaceMap {
  const along = (from: Float64Array, step: number, lineStep: number) => {
    const to = new Float64Array(from.length);
    for (let line = 0; line < COLOUR_SIZE; line++) {
      for (let i = 0; i < COLOUR_SIZE; i++) {
        const [first, last] = [Math.max(0, i - REACH), Math.min(COLOUR_SIZE - 1, i + REACH)];
        let sum = 0;
        for (let at = first; at <= last; at++) sum += from[line * lineStep + at * step];
        to[line * lineStep + i * step] = sum / (2 * REACH + 1);
      }
    }
    return to;
  };
  return along(along(map, 1, COLOUR_SIZE), COLOUR_SIZE, 1);
}
