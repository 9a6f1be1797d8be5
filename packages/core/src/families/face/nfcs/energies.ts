import type { RegisteredFace } from '../../../face/registered-face.ts';
import { COLOUR_SIZE } from '../../../face/template.ts';
import { type GreyImage, toGrey } from '../../../image/image.ts';
import { quantile } from '../../../numbers/quantile.ts';
import { ACTION_REGIONS, type ActionRegion, anchorOf, EYE_DISTANCE, MIDDLE_X, MIDDLE_Y } from './regions.ts';

/**
 * What is measured in each cell: edges across and down, dark lines that run down, across and along either diagonal (as seen from the
 * midline), all as shares of the cell's own brightness, and this brightness beside that of the skin. All as logarithms.
 */
export const CELL_MEASURES = 7;

/** A small energy is noise: this much is added before the logarithm. */
const NOISE = 0.01;
/** Half the width of a line, in pixels. */
const REACH = 2;
const SIDE = COLOUR_SIZE;

/** The patches whose median brightness is that of the skin: both cheeks and the forehead, as `across` and `down` from the eyes. */
const SKIN = [
  { across: [0.3, 0.6], down: [0.3, 0.6] },
  { across: [0, 0.35], down: [-0.75, -0.45] },
] as const;
const SKIN_STEP = 0.02;

/** A registered face made ready: its light, smoothed, and that of its skin. */
export interface LitFace {
  readonly light: Float32Array;
  readonly skin: number;
  readonly landmarks: ArrayLike<number>;
}

/** The light of a registered face. */
export function lightOf(face: RegisteredFace): LitFace {
  const light = smoothed(toGrey(face.colour));
  const values: number[] = [];
  for (const { across, down } of SKIN) {
    for (let v = down[0]; v < down[1]; v += SKIN_STEP) {
      for (let u = across[0]; u < across[1]; u += SKIN_STEP) {
        const y = Math.round(MIDDLE_Y + v * EYE_DISTANCE);
        for (const side of [1, -1])
          values.push(light[y * SIDE + columnOf(side, Math.floor(u * EYE_DISTANCE))]);
      }
    }
  }
  return { light, skin: quantile(values, 0.5) + 1, landmarks: face.landmarks };
}

/** Columns of the cells of a region times `CELL_MEASURES` numbers, row by row. */
export function energiesOf(face: LitFace, name: keyof typeof ACTION_REGIONS): Float64Array {
  const region: ActionRegion = ACTION_REGIONS[name];
  const [columns, rows] = region.cells;
  const top = anchorOf(region, face.landmarks);
  const energies = new Float64Array(columns * rows * CELL_MEASURES);
  const bound = ([from, to]: readonly [number, number], step: number, steps: number) =>
    (from + ((to - from) * step) / steps) * EYE_DISTANCE;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at += CELL_MEASURES) {
      const cell = {
        top: Math.max(REACH, Math.round(top + bound(region.down, row, rows))),
        bottom: Math.min(SIDE - REACH, Math.round(top + bound(region.down, row + 1, rows))),
        inner: Math.round(bound(region.across, column, columns)),
        outer: Math.round(bound(region.across, column + 1, columns)),
      };
      energies.set(cellEnergies(face, cell), at);
    }
  }
  return energies;
}

interface Cell {
  readonly top: number;
  readonly bottom: number;
  /** Pixels from the midline. */
  readonly inner: number;
  readonly outer: number;
}

function cellEnergies({ light, skin }: LitFace, { top, bottom, inner, outer }: Cell): readonly number[] {
  const sums = new Float64Array(CELL_MEASURES);
  let pixels = 0;
  for (let y = top; y < bottom; y++) {
    for (const side of [1, -1]) {
      for (let k = inner; k < outer; k++) {
        const p = y * SIDE + columnOf(side, k);
        const out = REACH * side;
        const down = REACH * SIDE;
        const twice = 2 * light[p];
        sums[0] += Math.abs(light[p + 1] - light[p - 1]);
        sums[1] += Math.abs(light[p + SIDE] - light[p - SIDE]);
        sums[2] += Math.max(0, light[p + REACH] + light[p - REACH] - twice);
        sums[3] += Math.max(0, light[p + down] + light[p - down] - twice);
        sums[4] += Math.max(0, light[p + down + out] + light[p - down - out] - twice);
        sums[5] += Math.max(0, light[p + down - out] + light[p - down + out] - twice);
        sums[6] += light[p];
        pixels++;
      }
    }
  }
  // A cell below the picture's edge has nothing in it.
  const brightness = sums[6] / Math.max(1, pixels) + 2;
  const energies = Array.from(sums, (sum) => Math.log(sum / Math.max(1, pixels) / brightness + NOISE));
  return energies.with(6, Math.log(brightness / skin));
}

/** The column of the `k`th pixel from the midline, which runs between two pixels. */
function columnOf(side: number, k: number): number {
  return MIDDLE_X + side * (k + 0.5);
}

/** The binomial filter of 3 x 3 pixels. */
function smoothed({ width, height, data }: GreyImage): Float32Array {
  const across = new Float32Array(width * height);
  const both = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0, row = y * width; x < width; x++) {
      const [before, after] = [data[row + Math.max(0, x - 1)], data[row + Math.min(width - 1, x + 1)]];
      across[row + x] = (before + 2 * data[row + x] + after) / 4;
    }
  }
  for (let y = 0; y < height; y++) {
    const [above, below] = [Math.max(0, y - 1) * width, Math.min(height - 1, y + 1) * width];
    for (let x = 0, row = y * width; x < width; x++)
      both[row + x] = (across[above + x] + 2 * across[row + x] + across[below + x]) / 4;
  }
  return both;
}
