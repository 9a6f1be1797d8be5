import type { ColourShares } from '@wince/kernels';

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

/** In the words of WebCodecs. */
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
 * How stored values become R, G and B.
 *
 * @param bits of a value: 8 to 16
 * @param full whether values use all of their range, or luma 16 to 235 and colour differences 16 to 240 (of 255)
 */
export function colourShares({ red, blue }: ColourMatrix, bits: number, full: boolean): ColourShares {
  const unit = 2 ** (bits - 8);
  const largest = 2 ** bits - 1;
  const neutral = 128 * unit;
  const light = 255 / (full ? largest : 219 * unit);
  const colour = 255 / (full ? largest : 224 * unit);
  const green = 1 - red - blue;
  const toRed = 2 * (1 - red) * colour;
  const toBlue = 2 * (1 - blue) * colour;
  const greenOfRed = (-toRed * red) / green;
  const greenOfBlue = (-toBlue * blue) / green;
  const black = full ? 0 : -16 * unit * light;
  return {
    ...{ light, toRed, greenOfRed, greenOfBlue, toBlue },
    base: [black - toRed * neutral, black - (greenOfRed + greenOfBlue) * neutral, black - toBlue * neutral],
  };
}
