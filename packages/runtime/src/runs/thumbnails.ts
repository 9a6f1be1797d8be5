import type { ExperimentSpecification } from '@wince/core';
import sharp from 'sharp';
import type { ExtractedRows } from '../experiments/extract-rows.ts';
import { clipFaceKey, clipKey } from '../measure/clip-features.ts';
import { cachedFace, faceKey } from '../measure/face-cache.ts';
import { faceParametersOf } from '../measure/faces/index.ts';
import { clipParametersOf } from '../measure/recording/parameters.ts';
import type { Cache } from '../store/index.ts';

/** Pixels of a side in a report. */
const SIDE = 112;

/**
 * The registered faces of some samples as small JPEG files, for a report. They are made of pixels alone, so nothing of a
 * picture's metadata can travel with them. Samples whose features came from a table have none.
 */
export async function faceThumbnails(
  samples: readonly string[],
  { rows }: ExtractedRows,
  cache: Cache,
  { face, clips }: Pick<ExperimentSpecification, 'face' | 'clips'>,
): Promise<ReadonlyMap<string, { readonly jpeg: Uint8Array }>> {
  const key = faceKey(faceParametersOf(face));
  const keyOfClips = clipKey(faceParametersOf(face), clipParametersOf(clips));
  const wanted = new Set(samples);
  const thumbnails = new Map<string, { jpeg: Uint8Array }>();
  for (const { name, found, sample } of rows) {
    if (!wanted.has(name) || found.sha256 === null) continue;
    if (found.clip) {
      const jpeg = await cache.readPicture(found.sha256, clipFaceKey(keyOfClips, sample));
      if (jpeg) thumbnails.set(name, { jpeg });
      continue;
    }
    const seen = await cachedFace(cache, found.sha256, key);
    if (!seen || seen.status === 'no-face') continue;
    const { width, height, data } = seen.registered.colour;
    const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
      .resize(SIDE, SIDE)
      .jpeg({ quality: 70 })
      .toBuffer();
    thumbnails.set(name, { jpeg });
  }
  return thumbnails;
}
