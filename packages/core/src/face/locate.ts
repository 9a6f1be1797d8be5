import { z } from 'zod';
import type { RgbImage } from '../image/image.ts';
import { DETECTOR_SIZE, type Detection, decodeDetections } from './blazeface.ts';
import { cutFrame, type Frame, frameToPicture, wholeFrame, wrapAngle } from './frame.ts';
import { type MeshedFace, placeLandmarks } from './mesh.ts';
import type { FaceNetworks } from './networks.ts';
import { applySimilarity, similarityScale } from './similarity.ts';

/** How faces are looked for. */
export const locateParameters = z.strictObject({
  /** Boxes below this score are not looked at. */
  minimumCandidateScore: z.number().min(0).max(1).default(0.3),
  /** The score that the detector must reach on the face cut out upright. */
  minimumScore: z.number().min(0).max(1).default(0.6),
  /** The confidence of the mesh below which there is no face. */
  minimumConfidence: z.number().min(0).max(1).default(0.5),
  /** Boxes that share more than this part of their union are one face. */
  overlap: z.number().min(0).max(1).default(0.3),
  /** At most so many boxes, the best first, are followed up. */
  maximumFaces: z.int().min(1).default(8),
  /** The side of what the detector is shown to confirm a face, in sides of its box. */
  confirmationSide: z.number().min(1.5).default(4),
  /** The side of what the mesh is shown at first, in sides of the detector's box. */
  boxMargin: z.number().min(1).default(1.5),
  /** The side of what the mesh is shown later, in sides of the landmarks' bounding box. */
  landmarkMargin: z.number().min(1).default(1.5),
  /** Runs of the mesh on a face: each starts from the landmarks of the one before. */
  meshPasses: z.int().min(2).default(2),
});
export type LocateParameters = z.infer<typeof locateParameters>;

/** A face in a picture. */
export interface LocatedFace extends MeshedFace {
  /** The detector's score on the face cut out upright, in [0, 1]. */
  readonly score: number;
  /** The detector's box, turned with the face. */
  readonly box: Frame;
}

/** The faces of a picture, and how near the search came where there are none. */
export interface Search {
  /** The largest first. */
  readonly faces: readonly LocatedFace[];
  /** The highest score that any box reached in the whole picture, in [0, 1]; 0 where there was none. */
  readonly surestBox: number;
}

/** A box of the detector in the picture, and how the face lies in it as far as the key points tell. */
interface Candidate {
  readonly score: number;
  readonly box: Frame;
}

/** Angles at which the whole picture is searched, stage by stage: a stage is entered where those before found nothing. */
const STAGES: readonly (readonly { readonly degrees: number; readonly zoom: number }[])[] = [
  [{ degrees: 0, zoom: 1 }],
  [90, 180, 270].map((degrees) => ({ degrees, zoom: 1 })),
  [45, 135, 225, 315].map((degrees) => ({ degrees, zoom: 1 })),
  // A face that fills the picture is larger than the detector expects: look from further away.
  [0, 90, 180, 270].map((degrees) => ({ degrees, zoom: 2 })),
];

/**
 * Finds faces at any turn in the plane, with their landmarks.
 *
 * The detector sees faces that lie or stand on their head, but with a low score and key points that may be half a turn
 * off; and the mesh accepts a face upside down and puts a plausible one there. So a box is only a candidate: it is cut out
 * upright as its key points say, and the other way up, the detector looks at both, and the surer one counts. Where its key
 * points then still lie askew, this repeats. Only then the mesh runs.
 *
 * @returns no faces, not an error, where none is found
 */
export async function locateFaces(
  image: RgbImage,
  networks: FaceNetworks,
  parameters: LocateParameters,
): Promise<Search> {
  let surestBox = 0;
  for (const stage of STAGES) {
    const candidates: Candidate[] = [];
    for (const { degrees, zoom } of stage) {
      const whole = wholeFrame(image, (degrees * Math.PI) / 180);
      candidates.push(
        ...(await detectIn(image, { ...whole, side: whole.side * zoom }, networks, parameters)),
      );
    }
    for (const { score } of candidates) surestBox = Math.max(surestBox, score);
    const faces: LocatedFace[] = [];
    for (const candidate of distinct(candidates).slice(0, parameters.maximumFaces)) {
      if (faces.some((face) => samePlace(face.box, candidate.box))) continue;
      const face = await followUp(image, candidate, networks, parameters);
      if (face && !faces.some((other) => samePlace(other.box, face.box))) faces.push(face);
    }
    if (faces.length > 0) return { faces: faces.sort((a, b) => b.box.side - a.box.side), surestBox };
  }
  return { faces: [], surestBox };
}

async function detectIn(
  image: RgbImage,
  frame: Frame,
  networks: FaceNetworks,
  { minimumCandidateScore, overlap }: LocateParameters,
): Promise<Candidate[]> {
  const output = await networks.detect(cutFrame(image, frame, DETECTOR_SIZE));
  return decodeDetections(output, minimumCandidateScore, overlap).map((detection) =>
    toPicture(detection, frame),
  );
}

function toPicture(detection: Detection, frame: Frame): Candidate {
  const map = frameToPicture(frame, DETECTOR_SIZE);
  const [x, y] = applySimilarity(map, [detection.x, detection.y]);
  const side = Math.max(detection.width, detection.height) * similarityScale(map);
  const [rightX, rightY, leftX, leftY] = detection.keypoints;
  const angle = wrapAngle(frame.angle + Math.atan2(leftY - rightY, leftX - rightX));
  return { score: detection.score, box: { x, y, side, angle } };
}

/** Candidates of several views, the surest of each place. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some((other) => samePlace(other.box, candidate.box))) kept.push(candidate);
  }
  return kept;
}

/** Whether two boxes are of one face: centres nearer than half the larger side. */
function samePlace(a: Frame, b: Frame): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < Math.max(a.side, b.side) / 2;
}

async function followUp(
  image: RgbImage,
  candidate: Candidate,
  networks: FaceNetworks,
  parameters: LocateParameters,
): Promise<LocatedFace | undefined> {
  const upright = await turnUpright(image, candidate, networks, parameters);
  if (!upright || upright.score < parameters.minimumScore) return undefined;
  const frame = { ...upright.box, side: upright.box.side * parameters.boxMargin };
  const face = await placeLandmarks(image, frame, networks, {
    margin: parameters.landmarkMargin,
    passes: parameters.meshPasses,
  });
  if (face.confidence < parameters.minimumConfidence) return undefined;
  return { ...face, score: upright.score, box: upright.box };
}

/** Beyond this the key points of a face cut out upright say that it was not: look again (radians). */
const ASKEW = (15 * Math.PI) / 180;
const ROUNDS = 3;

async function turnUpright(
  image: RgbImage,
  candidate: Candidate,
  networks: FaceNetworks,
  parameters: LocateParameters,
): Promise<Candidate | undefined> {
  let current = candidate;
  for (let round = 0; round < ROUNDS; round++) {
    let best: Candidate | undefined;
    let shown = 0;
    for (const turn of [0, Math.PI]) {
      const angle = current.box.angle + turn;
      const frame = { ...current.box, side: current.box.side * parameters.confirmationSide, angle };
      for (const seen of await detectIn(image, frame, networks, parameters)) {
        if (samePlace(seen.box, current.box) && seen.score > (best?.score ?? 0)) {
          best = seen;
          shown = angle;
        }
      }
    }
    if (!best) return undefined;
    current = best;
    if (Math.abs(wrapAngle(best.box.angle - shown)) < ASKEW) break;
  }
  return current;
}
