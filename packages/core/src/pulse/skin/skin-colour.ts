import type { RgbImage } from '../../image/image.ts';
import type { LabelledPixels } from './skin-regions.ts';

/** What skin looks like in a recording: medians over the face. */
export interface SkinColour {
  /** Red and green as shares of the sum of the channels. */
  readonly red: number;
  readonly green: number;
  /** The sum of the channels, 0 to 765. */
  readonly level: number;
}

/** Distances within which a pixel is skin, and from which on it is not: shares of the sum of the channels. */
const RED = [0.05, 0.09] as const;
const GREEN = [0.03, 0.06] as const;
/** Levels as shares of that of skin: hair and nostrils lie below, highlights above. */
const DARK = [0.4, 0.55] as const;
const BRIGHT = [1.55, 1.8] as const;
/** Channels, 0 to 255: from the second on a pixel is clipped. */
const CLIPPED = [240, 252] as const;
/** Channels below which colours tell nothing. */
const LEAST_LEVEL = 30;
/** Pixels of a face that the medians are taken of, at least. */
const SAMPLED = 2000;

/** The median colour of the labelled pixels; null where there are too few, or they are black. */
export function medianSkin(
  image: RgbImage,
  { left, top, width, height, labels }: LabelledPixels,
): SkinColour | null {
  const step = Math.max(1, Math.floor(Math.sqrt(labels.length / SAMPLED)));
  const [red, green, level]: [number[], number[], number[]] = [[], [], []];
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      if (labels[y * width + x] === 0) continue;
      const at = 3 * ((top + y) * image.width + left + x);
      const [r, g, b] = [image.data[at], image.data[at + 1], image.data[at + 2]];
      const sum = r + g + b;
      if (sum < LEAST_LEVEL) continue;
      red.push(r / sum);
      green.push(g / sum);
      level.push(sum);
    }
  }
  if (level.length < 16) return null;
  return { red: middle(red), green: middle(green), level: middle(level) };
}

function middle(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1];
}

/** How much of a pixel is skin, in [0, 1]. It falls step by step, so that noise does not switch pixels on and off. */
export function skinWeight(r: number, g: number, b: number, skin: SkinColour): number {
  const sum = r + g + b;
  if (sum < LEAST_LEVEL) return 0;
  const level = sum / skin.level;
  return (
    falling(Math.abs(r / sum - skin.red), RED) *
    falling(Math.abs(g / sum - skin.green), GREEN) *
    (1 - falling(level, DARK)) *
    falling(level, BRIGHT) *
    falling(Math.max(r, g, b), CLIPPED)
  );
}

/** 1 up to the first bound, 0 from the second on. */
function falling(value: number, [from, to]: readonly [number, number]): number {
  return value <= from ? 1 : value >= to ? 0 : (to - value) / (to - from);
}
