import type { RgbImage } from '../image/image.ts';
import { DETECTOR_SIZE, type Detection, decodeDetections } from './blazeface.ts';
import type { LocatedFace, LocateParameters } from './located-face.ts';
import { placeLandmarks } from './mesh.ts';
import type { FaceNetworks } from './networks.ts';
import { applySimilarity, similarityScale } from './similarity.ts';
import { cutSquare, squareToPicture, type TurnedSquare, wrapAngle } from './turned-square.ts';

/** A box of the detector in the picture, and how the face lies in it as far as the key points tell. */
export interface Candidate {
  readonly score: number;
  readonly box: TurnedSquare;
}

/** What the detector sees in a part of the picture, surest first as it decodes them. */
export async function detectIn(
  image: RgbImage,
  frame: TurnedSquare,
  networks: FaceNetworks,
  { minimumCandidateScore, overlap }: LocateParameters,
): Promise<Candidate[]> {
  const output = await networks.detect(cutSquare(image, frame, DETECTOR_SIZE));
  return decodeDetections(output, minimumCandidateScore, overlap).map((detection) =>
    toPicture(detection, frame),
  );
}

function toPicture(detection: Detection, frame: TurnedSquare): Candidate {
  const map = squareToPicture(frame, DETECTOR_SIZE);
  const [x, y] = applySimilarity(map, [detection.x, detection.y]);
  const side = Math.max(detection.width, detection.height) * similarityScale(map);
  const [rightX, rightY, leftX, leftY] = detection.keypoints;
  const angle = wrapAngle(frame.angle + Math.atan2(leftY - rightY, leftX - rightX));
  return { score: detection.score, box: { x, y, side, angle } };
}

/** Candidates of several views, the surest of each place. */
export function distinct(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some((other) => samePlace(other.box, candidate.box))) kept.push(candidate);
  }
  return kept;
}

/** Whether two boxes are of one face: centres nearer than half the larger side. */
export function samePlace(a: TurnedSquare, b: TurnedSquare): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < Math.max(a.side, b.side) / 2;
}

/**
 * The face that a candidate stands for: confirmed by the detector on the face cut out upright, then by the mesh; undefined
 * where either says no.
 */
export async function followUp(
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

/** The surest view of a candidate, upright or the other way up; undefined where the detector sees it in neither. */
export async function turnUpright(
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
