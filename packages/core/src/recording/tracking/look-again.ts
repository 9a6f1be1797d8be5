import { detectIn, distinct, followUp, samePlace } from '../../face/candidates.ts';
import type { LocatedFace, SearchParameters } from '../../face/located-face.ts';
import type { FaceNetworks } from '../../face/networks.ts';
import { type TurnedSquare, wholePicture } from '../../face/turned-square.ts';
import type { RgbImage } from '../../image/image.ts';

/** What the detector sees where a face is followed. */
export interface SecondLook {
  /** The detector's score on the followed face; undefined where it sees no face there. */
  readonly score: number | undefined;
  /** Other faces of the picture, confirmed by the mesh. */
  readonly others: readonly LocatedFace[];
}

/**
 * Looks at a frame in which a face is already followed: whether the detector sees it too, and what other faces there are. One
 * run of the detector on the whole picture, turned as the face is; another on the face alone where the first does not show it;
 * and what it takes to confirm each other face.
 *
 * @param box the followed face as the detector would frame it
 */
export async function lookAgain(
  image: RgbImage,
  box: TurnedSquare,
  networks: FaceNetworks,
  parameters: SearchParameters,
): Promise<SecondLook> {
  const candidates = distinct(await detectIn(image, wholePicture(image, box.angle), networks, parameters));
  const seen = candidates.filter((candidate) => samePlace(candidate.box, box));
  let score = scoreOf(seen, parameters.minimumScore);
  if (score === undefined) {
    const about = { ...box, side: box.side * parameters.confirmationSide };
    const near = await detectIn(image, about, networks, parameters);
    score = scoreOf(
      near.filter((candidate) => samePlace(candidate.box, box)),
      parameters.minimumScore,
    );
  }
  const others: LocatedFace[] = [];
  for (const candidate of candidates.slice(0, parameters.maximumFaces)) {
    if ([box, ...others.map((other) => other.box)].some((known) => samePlace(known, candidate.box))) continue;
    const face = await followUp(image, candidate, networks, parameters);
    if (face && !samePlace(face.box, box) && !others.some((other) => samePlace(other.box, face.box))) {
      others.push(face);
    }
  }
  return { score, others };
}

function scoreOf(candidates: readonly { readonly score: number }[], least: number): number | undefined {
  const score = candidates.reduce((best, candidate) => Math.max(best, candidate.score), 0);
  return score >= least ? score : undefined;
}
