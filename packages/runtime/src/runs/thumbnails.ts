import { drawLandmarks, type ExperimentSpecification, type RgbImage } from '@wince/core';
import type { Sharp } from 'sharp';
import { clipFaceKey, clipKey } from '../measure/clip-cache.ts';
import { cachedFace, faceKey } from '../measure/face-cache.ts';
import type { Store } from '../store/index.ts';

/** Pixels of a side in a report. */
const SIDE = 112;

/** Pixels of a side to which a blurred face is reduced: what is smaller is gone, and cannot be computed back. */
const BLURRED_SIDE = 8;

/** How a face is shown: as it is, blurred to 8 x 8 pixels, or as a drawing of its landmarks. */
export type ShownFace = 'kept' | 'blurred' | 'landmarks';

/** A row whose face is shown. */
export interface FaceRow {
  readonly sample: string;
  /** Of its file; null where none was read. */
  readonly sha256: string | null;
  /** Seconds of the recording at which the row begins and ends, null for the whole of it. */
  readonly start: number | null;
  readonly end: number | null;
  readonly isClip: boolean;
}

/**
 * The registered faces of some rows, small, for a report, as far as the store holds them. Rows whose features came from a table have none; of
 * clips no landmarks are kept, so that there is no drawing of them.
 */
export async function faceThumbnails(
  rows: readonly FaceRow[],
  store: Store,
  { face, clips }: Pick<ExperimentSpecification, 'face' | 'clips'>,
  look: ShownFace = 'kept',
): Promise<ReadonlyMap<string, RgbImage>> {
  const key = await faceKey(face);
  const keyOfClips = clipKey(face, clips);
  const thumbnails = new Map<string, RgbImage>();
  for (const { sample, sha256, isClip, ...part } of rows) {
    if (sha256 === null) continue;
    if (isClip) {
      const of = { of: 'recording', sha256, key: clipFaceKey(keyOfClips, part) } as const;
      const jpeg = look === 'landmarks' ? null : await store.get(of);
      const shown = jpeg && (await ofJpeg(jpeg, look));
      if (shown) thumbnails.set(sample, shown);
      continue;
    }
    const seen = await cachedFace(store, sha256, key);
    if (!seen || seen.status === 'no-face') continue;
    const { colour, landmarks } = seen.registered;
    thumbnails.set(
      sample,
      look === 'landmarks' ? drawLandmarks(landmarks, colour.width, SIDE) : await small(colour, look),
    );
  }
  return thumbnails;
}

/** @returns null for bytes that are no picture: they count as not there */
async function ofJpeg(jpeg: Uint8Array, look: ShownFace): Promise<RgbImage | null> {
  const { default: sharp } = await import('sharp');
  const pixels = await pixelsOf(sharp(jpeg)).catch(() => null);
  return pixels && look === 'blurred' ? small(pixels, look) : pixels;
}

async function small({ width, height, data }: RgbImage, look: ShownFace): Promise<RgbImage> {
  const { default: sharp } = await import('sharp');
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  if (look === 'kept') return pixelsOf(picture.resize(SIDE, SIDE));
  const few = await pixelsOf(picture.resize(BLURRED_SIDE, BLURRED_SIDE, { kernel: 'cubic' }));
  const coarse = sharp(few.data, { raw: { width: few.width, height: few.height, channels: 3 } });
  return pixelsOf(coarse.resize(SIDE, SIDE, { kernel: 'cubic' }));
}

async function pixelsOf(picture: Sharp): Promise<RgbImage> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
