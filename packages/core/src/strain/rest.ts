import { openFlow } from '../flow/farneback.ts';
import type { FlowParameters } from '../flow/parameters.ts';
import { type NoiseFloorParameters, noiseFloor, rootMeanSquare } from './noise-floor.ts';
import type { StrainReference } from './series.ts';
import { strainMagnitude } from './tensor.ts';

/** A face at rest: what `baseline` strain is measured against, and what is noise in both measures. */
export interface Rest {
  /** The median of the frames, pixel by pixel: a blink or a twitch in less than half of them leaves no trace. */
  readonly grey: Uint8Array;
  readonly floors: Readonly<Record<StrainReference, number>>;
}

/**
 * Measures a face at rest from registered frames in which it is still: their median, and the floors of noise, which are the
 * root-mean-square strain between successive frames and between each frame and the median. A face that moves there
 * raises the floors and hides strain as weak as its own: name an interval in which it is still.
 *
 * @param greys `width * height` grey values of each frame, in order, equally far apart in time as those to be measured
 * @param face places of the pixels of the face
 * @throws WinceError `no-noise-reference` for fewer than two frames where the parameters name no floor
 */
export function measureRest(
  greys: readonly Uint8Array[],
  options: {
    readonly width: number;
    readonly height: number;
    readonly flow: FlowParameters;
    readonly noise: NoiseFloorParameters;
    readonly face: Int32Array;
  },
): Rest {
  const { width, height, flow, noise, face } = options;
  const grey = medianPicture(greys);
  if (noise.removal === 'none') return { grey, floors: { previous: 0, baseline: 0 } };
  const workspace = openFlow({ width, height, parameters: flow });
  const median = workspace.newPicture();
  workspace.expand(grey, median);
  let before = workspace.newPicture();
  let now = workspace.newPicture();
  const field = workspace.newField();
  const map = new Float32Array(width * height);
  const level = (from: typeof before): number => {
    workspace.flow(from, now, field);
    strainMagnitude(field, map);
    return rootMeanSquare(map, face);
  };
  const previous: number[] = [];
  const baseline: number[] = [];
  greys.forEach((frame, i) => {
    workspace.expand(frame, now);
    if (i > 0) previous.push(level(before));
    baseline.push(level(median));
    [before, now] = [now, before];
  });
  return {
    grey,
    floors: {
      previous: noiseFloor(previous, noise),
      baseline: noiseFloor(greys.length > 1 ? baseline : [], noise),
    },
  };
}

function medianPicture(greys: readonly Uint8Array[]): Uint8Array {
  if (greys.length === 0) throw new RangeError('a face at rest needs a frame');
  const own = new Uint8Array(greys.length);
  return greys[0].map((_, i) => {
    for (let frame = 0; frame < greys.length; frame++) own[frame] = greys[frame][i];
    own.sort();
    const half = own.length >> 1;
    return own.length % 2 === 1 ? own[half] : (own[half - 1] + own[half]) >> 1;
  });
}
