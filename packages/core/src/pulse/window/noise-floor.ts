/** Hertz between which noise is measured. */
const FROM = 0.9;
const TO = 8;
/** Natural logarithm above the floor from which a bin is no noise; rounds in which it is told. */
const NO_NOISE = 1.2;
const ROUNDS = 3;
/** Height above which a bin counts by its logarithm. */
const MOST = 8;

/**
 * A power spectrum divided by its noise, which falls as a power of the frequency: a straight line through the logarithms from 0.9 to 8 Hz,
 * fitted again without what stands above it. Above 8 a bin counts by its logarithm: one strong line does
 * not outweigh the rest, and its middle still stands highest.
 *
 * @param power bin k is `k * step` hertz
 * @returns bins up to 8 Hz
 */
export function heightsOverNoise(power: Float64Array, step: number): Float64Array {
  const first = Math.max(1, Math.ceil(FROM / step));
  const last = Math.min(power.length - 1, Math.floor(TO / step));
  const logarithms = power.map((value) => Math.log(value + Number.MIN_VALUE));
  const isNoise = new Uint8Array(last + 1).fill(1);
  let [offset, slope] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
    for (let k = first; k <= last; k++) {
      if (isNoise[k] === 0) continue;
      const place = Math.log(k * step);
      n++;
      x += place;
      y += logarithms[k];
      xx += place * place;
      xy += place * logarithms[k];
    }
    slope = (n * xy - x * y) / (n * xx - x * x);
    offset = (y - slope * x) / n;
    for (let k = first; k <= last; k++)
      isNoise[k] = logarithms[k] - offset - slope * Math.log(k * step) < NO_NOISE ? 1 : 0;
  }
  const heights = new Float64Array(last + 1);
  for (let k = 1; k <= last; k++) {
    const height = Math.exp(logarithms[k] - offset - slope * Math.log(k * step));
    heights[k] = height <= MOST ? height : MOST + Math.log(height / MOST);
  }
  return heights;
}
