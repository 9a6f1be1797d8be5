import type { FrameLevels } from './frame-powers.ts';

/** The bits of a number, written as two words of 32. */
function numberOf(high: number, low: number): number {
  view.setUint32(0, high);
  view.setUint32(4, low);
  return view.getFloat64(0);
}

const view = new DataView(new ArrayBuffer(8));

/** The upper word of the root of a half, below which a mantissa counts as that of the next power of two. */
const ROOT = 0x3fe6a09e;
/** From there to the upper word of 1. */
const TO_ONE = 0x3ff00000 - ROOT;
/** Smaller numbers have fewer digits, and are multiplied by 2^54 before. */
const NORMAL = 2 ** -1022;
const RAISED = 54;
/** The logarithm of 2 in two parts; the first has 32 digits, so that its product with an exponent is exact. */
const LN2 = [2_977_044_471 / 2 ** 32, 1.9082149292705877e-10] as const;
/** Of the inverse hyperbolic tangent, twice, behind the first one: nine terms are enough for the last digit. */
const SERIES = Float64Array.from({ length: 9 }, (_, n) => 2 / (2 * n + 3));

/** How many numbers the kernel reads. */
export const LOGARITHM_NUMBERS = 17 + SERIES.length;

/**
 * What the kernel reads, in its order: the numbers of the level, then those of the logarithm. Some are words that are added to others or
 * mask them, in the form of a number.
 */
export function logarithmNumbers({ factor, least, lowest, scale }: FrameLevels): Float64Array {
  return Float64Array.of(
    ...[factor, least, lowest, scale],
    ...[NORMAL, 2 ** RAISED, RAISED],
    ...[numberOf(TO_ONE, 0), numberOf(0x000f_ffff, 0xffff_ffff), numberOf(ROOT, 0)],
    // A whole number in the last digits of 2^52 is that number behind it.
    ...[2 ** 52, 2 ** 52 + 1023, 1, 2, 0.5],
    ...LN2,
    ...SERIES.toReversed(),
  );
}

/**
 * The levels of values, in their place.
 *
 * A value is `2^k (1 + f)`, with `1 + f` between the root of a half and that of 2, and its logarithm is `k ln 2 + f - s (f - R)`, with
 * `s = f / (2 + f)` and `R` the sum of the terms of `2 atanh(s) / s` behind the first one.
 */
export function takeLevels(values: Float64Array, { factor, least, lowest, scale }: FrameLevels): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] * factor;
    if (value <= least) values[i] = lowest;
    else values[i] = (value < Number.POSITIVE_INFINITY ? logarithmOf(value) : value) * scale;
  }
}

/** The natural logarithm of a number above 0, within 1 of its last digit. */
function logarithmOf(value: number): number {
  const isSmall = value < NORMAL;
  view.setFloat64(0, isSmall ? value * 2 ** RAISED : value);
  const shifted = view.getUint32(0) + TO_ONE;
  const exponent = (shifted >>> 20) - 1023 - (isSmall ? RAISED : 0);
  view.setUint32(0, (shifted & 0x000f_ffff) + ROOT);
  const f = view.getFloat64(0) - 1;
  const s = f / (f + 2);
  const square = s * s;
  let sum = SERIES[SERIES.length - 1];
  for (let n = SERIES.length - 2; n >= 0; n--) sum = sum * square + SERIES[n];
  // In this order what is small is added up first.
  const half = f * 0.5 * f;
  const rest = half - ((sum * square + half) * s + exponent * LN2[1]);
  return exponent * LN2[0] - (rest - f);
}
