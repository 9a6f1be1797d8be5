import { WinceError } from '../errors.ts';
import { type DisplacementEstimator, type FlowField, openEstimator } from './displacement.ts';
import { openExpansion, type PolynomialExpansion, TERMS } from './expansion.ts';
import type { FlowParameters } from './parameters.ts';
import { linearPlace, openShrinker, roundHalfToEven, type Shrinker } from './shrink.ts';

/** A picture as the flow needs it: its polynomials at each level of the pyramid, the picture itself first. */
export interface ExpandedPicture {
  readonly levels: readonly Float32Array[];
}

/** Dense optical flow between pictures of one size. Holds its buffers: a pair costs no allocation. */
export interface FlowWorkspace {
  readonly width: number;
  readonly height: number;
  /** Room for a picture's polynomials, to be filled by `expand` as often as wanted. */
  newPicture(): ExpandedPicture;
  /** A field of the right size, all 0. */
  newField(): FlowField;
  /** Expands `width * height` grey values, 0 to 255. A frame is expanded once for all the pairs that it stands in. */
  expand(grey: Uint8Array | Float32Array, into: ExpandedPicture): void;
  /** Writes into `out` where each pixel of `previous` is found in `next`, as a displacement in pixels. */
  flow(previous: ExpandedPicture, next: ExpandedPicture, out: FlowField): void;
}

interface Level {
  readonly shrinker: Shrinker;
  readonly expansion: PolynomialExpansion;
  readonly estimator: DisplacementEstimator;
  readonly grey: Float32Array;
  /** Undefined at the picture itself, whose field is the caller's. */
  readonly field: FlowField | undefined;
}

/**
 * Dense optical flow by polynomial expansion, from the coarsest level of a pyramid to the picture itself.
 *
 * @source Farneback 2003, Two-frame motion estimation based on polynomial expansion, doi:10.1007/3-540-45103-X_50;
 * pyramid, blur and rim weights as in OpenCV's `calcOpticalFlowFarneback`, with which it agrees
 * @throws WinceError `bad-picture-size` for a picture without pixels
 * @example
 * const flow = openFlow({ width: 256, height: 256, parameters: flowParameters.parse({}) });
 * const [a, b, field] = [flow.newPicture(), flow.newPicture(), flow.newField()];
 * flow.expand(frame0, a);
 * flow.expand(frame1, b);
 * flow.flow(a, b, field); // field.u, field.v
 */
export function openFlow(options: {
  readonly width: number;
  readonly height: number;
  readonly parameters: FlowParameters;
}): FlowWorkspace {
  const { width, height, parameters } = options;
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new WinceError('bad-picture-size', `Optical flow needs pixels: ${width} x ${height} are none.`, {
      hint: 'Give a width and a height of at least 1 pixel.',
      status: 2,
    });
  }
  const source = new Float32Array(width * height);
  const levels = levelScales(width, height, parameters).map((scale, i): Level => {
    const [w, h] = [roundHalfToEven(width * scale), roundHalfToEven(height * scale)];
    return {
      shrinker: openShrinker(width, height, w, h, scale),
      expansion: openExpansion(w, h, parameters.neighbourhood, parameters.sigma),
      estimator: openEstimator(w, h, parameters),
      grey: new Float32Array(w * h),
      field: i === 0 ? undefined : emptyField(w, h),
    };
  });
  const enlarge = levels.map((level, i) => {
    const above = levels[i + 1]?.shrinker;
    return above && openEnlarger(above, level.shrinker, 1 / parameters.pyramidScale);
  });
  return {
    width,
    height,
    newPicture: () => ({
      levels: levels.map(({ grey }) => new Float32Array(grey.length * TERMS)),
    }),
    newField: () => emptyField(width, height),
    expand(grey, into) {
      if (grey.length !== source.length) {
        throw new RangeError(
          `a picture of ${width} x ${height} has ${source.length} pixels, not ${grey.length}`,
        );
      }
      source.set(grey);
      levels.forEach(({ shrinker, expansion, grey: shrunk }, i) => {
        shrinker.shrink(source, shrunk);
        expansion.expand(shrunk, into.levels[i]);
      });
    },
    flow(previous, next, out) {
      let coarser: FlowField | undefined;
      for (let i = levels.length - 1; i >= 0; i--) {
        const field = levels[i].field ?? out;
        const up = enlarge[i];
        if (up && coarser) up(coarser, field);
        else {
          field.u.fill(0);
          field.v.fill(0);
        }
        levels[i].estimator.estimate(previous.levels[i], next.levels[i], field);
        coarser = field;
      }
    },
  };
}

/** The scales of the pyramid's levels, from 1 down, without those that would be smaller than allowed. */
function levelScales(
  width: number,
  height: number,
  { levels, pyramidScale, smallest }: FlowParameters,
): number[] {
  const scales = [1];
  for (let i = 0, scale = pyramidScale; i < levels; i++, scale *= pyramidScale) {
    if (width * scale < smallest || height * scale < smallest) break;
    scales.push(scale);
  }
  return scales;
}

function emptyField(width: number, height: number): FlowField {
  return { width, height, u: new Float32Array(width * height), v: new Float32Array(width * height) };
}

type Size = Pick<FlowField, 'width' | 'height'>;

/** Reads a field at the resolution of a finer level, linearly at half-pixel centres, its vectors made longer alike. */
function openEnlarger(from: Size, to: Size, factor: number) {
  const places = (length: number, target: number) =>
    Array.from({ length: target }, (_, i) => linearPlace(i, length, target));
  const [across, down] = [places(from.width, to.width), places(from.height, to.height)];
  const left = Int32Array.from(across, ({ below }) => below);
  const right = Int32Array.from(left, (x) => Math.min(x + 1, from.width - 1));
  const share = Float64Array.from(across, (place) => place.share);
  const plane = (source: Float32Array, out: Float32Array): void => {
    for (let y = 0; y < to.height; y++) {
      const { below: rowAbove, share: downShare } = down[y];
      const p = rowAbove * from.width;
      const q = Math.min(rowAbove + 1, from.height - 1) * from.width;
      for (let x = 0, at = y * to.width; x < to.width; x++, at++) {
        const s = share[x];
        const topLeft = source[p + left[x]];
        const bottomLeft = source[q + left[x]];
        const top = topLeft + s * (source[p + right[x]] - topLeft);
        const bottom = bottomLeft + s * (source[q + right[x]] - bottomLeft);
        out[at] = (top + downShare * (bottom - top)) * factor;
      }
    }
  };
  return (source: FlowField, out: FlowField): void => {
    plane(source.u, out.u);
    plane(source.v, out.v);
  };
}
