import { z } from 'zod';
import { randomFrom } from '../numbers/random.ts';
import type { RgbImage } from './image.ts';

/** How a picture can be made worse, with the unit of the level. */
export const degradationKinds = {
  blur: 'standard deviation of a Gaussian, % of the shorter side',
  darkness: 'share of the light that is taken away',
  rotation: 'degrees clockwise',
  noise: 'standard deviation, grey levels of 255',
  covering: 'share of the height of the face that is covered, from the chin up',
  compression: 'JPEG quality taken away from 100',
  shift: '% of the width, to the right',
} as const;
/** The name of a way to make a picture worse. */
export type DegradationKind = keyof typeof degradationKinds;

/** One degradation: what is done, and how much of it. */
export const degradation = z.strictObject({
  kind: z.enum(['blur', 'darkness', 'rotation', 'noise', 'covering', 'compression', 'shift']),
  level: z.number().nonnegative(),
});
/** One degradation: what is done, and how much of it. */
export type Degradation = z.infer<typeof degradation>;

/** Where a face is in a picture, in pixels. */
export interface FaceBounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * A picture made worse. Noise is fixed by the picture's own content; what comes from beyond the border is the pixel at the border.
 *
 * @param face where the face is: what is covered; without one nothing is
 * @throws RangeError for `compression`, which needs an encoder
 */
export function degrade(image: RgbImage, { kind, level }: Degradation, face: FaceBounds | null): RgbImage {
  switch (kind) {
    case 'blur':
      return blurred(image, (level / 100) * Math.min(image.width, image.height));
    case 'darkness':
      return darkened(image, 1 - level);
    case 'rotation':
      return sampled(image, turn(image, (level * Math.PI) / 180));
    case 'shift':
      return sampled(image, (x, y) => [x - (level / 100) * image.width, y]);
    case 'noise':
      return noisy(image, level);
    case 'covering':
      return face ? covered(image, face, level) : image;
    case 'compression':
      throw new RangeError('compression needs an encoder');
  }
}

/** Two passes of a Gaussian cut at three standard deviations. @param sigma in pixels */
function blurred({ width, height, data }: RgbImage, sigma: number): RgbImage {
  const reach = Math.ceil(3 * sigma);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const along = (from: Float64Array, count: number, step: number, lines: number, lineStep: number) => {
    const to = new Float64Array(from.length);
    for (let line = 0; line < lines; line++) {
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < 3; c++) {
          let value = 0;
          for (let k = -reach; k <= reach; k++) {
            const at = Math.min(count - 1, Math.max(0, i + k));
            value += weights[k + reach] * from[line * lineStep + at * step + c];
          }
          to[line * lineStep + i * step + c] = value / sum;
        }
      }
    }
    return to;
  };
  const rows = along(Float64Array.from(data), width, 3, height, 3 * width);
  const both = along(rows, height, 3 * width, width, 3);
  return { width, height, data: Uint8Array.from(both, (value) => Math.round(value)) };
}

/** Less light on the sensor: values are taken for sRGB. @param share of the light that is left */
function darkened({ width, height, data }: RgbImage, share: number): RgbImage {
  const table = Uint8Array.from({ length: 256 }, (_, value) => {
    const s = value / 255;
    const linear = share * (s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4);
    const back = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
    return Math.round(255 * Math.max(0, back));
  });
  return { width, height, data: data.map((value) => table[value]) };
}

function turn(
  { width, height }: RgbImage,
  angle: number,
): (x: number, y: number) => readonly [number, number] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  return (x, y) => [cx + cos * (x - cx) + sin * (y - cy), cy - sin * (x - cx) + cos * (y - cy)];
}

/** Bilinear samples. @param from where a pixel of the result comes from */
function sampled(
  { width, height, data }: RgbImage,
  from: (x: number, y: number) => readonly [number, number],
): RgbImage {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = from(x, y);
      const [px, py] = [Math.min(width - 1, Math.max(0, u)), Math.min(height - 1, Math.max(0, v))];
      const [x0, y0] = [Math.floor(px), Math.floor(py)];
      const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
      const [fx, fy] = [px - x0, py - y0];
      for (let c = 0; c < 3; c++) {
        const top = data[3 * (y0 * width + x0) + c] * (1 - fx) + data[3 * (y0 * width + x1) + c] * fx;
        const bottom = data[3 * (y1 * width + x0) + c] * (1 - fx) + data[3 * (y1 * width + x1) + c] * fx;
        out[3 * (y * width + x) + c] = Math.round(top * (1 - fy) + bottom * fy);
      }
    }
  }
  return { width, height, data: out };
}

function noisy({ width, height, data }: RgbImage, deviation: number): RgbImage {
  let content = 0;
  for (let i = 0; i < data.length; i += 97) content = (content * 31 + data[i]) >>> 0;
  const random = randomFrom('noise of a picture', width, height, content);
  const clamped = Uint8ClampedArray.from(data, (value) => value + deviation * random.normal());
  return { width, height, data: new Uint8Array(clamped.buffer) };
}

/** The grey of a blanket. */
const COVER = 150;

function covered({ width, height, data }: RgbImage, face: FaceBounds, share: number): RgbImage {
  const out = Uint8Array.from(data);
  const from = Math.max(0, Math.round(face.bottom - share * (face.bottom - face.top)));
  for (let y = from; y <= Math.min(height - 1, Math.round(face.bottom)); y++) {
    const [left, right] = [Math.max(0, Math.round(face.left)), Math.min(width - 1, Math.round(face.right))];
    out.fill(COVER, 3 * (y * width + left), 3 * (y * width + right + 1));
  }
  return { width, height, data: out };
}
