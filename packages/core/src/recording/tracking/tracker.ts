import { type ChosenIn, chooseFace, countFaces } from '../../face/choose.ts';
import { eyeDistance } from '../../face/landmarks.ts';
import { locateFaces, locateFacesAtAngle, type Search } from '../../face/locate.ts';
import type { LocatedFace } from '../../face/located-face.ts';
import { frameOfLandmarks, type MeshedFace, placeLandmarks } from '../../face/mesh.ts';
import type { FaceNetworks } from '../../face/networks.ts';
import { fitTemplate } from '../../face/registration.ts';
import {
  applySimilarity,
  composeSimilarity,
  invertSimilarity,
  similarityScale,
} from '../../face/similarity.ts';
import type { RgbImage } from '../../image/image.ts';
import type { VideoFrame } from '../video-frame.ts';
import { comingBack } from './comeback.ts';
import { openCoveringWatch } from './covering/covering.ts';
import type { FaceLook } from './covering/look.ts';
import {
  ASK_FOR,
  areNear,
  type KnownFace,
  knownFace,
  type WhoseFace,
  whoComesBack,
  whoseFace,
} from './identity.ts';
import { lookAgain } from './look-again.ts';
import type { TrackingParameters } from './parameters.ts';
import { openLandmarkSmoother } from './smoothing.ts';
import { withFace, withoutFace } from './told-frame.ts';
import { boxOf, type Lost, type Track } from './track.ts';
import type { TrackedFrame } from './tracked-frame.ts';

/** Follows the face of one recording. */
export interface FaceTracker {
  /**
   * What became of the next frame. Registered pictures are made when they are first read: until then the result holds the
   * frame's picture, whose pixels must stay as they are.
   *
   * @throws RangeError for a time that does not rise
   */
  next(frame: VideoFrame): Promise<TrackedFrame>;
  /**
   * The same in two steps: places the face in the next frame, which waits for networks, and tells afterwards what became of the frame.
   * The face may be placed in the next frame between the two.
   *
   * @returns to be called once for each frame, in the order of the frames
   * @throws RangeError for a time that does not rise
   */
  place(frame: VideoFrame): Promise<() => TrackedFrame>;
  /** What the face of the newest track looks like with nothing before it, as far as it is known; undefined where it is not. */
  look(): FaceLook | undefined;
}

/**
 * Opens a tracker: the face is found once, then its landmarks are followed, one run of the mesh a frame. The detector looks
 * again every few seconds, and the face is searched for when the mesh loses its confidence, when the landmarks jump further
 * than a face can, and after a gap.
 *
 * There is one track at a time. Of several faces the chosen one stays the chosen one, by its place and, where another is near, by
 * its identity; another is chosen only when it is lost. A face that comes back soon where it was lost, or among several faces, goes
 * on with its number unless its identity is another one; any other gets the next.
 *
 * A frame's result depends on the frames before it alone.
 *
 * @param options `look`: what the subject looks like with nothing before the face, from reference intervals (the `look()` of a
 *   tracker that saw them); where there is none, each track learns its own. `shownWidth`: pixels across of the video as it is
 *   shown, where frames are smaller
 */
export function openFaceTracker(
  networks: FaceNetworks,
  parameters: TrackingParameters,
  { look, shownWidth }: { readonly look?: FaceLook; readonly shownWidth?: number } = {},
): FaceTracker {
  const { face: faceLimits, follow, detect, comeback, smoothing } = parameters;
  // Tiles would cost hundreds of runs a second: in a video a face must be large enough to be found in the whole picture.
  const searching = { ...faceLimits.locate, minimumTile: 0, inSteps: true };
  let track: Track | undefined;
  let lost: Lost | undefined;
  let tracks = 0;
  let newest = Number.NEGATIVE_INFINITY;
  let lastLook = Number.NEGATIVE_INFINITY;
  let lastSearch = Number.NEGATIVE_INFINITY;

  /** The track one frame on, or the reason why it ends here. */
  async function followed(from: Track, image: RgbImage, time: number): Promise<Track | string> {
    const gap = time - from.time;
    if (gap > follow.largestGap) return `no frame for ${gap.toFixed(2)} s`;
    const margin = faceLimits.locate.landmarkMargin;
    const before = from.face.landmarks;
    let face = await meshOnce(image, before, networks, margin);
    const unit = eyeDistance(before);
    if (distanceBetween(before, face.landmarks) > follow.settle * unit) {
      face = await meshOnce(image, face.landmarks, networks, margin);
    }
    if (!(face.confidence >= follow.minimumConfidence)) {
      return `the mesh lost the face: confidence ${face.confidence.toFixed(2)}, at least ${follow.minimumConfidence} is needed`;
    }
    const jump = distanceBetween(before, face.landmarks) / unit;
    if (!(jump <= follow.largestJump)) {
      return `the landmarks jumped by ${jump.toFixed(2)} eye distances, at most ${follow.largestJump} is allowed`;
    }
    const { toTemplate } = fitTemplate(face.landmarks, faceLimits.registration);
    const growth = similarityScale(from.toTemplate) / similarityScale(toTemplate);
    if (!(Math.max(growth, 1 / growth) <= follow.largestScale)) {
      return `the face grew by a factor of ${growth.toFixed(2)} in one frame`;
    }
    // What is left of the movement when that of the whole face is taken away.
    const carried = applySimilarity(composeSimilarity(invertSimilarity(toTemplate), from.toTemplate), before);
    const movement = distanceBetween(carried, face.landmarks) / unit;
    return { ...from, face: { ...face, movement }, toTemplate, time };
  }

  /** The detector's look at a track that is due for one, or the reason why it ends here. */
  async function confirmed(current: Track, image: RgbImage, time: number): Promise<Track | string> {
    const box = boxOf(current);
    const { score, others } = await lookAgain(image, box, networks, searching);
    const counted = others.filter(
      (other) => other.box.side >= faceLimits.choose.minimumRelativeSize * box.side,
    );
    const faces = 1 + counted.length;
    const isNear = counted.some((other) => areNear(box, other.box));
    let { doubted } = current;
    let asks = false;
    if (networks.identify && (isNear || faces !== current.faces || current.asks)) {
      const whose = await whoseIs(current, counted, image);
      doubted = whose.is === 'followed' && whose.surely ? null : (doubted ?? time);
      const since = doubted === null ? 0 : time - doubted;
      if (whose.is === 'nobody' && since >= detect.doubt) return whose.reason;
      asks = isNear || (doubted !== null && since < ASK_FOR);
      if (whose.is === 'other') return movedTo(counted[whose.other], current, { asks, faces, time });
    }
    if (score !== undefined) {
      const seen = { time, score, box, toTemplate: current.toTemplate };
      return { ...current, faces, asks, doubted, looked: time, seen };
    }
    const unseen = time - current.seen.time;
    if (unseen > detect.every + detect.doubt) {
      return `the detector has not confirmed the face for ${unseen.toFixed(1)} s`;
    }
    return { ...current, faces, asks, doubted, looked: time };
  }

  async function whoseIs(
    { known, face }: Track,
    others: readonly LocatedFace[],
    image: RgbImage,
  ): Promise<WhoseFace> {
    const followed = await known.distanceOf(image, face.landmarks);
    return whoseFace(followed, await distancesOf(known, others, image));
  }

  /** A track that had gone over to another person's face, back on its own. */
  function movedTo(
    face: LocatedFace,
    current: Track,
    { asks, faces, time }: Pick<Track, 'asks' | 'faces' | 'time'>,
  ): Track {
    const { toTemplate } = fitTemplate(face.landmarks, faceLimits.registration);
    const smoother = openLandmarkSmoother(smoothing, faceLimits.registration);
    const seen = { time, score: face.score, box: face.box, toTemplate };
    return { ...current, smoother, face, toTemplate, time, seen, looked: time, faces, asks, doubted: null };
  }

  function isDue({ seen, looked, asks }: Track, time: number): boolean {
    return time - looked >= (looked > seen.time || asks ? detect.doubtEvery : detect.every);
  }

  async function search(image: RgbImage, time: number): Promise<Search | undefined> {
    if (time - lastSearch >= detect.searchEvery) {
      lastSearch = time;
      lastLook = time;
      return locateFaces(image, networks, searching);
    }
    if (time - lastLook < detect.lookEvery) return undefined;
    lastLook = time;
    const angle = lost ? frameOfLandmarks(lost.landmarks, 1).angle : 0;
    return locateFacesAtAngle(image, angle, networks, searching);
  }

  function chosenOf(faces: readonly LocatedFace[], picture: ChosenIn): LocatedFace | undefined {
    const chosen = chooseFace(faces, faceLimits.choose, picture);
    return chosen < 0 ? undefined : faces[chosen];
  }

  /** The one of some faces that is the lost one. */
  async function cameBack(
    faces: readonly LocatedFace[],
    image: RgbImage,
    time: number,
  ): Promise<LocatedFace | undefined> {
    if (!lost || time - lost.time > comeback.seconds) return undefined;
    const near = comingBack(faces, lost, time, comeback);
    if (!networks.identify || (!near && faces.length === 1)) return near;
    const distances = await distancesOf(lost.known, faces, image);
    return faces[whoComesBack(distances, near ? faces.indexOf(near) : -1)];
  }

  async function begun(
    faces: readonly LocatedFace[],
    image: RgbImage,
    time: number,
  ): Promise<Track | undefined> {
    const back = await cameBack(faces, image, time);
    const { width, height } = image;
    const face = back ?? chosenOf(faces, { width, height, shownWidth });
    if (!face) return undefined;
    const { toTemplate } = fitTemplate(face.landmarks, faceLimits.registration);
    const { score, box } = face;
    const isCrowded = faces.some((other) => other !== face && areNear(box, other.box));
    return {
      number: back && lost ? lost.number : tracks++,
      smoother: openLandmarkSmoother(smoothing, faceLimits.registration),
      watch: back && lost ? lost.watch : openCoveringWatch(parameters.covering, look),
      face,
      toTemplate,
      time,
      seen: { time, score, box, toTemplate },
      looked: time,
      faces: countFaces(faces, face, faceLimits.choose),
      doubted: null,
      asks: isCrowded && networks.identify !== undefined,
      known: back && lost ? lost.known : knownFace(image, face.landmarks, networks, faceLimits.registration),
    };
  }

  const without = (time: number, found: Search | undefined) => {
    const frame = withoutFace(time, found, lost, parameters);
    return () => frame;
  };
  const place: FaceTracker['place'] = async ({ image, time }) => {
    if (!(time > newest)) throw new RangeError(`a frame at ${time} s follows one at ${newest} s`);
    newest = time;
    let detected = false;
    if (track) {
      let next = await followed(track, image, time);
      if (typeof next !== 'string' && isDue(next, time)) {
        detected = true;
        next = await confirmed(next, image, time);
      }
      if (typeof next === 'string') {
        const { number, time: seen, face, watch, known } = track;
        lost = { number, time: seen, landmarks: face.landmarks, watch, known, reason: next };
        track = undefined;
      } else {
        track = next;
      }
    }
    if (!track) {
      const found = await search(image, time);
      detected ||= found !== undefined;
      if (!found || found.faces.length === 0) return without(time, found);
      track = await begun(found.faces, image, time);
      if (!track) return without(time, found);
      lost = undefined;
    }
    const current = track;
    return () => withFace(image, current, detected, parameters);
  };
  return {
    place,
    next: async (frame) => (await place(frame))(),
    look: () => (track ?? lost)?.watch.look(),
  };
}

/** How far faces of a picture are from a known one, one after the other: a network runs one picture at a time. */
async function distancesOf(
  known: KnownFace,
  faces: readonly LocatedFace[],
  image: RgbImage,
): Promise<readonly (number | undefined)[]> {
  const distances: (number | undefined)[] = [];
  for (const { landmarks } of faces) distances.push(await known.distanceOf(image, landmarks));
  return distances;
}

async function meshOnce(
  image: RgbImage,
  about: Float64Array,
  networks: FaceNetworks,
  margin: number,
): Promise<MeshedFace> {
  return placeLandmarks(image, frameOfLandmarks(about, margin), networks, { margin, passes: 1 });
}

function distanceBetween(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 2) sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1]);
  return sum / (a.length / 2);
}
