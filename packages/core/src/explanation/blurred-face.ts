import type { RegisteredFace } from '../face/registered-face.ts';
import { COLOUR_SIZE, COLOUR_TO_GREY } from '../face/template.ts';
import { degrade } from '../image/degrade.ts';

/** Standard deviation of the blur, % of the side of the colour face: 18 of 224 pixels, more than an eye is high. */
const BLUR = 8;

const known = new WeakMap<RegisteredFace, RegisteredFace>();

/**
 * A face without its features: both pictures under a strong Gaussian blur. What is taken out of a face is replaced by it: light, skin and
 * the frame of the face stay, so that the picture stays near those that a model knows.
 */
export function blurredFace(face: RegisteredFace): RegisteredFace {
  const before = known.get(face);
  if (before) return before;
  const blurred = blur(face);
  known.set(face, blurred);
  return blurred;
}

function blur({ colour, grey, landmarks }: RegisteredFace): RegisteredFace {
  const { a: scale } = COLOUR_TO_GREY;
  const rgb = new Uint8Array(grey.data.length * 3);
  grey.data.forEach((value, i) => {
    rgb.fill(value, 3 * i, 3 * i + 3);
  });
  // The same blur of the same face: the grey picture shows it at another scale.
  const level = (BLUR * COLOUR_SIZE * scale) / grey.width;
  const soft = degrade({ ...grey, data: rgb }, { kind: 'blur', level }, null);
  return {
    colour: degrade(colour, { kind: 'blur', level: BLUR }, null),
    grey: { ...grey, data: grey.data.map((_, i) => soft.data[3 * i]) },
    landmarks,
  };
}

/**
 * A mixture of a face and its blurred version.
 *
 * @param shown how much of the face is shown at a place, in [0, 1]: x and y in pixels of the 224 x 224 picture
 */
export function partlyShown(
  face: RegisteredFace,
  blurred: RegisteredFace,
  shown: (x: number, y: number) => number,
): RegisteredFace {
  const { a: scale, x0, y0 } = COLOUR_TO_GREY;
  const colour = new Uint8Array(face.colour.data.length);
  const { width } = face.colour;
  for (let pixel = 0, at = 0; at < colour.length; pixel++) {
    const share = shown(pixel % width, Math.floor(pixel / width));
    for (let c = 0; c < 3; c++, at++)
      colour[at] = mixed(face.colour.data[at], blurred.colour.data[at], share);
  }
  const grey = face.grey.data.map((value, pixel) => {
    const [x, y] = [pixel % face.grey.width, Math.floor(pixel / face.grey.width)];
    return mixed(value, blurred.grey.data[pixel], shown((x - x0) / scale, (y - y0) / scale));
  });
  return {
    colour: { ...face.colour, data: colour },
    grey: { ...face.grey, data: grey },
    landmarks: face.landmarks,
  };
}

function mixed(value: number, other: number, share: number): number {
  return Math.round(share * value + (1 - share) * other);
}
