import { registerMediabunnyServer } from '@mediabunny/server';
import type { RgbImage } from '@wince/core';
import { VideoSample } from 'mediabunny';

let registered = false;

/** Codecs that run on the processor alone: the same bytes on a machine with and without a graphics card. */
export function registerEncoders(): void {
  if (!registered) registerMediabunnyServer({ hardwareContext: null });
  registered = true;
}

/** A picture as an encoder takes it. The caller closes it. @param timestamp seconds @param duration seconds */
export function videoSample(
  { width, height, data }: RgbImage,
  timestamp: number,
  duration: number,
): VideoSample {
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0, j = 0; i < rgba.length; i += 4, j += 3) {
    rgba[i] = data[j];
    rgba[i + 1] = data[j + 1];
    rgba[i + 2] = data[j + 2];
    rgba[i + 3] = 255;
  }
  return new VideoSample(rgba, {
    format: 'RGBA',
    codedWidth: width,
    codedHeight: height,
    timestamp,
    duration,
  });
}

/** The colours of a {@link taggedSample}, for the container: players then need not guess them by the size of the picture. */
export const SAMPLE_COLOURS = {
  ...({ primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false } as const),
};

/**
 * A picture as an encoder takes it, with colours that are named: BT.709 in limited range, 4:2:0. The caller closes it.
 *
 * @param image of even sides
 */
export function taggedSample(image: RgbImage, timestamp: number, duration: number): VideoSample {
  const { width, height } = image;
  return new VideoSample(bt709Planes(image), {
    ...({ format: 'I420', codedWidth: width, codedHeight: height } as const),
    ...{ timestamp, duration, colorSpace: SAMPLE_COLOURS },
  });
}

/** ITU-R BT.709: weights of red and blue in luma. */
const [RED, BLUE] = [0.2126, 0.0722];

/** Luma, then both differences of colour at half the width and height, each the mean of four pixels. */
function bt709Planes({ width, height, data }: RgbImage): Uint8Array {
  const [across, down] = [width / 2, height / 2];
  const planes = new Uint8ClampedArray(width * height + 2 * across * down);
  const [blues, reds] = [width * height, width * height + across * down];
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let [blue, red] = [0, 0];
      for (const place of [0, 1, 2, 3]) {
        const to = (y + (place >> 1)) * width + x + (place & 1);
        const [r, g, b] = [data[3 * to], data[3 * to + 1], data[3 * to + 2]];
        const luma = RED * r + (1 - RED - BLUE) * g + BLUE * b;
        planes[to] = 16 + (219 / 255) * luma;
        blue += (b - luma) / (2 - 2 * BLUE);
        red += (r - luma) / (2 - 2 * RED);
      }
      const at = (y / 2) * across + x / 2;
      planes[blues + at] = 128 + (224 / 255 / 4) * blue;
      planes[reds + at] = 128 + (224 / 255 / 4) * red;
    }
  }
  return new Uint8Array(planes.buffer);
}
