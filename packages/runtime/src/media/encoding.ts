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
