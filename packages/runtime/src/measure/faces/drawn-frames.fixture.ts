import type { RgbImage, VideoFrame } from '@wince/core';

/**
 * A picture laid onto a larger one of one grey, as if a camera stood further off.
 *
 * @param parts pictures with the place of their left upper corner; a later one lies over those before
 */
export function placeOnCanvas(
  width: number,
  height: number,
  parts: readonly { readonly image: RgbImage; readonly left: number; readonly top: number }[],
): RgbImage {
  const data = new Uint8Array(width * height * 3).fill(110);
  for (const { image, left, top } of parts) {
    const from = Math.max(0, -left);
    const to = Math.min(image.width, width - left);
    for (let y = Math.max(0, -top); y < Math.min(image.height, height - top) && to > from; y++) {
      const row = image.data.subarray((y * image.width + from) * 3, (y * image.width + to) * 3);
      data.set(row, ((y + top) * width + left + from) * 3);
    }
  }
  return { width, height, data };
}

/** A picture in another light: every value times `share`. */
export function dimmed({ width, height, data }: RgbImage, share: number): RgbImage {
  return { width, height, data: data.map((value) => value * share) };
}

/** Pictures as frames of a video, `rate` a second from `start` on. */
export function asFrames(images: readonly RgbImage[], rate = 30, start = 0): VideoFrame[] {
  return images.map((image, i) => ({ time: start + i / rate, image }));
}
