import { eyeAngle, eyeDistance, LANDMARK } from '../../face/landmarks.ts';
import type { RgbImage } from '../../image/image.ts';
import type { TrackedFrame } from '../../recording/tracking/tracked-frame.ts';
import type { VideoFrame } from '../../recording/video-frame.ts';
import { BACKGROUND_PATCHES, backgroundColours, type PatchColour, skinColours } from './frame-colours.ts';
import { medianSkin, type SkinColour } from './skin-colour.ts';
import { type LabelledPixels, labelSkin, SKIN_REGIONS } from './skin-regions.ts';

/** A patch over time: a value for each of the times of the traces, NaN where the frame has none. */
export interface PatchTrace {
  readonly name: string;
  readonly red: Float64Array;
  readonly green: Float64Array;
  readonly blue: Float64Array;
  /** Shares of its pixels that are skin, and that are too dark or too bright, in [0, 1]. */
  readonly skin: Float64Array;
  readonly clipped: Float64Array;
}

/** How the head moves: a value for each time, NaN without a face. */
export interface HeadMotion {
  /** The middle of the eyes, in eye distances of the first frame. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The eye distance over that of the first frame. */
  readonly size: Float64Array;
  /** Radians, clockwise. */
  readonly roll: Float64Array;
}

/** All that a recording tells of the pulse: the colour of skin and of the background, movement and deformation. */
export interface FaceTraces {
  /** Seconds of each frame that was looked at, rising. */
  readonly times: Float64Array;
  /** In the order of `SKIN_REGIONS`. */
  readonly skin: readonly PatchTrace[];
  /** In the order of `BACKGROUND_PATCHES`. */
  readonly background: readonly PatchTrace[];
  readonly motion: HeadMotion;
  /** Strain a second of each region of skin, where it was measured. */
  readonly strain: readonly { readonly time: number; readonly regions: Float64Array }[];
}

/** Follows the colour of a face through a recording. */
export interface FaceTracing {
  /** The next frame whose face is followed. */
  frame(frame: VideoFrame): void;
  /** How the face of that frame was followed. */
  tracked(frame: TrackedFrame): void;
  /** A frame between those, behind the one that was told last. */
  between(frame: VideoFrame): void;
  /** Strain a second of each of `SKIN_REGIONS`, in their order, at a time. */
  strain(time: number, regions: Float64Array): void;
  /** Forgets what lies before a time in seconds. */
  forget(before: number): void;
  /** What was seen and is not forgotten. */
  traces(): FaceTraces;
}

/** The colour of skin follows the light within so many seconds. */
const MEMORY = 1;
/** The share of the background that is not of the colour of the skin, at least, where skin is left out of it. */
const LEAST_BACKGROUND = 0.2;
/** Seconds between two faces beyond which nothing is known of where the face was in between. */
const FARTHEST = 0.5;

type BackgroundOf = readonly [RgbImage, LabelledPixels, SkinColour];

interface Seen {
  readonly time: number;
  readonly skin: readonly PatchColour[] | null;
  readonly background: readonly PatchColour[] | null;
  readonly pose: readonly [number, number, number, number] | null;
}

/**
 * Opens the traces of a recording. Where the face was followed its landmarks are those of the mesh; in the frames in between they lie
 * on the way from one to the next.
 */
export function openFaceTracing(): FaceTracing {
  let seen: Seen[] = [];
  let strains: { readonly time: number; readonly regions: Float64Array }[] = [];
  let skin: SkinColour | null = null;
  let first: { readonly x: number; readonly y: number; readonly eyes: number } | undefined;
  let before: {
    readonly time: number;
    readonly track: number | null;
    readonly landmarks: Float64Array;
  } | null = null;
  let current: VideoFrame | undefined;
  let waiting: VideoFrame[] = [];
  let withoutSkin: boolean | undefined;

  /** Where the light makes all of one colour, the colour of the skin tells nothing: decided once, or the trace would jump. */
  const backgroundOf = (...[image, pixels, own]: BackgroundOf): readonly PatchColour[] => {
    if (withoutSkin === undefined) {
      const { skin: share } = backgroundColours(image, pixels, own, true)[
        BACKGROUND_PATCHES.indexOf('background')
      ];
      withoutSkin = share >= LEAST_BACKGROUND;
    }
    return backgroundColours(image, pixels, own, withoutSkin);
  };
  const look = ({ time, image }: VideoFrame, landmarks: Float64Array, learns: boolean): void => {
    const pixels = labelSkin(landmarks, image);
    if (learns || !skin) skin = followed(skin, medianSkin(image, pixels), time - (before?.time ?? time));
    const eyes = eyeDistance(landmarks);
    const [x, y] = [0, 1].map(
      (axis) =>
        (landmarks[2 * LANDMARK.rightEyeOuter + axis] + landmarks[2 * LANDMARK.leftEyeOuter + axis]) / 2,
    );
    first ??= { x, y, eyes };
    seen.push({
      time,
      skin: skin && skinColours(image, pixels, skin),
      background: skin && backgroundOf(image, pixels, skin),
      pose: [(x - first.x) / first.eyes, (y - first.y) / first.eyes, eyes / first.eyes, eyeAngle(landmarks)],
    });
  };
  const nothing = ({ time }: VideoFrame) => seen.push({ time, skin: null, background: null, pose: null });
  /** The frames in between, on the way from one face to the next. */
  const lookBetween = (next: typeof before): void => {
    const from = before;
    const isKnown = from && next && from.track === next.track && next.time - from.time <= FARTHEST;
    for (const frame of waiting) {
      if (!isKnown) nothing(frame);
      else {
        const share = (frame.time - from.time) / (next.time - from.time);
        look(
          frame,
          from.landmarks.map((v, i) => v + share * (next.landmarks[i] - v)),
          false,
        );
      }
    }
    waiting = [];
  };
  return {
    frame(frame) {
      current = frame;
    },
    between(frame) {
      waiting.push(frame);
    },
    tracked({ analysis, faults, track, time }) {
      // What covers a face is no skin, and the rest of it still has its colour.
      const isUsable = analysis.status !== 'no-face' && faults.every(({ name }) => name === 'covered');
      const next = isUsable ? { time, track, landmarks: Float64Array.from(analysis.landmarks) } : null;
      lookBetween(next);
      if (current && next) look(current, next.landmarks, true);
      else if (current) nothing(current);
      before = next;
      current = undefined;
    },
    strain(time, regions) {
      strains.push({ time, regions });
    },
    forget(time) {
      seen = seen.filter((each) => each.time >= time);
      strains = strains.filter((each) => each.time >= time);
    },
    traces() {
      // Where the last face was, nobody knows what comes.
      lookBetween(null);
      return tracesOf(seen, strains);
    },
  };
}

function followed(old: SkinColour | null, now: SkinColour | null, seconds: number): SkinColour | null {
  if (!old || !now) return now ?? old;
  const share = 1 - Math.exp(-Math.max(0, seconds) / MEMORY);
  const towards = (a: number, b: number) => a + share * (b - a);
  return {
    red: towards(old.red, now.red),
    green: towards(old.green, now.green),
    level: towards(old.level, now.level),
  };
}

function tracesOf(seen: readonly Seen[], strain: FaceTraces['strain']): FaceTraces {
  const patch = (name: string, of: (each: Seen) => PatchColour | undefined): PatchTrace => {
    const colours = seen.map(of);
    const part = (key: Exclude<keyof PatchColour, 'pixels'>) =>
      Float64Array.from(colours, (colour) => colour?.[key] ?? Number.NaN);
    return {
      name,
      red: part('red'),
      green: part('green'),
      blue: part('blue'),
      skin: part('skin'),
      clipped: part('clipped'),
    };
  };
  const pose = (axis: number) => Float64Array.from(seen, (each) => each.pose?.[axis] ?? Number.NaN);
  return {
    times: Float64Array.from(seen, ({ time }) => time),
    skin: SKIN_REGIONS.map((name, i) => patch(name, (each) => each.skin?.[i])),
    background: BACKGROUND_PATCHES.map((name, i) => patch(name, (each) => each.background?.[i])),
    motion: { x: pose(0), y: pose(1), size: pose(2), roll: pose(3) },
    strain,
  };
}
