/** Which Gabor kernels a bank holds. */
export interface GaborBank {
  /** Frequency of the finest scale, in cycles a pixel. */
  readonly frequency: number;
  /** Number of scales; each has 1 / sqrt(2) of the frequency of the one before. */
  readonly scales: number;
  /** Number of orientations, evenly spread over 180 degrees, from 0 (the wave runs along a row). */
  readonly orientations: number;
  /** Half-response bandwidth in octaves: it fixes the width of the Gaussian by the frequency. */
  readonly bandwidth: number;
}

/**
 * One Gabor kernel as the product of a column and a row kernel, which a round Gaussian allows:
 * g(x, y) = exp(-(x^2 + y^2) / 2 sigma^2) / (2 pi sigma^2) * exp(2 pi i f (x cos theta + y sin theta)).
 * Real (`cosine`) and imaginary (`sine`) parts are given for offsets 0 to `reach`: the first are even, the second odd.
 */
export interface GaborKernel {
  readonly reach: number;
  readonly column: LineKernel;
  readonly row: LineKernel;
}

export interface LineKernel {
  readonly cosine: Float64Array;
  /** Null where the kernel is real: the wave stands across this axis. */
  readonly sine: Float64Array | null;
}

/** Kernels are cut at this many standard deviations along and across the wave, as scikit-image does by default. */
const STANDARD_DEVIATIONS = 3;

/** Frequency of a scale in cycles a pixel. */
export function frequencyOf(bank: GaborBank, scale: number): number {
  return bank.frequency / Math.SQRT2 ** scale;
}

/** Angle of an orientation in radians, from the rows (x to the right) towards the columns (y down). */
export function angleOf(bank: GaborBank, orientation: number): number {
  return (orientation * Math.PI) / bank.orientations;
}

/** Standard deviation in pixels of the Gaussian whose half-response bandwidth is that many octaves. */
export function deviationOf(frequency: number, bandwidth: number): number {
  const octaves = 2 ** bandwidth;
  return (Math.sqrt(Math.LN2 / 2) * (octaves + 1)) / ((octaves - 1) * Math.PI * frequency);
}

/** The kernel of one scale and orientation. */
export function gaborKernel(bank: GaborBank, scale: number, orientation: number): GaborKernel {
  const frequency = frequencyOf(bank, scale);
  const deviation = deviationOf(frequency, bank.bandwidth);
  const angle = angleOf(bank, orientation);
  const cut = STANDARD_DEVIATIONS * deviation;
  const reach = Math.ceil(Math.max(Math.abs(cut * Math.cos(angle)), Math.abs(cut * Math.sin(angle)), 1));
  const across = orientation * 2 === bank.orientations;
  return {
    reach,
    column: lineKernel(reach, deviation, orientation === 0 ? 0 : frequency * Math.sin(angle)),
    row: lineKernel(reach, deviation, across ? 0 : frequency * Math.cos(angle)),
  };
}

function lineKernel(reach: number, deviation: number, frequency: number): LineKernel {
  const cosine = new Float64Array(reach + 1);
  const sine = new Float64Array(reach + 1);
  for (let k = 0; k <= reach; k++) {
    const gaussian = Math.exp(-0.5 * (k / deviation) ** 2) / (Math.sqrt(2 * Math.PI) * deviation);
    cosine[k] = gaussian * Math.cos(2 * Math.PI * frequency * k);
    sine[k] = gaussian * Math.sin(2 * Math.PI * frequency * k);
  }
  return { cosine, sine: frequency === 0 ? null : sine };
}
