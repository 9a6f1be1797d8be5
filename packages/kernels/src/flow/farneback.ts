import type { Form } from '../form.ts';
import { enlargeLoops, openEnlarger } from './enlarge.ts';
import { openEquations, type Planes } from './equations.ts';
import { equationsLoop } from './equations-loop.ts';
import { newPolynomials, openExpansion, type PolynomialExpansion, type Polynomials } from './expansion.ts';
import { expansionLoops } from './expansion-loops.ts';
import { repeatEnds, weighLines } from './line-loops.ts';
import { type FlowMemory, openFlowMemory, roundUpToFour, WORD } from './memory.ts';
import type { FlowParameters } from './parameters.ts';
import { openShrinker, roundHalfToEven, type Shrinker, weighPlaces } from './shrink.ts';
import { openWindowSolver } from './window.ts';
import { windowLoops } from './window-loops.ts';

/** How far each pixel moved to the right (`u`) and down (`v`), in pixels; `width * height` values each. */
export interface FlowField {
  readonly width: number;
  readonly height: number;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/**
 * A picture as the flow needs it: its polynomials at each level of the pyramid, the picture itself first. They lie in the
 * workspace that made it, and are of use there alone.
 */
export interface ExpandedPicture {
  readonly levels: readonly Polynomials[];
}

/** Dense optical flow between pictures of one size. Holds its buffers: a pair costs no allocation. */
export interface FlowWorkspace {
  readonly form: Form;
  readonly width: number;
  readonly height: number;
  /** Room for a picture's polynomials, to be filled by `expand` as often as wanted: it is kept as long as the workspace. */
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
  readonly field: Planes;
  /** Improves the field so many times. */
  readonly estimate: (previous: Polynomials, next: Polynomials, field: Planes) => void;
}

/**
 * Dense optical flow by polynomial expansion, from the coarsest level of a pyramid to the picture itself.
 *
 * @source Farneback 2003, Two-frame motion estimation based on polynomial expansion, doi:10.1007/3-540-45103-X_50;
 * pyramid, blur and rim weights as in OpenCV's `calcOpticalFlowFarneback`, with which it agrees. It is computed in
 * WebAssembly, four pixels to an instruction, or in plain TypeScript where there is none, and gives the same bits on every
 * machine and in both forms.
 * @throws RangeError for a picture without pixels
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
  /** Asks for plain TypeScript, which is slower. */
  readonly plain?: boolean;
}): FlowWorkspace {
  const { width, height, parameters } = options;
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new RangeError(
      `optical flow needs a width and a height of at least 1 pixel, not ${width} x ${height}`,
    );
  }
  const loops = [
    ...[repeatEnds, weighLines, weighPlaces, equationsLoop],
    ...expansionLoops(parameters.neighbourhood),
    ...windowLoops(parameters),
    ...enlargeLoops,
  ];
  const memory = openFlowMemory(loops, options.plain);
  const line = roundUpToFour(width);
  const source = memory.room(line * height);
  const levels = levelScales(width, height, parameters).map((scale): Level => {
    const size = { width: roundHalfToEven(width * scale), height: roundHalfToEven(height * scale) };
    return {
      shrinker: openShrinker(memory, { width, height }, size, scale),
      expansion: openExpansion(memory, size.width, size.height, parameters.neighbourhood, parameters.sigma),
      field: newPlanes(memory, size.width, size.height),
      estimate: openEstimate(memory, size.width, size.height, parameters),
    };
  });
  const enlarge = levels.map((level, i) => {
    const above = levels[i + 1]?.shrinker;
    return above && openEnlarger(memory, above, level.shrinker, 1 / parameters.pyramidScale);
  });
  return {
    form: memory.form,
    width,
    height,
    newPicture: () => ({
      levels: levels.map(({ shrinker }) => newPolynomials(memory, shrinker.width, shrinker.height)),
    }),
    newField: () => ({
      width,
      height,
      u: new Float32Array(width * height),
      v: new Float32Array(width * height),
    }),
    expand(grey, into) {
      if (grey.length !== width * height) {
        throw new RangeError(
          `a picture of ${width} x ${height} has ${width * height} pixels, not ${grey.length}`,
        );
      }
      // About 0, where floats are finest: a polynomial without its constant does not see the difference.
      const values = memory.floatsAt(source, line * height);
      for (let y = 0, from = 0; y < height; y++) {
        for (let x = 0, to = y * line; x < width; x++) values[to++] = grey[from++] - 128;
      }
      levels.forEach(({ shrinker, expansion }, i) => {
        shrinker.shrink(source, expansion.picture);
        expansion.expand(into.levels[i]);
      });
    },
    flow(previous, next, out) {
      for (let i = levels.length - 1; i >= 0; i--) {
        const { field, estimate, shrinker } = levels[i];
        const up = enlarge[i];
        if (up) up(levels[i + 1].field, field);
        else for (const plane of [field.u, field.v]) planeAt(memory, plane, shrinker).fill(0);
        estimate(previous.levels[i], next.levels[i], field);
      }
      for (const plane of ['u', 'v'] as const) {
        const values = planeAt(memory, levels[0].field[plane], out);
        for (let y = 0; y < height; y++)
          out[plane].set(values.subarray(y * line, y * line + width), y * width);
      }
    },
  };
}

type Size = Pick<FlowField, 'width' | 'height'>;

function newPlanes(memory: FlowMemory, width: number, height: number): Planes {
  const plane = (): number => memory.room(roundUpToFour(width) * height);
  return { u: plane(), v: plane() };
}

function planeAt(memory: FlowMemory, address: number, { width, height }: Size): Float32Array {
  return memory.floatsAt(address, roundUpToFour(width) * height);
}

/**
 * Displacement by the change of polynomials: where a neighbourhood moves by d, b' = b - 2 A d, so a window's least
 * squares over A d = (b - b') / 2, with A the mean of both pictures' and b' read where the last estimate points, gives d.
 * A row's equations are made when the first window reaches it, from the field as the last estimate left it.
 *
 * @source Farneback 2003, doi:10.1007/3-540-45103-X_50, equations 6 to 12
 */
function openEstimate(
  memory: FlowMemory,
  width: number,
  height: number,
  parameters: FlowParameters,
): Level['estimate'] {
  const { window, iterations } = parameters;
  const reach = (window - 1) / 2;
  const step = WORD * roundUpToFour(width);
  const fillRow = openEquations(memory, width, height);
  const { rowAt, solve } = openWindowSolver(memory, width, height, parameters);
  return (previous, next, field) => {
    for (let i = 0; i < iterations; i++) {
      for (let y = -reach; y < height; y++) {
        const ahead = y + reach;
        if (ahead < height) fillRow(previous, next, field, ahead, rowAt(ahead));
        if (y >= 0) solve(y, field.u + y * step, field.v + y * step);
      }
    }
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
