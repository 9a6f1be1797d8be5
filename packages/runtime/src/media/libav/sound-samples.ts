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
import { channelMean, DOUBLE, FLOAT, S16, S32, S64, type SampleFormat, U8 } from '../channel-mean.ts';

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

/** The mean over the channels of decoded sound, as {@link channelMean} has it. */
export function monoOf(frame: Frame): Float32Array {
  const { nbSamples: count, channels } = frame;
  const planar = PLANAR.get(frame.format);
  const format = planar ?? PACKED.get(frame.format);
  const planes = frame.extendedData ?? frame.data;
  if (!format || !planes)
    throw new Error(`libav gave sound in format ${frame.format}, which it does not name`);
  const length = count * format.bytes * (planar ? 1 : channels);
  const views = planes
    .slice(0, planar ? channels : 1)
    .map((plane) => format.view(copyOf(plane, length), 0, length));
  return channelMean(views, channels, format, count);
}

/** Out of libav's memory, from a place where numbers of any size may start. */
function copyOf(plane: Uint8Array, bytes: number): ArrayBuffer {
  const copy = new Uint8Array(bytes);
  copy.set(plane.subarray(0, bytes));
  return copy.buffer;
}
