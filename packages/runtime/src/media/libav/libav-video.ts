import type { VideoFrame } from '@wince/core';
import { howMany, isOrAre } from '@wince/core';
import {
  checkFrameOptions,
  emptyInterval,
  type FrameOptions,
  noFrames,
  type PartialReason,
  readingStart,
  sizeWithin,
  thinning,
  type Video,
  type VideoCompleteness,
  type VideoDescription,
} from '@wince/media';
import { AV_FRAME_FLAG_INTERLACED } from 'node-av/constants';
import { type DecodingCount, decodeFrames } from './decode.ts';
import { closeInput, type InputOptions, openInput } from './input.ts';
import { readAhead } from './read-ahead.ts';
import { FrameScaler } from './scaler.ts';

export interface LibavOptions extends InputOptions {
  /** Says something that changes whenever the file does. */
  readonly version: () => Promise<string>;
}

/** Frames that are decoded while the one before is looked at. */
const AHEAD = 2;

/** Opens a video with libav. @throws WinceError as {@link openInput} */
export async function openLibavVideo(path: string, options: LibavOptions): Promise<Video> {
  const input = await openInput(path, options);
  await closeInput(input);
  return new LibavVideo(path, options, input.description);
}

class LibavVideo implements Video {
  readonly description: VideoDescription;
  completeness: VideoCompleteness | null = null;
  readonly #path: string;
  readonly #options: LibavOptions;
  readonly #closing = new AbortController();
  readonly #reading = new Set<AsyncGenerator<VideoFrame, void, undefined>>();

  constructor(path: string, options: LibavOptions, description: VideoDescription) {
    this.#path = path;
    this.#options = options;
    this.description = description;
  }

  frames(options: FrameOptions = {}): AsyncGenerator<VideoFrame, void, undefined> {
    checkFrameOptions(options);
    return readAhead(this.#frames(options), AHEAD);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error(`${this.#options.name} was closed while its frames were read`));
    await Promise.all([...this.#reading].map((reading) => reading.return()));
  }

  async *#frames(options: FrameOptions): AsyncGenerator<VideoFrame, void, undefined> {
    const { name, version } = this.#options;
    const { start = 0, end } = options;
    const before = await version();
    const count: Count = { lost: 0, stopped: null, frames: 0, reachedEnd: false, startedLate: false };
    const reading = this.#read(options, readingStart(options), count);
    this.#reading.add(reading);
    try {
      yield* reading;
    } finally {
      this.#reading.delete(reading);
    }
    // The container led to a place behind the start: it is read from its beginning.
    if (count.startedLate) {
      Object.assign(count, { lost: 0, stopped: null, reachedEnd: false });
      yield* this.#read(options, 0, count);
    }
    const reasons = partialReasons(count, this.#options, before !== (await version()));
    this.completeness = {
      state: reasons.length === 0 ? 'whole' : 'partial',
      reasons,
      frames: count.frames,
      lostFrames: count.lost,
    };
    if (count.frames > 0) return;
    if (count.lost === 0 && (start > 0 || end !== undefined)) throw emptyInterval(name, start, end);
    throw noFrames(name, count.lost);
  }

  async *#read(
    { start = 0, end = Number.POSITIVE_INFINITY, maximumSide, rate, signal }: FrameOptions,
    from: number,
    count: Count,
  ): AsyncGenerator<VideoFrame, void, undefined> {
    const input = await openInput(this.#path, this.#options);
    const scaler = new FrameScaler({
      timeBase: input.stream.timeBase,
      turn: input.turn,
      size: sizeWithin(this.description, maximumSide),
    });
    try {
      const keep = thinning(rate);
      const wanted = (time: number) => keep(time) && time >= start && time < end;
      let last = Number.NEGATIVE_INFINITY;
      const decoding = {
        ...this.#options,
        start: from,
        isWanted: (time: number) => time >= start && time < end,
        signal: signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal,
      };
      for await (const { frame, time } of decodeFrames(input, decoding, count)) {
        if (last === Number.NEGATIVE_INFINITY && from > 0 && time > from) {
          count.startedLate = true;
          return;
        }
        // What lies before time 0 is there to be decoded, not to be shown.
        if (time < 0) continue;
        if (time <= last) {
          count.lost++;
          continue;
        }
        last = time;
        const weaves = scaler.weaves || frame.hasFlags(AV_FRAME_FLAG_INTERLACED);
        if (time >= end && !weaves) return;
        if (!weaves && !wanted(time)) continue;
        for (const scaled of await scaler.add(frame)) {
          if (scaled.time >= end) return;
          if (weaves && !wanted(scaled.time)) continue;
          count.frames++;
          yield scaled;
        }
      }
      for (const scaled of await scaler.end()) {
        if (!wanted(scaled.time)) continue;
        count.frames++;
        yield scaled;
      }
      count.reachedEnd = true;
    } finally {
      scaler.close();
      await closeInput(input);
    }
  }
}

interface Count extends DecodingCount {
  frames: number;
  /** Whether the file was read to its end. */
  reachedEnd: boolean;
  /** Whether the first frame lies behind the time that was looked for. */
  startedLate: boolean;
}

function partialReasons(
  count: Count,
  { name, structure }: LibavOptions,
  changed: boolean,
): readonly PartialReason[] {
  const reasons: PartialReason[] = [];
  if (count.reachedEnd && structure.missingBytes > 0) {
    const message = `${name} was cut off: ${structure.missingBytes} bytes are missing at its end.`;
    reasons.push({ code: 'truncated', message });
  } else if (count.reachedEnd && count.stopped !== null) {
    reasons.push({ code: 'truncated', message: `${name} cannot be read to its end: ${count.stopped}.` });
  }
  if (count.lost > 0) {
    const message = `${howMany(count.lost, 'frame')} of ${name} ${isOrAre(count.lost)} left out, because frames there are broken.`;
    reasons.push({ code: 'broken-frames', message });
  }
  if (changed) {
    reasons.push({ code: 'being-written', message: `${name} changed while it was read.` });
  }
  return reasons;
}
