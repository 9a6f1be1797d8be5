import { type Degradation, degrade, type FaceBounds, type RgbImage, type VideoFrame } from '@wince/core';
import type { PictureFace } from './face-cache.ts';

/** Rises when the same degradation gives other pixels. */
const VERSION = 1;

/** What a degraded picture depends on beside the picture and what its face depends on. */
export function degradedKey(degradation: Degradation): string {
  return JSON.stringify(['degraded', VERSION, degradation]);
}

/** A picture made worse. @param face of the picture as it is: what `covering` covers */
export function degradedPicture(
  image: RgbImage,
  degradation: Degradation,
  face: PictureFace,
): Promise<RgbImage> {
  return degradedImage(image, degradation, boundsOf(face));
}

/** Frames made worse, each by itself. A face that has not been looked for yet cannot be covered: `covering` leaves frames as they are. */
export async function* degradedFrames(
  frames: AsyncIterable<VideoFrame>,
  degradation: Degradation,
): AsyncGenerator<VideoFrame, void, undefined> {
  for await (const frame of frames)
    yield { ...frame, image: await degradedImage(frame.image, degradation, null) };
}

async function degradedImage(
  image: RgbImage,
  degradation: Degradation,
  face: FaceBounds | null,
): Promise<RgbImage> {
  if (degradation.kind !== 'compression') return degrade(image, degradation, face);
  const { default: sharp } = await import('sharp');
  const { width, height, data } = image;
  const quality = Math.min(100, Math.max(1, Math.round(100 - degradation.level)));
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  const decoded = await sharp(jpeg).raw().toBuffer();
  return { width, height, data: new Uint8Array(decoded) };
}

/** The box around the landmarks. */
function boundsOf(face: PictureFace): FaceBounds | null {
  if (!('landmarks' in face)) return null;
  const side = (offset: 0 | 1) => face.landmarks.filter((_, i) => i % 2 === offset);
  const [x, y] = [side(0), side(1)];
  return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
}
