import type { RgbImage } from '../image/image.ts';
import {
  DETECTOR_SIZE,
  type Detection,
  decodeDetections,
  decodeFarDetections,
  FAR_DETECTOR_SIZE,
} from './blazeface.ts';
import type { LocatedFace, SearchParameters } from './located-face.ts';
import { placeLandmarks, unsteadiness } from './mesh.ts';
import type { FaceNetworks } from './networks.ts';
import { fitTemplate, registrationParameters } from './registration.ts';
import { applySimilarity, similarityScale } from './similarity.ts';
import { cutSquare, squareInSteps, squareToPicture, type TurnedSquare, wrapAngle } from './turned-square.ts';

/** A box of the detector in the picture, and how the face lies in it as far as the key points tell. */
export interface Candidate {
  readonly score: number;
  readonly box: TurnedSquare;
}

/** Which detector looks: the one for faces that are near, or the one that sees small ones, too. */
export type Reach = 'near' | 'far';

/** What a detector sees in a part of the picture, surest first as it decodes them. */
export async function detectIn(
  image: RgbImage,
  wanted: TurnedSquare,
  networks: FaceNetworks,
  { minimumCandidateScore, overlap, inSteps = false }: SearchParameters,
  reach: Reach = 'near',
): Promise<Candidate[]> {
  const size = reach === 'near' ? DETECTOR_SIZE : FAR_DETECTOR_SIZE;
  const frame = inSteps ? squareInSteps(wanted, size) : wanted;
  if (reach === 'near') {
    const output = await networks.detect(cutSquare(image, frame, DETECTOR_SIZE));
    const seen = decodeDetections(output, minimumCandidateScore, overlap);
    return seen.map((detection) => toPicture(detection, frame, DETECTOR_SIZE));
  }
  const output = await networks.detectFar?.(cutSquare(image, frame, FAR_DETECTOR_SIZE));
  if (!output) return [];
  const seen = decodeFarDetections(output, minimumCandidateScore, overlap);
  return seen.map((detection) => toPicture(detection, frame, FAR_DETECTOR_SIZE));
}

function toPicture(detection: Detection, frame: TurnedSquare, size: number): Candidate {
  const map = squareToPicture(frame, size);
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
 * where either says no. Where the detector does not know which way up the face is, the mesh decides; where either is not sure, a
 * second opinion is asked for.
 *
 * @param options `leastScore`: the score that the detector must reach on the face cut out upright; `reach`: which detector confirms it
 */
export async function followUp(
  image: RgbImage,
  candidate: Candidate,
  networks: FaceNetworks,
  parameters: SearchParameters,
  {
    leastScore = parameters.minimumScore,
    reach = 'near',
  }: { readonly leastScore?: number; readonly reach?: Reach } = {},
): Promise<LocatedFace | undefined> {
  const views = await turnUpright(image, candidate, networks, parameters, reach);
  const passable = views.length > 0 && views[0].score >= leastScore ? views : [];
  const faces: LocatedFace[] = [];
  for (const view of passable) {
    const frame = { ...view.box, side: view.box.side * parameters.boxMargin };
    const meshed = await placeLandmarks(image, frame, networks, {
      margin: parameters.landmarkMargin,
      passes: parameters.meshPasses,
    });
    if (meshed.confidence < parameters.minimumConfidence) continue;
    faces.push({ ...meshed, score: view.score, box: view.box });
  }
  const [first, second] = faces;
  if (!first) return undefined;
  const sure = first.score >= parameters.sureScore && first.confidence >= parameters.sureConfidence;
  if (!second && sure) return first;
  // A second opinion costs two runs of the mesh on each view.
  const margins = { margin: parameters.landmarkMargin, minimumConfidence: parameters.minimumConfidence };
  let best: { readonly face: LocatedFace; readonly merit: number } | undefined;
  for (const face of faces) {
    const moved = await unsteadiness(image, face, networks, margins);
    const merit = meritOf(face, moved);
    if (moved <= parameters.maximumUnsteadiness && merit > (best?.merit ?? Number.NEGATIVE_INFINITY))
      best = { face, merit };
  }
  return best?.face;
}

/** So much unsteadiness and misfit together, in eye distances, speak against a half-turn as much as the whole confidence for it. */
const MISFIT = 0.1;

/**
 * How much speaks for a face the way up that it was taken. Of faces taken upside down the landmarks move when the frame does (by 0.05
 * eye distances or more, where they move by 0.02 on the same faces taken upright), the mesh is less sure, or eyes and nose fit
 * the template badly.
 */
function meritOf({ score, confidence, landmarks }: LocatedFace, moved: number): number {
  return score + confidence - (moved + fitTemplate(landmarks, PLAIN_FIT).residual) / MISFIT;
}

const PLAIN_FIT = registrationParameters.parse({});

/** Beyond this the key points of a face cut out upright say that it was not: look again (radians). */
const ASKEW = (15 * Math.PI) / 180;
const ROUNDS = 3;

/**
 * The surest view of a candidate, upright or the other way up, and behind it the other one where the detector saw a face in
 * both and their scores are near each other; none where it sees a face in neither.
 */
export async function turnUpright(
  image: RgbImage,
  candidate: Candidate,
  networks: FaceNetworks,
  parameters: SearchParameters,
  reach: Reach = 'near',
): Promise<readonly Candidate[]> {
  let current = candidate;
  let rival: Candidate | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const seen: { readonly view: Candidate; readonly shown: number }[] = [];
    for (const turn of [0, Math.PI]) {
      const angle = current.box.angle + turn;
      const frame = { ...current.box, side: current.box.side * parameters.confirmationSide, angle };
      const views = await detectIn(image, frame, networks, parameters, reach);
      const view = views.find(({ box }) => samePlace(box, current.box));
      if (view) seen.push({ view, shown: angle });
    }
    if (seen.length === 0) return [];
    const [best, other] = seen.toSorted((a, b) => b.view.score - a.view.score);
    current = best.view;
    rival = other?.view;
    if (Math.abs(wrapAngle(best.view.box.angle - best.shown)) < ASKEW) break;
  }
  const near =
    rival !== undefined &&
    current.score - rival.score < parameters.nearTie &&
    Math.abs(wrapAngle(rival.box.angle - current.box.angle)) > Math.PI / 2;
  return rival && near ? [current, rival] : [current];
}
