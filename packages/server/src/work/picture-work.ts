import { type RgbImage, WinceError } from '@wince/core';
import { decodePicture, openVideo } from '@wince/runtime';
import type { PictureTask } from './tasks.ts';

/** A small JPEG of a picture, or of the first frame of a clip from a moment on. Nothing but pixels of the file is in it. */
export async function pictureWork({ path, side, start }: PictureTask): Promise<Uint8Array> {
  return jpegOf(await imageAt(path, side, start), side);
}

/** A JPEG of pixels, with so many on its longer side at most. */
export async function jpegOf({ width, height, data }: RgbImage, side: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const raw = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  return raw.resize(side, side, { fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 85 }).toBuffer();
}

/** The pixels of a picture, or of the first frame of a video from a moment on. */
export async function imageAt(path: string, side: number, start: number | null): Promise<RgbImage> {
  if (start === null) return (await decodePicture(path)).image;
  const video = await openVideo(path);
  try {
    for await (const { image } of video.frames({ start, maximumSide: side })) return image;
  } finally {
    await video.close();
  }
  throw new WinceError('empty-interval', `${path} has no frame from second ${start} on.`, {
    hint: 'Compare the interval with the length of the recording.',
  });
}
