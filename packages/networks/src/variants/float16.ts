/** The largest value of float16 (IEEE 754 binary16). */
export const LARGEST_FLOAT16 = 65_504;

/** Bits of float32: the largest value of float16, its least normal one, and half of its least one. */
const [LARGEST, LEAST_NORMAL, HALF_OF_LEAST] = [0x477fe000, 0x38800000, 0x33000000];
/** What the exponents of float32 and float16 differ by, at its place in float32. */
const REBIAS = 112 << 23;

/**
 * Rounds float32 to float16 (IEEE 754 binary16): to the nearest value, of two that are equally near to the even one; values below
 * 2^-14 become subnormal, those up to 2^-25 become 0 with their sign.
 *
 * @param values float32
 * @returns the bits of each value: as many numbers of 16 bits
 * @throws RangeError with the value where one is beyond 65,504 or not finite
 */
export function toFloat16(values: Float32Array): Uint16Array {
  const from = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < from.length; i++) {
    const sign = (from[i] >>> 16) & 0x8000;
    const magnitude = from[i] & 0x7fffffff;
    if (magnitude > LARGEST) throw new RangeError(`float16 does not hold ${values[i]}`);
    out[i] = sign | (magnitude < LEAST_NORMAL ? subnormal(magnitude) : normal(magnitude));
  }
  return out;
}

/** What falls off is compared with the half by adding just less than it, and 1 where the last bit that stays is odd. */
function normal(magnitude: number): number {
  const moved = magnitude - REBIAS;
  return (moved + 0xfff + ((moved >>> 13) & 1)) >>> 13;
}

/** In units of 2^-24. */
function subnormal(magnitude: number): number {
  if (magnitude <= HALF_OF_LEAST) return 0;
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  const shift = 126 - (magnitude >>> 23);
  const kept = mantissa >>> shift;
  return (mantissa + (2 ** (shift - 1) - 1) + (kept & 1)) >>> shift;
}
