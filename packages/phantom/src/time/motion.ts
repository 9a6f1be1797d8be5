import type { Random } from '@wince/core';
import { intensities } from '../cohort/expression.ts';
import { BLUNTED, CONDITIONS, type Condition, DIFFICULTY, PROTOTYPES } from '../cohort/parameters.ts';
import { clamp, mix, noise, smoothstep } from '../curves.ts';
import type { Action, Actions } from '../head/actions.ts';
import { type CrySegment, cryLoudnessAt } from './cry.ts';
import type { Segment } from './segments.ts';

/** What a face does over a clip, as data: `actionsAt` reads it. */
export interface Motion {
  /** Strength of the responses, by segment. */
  readonly strengths: readonly number[];
  /** Seconds from the beginning of a segment to the onset of its response. */
  readonly latencies: readonly number[];
  /** Instants of blinks. */
  readonly blinks: readonly number[];
  /** Sucks a second: 1.5 to 2.5, within the band of the pulse. */
  readonly suckRate: number;
  /** Trembles of the chin a second. */
  readonly quiverRate: number;
  /** Instants of sneezes. */
  readonly sneezes: readonly number[];
  /** The condition that the difficulty mixes into each segment, drawn without regard to its label. */
  readonly blind: readonly Condition[];
  readonly blindShare: number;
  readonly seed: number;
}

/** What a motion is drawn with. */
export interface MotionOptions {
  readonly seconds: number;
  /** Strength of this subject's responses. */
  readonly reactivity: number;
  /** 0 to 1, as for pictures. */
  readonly difficulty: number;
  /** Below 32 weeks: a blunted face is twice as likely. */
  readonly preterm: boolean;
}

export function drawMotion(segments: readonly Segment[], options: MotionOptions, random: Random): Motion {
  const { seconds, reactivity, difficulty, preterm } = options;
  const blunted = (condition: Condition): boolean =>
    random.next() < DIFFICULTY.blunted(difficulty) * (preterm ? 2 : 1) && condition === 'pain';
  const blinks: number[] = [];
  for (let t = 3 * random.next(); t < seconds; t += mix(2, 7, random.next())) blinks.push(t);
  return {
    strengths: segments.map(
      ({ condition }) => reactivity * mix(0.85, 1, random.next()) * (blunted(condition) ? BLUNTED.face : 1),
    ),
    latencies: segments.map(({ condition }) => mix(0.2, condition === 'pain' ? 1.1 : 0.8, random.next())),
    blinks,
    suckRate: mix(1.5, 2.5, random.next()),
    quiverRate: mix(5, 8, random.next()),
    sneezes: random.next() < 0.15 ? [seconds * random.next()] : [],
    blind: segments.map(() => CONDITIONS[random.below(CONDITIONS.length)]),
    blindShare: DIFFICULTY.blind(difficulty),
    seed: random.below(2 ** 30),
  };
}

const SLOW: ReadonlySet<Action> = new Set([
  'browBulge',
  'eyeSqueeze',
  'nasolabialFurrow',
  'lidsOpen',
  'browRaise',
]);

/** What the face does at an instant. */
export function actionsAt(
  motion: Motion,
  segments: readonly Segment[],
  cries: readonly CrySegment[],
  time: number,
): Actions {
  const levels = segments.map((segment, i) => levelOf(segment, motion.latencies[i], time));
  const calm = segments[0].condition;
  const active = Math.min(
    1,
    levels.reduce((sum, level, i) => sum + (isEvent(segments[i].condition) ? level : 0), 0),
  );
  const voice = cryLoudnessAt(cries, time);
  const blink = motion.blinks.some((at) => Math.abs(time - at - 0.09) < 0.09) ? 0 : 1;
  const sneeze = Math.max(
    0,
    ...motion.sneezes.map((at) => smoothstep(at - 0.6, at, time) * smoothstep(at + 0.35, at + 0.05, time)),
  );
  return intensities((action) => {
    let value = (1 - active) * (PROTOTYPES[calm][action] ?? 0);
    segments.forEach((segment, i) => {
      if (!isEvent(segment.condition)) return;
      const own = PROTOTYPES[segment.condition][action] ?? 0;
      const mean = mix(own, PROTOTYPES[motion.blind[i]][action] ?? 0, motion.blindShare);
      const strength = action === 'lidsOpen' ? 1 : motion.strengths[i];
      value += levels[i] * mean * strength * shape(segment, action, voice, motion, time);
    });
    if (action === 'lidsOpen') value *= blink * (1 - sneeze);
    if (sneeze > 0 && (action === 'nasolabialFurrow' || action === 'eyeSqueeze'))
      value = Math.max(value, 0.7 * sneeze);
    const wobble = 0.02 * noise(time * 1.3, action.length * 7.1, motion.seed);
    return clamp(value > 0.02 ? value + wobble : value, 0, 1);
  });
}

function isEvent(condition: Condition): boolean {
  return condition !== 'rest' && condition !== 'sleep';
}

/** Onset, apex, decay of a segment's response, 0 to 1. */
function levelOf({ condition, start, end }: Segment, latency: number, time: number): number {
  const onset = start + latency;
  if (condition === 'yawn')
    return smoothstep(onset, onset + 1.6, time) * smoothstep(onset + 4.5, onset + 3.2, time);
  if (condition === 'startle')
    return smoothstep(onset, onset + 0.2, time) * smoothstep(onset + 3.5, onset + 0.8, time);
  return smoothstep(onset, onset + 0.5, time) * smoothstep(end + 0.4, end - 1, time);
}

/** How a response goes up and down while it lasts: with the breaths of a cry, in volleys, with each suck. */
function shape(segment: Segment, action: Action, voice: number, motion: Motion, time: number): number {
  const { condition, start } = segment;
  if (condition === 'sucking' && action === 'lipPurse') {
    const burst = smoothstep(-0.3, 0.2, Math.sin((2 * Math.PI * (time - start)) / 5));
    return mix(0.6, 1, burst * (0.5 + 0.5 * Math.sin(2 * Math.PI * motion.suckRate * time)));
  }
  if (condition !== 'pain' && condition !== 'hunger') return 1;
  const volley = 0.8 + 0.2 * Math.cos((2 * Math.PI * (time - start)) / 3.7);
  if (action === 'chinQuiver') return 0.5 + 0.5 * Math.sin(2 * Math.PI * motion.quiverRate * time);
  return volley * (SLOW.has(action) ? mix(0.88, 1, voice) : mix(0.45, 1, voice));
}
