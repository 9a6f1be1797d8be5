import type { RgbImage } from '../image/image.ts';
import { type Candidate, detectIn, distinct, followUp, type Reach, samePlace } from './candidates.ts';
import type { LocatedFace, SearchParameters } from './located-face.ts';
import type { FaceNetworks } from './networks.ts';
import { type TurnedSquare, wholePicture } from './turned-square.ts';

/** The faces of a picture, and how near the search came where there are none. */
export interface Search {
  /** The largest first. */
  readonly faces: readonly LocatedFace[];
  /** The highest score that any box reached in the whole picture, in [0, 1]; 0 where there was none. */
  readonly surestBox: number;
}

/** How the whole picture is shown to the detector: turned, and from how far away. */
interface View {
  readonly degrees: number;
  readonly zoom: number;
}

/** Views of the whole picture, stage by stage: a stage is entered where those before found nothing. */
const STAGES: readonly (readonly View[])[] = [
  [{ degrees: 0, zoom: 1 }],
  [90, 180, 270].map((degrees) => ({ degrees, zoom: 1 })),
  [45, 135, 225, 315].map((degrees) => ({ degrees, zoom: 1 })),
  // A face that fills the picture is larger than the detector expects: look from further away.
  [0, 90, 180, 270].map((degrees) => ({ degrees, zoom: 2 })),
];

/** How the whole picture is shown to the detector that sees small faces, too. */
const FAR_VIEWS: readonly View[] = [1, 2].flatMap((zoom) =>
  [0, 90, 180, 270].map((degrees) => ({ degrees, zoom })),
);

/**
 * Finds faces at any turn in the plane, with their landmarks.
 *
 * The detector sees faces that lie or stand on their head, but with a low score and key points that may be half a turn
 * off; and the mesh accepts a face upside down and puts a plausible one there. So a box is only a candidate: it is cut out
 * upright as its key points say, and the other way up, the detector looks at both, and the surer one counts. Where its key
 * points then still lie askew, this repeats. Only then the mesh runs.
 *
 * Where the first detector finds nothing in the whole picture, the one that sees small faces looks at it, then the first one looks
 * through tiles.
 *
 * @returns no faces, not an error, where none is found
 */
export async function locateFaces(
  image: RgbImage,
  networks: FaceNetworks,
  parameters: SearchParameters,
): Promise<Search> {
  let surestBox = 0;
  const refused: Candidate[] = [];
  const stages: readonly (readonly [readonly TurnedSquare[], Reach])[] = [
    ...STAGES.map((views) => [framesOf(image, views), 'near'] as const),
    [framesOf(image, FAR_VIEWS), 'far'],
    ...tiles(image, parameters).map((frames) => [frames, 'near'] as const),
  ];
  for (const [frames, reach] of stages) {
    const search = await searchFrames(image, frames, networks, parameters, reach);
    surestBox = Math.max(surestBox, search.surestBox);
    if (search.faces.length > 0) return { faces: search.faces, surestBox };
    if (reach === 'near') refused.push(...search.candidates);
  }
  // Nothing reached the score of a face. What came near may be one, if the mesh is sure of it and stays with it.
  for (const candidate of distinct(refused).slice(0, DOUBTFUL)) {
    const face = await followUp(image, candidate, networks, parameters, {
      leastScore: parameters.doubtfulScore,
    });
    if (face && face.confidence >= parameters.sureConfidence) return { faces: [face], surestBox };
  }
  return { faces: [], surestBox };
}

/** At most so many boxes are looked at again when no face was found. */
const DOUBTFUL = 4;

/**
 * As {@link locateFaces}, but the whole picture is looked at once, at one angle: for a video, where the next frame comes
 * soon.
 *
 * @param angle how faces are expected to be turned, in radians clockwise
 */
export async function locateFacesAtAngle(
  image: RgbImage,
  angle: number,
  networks: FaceNetworks,
  parameters: SearchParameters,
): Promise<Search> {
  return searchFrames(image, [wholePicture(image, angle)], networks, parameters, 'near');
}

function framesOf(image: RgbImage, views: readonly View[]): readonly TurnedSquare[] {
  return views.map(({ degrees, zoom }) => {
    const whole = wholePicture(image, (degrees * Math.PI) / 180);
    return { ...whole, side: whole.side * zoom };
  });
}

/**
 * Squares all over a large picture, each overlapping the next by half, at four turns: for faces that are too small for the
 * detector in the whole picture. First those of half its shorter side, then those of a quarter.
 */
function tiles(image: RgbImage, { minimumTile }: SearchParameters): readonly (readonly TurnedSquare[])[] {
  if (minimumTile === 0) return [];
  const shorter = Math.min(image.width, image.height);
  return [2, 4]
    .map((parts) => shorter / parts)
    .filter((side) => side >= minimumTile)
    .map((side) =>
      [0, 90, 180, 270].flatMap((degrees) =>
        middles(image.height, side).flatMap((y) =>
          middles(image.width, side).map((x) => ({ x, y, side, angle: (degrees * Math.PI) / 180 })),
        ),
      ),
    );
}

/** Where the middles of tiles lie along a length: from end to end, at most half a tile apart. */
function middles(length: number, side: number): readonly number[] {
  const steps = Math.ceil((2 * (length - side)) / side);
  return Array.from(
    { length: steps + 1 },
    (_, i) => (side - 1) / 2 + (steps === 0 ? 0 : (i * (length - side)) / steps),
  );
}

async function searchFrames(
  image: RgbImage,
  frames: readonly TurnedSquare[],
  networks: FaceNetworks,
  parameters: SearchParameters,
  reach: Reach,
): Promise<Search & { readonly candidates: readonly Candidate[] }> {
  const candidates: Candidate[] = [];
  for (const frame of frames) candidates.push(...(await detectIn(image, frame, networks, parameters, reach)));
  const surestBox = candidates.reduce((surest, { score }) => Math.max(surest, score), 0);
  const faces: LocatedFace[] = [];
  for (const candidate of distinct(candidates).slice(0, parameters.maximumFaces)) {
    if (faces.some((face) => samePlace(face.box, candidate.box))) continue;
    const face = await confirmed(image, candidate, networks, parameters, reach);
    if (face && !faces.some((other) => samePlace(other.box, face.box))) faces.push(face);
  }
  return { faces: faces.sort((a, b) => b.box.side - a.box.side), surestBox, candidates };
}

/**
 * The face of a candidate. What only the detector of small faces saw must hold under small shifts better than other faces, and where the
 * first detector does not see it upright either, the mesh must be sure of it.
 */
async function confirmed(
  image: RgbImage,
  candidate: Candidate,
  networks: FaceNetworks,
  parameters: SearchParameters,
  reach: Reach,
): Promise<LocatedFace | undefined> {
  if (reach === 'near') return followUp(image, candidate, networks, parameters);
  const steadier = { ...parameters, sureScore: 1, maximumUnsteadiness: parameters.maximumFarUnsteadiness };
  const face = await followUp(image, candidate, networks, steadier);
  if (face) return face;
  const far = await followUp(image, candidate, networks, steadier, { reach });
  return far && far.confidence >= parameters.sureConfidence ? far : undefined;
}
