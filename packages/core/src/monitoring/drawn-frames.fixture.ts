import { randomFrom } from '../numbers/random.ts';
import type { FrameFault } from '../recording/tracking/tracked-frame.ts';
import type { ScoredFrame } from './scored-frame.ts';

const BLURRED: FrameFault = {
  name: 'blurred',
  reason: 'the face is blurred: sharpness 0.02, at least 0.05 is needed',
};
const NO_FACE: FrameFault = { name: 'no face', reason: 'the detector found no face' };

/** What is drawn: when it hurts, and when there is no usable face. Seconds. */
export interface DrawnStory {
  readonly seconds: number;
  readonly framesPerSecond: number;
  readonly pain: readonly (readonly [number, number])[];
  readonly away: readonly (readonly [number, number])[];
  readonly blurred: readonly (readonly [number, number])[];
}

export const STORY: DrawnStory = {
  seconds: 60,
  framesPerSecond: 10,
  pain: [
    [12, 22],
    [40, 52],
  ],
  away: [[28, 36]],
  blurred: [[5, 7]],
};

/**
 * Scored frames by formula: one score a second, strain on every frame, landmarks on an ellipse that moves a little.
 * The same story and seed give the same frames.
 */
export function drawnFrames(story: DrawnStory = STORY, seed = 1): readonly ScoredFrame[] {
  const random = randomFrom('drawn frames', String(seed));
  const within = (spans: DrawnStory['pain'], time: number) =>
    spans.some(([from, to]) => time >= from && time < to);
  const pain = (time: number) =>
    story.pain.reduce((most, [from, to]) => Math.max(most, ramp(time - from) * ramp(to - time)), 0);
  return Array.from({ length: story.seconds * story.framesPerSecond }, (_, i): ScoredFrame => {
    const time = i / story.framesPerSecond;
    const noise = random.next() - 0.5;
    if (within(story.away, time)) {
      return {
        ...{ time, status: 'no-face', faults: [NO_FACE], box: null, landmarks: null },
        ...{ score: null, confidence: null, strain: { previous: null, baseline: null } },
      };
    }
    const level = pain(time);
    const blurred = within(story.blurred, time);
    const slope = Math.abs(pain(time + 0.05) - pain(time - 0.05)) * 10;
    const x = 160 + 6 * Math.sin(time / 3);
    const y = 120 + 4 * Math.cos(time / 4);
    return {
      time,
      status: blurred ? 'poor-quality' : 'used',
      faults: blurred ? [BLURRED] : [],
      box: [x - 60, y - 80, x + 60, y - 80, x + 60, y + 80, x - 60, y + 80],
      landmarks: Float64Array.from({ length: 936 }, (_, k) => {
        const angle = 2.4 * (k >> 1);
        const radius = Math.sqrt((k >> 1) / 468);
        return k % 2 === 0 ? x + 50 * radius * Math.cos(angle) : y + 70 * radius * Math.sin(angle);
      }),
      score:
        blurred || i % story.framesPerSecond !== 0
          ? null
          : Math.min(1, Math.max(0, 0.15 + 0.7 * level + 0.08 * noise)),
      confidence: 0.9 + 0.1 * noise,
      strain: {
        previous: i === 0 ? null : 0.02 + 0.2 * slope + 0.01 * noise,
        baseline: 0.01 + 0.12 * level + 0.004 * noise,
      },
    };
  });
}

/** 0 before, 1 a second and more after. */
function ramp(time: number): number {
  const share = Math.min(1, Math.max(0, time));
  return share * share * (3 - 2 * share);
}
