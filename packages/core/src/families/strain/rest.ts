import type { FlowParameters } from '@wince/kernels';
import { openFlow } from '@wince/kernels';
import { medianInPlace } from '../../numbers/quantile.ts';
import { type NoiseFloorParameters, noiseFloor, rootMeanSquare } from './noise-floor.ts';
import type { StrainReference } from './series.ts';
import { openFlowSinceRest, type ShapedFace } from './since-rest.ts';
import { strainMagnitude } from './tensor.ts';

/**
 * The median of faces, pixel by pixel and landmark by landmark: a blink or a twitch in less than half of them leaves no trace.
 *
 * @throws RangeError for no faces
 */
export function medianFace(faces: readonly ShapedFace[]): ShapedFace {
  if (faces.length === 0) throw new RangeError('a face at rest needs a frame');
  const greys = faces.map(({ grey }) => grey);
  const landmarks = faces.map((face) => face.landmarks);
  return {
    grey: greys[0].map((_, i) => Math.floor(medianAt(greys, i))),
    landmarks: Float64Array.from(landmarks[0], (_, i) => medianAt(landmarks, i)),
  };
}

function medianAt(series: readonly ArrayLike<number>[], place: number): number {
  return medianInPlace(Float64Array.from(series, (face) => face[place]));
}

/**
 * What is noise in both measures, from registered frames in which a face is still: the root-mean-square strain between
 * successive frames, and between each frame and rest. A face that moves there raises the floors and hides strain as weak
 * as its own: name an interval in which it is still.
 *
 * @param frames in order, equally far apart in time as those to be measured
 * @param rest their median
 * @param options.pixels places of the pixels of the face
 * @throws WinceError `no-noise-reference` for fewer than two frames where the parameters name no floor
 */
export function restFloors(
  frames: readonly ShapedFace[],
  rest: ShapedFace,
  options: {
    readonly width: number;
    readonly height: number;
    readonly flow: FlowParameters;
    /** Pixels: see `openFlowSinceRest`. */
    readonly mesh: number;
    readonly noise: NoiseFloorParameters;
    readonly pixels: Int32Array;
  },
): Readonly<Record<StrainReference, number>> {
  const { width, height, flow, noise, pixels } = options;
  if (noise.removal === 'none') return { previous: 0, baseline: 0 };
  const workspace = openFlow({ width, height, parameters: flow });
  const sinceRest = openFlowSinceRest(workspace, options.mesh);
  sinceRest.setRest(rest);
  let before = workspace.newPicture();
  let now = workspace.newPicture();
  const field = workspace.newField();
  const map = new Float32Array(width * height);
  const level = (): number => {
    strainMagnitude(field, map);
    return rootMeanSquare(map, pixels);
  };
  const previous: number[] = [];
  const baseline: number[] = [];
  frames.forEach((frame, i) => {
    workspace.expand(frame.grey, now);
    if (i > 0) {
      workspace.flow(before, now, field);
      previous.push(level());
    }
    sinceRest.flow(frame, field);
    baseline.push(level());
    [before, now] = [now, before];
  });
  return {
    previous: noiseFloor(previous, noise),
    baseline: noiseFloor(frames.length > 1 ? baseline : [], noise),
  };
}
