/** How a sample is stored: its bytes, the value of silence, and the distance from there to 1. */
export interface SampleFormat {
  readonly bytes: number;
  readonly silence: number;
  readonly full: number;
  /** The samples of a part of a buffer, which begins where numbers of this size may stand. @param length in bytes */
  readonly view: (buffer: ArrayBuffer, offset: number, length: number) => ArrayLike<number>;
}

/** Samples of 8 bits without a sign. */
export const U8: SampleFormat = {
  ...{ bytes: 1, silence: 128, full: 2 ** 7 },
  view: (buffer, offset, length) => new Uint8Array(buffer, offset, length),
};
/** Samples of 16 bits. */
export const S16: SampleFormat = {
  ...{ bytes: 2, silence: 0, full: 2 ** 15 },
  view: (buffer, offset, length) => new Int16Array(buffer, offset, length / 2),
};
/** Samples of 32 bits. */
export const S32: SampleFormat = {
  ...{ bytes: 4, silence: 0, full: 2 ** 31 },
  view: (buffer, offset, length) => new Int32Array(buffer, offset, length / 4),
};
/** Samples of 64 bits. */
export const S64: SampleFormat = {
  ...{ bytes: 8, silence: 0, full: 2 ** 63 },
  view: (buffer, offset, length) => Float64Array.from(new BigInt64Array(buffer, offset, length / 8), Number),
};
/** Floats of 32 bits. */
export const FLOAT: SampleFormat = {
  ...{ bytes: 4, silence: 0, full: 1 },
  view: (buffer, offset, length) => new Float32Array(buffer, offset, length / 4),
};
/** Floats of 64 bits. */
export const DOUBLE: SampleFormat = {
  ...{ bytes: 8, silence: 0, full: 1 },
  view: (buffer, offset, length) => new Float64Array(buffer, offset, length / 8),
};

/**
 * The mean over the channels of stored sound, in [-1, 1]; louder samples are cut to that. NaN stays NaN.
 *
 * @param planes one for each channel, or one in which the channels lie side by side
 * @param count samples of each channel
 */
export function channelMean(
  planes: readonly ArrayLike<number>[],
  channels: number,
  format: SampleFormat,
  count: number,
): Float32Array<ArrayBuffer> {
  if (channels === 1 && isWhole(format)) return shareOf(planes[0], format, count);
  const isPacked = planes.length === 1;
  const sums = new Float64Array(count);
  for (let c = 0; c < channels; c++)
    addChannel(planes[isPacked ? 0 : c], isPacked ? c : 0, isPacked ? channels : 1, sums);
  const [scale, shift] = [channels * format.full, channels * format.silence];
  const mono = new Float32Array(count);
  for (let i = 0; i < count; i++) mono[i] = Math.max(-1, Math.min(1, (sums[i] - shift) / scale));
  return mono;
}

/** Whether samples are whole numbers within their full scale: none is too loud, and none is no number. */
function isWhole({ full }: SampleFormat): boolean {
  return full > 1;
}

/** What samples of one channel are of their full scale, in one pass. */
function shareOf(
  samples: ArrayLike<number>,
  { silence, full }: SampleFormat,
  count: number,
): Float32Array<ArrayBuffer> {
  const share = new Float32Array(count);
  // The full scale is a power of 2, so that multiplying gives what dividing does.
  const factor = 1 / full;
  if (silence === 0) for (let i = 0; i < count; i++) share[i] = samples[i] * factor;
  else for (let i = 0; i < count; i++) share[i] = (samples[i] - silence) * factor;
  return share;
}

/** Adds one channel, whose samples stand `step` apart from `first` on. */
function addChannel(samples: ArrayLike<number>, first: number, step: number, sums: Float64Array): void {
  for (let i = 0, at = first; i < sums.length; i++, at += step) sums[i] += samples[at];
}
