import type { RgbImage } from '../image/image.ts';
import { type Candidate, detectIn, distinct, followUp, samePlace } from './candidates.ts';
import type { LocatedFace, LocateParameters } from './located-face.ts';
import type { FaceNetworks } from './networks.ts';
import { wholePicture } from './turned-square.ts';

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
    const search = await searchViews(image, stage, networks, parameters);
    surestBox = Math.max(surestBox, search.surestBox);
    if (search.faces.length > 0) return { faces: search.faces, surestBox };
  }
  return { faces: [], surestBox };
}

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
  parameters: LocateParameters,
): Promise<Search> {
  return searchViews(image, [{ degrees: (angle * 180) / Math.PI, zoom: 1 }], networks, parameters);
}

async function searchViews(
  image: RgbImage,
  views: readonly View[],
  networks: FaceNetworks,
  parameters: LocateParameters,
): Promise<Search> {
  const candidates: Candidate[] = [];
  for (const { degrees, zoom } of views) {
    const whole = wholePicture(image, (degrees * Math.PI) / 180);
    candidates.push(...(await detectIn(image, { ...whole, side: whole.side * zoom }, networks, parameters)));
  }
  const surestBox = candidates.reduce((surest, { score }) => Math.max(surest, score), 0);
  const faces: LocatedFace[] = [];
  for (const candidate of distinct(candidates).slice(0, parameters.maximumFaces)) {
    if (faces.some((face) => samePlace(face.box, candidate.box))) continue;
    const face = await followUp(image, candidate, networks, parameters);
    if (face && !faces.some((other) => samePlace(other.box, face.box))) faces.push(face);
  }
  return { faces: faces.sort((a, b) => b.box.side - a.box.side), surestBox };
}
