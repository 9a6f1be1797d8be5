import type { FoundFace } from '../../face/analysis.ts';
import { LANDMARK } from '../../face/landmarks.ts';
import { FACE_OUTLINE, REGIONS } from '../../face/regions.ts';
import { randomFrom } from '../../numbers/random.ts';
import type { TrackedFrame } from '../../recording/tracking/tracked-frame.ts';
import type { VideoFrame } from '../../recording/video-frame.ts';
import { SKIN_LEVELS, SKIN_PULSE } from '../written-pulse.fixture.ts';

/** What a drawn face does: a number for each time in seconds. */
export interface DrawnSkin {
  readonly seconds: number;
  /** Frames a second. */
  readonly rate: number;
  /** Pixels a side: 48 where nothing is said. */
  readonly size?: number;
  /** The pulse, about -1 to 1: a share of 1 % of green. */
  readonly pulse?: (time: number) => number;
  /** By which share the light is above its mean. */
  readonly light?: (time: number) => number;
  /** Pixels that the face is moved to the right. */
  readonly shift?: (time: number) => number;
  /** Whether the pixels have noise: else pictures differ by what is drawn alone. True by default. */
  readonly noise?: boolean;
  /** Whether the face can be used. */
  readonly usable?: (time: number) => boolean;
}

const STRENGTH = 0.01 / SKIN_PULSE.green;
const BACKGROUND = [118, 130, 150];

/** Landmarks of a face in the middle of a picture: its outline an ellipse, its parts smaller ones. */
export function landmarksOf(size: number, shift = 0): Float64Array {
  const landmarks = new Float64Array(936);
  const place = (
    indices: readonly number[],
    [x, y]: readonly [number, number],
    [w, h]: readonly [number, number],
    from: number,
  ) =>
    indices.forEach((index, i) => {
      const angle = from + (2 * Math.PI * i) / indices.length;
      landmarks.set(
        [size * (0.5 + x + w * Math.sin(angle)) + shift, size * (0.5 + y - h * Math.cos(angle))],
        2 * index,
      );
    });
  const parts: readonly (readonly [
    readonly number[],
    readonly [number, number],
    readonly [number, number],
  ])[] = [
    [REGIONS.forehead[0].polygon, [0, -0.24], [0.16, 0.05]],
    [REGIONS.cheeks[0].polygon, [-0.16, 0.04], [0.07, 0.08]],
    [REGIONS.cheeks[1].polygon, [0.16, 0.04], [0.07, 0.08]],
    [
      [
        168, 193, 245, 188, 174, 217, 198, 49, 129, 98, 97, 2, 326, 327, 358, 279, 420, 437, 399, 412, 465,
        417,
      ],
      [0, 0],
      [0.06, 0.09],
    ],
    [REGIONS.chin[0].polygon, [0, 0.24], [0.1, 0.05]],
    [REGIONS.mouth[0].polygon, [0, 0.16], [0.08, 0.03]],
    [REGIONS.eyes[0].polygon, [-0.12, -0.12], [0.05, 0.03]],
    [REGIONS.eyes[1].polygon, [0.12, -0.12], [0.05, 0.03]],
  ];
  for (const [indices, at, extent] of parts) place(indices, at, extent, 0);
  place(FACE_OUTLINE, [0, 0], [0.28, 0.34], 0);
  const eye = (index: number, x: number) => landmarks.set([size * (0.5 + x) + shift, size * 0.38], 2 * index);
  eye(LANDMARK.rightEyeOuter, -0.17);
  eye(LANDMARK.leftEyeOuter, 0.17);
  return landmarks;
}

/** The frames of a drawn face, each with how its face is followed. */
export function drawnSkin({
  seconds,
  rate,
  size = 48,
  pulse = () => 0,
  light = () => 0,
  shift = () => 0,
  noise = true,
  usable = () => true,
}: DrawnSkin): readonly { readonly frame: VideoFrame; readonly tracked: TrackedFrame }[] {
  const random = randomFrom('drawn skin');
  const grain = Float32Array.from({ length: 3 * size * size + 1009 }, () =>
    noise ? 2 * random.normal() : 0.3,
  );
  return Array.from({ length: Math.round(seconds * rate) }, (_, i) => {
    const time = i / rate;
    const data = new Uint8Array(3 * size * size);
    const skin = (['red', 'green', 'blue'] as const).map(
      (channel) => SKIN_LEVELS[channel] * (1 + STRENGTH * SKIN_PULSE[channel] * pulse(time)),
    );
    const bright = 1 + light(time);
    const from = noise ? random.below(1009) : 0;
    for (let y = 0, at = 0; y < size; y++) {
      for (let x = 0; x < size; x++, at += 3) {
        const across = (x - shift(time)) / size - 0.5;
        const isFace = (across / 0.3) ** 2 + ((y / size - 0.5) / 0.37) ** 2 < 1;
        for (let c = 0; c < 3; c++)
          data[at + c] = bright * (isFace ? skin[c] : BACKGROUND[c]) + grain[from + at + c];
      }
    }
    return {
      frame: { time, image: { width: size, height: size, data } },
      tracked: trackedAt(time, landmarksOf(size, shift(time)), usable(time)),
    };
  });
}

const SEEN = { seen: true, likelihood: 0, cause: null };

/** A frame whose face lies at these landmarks. */
export function trackedAt(time: number, landmarks: Float64Array, isUsable = true): TrackedFrame {
  const plain = { value: 1, unit: '' };
  const analysis: FoundFace = {
    ...{ status: isUsable ? 'used' : 'poor-quality', reason: '', facesFound: 1, score: 1, rotation: 0 },
    box: { x: 0, y: 0, side: 1, angle: 0 },
    ...{ landmarks, depth: new Float64Array(468) },
    quality: {
      measures: {
        ...{ eyeDistance: plain, dark: plain, bright: plain, yaw: plain, pitch: plain, roll: plain },
        ...{ brightness: plain, evenness: plain, sharpness: plain },
        ...{ confidence: plain, movement: plain, residual: plain, outside: plain },
      },
      usable: true,
      reasons: [],
    },
    covering: { mouth: SEEN, eyes: SEEN, brow: SEEN, nose: SEEN },
    toTemplate: { a: 1, b: 0, x0: 0, y0: 0 },
    registered: {
      grey: { width: 1, height: 1, data: new Uint8Array(1) },
      colour: { width: 1, height: 1, data: new Uint8Array(3) },
      landmarks: new Float64Array(936),
    },
  };
  const faults = isUsable ? [] : [{ name: 'blurred' as const, reason: 'blurred' }];
  return { time, analysis, faults, isCovered: false, track: 0, detected: false };
}
