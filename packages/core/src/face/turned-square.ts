import type { RgbImage } from '../image/image.ts';
import { warpRgb } from '../image/warp.ts';
import { inSteps, powerOfTwoNear, type Similarity, similarityToAffine } from './similarity.ts';

/** A square that lies in a picture at an angle: what a network is shown of it. */
export interface TurnedSquare {
  /** The centre, in pixels of the picture. */
  readonly x: number;
  readonly y: number;
  /** The length of a side, in pixels of the picture. */
  readonly side: number;
  /** The direction of the upper side, from left to right, in radians clockwise from the picture's x axis. */
  readonly angle: number;
}

/** The map from the pixels of a `size` x `size` copy of the frame to the pixels of the picture. */
export function squareToPicture(frame: TurnedSquare, size: number): Similarity {
  const scale = frame.side / size;
  const a = scale * Math.cos(frame.angle);
  const b = scale * Math.sin(frame.angle);
  const middle = (size - 1) / 2;
  return { a, b, x0: frame.x - (a - b) * middle, y0: frame.y - (a + b) * middle };
}

/** Steps of an angle, in radians: half a degree. */
const ANGLE_STEP = 2 ** -7;

/**
 * A square in whole steps: of about a pixel of its copy, as a power of two, and of half a degree. Landmarks differ in their last digits from one machine to
 * the next, as networks round otherwise there. In steps the copy is the same, and so is what a network sees in it; without, some of its
 * pixels would differ by a level, the landmarks by hundredths of a pixel, and in a video whatever follows from them more and more.
 *
 * @param size of the copy, in pixels
 */
export function squareInSteps({ x, y, side, angle }: TurnedSquare, size: number): TurnedSquare {
  const step = powerOfTwoNear(side / size);
  return {
    ...{ x: inSteps(x, step), y: inSteps(y, step), side: inSteps(side, step) },
    angle: inSteps(angle, ANGLE_STEP),
  };
}

/** The corners of a frame as x, y pairs in pixels of the picture: upper left, upper right, lower right, lower left. */
export function squareCorners({ x, y, side, angle }: TurnedSquare): readonly number[] {
  const along = (side / 2) * Math.cos(angle);
  const across = (side / 2) * Math.sin(angle);
  return [
    x - along + across,
    y - across - along,
    x + along + across,
    y + across - along,
    x + along - across,
    y + across + along,
    x - along - across,
    y - across + along,
  ];
}

/** The frame's part of the picture, upright, `size` x `size` pixels; black where the frame leaves the picture. */
export function cutSquare(image: RgbImage, frame: TurnedSquare, size: number): RgbImage {
  return warpRgb(image, similarityToAffine(squareToPicture(frame, size)), size, size, 0);
}

/** The smallest upright-or-turned square about the picture's centre that holds all of it. */
export function wholePicture(
  image: { readonly width: number; readonly height: number },
  angle: number,
): TurnedSquare {
  const cos = Math.abs(Math.cos(angle));
  const sin = Math.abs(Math.sin(angle));
  const side = Math.max(cos * image.width + sin * image.height, sin * image.width + cos * image.height);
  return { x: (image.width - 1) / 2, y: (image.height - 1) / 2, side, angle };
}

/** An angle in (-pi, pi]. */
export function wrapAngle(angle: number): number {
  const turned = angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
  return turned <= -Math.PI ? turned + 2 * Math.PI : turned;
}
