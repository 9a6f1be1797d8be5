import type { FaceNetworks } from '../../face/networks.ts';
import { type RegistrationParameters, registerFaceOnDemand } from '../../face/registration.ts';
import type { TurnedSquare } from '../../face/turned-square.ts';
import type { RgbImage } from '../../image/image.ts';

/**
 * Distances of identities: 1 less the cosine between what the network says of two faces. Measured with `faceres`: two pictures of
 * one adult, neutral and smiling, are 0.09 apart in the median and 0.27 at most; those of two adults 0.58 in the median and 0.28 at
 * least, of two infants 0.55 and 0.24. One in a hundred pairs of other people is nearer than 0.34, a fourth nearer than 0.5.
 */
const DISTANCE = {
  /** Two faces are one person's. */
  same: 0.34,
  /** They are not, whatever they express. */
  other: 0.5,
  /** So much nearer is a face that is taken in the place of another one. */
  nearer: 0.1,
};

/** Sides of the followed face's box between it and another face, less than which they may cross before the next look. */
const NEAR = 1.5;

/** A face as it was when its track began: what is known of whose it is. Nothing is computed before somebody asks. */
export interface KnownFace {
  /** How far a face is from it in identity; undefined where no network tells. */
  distanceOf(image: RgbImage, landmarks: Float64Array): Promise<number | undefined>;
}

/** @param image whose pixels must stay as they are as long as the face is known */
export function knownFace(
  image: RgbImage,
  landmarks: Float64Array,
  networks: FaceNetworks,
  registration: RegistrationParameters,
): KnownFace {
  const { identify } = networks;
  const identityOf = async (picture: RgbImage, about: Float64Array): Promise<Float32Array | undefined> =>
    identify?.(registerFaceOnDemand(picture, about, registration).face);
  let known: Promise<Float32Array | undefined> | undefined;
  return {
    async distanceOf(picture, about) {
      known ??= identityOf(image, landmarks);
      const [own, other] = [await known, await identityOf(picture, about)];
      return own && other && identityDistance(own, other);
    },
  };
}

/** 1 less the cosine between two identities, in [0, 2]. */
function identityDistance(a: Float32Array, b: Float32Array): number {
  let product = 0;
  let [ofA, ofB] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i] * b[i];
    ofA += a[i] ** 2;
    ofB += b[i] ** 2;
  }
  const length = Math.sqrt(ofA * ofB);
  return length > 0 ? 1 - product / length : 1;
}

/** Whether another face is so near to a followed one that they may cross. */
export function areNear(box: TurnedSquare, other: TurnedSquare): boolean {
  return Math.hypot(other.x - box.x, other.y - box.y) < NEAR * Math.max(box.side, other.side);
}

/** Seconds for which one goes on asking whose a face is that is not surely the known one. */
export const ASK_FOR = 10;

/**
 * Which face is that of a track: the one that is followed, surely or as far as is known, the so-manieth of the others, or none with
 * the reason why.
 */
export type WhoseFace =
  | { readonly is: 'followed'; readonly surely: boolean }
  | { readonly is: 'other'; readonly other: number }
  | { readonly is: 'nobody'; readonly reason: string };

/**
 * Tells by identity whether the followed face is still that of its track. A face that something covers looks like another person's for a while.
 *
 * @param followed its distance from the known face; where nobody tells the distance, place decides alone
 * @param others those of the other faces
 */
export function whoseFace(followed: number | undefined, others: readonly (number | undefined)[]): WhoseFace {
  if (followed === undefined) return { is: 'followed', surely: true };
  let best = -1;
  for (const [i, distance] of others.entries())
    if (distance !== undefined && (best < 0 || distance < (others[best] ?? 2))) best = i;
  const nearest = others[best] ?? 2;
  if (followed > DISTANCE.same && nearest <= DISTANCE.same && followed - nearest >= DISTANCE.nearer)
    return { is: 'other', other: best };
  if (followed <= DISTANCE.other) return { is: 'followed', surely: followed <= DISTANCE.same };
  return {
    is: 'nobody',
    reason: `the face is another person's: its identity has the distance ${followed.toFixed(2)}, at most ${DISTANCE.other} is allowed`,
  };
}

/**
 * Which of the found faces goes on with a track that was lost.
 *
 * @param distances of the faces from the known one
 * @param near the one that place tells; -1 for none
 * @returns its number; -1 for none
 */
export function whoComesBack(distances: readonly (number | undefined)[], near: number): number {
  let best = -1;
  for (const [i, distance] of distances.entries())
    if (distance !== undefined && distance < (distances[best] ?? DISTANCE.same)) best = i;
  if (distances.length > 1 && best >= 0) return best;
  const distance = distances[near];
  return distance !== undefined && distance > DISTANCE.other ? -1 : near;
}
