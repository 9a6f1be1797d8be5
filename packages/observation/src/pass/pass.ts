import { type KeyFrame, type RowObserver, type TrackedFrame, type VideoFrame, WinceError } from '@wince/core';
import { type FrameOptions, thinning } from '@wince/media';
import {
  type FollowedFrame,
  type Follower,
  type FollowSetup,
  openFollower,
  type PlacedFrame,
} from './follow.ts';
import { type FaceAtRest, type NoRest, type RestWatch, watchRest } from './rest.ts';

/** Seconds of a recording; an end of null is that of the recording. */
export interface RecordingPart {
  readonly start: number;
  readonly end: number | null;
}

/** Where a subject is at rest. */
export interface RestPlace extends RecordingPart {
  /** Where it was seen before: what it looks like there. */
  readonly known?: FaceAtRest | NoRest;
  /** Told of each frame that is tracked to see it, at `rate`. */
  readonly onTracked?: (frame: TrackedFrame) => void | Promise<void>;
  /** Seconds from its first frame for which `onTracked` is told even when the face at rest is known. */
  readonly least?: number;
}

/** A stretch of the recording that somebody observes. */
export interface Watch extends RecordingPart {
  /** Frames a second; all where nothing is said. */
  readonly rate?: number;
  /** The place in the list of rests that it is measured against. */
  readonly rest: number;
  /** Whether its face is followed; else its frames are given as they are. */
  readonly face: boolean;
  readonly strain: boolean;
  /** Whether the frames between those of the rate are told, too. */
  readonly between?: boolean;
}

/** What an observer of a stretch is told, in order of time. */
export type PassEvent =
  | {
      readonly kind: 'frame';
      readonly watch: number;
      readonly frame: VideoFrame;
      /** Null where the face is not followed. */
      readonly followed: FollowedFrame | null;
    }
  /** A frame between those of the rate, in order of time. */
  | { readonly kind: 'between'; readonly watch: number; readonly frame: VideoFrame }
  | { readonly kind: 'end'; readonly watch: number; readonly stretch: KeyFrame | undefined };

export interface PassOptions {
  /** Frames of the recording: called once, or twice where the face at rest is found late. */
  readonly frames: (options: FrameOptions) => AsyncIterable<VideoFrame>;
  readonly rests: readonly RestPlace[];
  readonly watches: readonly Watch[];
  readonly setup: FollowSetup;
  readonly signal?: AbortSignal;
  /** Told what the face at rest is, before the first frame of any stretch that is measured against it. */
  readonly onRest?: (place: number, rest: FaceAtRest | NoRest) => void;
  /** Told when the frames of the stretches were read to their end. */
  readonly onRead?: () => void;
  /** What it means that the place of rest cannot be read; the error is thrown where nothing is said. */
  readonly onRestError?: (error: WinceError) => NoRest;
  /** Bytes of frames that may wait until the face at rest is known; more are read again. */
  readonly waiting?: number;
}

/** Some 170 frames of 960 x 540. */
const WAITING = 256 * 2 ** 20;

/**
 * Reads a stretch of a recording once, for all who observe it: the face at rest, rows of a data set, a monitor. Frames that come
 * before the face at rest is known wait for it.
 *
 * What one observer is told does not depend on the others.
 */
export async function* passOver(options: PassOptions): AsyncGenerator<PassEvent, void, undefined> {
  const { setup, signal, waiting = WAITING } = options;
  const { rate, maximumSide } = setup.parameters;
  const rests = options.rests.map((place, i) => openRest(place, i, options));
  let reading = options.watches.map((watch, number) => openWatch(watch, number, setup));
  const whole = reading.length > 0 ? union(reading, rate) : null;
  const read = (place: Pick<FrameOptions, 'start' | 'end' | 'rate'>) =>
    options.frames({ ...place, maximumSide, signal });
  const lookForRest = async (rest: OpenRest, start: number): Promise<void> => {
    try {
      for await (const frame of read({ start, end: rest.end ?? undefined, rate })) {
        await rest.take(frame);
        if (!rest.open()) break;
      }
      rest.close();
    } catch (error) {
      if (!(error instanceof WinceError) || !options.onRestError) throw error;
      rest.close(options.onRestError(error));
    }
  };
  // Where a subject is at rest outside of what is observed, it is looked at beforehand.
  for (const rest of rests) {
    const within = whole && rest.start >= whole.start && rest.start < (whole.end ?? Number.POSITIVE_INFINITY);
    if (rest.open() && !within) await lookForRest(rest, rest.start);
  }
  while (reading.length > 0) {
    const late = new Set<OpenWatch>();
    let held = 0;
    for await (const frame of read(union(reading, rate))) {
      for (const rest of rests) await rest.take(frame);
      let waits = false;
      for (const watch of reading) {
        if (late.has(watch)) continue;
        const known = rests[watch.rest].face();
        if (known) yield* watch.release(known);
        const wanted = watch.wants(frame);
        if (!wanted) continue;
        if (known) yield* watch.take(wanted, known);
        else watch.hold(wanted);
        waits ||= !known;
      }
      if (waits) held += frame.image.data.byteLength;
      if (held > waiting) {
        held = 0;
        for (const watch of reading) if (watch.drop()) late.add(watch);
      }
      if (late.size === reading.length && rests.every(({ open }) => !open())) break;
    }
    options.onRead?.();
    for (const rest of rests) {
      // It may be found behind what is observed.
      if (rest.open() && whole?.end !== undefined && (rest.end ?? Number.POSITIVE_INFINITY) > whole.end)
        await lookForRest(rest, whole.end);
      rest.close();
    }
    for (const watch of reading) {
      const known = rests[watch.rest].face();
      if (late.has(watch) || !known) continue;
      yield* watch.release(known);
      yield* watch.close();
    }
    // They were told of no frame yet: theirs are read again, now that the face at rest is known.
    reading = [...late];
  }
}

interface OpenRest extends RecordingPart {
  readonly rate: number | undefined;
  /** Whether more frames are needed. */
  open(): boolean;
  take(frame: VideoFrame): Promise<void>;
  /** There are no more frames. */
  close(reason?: NoRest): void;
  /** What the face at rest is, once it is known. */
  face(): FaceAtRest | NoRest | null;
}

function openRest(place: RestPlace, number: number, { setup, onRest }: PassOptions): OpenRest {
  const { start, end, known, onTracked, least = 0 } = place;
  const wants = wantsOf({ ...place, rate: setup.parameters.rate });
  const watch: RestWatch | null = known ? null : watchRest(setup);
  let face = known ?? null;
  let open = watch !== null;
  let first: number | undefined;
  const settle = (reason?: NoRest): void => {
    if (face || !watch) return;
    face = reason ?? watch.rest();
    onRest?.(number, face);
  };
  if (known) onRest?.(number, known);
  return {
    ...{ start, end, rate: setup.parameters.rate },
    open: () => open,
    face: () => face,
    async take(frame) {
      if (!open || !watch) return;
      if (end !== null && frame.time >= end) {
        settle();
        open = false;
        return;
      }
      if (!wants(frame)) return;
      first ??= frame.time;
      const more = frame.time - first <= least;
      const tracked = await setup.clock.during('rest', () => watch.next(frame, more));
      if (watch.isSettled()) settle();
      if (tracked && more) await onTracked?.(tracked);
      open = !(face && !more);
    },
    close(reason) {
      settle(reason);
      open = false;
    },
  };
}

/** A frame of the rate of a watch, or one between two of them. */
interface WantedFrame {
  readonly frame: VideoFrame;
  readonly isBetween: boolean;
}

interface OpenWatch extends Watch {
  /** What the frame is to it; null where it is not wanted. */
  wants(frame: VideoFrame): WantedFrame | null;
  hold(frame: WantedFrame): void;
  /** Lets the frames go that wait. @returns whether there were any: the watch begins anew then */
  drop(): boolean;
  /** Gives the frames that waited. */
  release(rest: FaceAtRest | NoRest): AsyncGenerator<PassEvent, void, undefined>;
  take(wanted: WantedFrame, rest: FaceAtRest | NoRest): AsyncGenerator<PassEvent, void, undefined>;
  close(): AsyncGenerator<PassEvent, void, undefined>;
}

function openWatch(watch: Watch, number: number, setup: FollowSetup): OpenWatch {
  let wants = wantsOf(watch);
  let held: WantedFrame[] = [];
  let follower: Follower | undefined;
  let ahead: { readonly frame: VideoFrame; readonly placed: Promise<PlacedFrame> } | undefined;
  /** Frames behind the one that is tracked ahead. */
  let behind: VideoFrame[] = [];

  function* toldBetween(): Generator<PassEvent, void, undefined> {
    const frames = behind;
    behind = [];
    for (const frame of frames) yield { kind: 'between', watch: number, frame };
  }

  /** The frame before is measured while the face is placed in this one. */
  async function* take(
    { frame, isBetween }: WantedFrame,
    rest: FaceAtRest | NoRest,
  ): AsyncGenerator<PassEvent, void, undefined> {
    if (isBetween) {
      behind.push(frame);
      if (!watch.face) yield* toldBetween();
      return;
    }
    if (!watch.face) {
      yield { kind: 'frame', watch: number, frame, followed: null };
      return;
    }
    follower ??= openFollower(setup, 'face' in rest ? rest : null, watch);
    const before = ahead;
    const placed = before && (await before.placed);
    const next = follower.track(frame);
    // Its error is thrown when it is waited for.
    next.catch(() => {});
    ahead = { frame, placed: next };
    if (!before || !placed) return;
    // What came after the frame before is told after it.
    const since = behind;
    behind = [];
    yield { kind: 'frame', watch: number, frame: before.frame, followed: await follower.measure(placed) };
    for (const each of since) yield { kind: 'between', watch: number, frame: each };
  }

  return {
    ...watch,
    wants(frame) {
      if (wants(frame)) return { frame, isBetween: false };
      const isInside = frame.time >= watch.start && (watch.end === null || frame.time < watch.end);
      return watch.between && isInside ? { frame, isBetween: true } : null;
    },
    hold(wanted) {
      held.push(wanted);
    },
    drop() {
      if (held.length === 0) return false;
      held = [];
      wants = wantsOf(watch);
      return true;
    },
    async *release(rest) {
      const waiting = held;
      held = [];
      for (const wanted of waiting) yield* take(wanted, rest);
    },
    take,
    async *close() {
      if (ahead && follower) {
        const { frame, placed } = ahead;
        ahead = undefined;
        yield { kind: 'frame', watch: number, frame, followed: await follower.measure(await placed) };
      }
      yield* toldBetween();
      yield { kind: 'end', watch: number, stretch: follower?.end() };
    },
  };
}

function wantsOf({
  start,
  end,
  rate,
}: RecordingPart & { readonly rate?: number }): (frame: VideoFrame) => boolean {
  const keep = thinning(rate);
  return ({ time }) => keep(time) && time >= start && (end === null || time < end);
}

/** What must be read so that each place gets what it would get alone. */
function union(
  places: readonly (RecordingPart & { readonly rate?: number; readonly between?: boolean })[],
  rate: number,
): { readonly start: number; readonly end: number | undefined; readonly rate: number | undefined } {
  const alike = places.every((place) => place.rate === rate && !place.between);
  // Which frame of a period is the first is seen from its beginning.
  const start = Math.min(...places.map((place) => place.start));
  const ends = places.map(({ end }) => end ?? Number.POSITIVE_INFINITY);
  const end = Math.max(...ends);
  return {
    start: alike ? start : Math.max(0, start - 1 / rate),
    end: Number.isFinite(end) ? end : undefined,
    rate: alike ? rate : undefined,
  };
}

/** Tells the observer of a row what came. */
export async function tellRow(observer: RowObserver, event: PassEvent): Promise<void> {
  if (event.kind === 'end') {
    if (event.stretch) await observer.described(event.stretch);
    return;
  }
  if (event.kind === 'between') {
    await observer.between(event.frame);
    return;
  }
  await observer.frame(event.frame);
  if (!event.followed) return;
  const { tracked, strain, stretch } = event.followed;
  if (stretch) await observer.described(stretch);
  if (strain) observer.strain(strain);
  await observer.tracked(tracked);
}
