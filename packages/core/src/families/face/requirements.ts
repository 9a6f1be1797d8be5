import { WinceError } from '../../errors.ts';
import type { RegisteredFace } from '../../face/registered-face.ts';
import type { GreyImage } from '../../image/image.ts';
import { type FaceRegion, regionOfPicture } from './face-region.ts';

/** Side in pixels of the registered grey picture that texture is computed on. */
export const TEXTURE_SIZE = 128;

/** Number of landmarks of the face mesh. */
const LANDMARKS = 468;

/**
 * The grey picture of a face, once it is known to be 128 x 128, or what of it shows one region.
 *
 * @throws WinceError `wrong-picture-size`.
 */
export function texturePicture(face: RegisteredFace, id: string, region?: FaceRegion): GreyImage {
  const { width, height, data } = face.grey;
  if (width !== TEXTURE_SIZE || height !== TEXTURE_SIZE || data.length !== width * height) {
    throw new WinceError(
      'wrong-picture-size',
      `The feature "${id}" needs a grey picture of ${TEXTURE_SIZE} x ${TEXTURE_SIZE} pixels, but got ${width} x ${height} with ${data.length} values.`,
      { hint: 'Give it the grey picture of a registered face.' },
    );
  }
  return region ? regionOfPicture(face.grey, region) : face.grey;
}

/**
 * The landmarks of a face, once they are known to be 468 pairs of finite numbers.
 *
 * @throws WinceError `bad-landmarks`.
 */
export function meshLandmarks(face: RegisteredFace, id: string): Float64Array {
  const { landmarks } = face;
  if (landmarks.length !== 2 * LANDMARKS) {
    throw new WinceError(
      'bad-landmarks',
      `The feature "${id}" needs ${LANDMARKS} landmarks (${2 * LANDMARKS} numbers), but got ${landmarks.length} numbers.`,
      { hint: 'Give it the landmarks of a registered face.' },
    );
  }
  const bad = landmarks.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new WinceError(
      'bad-landmarks',
      `Landmark ${bad >> 1} has ${bad % 2 === 0 ? 'x' : 'y'} = ${landmarks[bad]}: the feature "${id}" needs finite coordinates.`,
      { hint: 'Leave the picture out: its face was not found well enough to be measured.' },
    );
  }
  return landmarks;
}
