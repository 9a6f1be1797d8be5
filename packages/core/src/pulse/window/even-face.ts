import { atEvenRate, CHANNELS, coloursWithin, type EvenTrace } from '../colour-trace.ts';
import type { SkinPatch } from '../heart-rate.ts';
import type { FaceTraces, PatchTrace } from '../skin/face-traces.ts';
import { SKIN_REGIONS } from '../skin/skin-regions.ts';

/** Samples a second to which all traces are brought where a video has at least as many frames. */
const HIGHEST_RATE = 30;

/** The traces of a recording at an even rate. */
export interface EvenFace {
  /** Samples a second. */
  readonly rate: number;
  readonly skin: readonly EvenPatch[];
  readonly background: readonly EvenPatch[];
  /** The movement of the head as three channels, each a level of 1 that moves: across, down, and size with roll. */
  readonly motion: EvenPatch;
  /** Seconds of the first and the last frame with a face. */
  readonly start: number;
  readonly end: number;
}

/** A patch at an even rate. */
export interface EvenPatch {
  readonly name: string;
  readonly trace: EvenTrace;
}

/** Brings the traces of a recording to an even rate: that of its frames, at most 30 a second. Null where there are fewer than 2 frames. */
export function evenFace(traces: FaceTraces): EvenFace | null {
  const { times, motion } = traces;
  if (times.length < 2) return null;
  const rate = rateOf(times);
  const seen = seenOf(times, traces.skin[SKIN_REGIONS.indexOf('face')]).times;
  const even = (patch: PatchTrace): EvenPatch => ({
    name: patch.name,
    trace: atEvenRate(seenOf(times, patch), rate),
  });
  const level = (values: Float64Array) => values.map((value) => 1 + value);
  const head = {
    red: level(motion.x),
    green: level(motion.y),
    blue: motion.size.map((size, i) => size + motion.roll[i]),
  };
  return {
    rate,
    skin: traces.skin.map(even),
    background: traces.background.map(even),
    motion: { name: 'head', trace: atEvenRate(seenOf(times, head), rate) },
    start: seen[0] ?? times[0],
    end: seen[seen.length - 1] ?? times[0],
  };
}

/** Frames a second: one over the median of the steps, at most 30. */
function rateOf(times: Float64Array): number {
  const steps = times
    .slice(1)
    .map((time, i) => time - times[i])
    .sort();
  const rate = 1 / steps[steps.length >> 1];
  // 29.97 and the like are 30 frames a second.
  return Math.min(HIGHEST_RATE, rate > 28.5 ? HIGHEST_RATE : rate);
}

/** The frames in which a patch has a colour. */
function seenOf(times: Float64Array, patch: Pick<PatchTrace, 'red' | 'green' | 'blue'>) {
  const kept = Array.from(times.keys()).filter((i) =>
    CHANNELS.every((channel) => Number.isFinite(patch[channel][i])),
  );
  const pick = (values: Float64Array) => Float64Array.from(kept, (i) => values[i]);
  return { times: pick(times), red: pick(patch.red), green: pick(patch.green), blue: pick(patch.blue) };
}

/** The colours of a patch between two times; null where there is a gap in them. */
export function patchWithin({ name, trace }: EvenPatch, start: number, length: number): SkinPatch | null {
  // The last frame of a window may lie a sample before its end.
  const wanted = Math.round((start - trace.start) * trace.rate);
  const from = wanted === trace.present.length - length + 1 ? wanted - 1 : wanted;
  const to = from + length;
  if (from < 0 || to > trace.present.length) return null;
  for (let i = from; i < to; i++) if (trace.present[i] === 0) return null;
  const colours = coloursWithin(trace, { from, to });
  // A channel without any light has no relative change.
  if (CHANNELS.some((channel) => colours[channel].some((level) => !(level > 0)))) return null;
  return { region: name, colours };
}
