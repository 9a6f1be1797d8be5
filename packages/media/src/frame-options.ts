import { WinceError } from '@wince/core';
import type { Size } from './size.ts';
import type { FrameOptions, SecondSize } from './video.ts';

/** Default of `maximumPixels`: 8192 x 4320, the largest frame of H.264 and HEVC at their highest level, 6.2. */
export const MAXIMUM_VIDEO_PIXELS = 8192 * 4320;

/**
 * Checks which frames are asked for: `start` of 0 s or more, `end` after `start`, `maximumSide`, or else both sides of `size`, a whole
 * number of pixels from 1, `rate` of more than 0 frames a second, and size and rate of a second picture in the same way. What is left out
 * is right.
 *
 * @throws WinceError `bad-frame-options` that names the option
 */
export function checkFrameOptions({ start = 0, end, maximumSide, size, rate, second }: FrameOptions): void {
  if (!(Number.isFinite(start) && start >= 0)) throw bad('start', start, 'a number of seconds, 0 or more');
  if (end !== undefined && !(end > start))
    throw bad('end', end, `a number of seconds greater than the start (${start})`);
  if (maximumSide !== undefined && !(Number.isInteger(maximumSide) && maximumSide > 0))
    throw bad('maximumSide', maximumSide, 'a whole number of pixels, 1 or more');
  if (size) checkSize('size', size);
  if (second) checkSize('second.size', second.size);
  if (size && maximumSide !== undefined)
    throw bad('size', `${size.width} x ${size.height}`, 'given without "maximumSide"');
  for (const [option, wanted] of [
    ['rate', rate],
    ['second.rate', second?.rate],
  ] as const)
    if (wanted !== undefined && !(wanted > 0))
      throw bad(option, wanted, 'a number of frames per second, more than 0');
}

function checkSize(option: string, { width, height }: Size): void {
  if (Number.isInteger(width) && width > 0 && Number.isInteger(height) && height > 0) return;
  throw bad(option, `${width} x ${height}`, 'two whole numbers of pixels, 1 or more');
}

function bad(option: string, value: number | string, needed: string): WinceError {
  return new WinceError('bad-frame-options', `The frame option "${option}" is ${value}.`, {
    hint: `It must be ${needed}.`,
  });
}

/**
 * The size at which stored frames are shown: pixels made square by enlarging the side that is too short, then turned.
 *
 * @param aspect width of a stored pixel over its height
 */
export function shownSize(stored: Size, aspect: number, rotation: 0 | 90 | 180 | 270): Size {
  const width = aspect > 1 ? Math.round(stored.width * aspect) : stored.width;
  const height = aspect < 1 ? Math.round(stored.height / aspect) : stored.height;
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** The largest size of the same shape whose longer side has at most so many pixels; never larger than it was. */
export function sizeWithin({ width, height }: Size, maximumSide = Number.POSITIVE_INFINITY): Size {
  const scale = Math.min(1, maximumSide / Math.max(width, height));
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  return { width: side(width), height: side(height) };
}

/** The size of the frames that are asked for, of frames that are shown at another. */
export function askedSize(
  shown: Size,
  { size, maximumSide }: Pick<FrameOptions, 'size' | 'maximumSide'>,
): Size {
  return size ?? sizeWithin(shown, maximumSide);
}

/** Says of each frame that is given, in the order of time, whether it has a second picture. */
export function secondThinning(second: SecondSize | undefined): (time: number) => boolean {
  return second ? thinning(second.rate) : () => false;
}

/**
 * Says of each frame, in the order of time, whether it is kept: of each period of 1 / rate, counted from time 0, the first.
 *
 * A time may lie a microsecond before the border of its period and count as behind it, as containers round times.
 */
export function thinning(rate: number | undefined): (time: number) => boolean {
  if (rate === undefined) return () => true;
  let last = Number.NEGATIVE_INFINITY;
  return (time) => {
    const period = Math.floor((time + 1e-6) * rate);
    if (period <= last) return false;
    last = period;
    return true;
  };
}

/** Where reading begins so that thinning keeps the same frames wherever the interval starts. In seconds. */
export function readingStart({ start = 0, rate, second }: FrameOptions): number {
  const period = (perSecond: number | undefined) => (perSecond === undefined ? 0 : 1 / perSecond);
  return Math.max(0, start - period(rate) - period(second?.rate));
}

/**
 * Whether the first frame lies so near to time 0 of the container, less than half a frame behind it, that time 0 stays where it is:
 * coders of sound that look ahead move pictures by some milliseconds.
 *
 * @param firstTime seconds @param frameRate null where the file says nothing
 */
export function startsAtZero(firstTime: number, frameRate: number | null): boolean {
  return firstTime >= 0 && frameRate !== null && firstTime < 0.5 / frameRate;
}
