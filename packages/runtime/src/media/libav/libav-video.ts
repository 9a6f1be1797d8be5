import type { VideoFrame } from '@wince/core';
import { howMany, isOrAre } from '@wince/core';
import {
  askedSize,
  checkFrameOptions,
  emptyInterval,
  type FrameOptions,
  noFrames,
  type PartialReason,
  readingStart,
  type Size,
  shownSize,
  startsAtZero,
  thinning,
  type Video,
  type VideoCompleteness,
  type VideoDescription,
} from '@wince/media';
import { type DecodingCount, decodeFrames, emptyCount } from './decode.ts';
import { countFramesWithTheRest } from './frame-memory.ts';
import { closeInput, type InputOptions, openInput, seconds, streamStart, type VideoInput } from './input.ts';
import { readAhead } from './read-ahead.ts';
import { ScaledFrames } from './scaled-frames.ts';
import { type PacketScan, scanPackets } from './scan.ts';

export interface LibavOptions extends InputOptions {
  /** Says something that changes whenever the file does. */
  readonly version: () => Promise<string>;
  /** Whether times are those of the container; else they count from the first frame. */
  readonly containerClock?: boolean;
  /** Whether the file is still being written. */
  readonly isGrowing?: boolean;
}

/** Frames that are decoded while the one before is looked at. */
const AHEAD = 2;

/** Seconds by which reading begins earlier, where the key frame before the asked time does not lead to it; then twice as many. */
const FIRST_STEP_BACK = 1;

/** Containers whose index says where times are, or whose times follow from the number of a frame. */
const WITHOUT_JUMPS: readonly string[] = ['mp4', 'mov', 'avi'];

/** Containers of which nothing but all packets tells the length. */
const WITHOUT_LENGTH: readonly string[] = ['mpeg-ts', 'mpeg-ps'];

/** Opens a video with libav. @throws WinceError as {@link openInput} */
export async function openLibavVideo(path: string, options: LibavOptions): Promise<Video> {
  countFramesWithTheRest();
  const signal = new AbortController().signal;
  const input = await openInput(path, options);
  try {
    const { frameRate } = input.description;
    const isScanned = WITHOUT_LENGTH.includes(input.description.container);
    const looking = { ...options, frameRate, signal };
    const first = isScanned ? await firstOf(path, looking) : await firstShown(input, looking);
    const { timeBase } = input.stream;
    const firstTime = seconds(first, timeBase);
    const begins = startsAtZero(firstTime, frameRate) ? 0n : first;
    const zero = options.containerClock ? 0n : begins;
    const scan = isScanned && !options.isGrowing ? await scanPackets(input, signal) : null;
    const { duration } = input.description;
    const from = seconds(streamStart(input) - zero, timeBase);
    const length = scan?.length ?? duration;
    const description: VideoDescription = {
      ...input.description,
      firstTime: seconds(begins, timeBase),
      duration: length === null ? null : from + length,
    };
    // There a frame has the time of its number: from within, those that the decoder leaves out would be missed in the count.
    const isCounted = description.container === 'avi' && input.stream.codecpar.videoDelay > 0;
    return new LibavVideo(path, options, { description, zero, scan, isCounted });
  } finally {
    await closeInput(input);
  }
}

interface Looking extends LibavOptions {
  readonly frameRate: number | null;
  readonly signal: AbortSignal;
}

/** {@link firstShown} of a file that is opened for it, as whoever opened it reads it from its beginning. */
async function firstOf(path: string, options: Looking): Promise<bigint> {
  const input = await openInput(path, { ...options, asStored: true });
  try {
    return await firstShown(input, options);
  } finally {
    await closeInput(input);
  }
}

/** The tick at which the first frame is shown. Reads packets. @throws WinceError as {@link openInput} */
async function firstShown(input: VideoInput, options: Looking): Promise<bigint> {
  const zero = streamStart(input);
  // Without a container there are no times.
  if (input.description.container.startsWith('raw-')) return zero;
  const count = emptyCount();
  const all = { ...options, zero, start: null, isWanted: () => false, untilFirst: true };
  for await (const _ of decodeFrames(input, all, count)) if (count.first !== null) break;
  return count.first ?? zero;
}

interface Known {
  readonly description: VideoDescription;
  /** The tick of the container that is time 0. */
  readonly zero: bigint;
  readonly scan: PacketScan | null;
  /** Whether frames are read from the beginning alone. */
  readonly isCounted: boolean;
}

class LibavVideo implements Video {
  readonly description: VideoDescription;
  completeness: VideoCompleteness | null = null;
  readonly #path: string;
  readonly #options: LibavOptions;
  readonly #zero: bigint;
  readonly #isCounted: boolean;
  #scan: PacketScan | null;
  readonly #closing = new AbortController();
  readonly #reading = new Set<AsyncGenerator<VideoFrame, void, undefined>>();

  constructor(path: string, options: LibavOptions, { description, zero, scan, isCounted }: Known) {
    this.#isCounted = isCounted;
    this.#path = path;
    this.#options = options;
    this.#zero = zero;
    this.#scan = scan;
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
    const count: Count = {
      ...{ ...emptyCount(), frames: 0, sound: 0, hdr: null },
      ...{ reachedEnd: false, startedLate: false },
    };
    let from = await this.#searchTime(readingStart(options));
    for (let back = FIRST_STEP_BACK; ; back *= 2) {
      const reading = this.#read(options, from, count);
      this.#reading.add(reading);
      try {
        yield* reading;
      } finally {
        this.#reading.delete(reading);
      }
      if (!count.startedLate || from === null) break;
      // The container led to a place from which the asked time cannot be decoded.
      from = from > back ? from - back : null;
      Object.assign(count, emptyCount(), { reachedEnd: false, startedLate: false });
    }
    const reasons = partialReasons(count, this.#options, before !== (await version()));
    this.completeness = {
      state: reasons.length === 0 ? 'whole' : 'partial',
      reasons,
      notes: notesOf(count),
      frames: count.frames,
      soundFrames: count.sound,
      lostFrames: count.lost,
    };
    if (count.frames > 0) return;
    if (count.lost === 0 && (start > 0 || end !== undefined)) throw emptyInterval(name, start, end);
    throw noFrames(name, count.lost);
  }

  /** Where reading begins: null for the beginning of the file, also where it cannot be searched by time. */
  async #searchTime(from: number): Promise<number | null> {
    if (from <= 0 || this.#isCounted || this.description.container.startsWith('raw-')) return null;
    if (WITHOUT_JUMPS.includes(this.description.container) || this.#options.isGrowing) return from;
    if (!this.#scan) {
      const input = await openInput(this.#path, this.#options);
      try {
        this.#scan = await scanPackets(input, this.#closing.signal);
      } finally {
        await closeInput(input);
      }
    }
    return this.#scan.hasJumps ? null : from;
  }

  async *#read(
    { start = 0, end = Number.POSITIVE_INFINITY, maximumSide, size, second, rate, signal }: FrameOptions,
    from: number | null,
    count: Count,
  ): AsyncGenerator<VideoFrame, void, undefined> {
    const input = await openInput(this.#path, { ...this.#options, asStored: true });
    const { timeBase } = input.stream;
    const scaling = new ScaledFrames({
      ...{ timeBase, turn: input.turn, sizeOf: shownSizes(input, { maximumSide, size }) },
      ...{ second, start, end, keep: thinning(rate) },
    });
    try {
      let isFirst = true;
      let isBehind = false;
      const decoding = {
        ...this.#options,
        zero: this.#zero,
        frameRate: this.description.frameRate,
        start: from,
        isWanted: (time: number) => time >= start && time < end,
        signal: signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal,
      };
      for await (const { frame, time } of decodeFrames(input, decoding, count)) {
        if (isFirst && from !== null && time > from) {
          count.startedLate = true;
          return;
        }
        isFirst = false;
        // Before time 0 there is only what is broken, or by the container's clock is not to be shown.
        if (time < 0) continue;
        if (time >= start && time < end) count.sound++;
        if (time >= end && !scaling.weaves(frame)) {
          isBehind = true;
          break;
        }
        for (const scaled of await scaling.add(frame, time)) {
          count.frames++;
          yield scaled;
        }
        if (scaling.isBehind) return;
      }
      if (isFirst && from !== null) {
        count.startedLate = true;
        return;
      }
      for (const scaled of await (isBehind ? scaling.coming() : scaling.end())) {
        count.frames++;
        yield scaled;
      }
      count.reachedEnd = !isBehind;
    } finally {
      count.hdr ??= scaling.hdr;
      await scaling.close();
      await closeInput(input);
    }
  }
}

/** The size at which a frame is shown, which may change within a video. */
function shownSizes(
  { pixelAspect, turn }: VideoInput,
  asked: Pick<FrameOptions, 'maximumSide' | 'size'>,
): (stored: Size, own: number | null) => Size {
  let first: number | null | undefined;
  return (stored, own) => {
    if (first === undefined) first = own;
    // The container's word counts for the shape of pixels until the frames say that it has changed.
    const aspect = own === null || own === first ? pixelAspect : own;
    return askedSize(shownSize(stored, aspect, turn.rotation), asked);
  };
}

interface Count extends DecodingCount {
  frames: number;
  /** Frames between the asked times, with those that are left out. */
  sound: number;
  /** Whether light of a high dynamic range was brought into a plain one. */
  hdr: string | null;
  /** Whether the file was read to its end. */
  reachedEnd: boolean;
  /** Whether the first frame lies behind the time that was looked for. */
  startedLate: boolean;
}

/** What was done to times and colours, in sentences. */
function notesOf({ times: { interpolated, jumps }, hdr }: Count): readonly string[] {
  const notes = jumps.map(({ at, by, isClosed }) => {
    const what = `times: a jump of ${by.toFixed(2)} s behind the frame at ${at.toFixed(2)} s of the container`;
    return isClosed ? `${what}, closed` : what;
  });
  if (interpolated > 0) notes.push(`times: interpolated ${interpolated} frames`);
  if (hdr !== null) notes.push(`colours: HDR (${hdr}), tone-mapped to the range of a plain screen`);
  return notes;
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
