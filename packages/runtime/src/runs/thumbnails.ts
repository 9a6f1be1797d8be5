import type { ExperimentSpecification, RgbImage } from '@wince/core';
import type { Sharp } from 'sharp';
import type { ExtractedRows } from '../experiments/extract-rows.ts';
import { clipFaceKey, clipKey } from '../measure/clip-cache.ts';
import { cachedFace, faceKey } from '../measure/face-cache.ts';
import type { Store } from '../store/index.ts';

/** Pixels of a side in a report. */
const SIDE = 112;

/** The registered faces of some samples, small, for a report. Samples whose features came from a table have none. */
export async function faceThumbnails(
  samples: readonly string[],
  { rows }: ExtractedRows,
  store: Store,
  { face, clips }: Pick<ExperimentSpecification, 'face' | 'clips'>,
): Promise<ReadonlyMap<string, RgbImage>> {
  const { default: sharp } = await import('sharp');
  const key = await faceKey(face);
  const keyOfClips = clipKey(face, clips);
  const wanted = new Set(samples);
  const thumbnails = new Map<string, RgbImage>();
  for (const { name, found, sample } of rows) {
    if (!wanted.has(name) || found.sha256 === null) continue;
    if (found.clip) {
      const jpeg = await store.get({
        of: 'recording',
        sha256: found.sha256,
        key: clipFaceKey(keyOfClips, sample),
      });
      // An entry that is no picture counts as not there.
      const pixels = jpeg && (await pixelsOf(sharp(jpeg)).catch(() => null));
      if (pixels) thumbnails.set(name, pixels);
      continue;
    }
    const seen = await cachedFace(store, found.sha256, key);
    if (!seen || seen.status === 'no-face') continue;
    const { width, height, data } = seen.registered.colour;
    const colour = sharp(data, { raw: { width, height, channels: 3 } });
    thumbnails.set(name, await pixelsOf(colour.resize(SIDE, SIDE)));
  }
  return thumbnails;
}

async function pixelsOf(picture: Sharp): Promise<RgbImage> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
