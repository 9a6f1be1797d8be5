import { COLOUR_FRAMING, COLOUR_SIZE } from '../../../face/template.ts';
import { medianInPlace } from '../../../numbers/quantile.ts';
import {
  APPEARANCE_CHANNELS,
  APPEARANCE_PARTS,
  APPEARANCE_POINTS,
  type AppearancePart,
  type AppearanceRegion,
  appearancePoints,
} from './appearance.ts';
import type { FaceLook } from './look.ts';

/**
 * How far a bare face may be from its own look when its expression changes, by region, in natural logarithms: luma, red over
 * green, blue over green. Set so that expressions seldom reach a misfit of 2.5: those of 24 drawn subjects (seven conditions)
 * and, smaller throughout, the smiles of 102 adults.
 */
const TOLERANCE: Readonly<Record<AppearanceRegion, readonly [number, number, number]>> = {
  forehead: [0.09, 0.04, 0.03],
  brow: [0.18, 0.07, 0.04],
  eyes: [0.18, 0.05, 0.045],
  cheeks: [0.09, 0.045, 0.04],
  nasolabial: [0.13, 0.045, 0.04],
  mouth: [0.13, 0.05, 0.045],
  chin: [0.18, 0.1, 0.05],
  nose: [0.085, 0.035, 0.028],
  lips: [0.3, 0.11, 0.05],
};

/** The share of a part's points that are nearer to the look than its misfit says. */
const QUANTILE = 0.8;

/** How badly a part of a face fits the look. */
export interface PartMisfit extends AppearancePart {
  /** 0 for a perfect fit; about 1 is what expressions do. */
  readonly misfit: number;
}

/**
 * How badly a face fits a look, part by part. What the light does is taken away first: in luma a plane over the face, in the two
 * colours a constant, each fitted robustly, so that a covered part does not draw it. A point's misfit is the largest of its
 * three channels' distances, each over the spread in the look and the tolerance of its region together; a part's is the
 * distance that 80 % of its points stay below, so that a fifth of it must be covered to count.
 *
 * @param appearance see `faceAppearance`
 * @param landmarks 468 x, y pairs in pixels of the registered colour face
 */
export function lookMisfits(
  appearance: Float64Array,
  landmarks: ArrayLike<number>,
  look: FaceLook,
): readonly PartMisfit[] {
  const points = appearancePoints(landmarks);
  const { eyeDistance, eyesX, eyesY } = COLOUR_FRAMING;
  const places = points.map(
    (value, i) => (value / COLOUR_SIZE - (i % 2 === 0 ? eyesX : eyesY)) / eyeDistance,
  );
  const residuals = Array.from({ length: APPEARANCE_CHANNELS }, (_, c) => {
    const difference = new Float64Array(APPEARANCE_POINTS);
    const first = c * APPEARANCE_POINTS;
    for (let i = 0; i < APPEARANCE_POINTS; i++)
      difference[i] = appearance[first + i] - look.median[first + i];
    return withoutLight(difference, places, c === 0);
  });
  return APPEARANCE_PARTS.map((part) => {
    const { region, from, to } = part;
    const distances = new Float64Array(to - from);
    for (let c = 0; c < APPEARANCE_CHANNELS; c++) {
      const residual = residuals[c];
      const tolerance = TOLERANCE[region][c];
      for (let i = from; i < to; i++) {
        const scale = Math.hypot(look.spread[c * APPEARANCE_POINTS + i], tolerance);
        distances[i - from] = Math.max(distances[i - from], Math.abs(residual[i]) / scale);
      }
    }
    distances.sort();
    return { ...part, misfit: distances[Math.floor(QUANTILE * distances.length)] };
  });
}

/** Tukey's constant: 95 % efficiency. */
const BIWEIGHT = 4.685;
const ROUNDS = 4;
/** Below this deviation everything fits, and nothing is weighed. */
const LEAST_SCALE = 0.03;
/** Weight of the belief that light does not change across the face, in points. */
const LEVEL_BELIEF = 5;

/**
 * What is left when a plane over the face (or a constant) is taken away, fitted by reweighted least squares with Tukey's
 * biweight from the median on.
 *
 * @source Beaton and Tukey 1974, doi:10.1080/00401706.1974.10489171
 */
function withoutLight(values: Float64Array, places: Float64Array, sloped: boolean): Float64Array {
  let plane: readonly [number, number, number] = [medianInPlace(Float64Array.from(values)), 0, 0];
  const weights = new Float64Array(values.length);
  const rest = new Float64Array(values.length);
  const sizes = new Float64Array(values.length);
  takePlane(values, places, plane, rest);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(rest[i]);
    const scale = Math.max(1.4826 * medianInPlace(sizes), LEAST_SCALE);
    for (let i = 0; i < weights.length; i++) {
      const u = rest[i] / (BIWEIGHT * scale);
      weights[i] = Math.abs(u) < 1 ? (1 - u * u) ** 2 : 0;
    }
    plane = sloped ? fitPlane(values, places, weights) : [weightedMean(values, weights), 0, 0];
    takePlane(values, places, plane, rest);
  }
  return rest;
}

/** Writes to `rest` what is left of the values. */
function takePlane(
  values: Float64Array,
  places: Float64Array,
  [level, along, down]: readonly [number, number, number],
  rest: Float64Array,
): void {
  for (let i = 0; i < values.length; i++)
    rest[i] = values[i] - level - along * places[2 * i] - down * places[2 * i + 1];
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weights[i] * values[i];
    total += weights[i];
  }
  return sum / total;
}

/** Weighted least squares for level and two slopes, the slopes held back a little. Never singular: weights are not all 0. */
function fitPlane(
  values: Float64Array,
  places: Float64Array,
  weights: Float64Array,
): readonly [number, number, number] {
  let w = 0;
  let wx = 0;
  let wy = 0;
  let wxx = LEVEL_BELIEF;
  let wxy = 0;
  let wyy = LEVEL_BELIEF;
  let wv = 0;
  let wxv = 0;
  let wyv = 0;
  for (let i = 0; i < values.length; i++) {
    const x = places[2 * i];
    const y = places[2 * i + 1];
    const k = weights[i];
    const v = values[i];
    w += k;
    wx += k * x;
    wy += k * y;
    wxx += k * x * x;
    wxy += k * x * y;
    wyy += k * y * y;
    wv += k * v;
    wxv += k * x * v;
    wyv += k * y * v;
  }
  // The level is eliminated, then the two slopes follow by Cramer's rule.
  const [sxx, sxy, syy] = [wxx - (wx * wx) / w, wxy - (wx * wy) / w, wyy - (wy * wy) / w];
  const [sxv, syv] = [wxv - (wx * wv) / w, wyv - (wy * wv) / w];
  const determinant = sxx * syy - sxy * sxy;
  const along = (sxv * syy - syv * sxy) / determinant;
  const down = (syv * sxx - sxv * sxy) / determinant;
  return [(wv - along * wx - down * wy) / w, along, down];
}
