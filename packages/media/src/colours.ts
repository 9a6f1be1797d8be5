/** How luma and colour differences of a frame stand for R, G and B. */
export interface ColourMatrix {
  /** Share of red in luma. */
  readonly red: number;
  /** Share of blue in luma. */
  readonly blue: number;
}

/** ITU-R BT.601-7, 2.5.1. */
const BT601: ColourMatrix = { red: 0.299, blue: 0.114 };
/** ITU-R BT.709-6, 3.2. */
const BT709: ColourMatrix = { red: 0.2126, blue: 0.0722 };
/** ITU-R BT.2020-2, table 4, non-constant luminance. */
const BT2020: ColourMatrix = { red: 0.2627, blue: 0.0593 };

const MATRICES: Readonly<Record<string, ColourMatrix>> = {
  bt709: BT709,
  smpte170m: BT601,
  bt470bg: BT601,
  'bt2020-ncl': BT2020,
};

/** Frames with at least so many rows that say nothing of their colours are taken for HD: BT.709, as players do. */
export const HD_HEIGHT = 720;

/** The matrix that a frame names (in the words of WebCodecs), or that players take when it names none. */
export function matrixOf(name: string | null | undefined, height: number): ColourMatrix {
  return MATRICES[name ?? ''] ?? (height >= HD_HEIGHT ? BT709 : BT601);
}

/**
 * Converts planes of one size to R, G, B, rounded and clipped.
 *
 * @param largest the largest value that a plane can hold: 255 for 8 bits, 1023 for 10
 * @param full whether values use all of that range, or luma 16 to 235 and colour differences 16 to 240 (of 255)
 */
export function toRgb(
  luma: Float32Array,
  blueDifference: Float32Array,
  redDifference: Float32Array,
  { red, blue }: ColourMatrix,
  largest: number,
  full: boolean,
): Uint8Array {
  const unit = (largest + 1) / 256;
  const black = full ? 0 : 16 * unit;
  const neutral = 128 * unit;
  const light = 255 / (full ? largest : 219 * unit);
  const colour = 255 / (full ? largest : 224 * unit);
  const green = 1 - red - blue;
  const toRed = 2 * (1 - red) * colour;
  const toBlue = 2 * (1 - blue) * colour;
  const greenFromRed = (toRed * red) / green;
  const greenFromBlue = (toBlue * blue) / green;
  const rgb = new Uint8ClampedArray(luma.length * 3);
  for (let i = 0, at = 0; i < luma.length; i++, at += 3) {
    const y = (luma[i] - black) * light;
    const b = blueDifference[i] - neutral;
    const r = redDifference[i] - neutral;
    rgb[at] = y + toRed * r;
    rgb[at + 1] = y - greenFromRed * r - greenFromBlue * b;
    rgb[at + 2] = y + toBlue * b;
  }
  return new Uint8Array(rgb.buffer);
}
