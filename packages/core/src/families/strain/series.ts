import type { FlowParameters } from '@wince/kernels';
import { openFlow } from '@wince/kernels';
import { type AreaPixels, areaMeans } from './areas.ts';
import { type NoiseFloorParameters, removeNoise } from './noise-floor.ts';
import { openFlowSinceRest, type ShapedFace } from './since-rest.ts';
import { strainMagnitude } from './tensor.ts';

/** What strain is measured against: the frame before it (a rate) or the frame of rest (accumulated). */
export const STRAIN_REFERENCES = ['previous', 'baseline'] as const;
/** What strain is measured against: the frame before, or the face at rest. */
export type StrainReference = (typeof STRAIN_REFERENCES)[number];

/** Strain has no unit; against the frame before it is a rate. */
export const STRAIN_UNITS = { previous: '1/s', baseline: '1' } as const satisfies Record<
  StrainReference,
  string
>;

/** The mean strain of each area at one frame. */
export interface StrainSample {
  /** Seconds. */
  readonly time: number;
  /** Strain a second since the previous frame: peaks at onset and offset. Undefined at the first frame and after a gap. */
  readonly previous: Float64Array | undefined;
  /** Strain since the baseline frame: peaks at the apex. Undefined before there is a baseline, and in a gap. */
  readonly baseline: Float64Array | undefined;
}

/** Strain of one clip, frame by frame. */
export interface StrainSeries {
  /** Strain at each pixel in the pair measured last: since the baseline where there is one. Overwritten by the next. */
  readonly map: Float32Array;
  /** Makes a registered face the rest that `baseline` is measured against. */
  setBaseline(face: ShapedFace): void;
  /** The next frame, registered; undefined where there is no face: a gap. */
  push(face: ShapedFace | undefined, time: number): StrainSample;
}

/**
 * Measures strain between registered frames as they come; keeps two frames and the baseline, whatever the clip's length.
 *
 * @param options.floors of magnitude, by `restFloors`: taken from each map before its means and before it becomes a rate
 * @throws RangeError when times do not rise
 */
export function openStrainSeries(options: {
  readonly width: number;
  readonly height: number;
  readonly flow: FlowParameters;
  /** Pixels: see `openFlowSinceRest`. */
  readonly mesh: number;
  readonly areas: AreaPixels;
  readonly floors: Readonly<Record<StrainReference, number>>;
  readonly removal: NoiseFloorParameters['removal'];
}): StrainSeries {
  const { width, height, areas, floors, removal } = options;
  const workspace = openFlow({ width, height, parameters: options.flow });
  const sinceRest = openFlowSinceRest(workspace, options.mesh);
  let before = workspace.newPicture();
  let now = workspace.newPicture();
  const field = workspace.newField();
  const map = new Float32Array(width * height);
  let hasRest = false;
  let lastTime: number | undefined;
  let newest = Number.NEGATIVE_INFINITY;
  const measure = (floor: number, seconds: number): Float64Array => {
    strainMagnitude(field, map);
    removeNoise(map, floor, removal);
    const means = new Float64Array(areas.names.length);
    areaMeans(map, areas, means);
    for (let i = 0; i < means.length; i++) means[i] /= seconds;
    return means;
  };
  return {
    map,
    setBaseline(face) {
      sinceRest.setRest(face);
      hasRest = true;
    },
    push(face, time) {
      if (!(time > newest)) throw new RangeError(`a frame at ${time} s follows one at ${newest} s`);
      newest = time;
      if (!face) {
        lastTime = undefined;
        return { time, previous: undefined, baseline: undefined };
      }
      workspace.expand(face.grey, now);
      let previous: Float64Array | undefined;
      if (lastTime !== undefined) {
        workspace.flow(before, now, field);
        previous = measure(floors.previous, time - lastTime);
      }
      let baseline: Float64Array | undefined;
      if (hasRest) {
        sinceRest.flow(face, field);
        baseline = measure(floors.baseline, 1);
      }
      [before, now] = [now, before];
      lastTime = time;
      return { time, previous, baseline };
    },
  };
}
