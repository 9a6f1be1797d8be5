import {
  type AreaPixels,
  areaMeans,
  type ClipParameters,
  COLOUR_TO_GREY,
  composeSimilarity,
  type FaceTracker,
  faceAreas,
  GREY_SIZE,
  medianFace,
  openStrainSeries,
  type ShapedFace,
  type Similarity,
  STRAIN_REFERENCES,
  type StrainReference,
  strainMagnitude,
} from '@wince/core';
import { shapedFace } from '@wince/observation';
import {
  buildHeadModel,
  type Clip,
  clipScene,
  type DrawnFrame,
  displacementBetween,
  drawFrame,
  FRAMES_PER_SECOND,
  registeredDisplacement,
  type Segment,
  type Subject,
} from '@wince/phantom';

/** Mean strain of each area at each time: measured by optical flow, and true. NaN where there is none. */
export interface StrainTrial {
  readonly subject: string;
  /** Seconds. */
  readonly times: readonly number[];
  readonly areas: readonly string[];
  readonly measured: StrainOverTime;
  readonly truth: StrainOverTime;
  /** What happens in the clip beside rest and sleep. */
  readonly expressions: readonly Segment[];
  /** The share of the frames whose face was used, in [0, 1]. */
  readonly used: number;
}

/** A row a time, a value an area. */
export type StrainOverTime = Readonly<Record<StrainReference, readonly Float64Array[]>>;

/** A frame whose face is used. */
interface Shot extends ShapedFace {
  readonly time: number;
  readonly frame: DrawnFrame;
  readonly toGrey: Similarity;
}

export interface StrainTrialOptions {
  /** Frames a second that are drawn, tracked and measured; a divisor of the phantom's 30. */
  readonly rate: number;
  /** Seconds at the beginning of the clip among which the frame of rest is chosen. */
  readonly rest: number;
  /** Seconds between which strain is measured. */
  readonly start: number;
  readonly end: number;
  readonly strain: Pick<ClipParameters['strain'], 'flow' | 'mesh'>;
}

/**
 * Draws a clip in memory, tracks its face, and measures strain beside its truth. The truth is the true displacement less the
 * same similarities that registered the frames, resampled at the pixels of the registered face, and its strain is computed
 * as that of a measured field. Both are averaged over the same pixels: those of an area that show skin at rest.
 *
 * @throws RangeError when no frame of rest has a face that is used
 */
export async function tryStrain(
  tracker: FaceTracker,
  subject: Subject,
  clip: Clip,
  { rate, rest: restSeconds, start, end, strain }: StrainTrialOptions,
): Promise<StrainTrial> {
  const model = buildHeadModel(subject);
  const shoot = async (index: number): Promise<Shot | undefined> => {
    const frame = drawFrame(model, clipScene(clip, index));
    const time = index / FRAMES_PER_SECOND;
    const { analysis, faults } = await tracker.next({ time, image: frame.image });
    if (analysis.status !== 'used' || faults.length > 0) return undefined;
    return {
      time,
      frame,
      ...shapedFace(analysis.registered),
      toGrey: composeSimilarity(COLOUR_TO_GREY, analysis.toTemplate),
    };
  };
  const every = FRAMES_PER_SECOND / rate;
  const calm: Shot[] = [];
  for (let index = 0; index < restSeconds * FRAMES_PER_SECOND; index += every) {
    const shot = await shoot(index);
    if (shot) calm.push(shot);
  }
  if (calm.length === 0) throw new RangeError(`no frame of rest of ${subject.id} has a face that is used`);
  const median = medianFace(calm);
  const rest = nearestTo(median.grey, calm);
  const areas = skinOf(faceAreas(rest.landmarks, GREY_SIZE, GREY_SIZE), rest);
  const series = openStrainSeries({
    ...{ width: GREY_SIZE, height: GREY_SIZE, flow: strain.flow, mesh: strain.mesh, areas },
    ...{ floors: { previous: 0, baseline: 0 }, removal: 'none' },
  });
  series.setBaseline(median);
  const nothing = new Float64Array(areas.names.length).fill(Number.NaN);
  const measured = newSeries();
  const truth = newSeries();
  const times: number[] = [];
  let before: Shot | undefined;
  let used = 0;
  for (let index = Math.round(start * FRAMES_PER_SECOND); index < end * FRAMES_PER_SECOND; index += every) {
    const time = index / FRAMES_PER_SECOND;
    const shot = await shoot(index);
    const sample = series.push(shot, time);
    times.push(time);
    for (const reference of STRAIN_REFERENCES) measured[reference].push(sample[reference] ?? nothing);
    truth.previous.push(shot && before ? trueStrain(before, shot, areas, time - before.time) : nothing);
    truth.baseline.push(shot ? trueStrain(rest, shot, areas, 1) : nothing);
    if (shot) used++;
    before = shot;
  }
  const expressions = clip.segments.filter(
    (segment) =>
      segment.condition !== 'rest' &&
      segment.condition !== 'sleep' &&
      segment.start >= start &&
      segment.end <= end,
  );
  const share = used / times.length;
  return { subject: subject.id, times, areas: areas.names, measured, truth, expressions, used: share };
}

function newSeries(): Record<StrainReference, Float64Array[]> {
  return { previous: [], baseline: [] };
}

/** The frame that differs least from the median of all, whose true displacements are known: not one with a blink or a twitch. */
function nearestTo(median: Uint8Array, shots: readonly Shot[]): Shot {
  const distances = shots.map(({ grey }) =>
    grey.reduce((sum, value, i) => sum + Math.abs(value - median[i]), 0),
  );
  return shots[distances.indexOf(Math.min(...distances))];
}

/** The pixels of areas where the frame of rest shows skin, and so has a true displacement. */
function skinOf({ names, pixels }: AreaPixels, rest: Shot): AreaPixels {
  const map = trueMap(rest, rest);
  return { names, pixels: pixels.map((area) => area.filter((i) => !Number.isNaN(map[i]))) };
}

function trueMap(from: Shot, to: Shot): Float32Array {
  const displacement = displacementBetween(from.frame, to.frame);
  const map = new Float32Array(GREY_SIZE * GREY_SIZE);
  strainMagnitude(registeredDisplacement(displacement, from.toGrey, to.toGrey, GREY_SIZE), map);
  return map;
}

function trueStrain(from: Shot, to: Shot, { names, pixels }: AreaPixels, seconds: number): Float64Array {
  const map = trueMap(from, to);
  const seen = pixels.map((area) => area.filter((i) => !Number.isNaN(map[i])));
  const means = new Float64Array(names.length);
  areaMeans(map, { names, pixels: seen }, means);
  return means.map((mean) => mean / seconds);
}
