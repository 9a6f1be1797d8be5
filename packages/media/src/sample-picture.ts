import type { RgbImage } from '@wince/core';
import type { VideoSample } from 'mediabunny';
import { matrixOf, toRgb } from './colours.ts';
import { type Plane, resizePlane } from './planes.ts';
import type { Size } from './size.ts';
import { type Turn, turnImage } from './turn.ts';

/**
 * A decoded frame as a picture: scaled, converted by the matrix and range that it names, and turned. Planes are scaled before they are
 * converted, so that the work goes with the size of the picture.
 *
 * @param size as it is shown
 */
export async function samplePicture(sample: VideoSample, size: Size, turn: Turn): Promise<RgbImage> {
  const stored = turn.rotation % 180 === 0 ? size : { width: size.height, height: size.width };
  const { width, height } = stored;
  // A frame in memory of the graphics card has no format of its own: the browser converts it.
  const format = sample.format ?? 'RGBA';
  const options = sample.format === null ? { format: 'RGBA' as const } : {};
  const bytes = new Uint8Array(sample.allocationSize(options));
  const layout = await sample.copyTo(bytes, options);
  const planes = planesOf(format, bytes, layout, sample.codedWidth, sample.codedHeight);
  const [a, b, c] = planes.map((plane) => resizePlane(plane, width, height));
  const { matrix, fullRange } = sample.colorSpace;
  const data = isRgb(format)
    ? interleave(format.startsWith('B') ? [c, b, a] : [a, b, c])
    : matrix === 'rgb'
      ? interleave([c, a, b])
      : toRgb(a, b, c, matrixOf(matrix, sample.codedHeight), largestOf(format), fullRange ?? false);
  return turnImage({ width, height, data }, turn);
}

const isRgb = (format: string) => format.includes('RGB') || format.includes('BGR');

/** Largest value of a plane. */
function largestOf(format: string): number {
  if (format.endsWith('P10')) return 1023;
  return format.endsWith('P12') ? 4095 : 255;
}

/** The three channels of a frame in a pixel format of WebCodecs; transparency is left out. */
function planesOf(
  format: string,
  bytes: Uint8Array,
  layout: readonly { readonly offset: number; readonly stride: number }[],
  width: number,
  height: number,
): readonly Plane[] {
  if (isRgb(format)) {
    const [{ offset, stride }] = layout;
    return [0, 1, 2].map((channel) => ({
      data: bytes,
      first: offset + channel,
      stride,
      step: 4,
      width,
      height,
    }));
  }
  const [down, across] = format.includes('444') ? [1, 1] : format.includes('422') ? [1, 2] : [2, 2];
  const half = { width: Math.ceil(width / across), height: Math.ceil(height / down) };
  if (format === 'NV12') {
    const [luma, colours] = layout;
    return [
      { data: bytes, first: luma.offset, stride: luma.stride, step: 1, width, height },
      { data: bytes, first: colours.offset, stride: colours.stride, step: 2, ...half },
      { data: bytes, first: colours.offset + 1, stride: colours.stride, step: 2, ...half },
    ];
  }
  const words = largestOf(format) > 255;
  const data = words ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1) : bytes;
  return [0, 1, 2].map((channel) => {
    const first = layout[channel].offset >> (words ? 1 : 0);
    const stride = layout[channel].stride >> (words ? 1 : 0);
    const size = channel === 0 ? { width, height } : half;
    const end = (layout.at(channel + 1)?.offset ?? bytes.length) >> (words ? 1 : 0);
    return stride < size.width
      ? withLastPixels(data.subarray(first, end), stride, size, largestOf(format))
      : { data, first, stride, step: 1, ...size };
  });
}

/**
 * mediabunny leaves out the last column and row of colours that stand for a single column and row of pixels: the ones
 * beside them stand for them then, or none where there are none.
 */
function withLastPixels(
  data: Uint8Array | Uint16Array,
  stride: number,
  { width, height }: Size,
  largest: number,
): Plane {
  const rows = stride === 0 ? 0 : Math.floor(data.length / stride);
  const padded = new Uint16Array(width * height).fill((largest + 1) / 2);
  if (rows > 0) {
    for (let y = 0, to = 0; y < height; y++) {
      for (let x = 0; x < width; x++, to++)
        padded[to] = data[Math.min(y, rows - 1) * stride + Math.min(x, stride - 1)];
    }
  }
  return { data: padded, first: 0, stride: width, step: 1, width, height };
}

function interleave(channels: readonly Float32Array[]): Uint8Array {
  const rgb = new Uint8ClampedArray(channels[0].length * 3);
  for (const [channel, values] of channels.entries()) {
    for (let i = 0, at = channel; i < values.length; i++, at += 3) rgb[at] = values[i];
  }
  return new Uint8Array(rgb.buffer);
}
