import { type RgbImage, resizeRgb } from '@wince/core';
import type { StoredPlane } from '@wince/kernels';
import type { VideoSample } from 'mediabunny';
import type { Size } from './size.ts';
import { storedPicture } from './stored-picture.ts';
import { type Turn, turnImage } from './turn.ts';

/** Where the rows of a channel stand among copied bytes. */
interface Layout {
  readonly offset: number;
  readonly stride: number;
}

/** Whether the browser hands out luma and colour differences of a frame, and not colours that it has made itself. */
export function givesPlanes({ format }: Pick<VideoSample, 'format'>): boolean {
  return format !== null && !isRgb(format);
}

/**
 * A frame that the browser decoded as a picture, as `storedPicture` makes it. Of a frame in memory of the graphics card, or of one that
 * is stored as R, G and B, the browser's own colours are taken.
 *
 * @param size as it is shown
 * @param matrix that the file names; null where it names none. What the frame says is no answer: browsers fill in BT.709
 */
export async function samplePicture(
  sample: VideoSample,
  size: Size,
  turn: Turn,
  matrix: string | null,
): Promise<RgbImage> {
  const { codedWidth: width, codedHeight: height, colorSpace } = sample;
  // A frame in memory of the graphics card has no format of its own: the browser converts it.
  const format = sample.format ?? 'RGBA';
  const options = sample.format === null ? { format: 'RGBA' as const } : {};
  const bytes = new Uint8Array(sample.allocationSize(options));
  const layout = await sample.copyTo(bytes, options);
  if (isRgb(format)) {
    const [{ offset, stride }] = layout;
    const at = format.startsWith('B') ? [2, 1, 0] : [0, 1, 2];
    const planes = at.map(
      (channel): StoredPlane => ({
        ...{ data: bytes, first: offset + channel, stride, bytes: 1, step: 4, width, height },
      }),
    );
    return scaledAndTurned(interleaved(planes, 8), size, turn);
  }
  const bits = bitsOf(format);
  const planes = planesOf(format, bytes, layout, { width, height });
  const [luma, blue, red] = planes;
  if (matrix === 'rgb') return scaledAndTurned(interleaved([red, luma, blue], bits), size, turn);
  const colours = { bits, matrix, fullRange: colorSpace.fullRange ?? false };
  return storedPicture({ planes, ...colours }, size, turn);
}

const isRgb = (format: string) => format.includes('RGB') || format.includes('BGR');

function bitsOf(format: string): number {
  if (format.endsWith('P10')) return 10;
  return format.endsWith('P12') ? 12 : 8;
}

/** The three channels of a frame in a pixel format of WebCodecs; transparency is left out. */
function planesOf(
  format: string,
  data: Uint8Array,
  layout: readonly Layout[],
  { width, height }: Size,
): readonly [StoredPlane, StoredPlane, StoredPlane] {
  const [down, across] = format.includes('444') ? [1, 1] : format.includes('422') ? [1, 2] : [2, 2];
  const part = { width: Math.ceil(width / across), height: Math.ceil(height / down) };
  const bits = bitsOf(format);
  const bytes = bits > 8 ? 2 : 1;
  if (format === 'NV12') {
    const [luma, colours] = layout;
    const both = { data, stride: colours.stride, bytes: 1, step: 2, ...part } as const;
    return [
      { data, first: luma.offset, stride: luma.stride, bytes: 1, step: 1, width, height },
      { ...both, first: colours.offset },
      { ...both, first: colours.offset + 1 },
    ];
  }
  const plane = (channel: number): StoredPlane => {
    const { offset, stride } = layout[channel];
    const size = channel === 0 ? { width, height } : part;
    const own = data.subarray(offset, layout.at(channel + 1)?.offset);
    return stride < size.width * bytes
      ? withLastPixels(own, stride, { size, bytes, neutral: 2 ** (bits - 1) })
      : { data, first: offset, stride, bytes, step: 1, ...size };
  };
  return [plane(0), plane(1), plane(2)];
}

/**
 * mediabunny leaves out the last column and row of colours that stand for a single column and row of pixels: the ones
 * beside them stand for them then, or none where there are none.
 */
function withLastPixels(
  data: Uint8Array,
  stride: number,
  {
    size: { width, height },
    bytes,
    neutral,
  }: { readonly size: Size; readonly bytes: 1 | 2; readonly neutral: number },
): StoredPlane {
  const [columns, rows] = [stride / bytes, stride === 0 ? 0 : Math.floor(data.length / stride)];
  const padded = new Uint8Array(width * height * bytes);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += bytes) {
      const from = Math.min(y, rows - 1) * stride + Math.min(x, columns - 1) * bytes;
      for (let byte = 0; byte < bytes; byte++)
        padded[to + byte] = rows > 0 ? data[from + byte] : (neutral >> (8 * byte)) & 255;
    }
  }
  return { data: padded, first: 0, stride: width * bytes, bytes, step: 1, width, height };
}

/** R, G and B of planes of one size. */
function interleaved(planes: readonly StoredPlane[], bits: number): RgbImage {
  const [{ width, height }] = planes;
  const rgb = new Uint8Array(3 * width * height);
  for (const [channel, { data, first, stride, step, bytes }] of planes.entries()) {
    for (let y = 0, to = channel; y < height; y++) {
      for (let x = 0, at = first + y * stride; x < width; x++, at += step * bytes, to += 3)
        rgb[to] = bytes === 1 ? data[at] : (data[at] | (data[at + 1] << 8)) >> (bits - 8);
    }
  }
  return { width, height, data: rgb };
}

function scaledAndTurned(image: RgbImage, size: Size, turn: Turn): RgbImage {
  const { width, height } = turn.rotation % 180 === 0 ? size : { width: size.height, height: size.width };
  const isAsItIs = width === image.width && height === image.height;
  return turnImage(isAsItIs ? image : resizeRgb(image, width, height, 'area'), turn);
}
