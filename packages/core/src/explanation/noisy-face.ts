import type { RegisteredFace } from '../face/registered-face.ts';
import { COLOUR_SIZE, COLOUR_TO_GREY } from '../face/template.ts';
import { randomFrom } from '../numbers/random.ts';

/**
 * A face with the noise of a sensor: the same for the three channels of a pixel, and about the same in both pictures. An explanation of it should
 * be that of the face.
 *
 * @param deviation grey levels of 255
 * @param repeat which of several copies
 */
export function noisyFace(
  { colour, grey, landmarks }: RegisteredFace,
  deviation: number,
  seed: number,
  repeat: number,
): RegisteredFace {
  const random = randomFrom('noise of an explanation', seed, repeat);
  const noise = Float64Array.from({ length: COLOUR_SIZE * COLOUR_SIZE }, () => deviation * random.normal());
  const { a: scale, x0, y0 } = COLOUR_TO_GREY;
  const at = (place: number) => Math.min(COLOUR_SIZE - 1, Math.max(0, Math.round(place)));
  const shifted = (value: number, by: number) => Math.min(255, Math.max(0, Math.round(value + by)));
  return {
    colour: { ...colour, data: colour.data.map((value, i) => shifted(value, noise[Math.floor(i / 3)])) },
    grey: {
      ...grey,
      data: grey.data.map((value, i) => {
        const [x, y] = [i % grey.width, Math.floor(i / grey.width)];
        return shifted(value, noise[at((y - y0) / scale) * COLOUR_SIZE + at((x - x0) / scale)]);
      }),
    },
    landmarks,
  };
}
