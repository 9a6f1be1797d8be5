import type { Frame } from 'node-av';
import {
  AV_SAMPLE_FMT_DBL,
  AV_SAMPLE_FMT_DBLP,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S16P,
  AV_SAMPLE_FMT_S32,
  AV_SAMPLE_FMT_S32P,
  AV_SAMPLE_FMT_S64,
  AV_SAMPLE_FMT_S64P,
  AV_SAMPLE_FMT_U8,
  AV_SAMPLE_FMT_U8P,
} from 'node-av/constants';

/** How a sample is stored: its bytes, the value of silence, and the distance from there to 1. */
interface SampleFormat {
  readonly bytes: number;
  readonly silence: number;
  readonly full: number;
  readonly view: (bytes: ArrayBuffer) => ArrayLike<number>;
}

const U8: SampleFormat = { bytes: 1, silence: 128, full: 2 ** 7, view: (bytes) => new Uint8Array(bytes) };
const S16: SampleFormat = { bytes: 2, silence: 0, full: 2 ** 15, view: (bytes) => new Int16Array(bytes) };
const S32: SampleFormat = { bytes: 4, silence: 0, full: 2 ** 31, view: (bytes) => new Int32Array(bytes) };
const S64: SampleFormat = {
  ...{ bytes: 8, silence: 0, full: 2 ** 63 },
  view: (bytes) => Float64Array.from(new BigInt64Array(bytes), Number),
};
const FLOAT: SampleFormat = { bytes: 4, silence: 0, full: 1, view: (bytes) => new Float32Array(bytes) };
const DOUBLE: SampleFormat = { bytes: 8, silence: 0, full: 1, view: (bytes) => new Float64Array(bytes) };

/** Channels side by side in one plane. */
const PACKED = new Map<number, SampleFormat>([
  [AV_SAMPLE_FMT_U8, U8],
  [AV_SAMPLE_FMT_S16, S16],
  [AV_SAMPLE_FMT_S32, S32],
  [AV_SAMPLE_FMT_S64, S64],
  [AV_SAMPLE_FMT_FLT, FLOAT],
  [AV_SAMPLE_FMT_DBL, DOUBLE],
]);
/** A plane for each channel. */
const PLANAR = new Map<number, SampleFormat>([
  [AV_SAMPLE_FMT_U8P, U8],
  [AV_SAMPLE_FMT_S16P, S16],
  [AV_SAMPLE_FMT_S32P, S32],
  [AV_SAMPLE_FMT_S64P, S64],
  [AV_SAMPLE_FMT_FLTP, FLOAT],
  [AV_SAMPLE_FMT_DBLP, DOUBLE],
]);

/** The mean over the channels of decoded sound, in [-1, 1]; louder samples are cut to that. NaN stays NaN. */
export function monoOf(frame: Frame): Float32Array {
  const { nbSamples: count, channels } = frame;
  const planar = PLANAR.get(frame.format);
  const format = planar ?? PACKED.get(frame.format);
  const planes = frame.extendedData ?? frame.data;
  if (!format || !planes)
    throw new Error(`libav gave sound in format ${frame.format}, which it does not name`);
  const { bytes, silence, full, view } = format;
  const step = planar ? 1 : channels;
  const views = planes
    .slice(0, planar ? channels : 1)
    .map((plane) => view(copyOf(plane, count * bytes * step)));
  if (channels === 1 && isWhole(format)) return shareOf(views[0], format, count);
  const sums = new Float64Array(count);
  for (let c = 0; c < channels; c++) addChannel(planar ? views[c] : views[0], planar ? 0 : c, step, sums);
  const [scale, shift] = [channels * full, channels * silence];
  const mono = new Float32Array(count);
  for (let i = 0; i < count; i++) mono[i] = Math.max(-1, Math.min(1, (sums[i] - shift) / scale));
  return mono;
}

/** Whether samples are whole numbers within their full scale: none is too loud, and none is no number. */
function isWhole({ full }: SampleFormat): boolean {
  return full > 1;
}

/** What samples of one channel are of their full scale, in one pass. */
function shareOf(samples: ArrayLike<number>, { silence, full }: SampleFormat, count: number): Float32Array {
  const share = new Float32Array(count);
  // The full scale is a power of 2, so that multiplying gives what dividing does.
  const factor = 1 / full;
  for (let i = 0; i < count; i++) share[i] = (samples[i] - silence) * factor;
  return share;
}

/** Adds one channel, whose samples stand `step` apart from `first` on. */
function addChannel(samples: ArrayLike<number>, first: number, step: number, sums: Float64Array): void {
  for (let i = 0, at = first; i < sums.length; i++, at += step) sums[i] += samples[at];
}

/** Out of libav's memory, from a place where numbers of any size may start. */
function copyOf(plane: Uint8Array, bytes: number): ArrayBuffer {
  const copy = new Uint8Array(bytes);
  copy.set(plane.subarray(0, bytes));
  return copy.buffer;
}
