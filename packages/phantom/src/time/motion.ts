import type { Random } from '@wince/core';
import { intensities } from '../cohort/expression.ts';
import { BLUNTED, CONDITIONS, type Condition, DIFFICULTY, PROTOTYPES } from '../cohort/parameters.ts';
import { clamp, lerp, noise, smoothstep } from '../curves.ts';
import type { Action, Actions } from '../head/actions.ts';
import { type CrySegment, cryLoudnessAt } from './cry.ts';
import { type Incident, PART_SECONDS, type Segment } from './segments.ts';

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
  /** What happens in the calm parts. */
  readonly incidents: readonly Incident[];
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
  readonly incidents: readonly Incident[];
}

/**
 * Draws what a face does over a clip: when and how strongly it answers to each segment, when it blinks, and how fast it sucks.
 *
 * @param segments the parts of the clip in the order of time, as `drawSegments` gives them
 * @param random gives all that is left to chance: the same state gives the same motion
 */
export function drawMotion(segments: readonly Segment[], options: MotionOptions, random: Random): Motion {
  const { seconds, reactivity, difficulty, preterm, incidents } = options;
  const blunted = (condition: Segment['condition']): boolean =>
    random.next() < DIFFICULTY.blunted(difficulty) * (preterm ? 2 : 1) && condition === 'pain';
  const blinks: number[] = [];
  // A grimace is the face of the clip's pain: as strong, as late, with the same of what the difficulty mixes in.
  const pain = segments.findIndex(({ condition }) => condition === 'pain');
  const alike = <Value>(values: readonly Value[]): Value[] =>
    values.map((value, i) => (segments[i].condition === 'grimace' ? values[pain] : value));
  for (let t = 3 * random.next(); t < seconds; t += lerp(2, 7, random.next())) blinks.push(t);
  return {
    strengths: alike(
      segments.map(
        ({ condition }) =>
          reactivity * lerp(0.85, 1, random.next()) * (blunted(condition) ? BLUNTED.face : 1),
      ),
    ),
    latencies: alike(
      segments.map(({ condition }) => lerp(0.2, condition === 'pain' ? 1.1 : 0.8, random.next())),
    ),
    blinks,
    suckRate: lerp(1.5, 2.5, random.next()),
    quiverRate: lerp(5, 8, random.next()),
    sneezes: random.next() < 0.15 ? [seconds * random.next()] : [],
    blind: alike(segments.map(() => CONDITIONS[random.below(CONDITIONS.length)])),
    blindShare: DIFFICULTY.blind(difficulty),
    incidents,
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
  const calm = faceOf(segments[0].condition);
  const passing = motion.incidents.map((incident) => levelOf(incident, 0, time));
  const active = Math.min(
    1,
    [...levels, ...passing].reduce((sum, level) => sum + level, 0),
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
      const own = PROTOTYPES[faceOf(segment.condition)][action] ?? 0;
      const mean = lerp(own, PROTOTYPES[motion.blind[i]][action] ?? 0, motion.blindShare);
      const strength = action === 'lidsOpen' ? 1 : motion.strengths[i];
      value += levels[i] * mean * strength * shape(segment, action, voice, motion, time);
    });
    motion.incidents.forEach((incident, i) => {
      const strength = action === 'lidsOpen' ? 1 : incident.strength;
      const own = PROTOTYPES[incident.condition][action] ?? 0;
      value += passing[i] * own * strength * shape(incident, action, voice, motion, time);
    });
    if (action === 'lidsOpen') value *= blink * (1 - sneeze);
    if (sneeze > 0 && (action === 'nasolabialFurrow' || action === 'eyeSqueeze'))
      value = Math.max(value, 0.7 * sneeze);
    const wobble = 0.02 * noise(time * 1.3, action.length * 7.1, motion.seed);
    return clamp(value > 0.02 ? value + wobble : value, 0, 1);
  });
}

/** What a face answers to: an event, or what passes over it. */
type Response = Pick<Segment, 'condition' | 'start' | 'end'> & { readonly course?: Segment['course'] };

function isEvent(condition: Segment['condition']): boolean {
  return condition !== 'rest' && condition !== 'sleep';
}

/** The condition whose face is shown. */
function faceOf(condition: Segment['condition']): Condition {
  return condition === 'grimace' ? 'pain' : condition;
}

/** When the response to an event begins, first reaches its height, and is over, in seconds of the clip. */
export interface ResponseTimes {
  readonly onset: number;
  readonly apex: number;
  readonly offset: number;
}

/** Times of the response to a segment; null where nothing happens. */
export function responseTimes(segment: Response, latency: number): ResponseTimes | null {
  const { condition, start, end, course } = segment;
  if (!isEvent(condition)) return null;
  const onset = start + latency;
  const pace = paceOf(segment);
  if (course) {
    const offset = end - COURSE_MARGIN;
    return { onset, apex: onset + (course.rise * (offset - onset)) / course.waves, offset };
  }
  if (condition === 'yawn') return { onset, apex: onset + 1.6 * pace, offset: onset + 4.5 * pace };
  if (condition === 'startle') return { onset, apex: onset + 0.2, offset: onset + 3.5 * pace };
  if (condition === 'sneeze') return { onset, apex: onset + SNEEZE.rise, offset: onset + SNEEZE.over };
  return { onset, apex: onset + 0.5, offset: end + 0.4 };
}

/** Seconds from the onset of a sneeze until it is at its height, falls, and is over. */
const SNEEZE = { rise: 0.6, falls: 0.7, over: 1 } as const;

/** Seconds from the end of a response with a course of its own to the end of its segment. */
const COURSE_MARGIN = 0.2;

/** In a short clip a yawn and a startle are short, too. */
function paceOf({ start, end }: Response): number {
  return Math.min(1, (end - start) / PART_SECONDS.event);
}

/** Onset, apex, decay of a segment's response, 0 to 1. */
function levelOf(segment: Response, latency: number, time: number): number {
  const { condition, end, course } = segment;
  const times = responseTimes(segment, latency);
  if (!times || time <= times.onset || time >= times.offset) return 0;
  const { onset, apex, offset } = times;
  if (course) {
    const wave = (course.waves * (time - onset)) / (offset - onset);
    const share = wave - Math.floor(wave);
    return share < course.rise ? smoothstep(0, course.rise, share) : smoothstep(1, course.rise, share);
  }
  const pace = paceOf(segment);
  const falls: { readonly [C in Segment['condition']]?: number } = {
    yawn: onset + 3.2 * pace,
    startle: onset + 0.8 * pace,
    sneeze: onset + SNEEZE.falls,
  };
  return smoothstep(onset, apex, time) * smoothstep(offset, falls[condition] ?? end - 1, time);
}

/** How a response goes up and down while it lasts: with the breaths of a cry, in volleys, with each suck. */
function shape(segment: Response, action: Action, voice: number, motion: Motion, time: number): number {
  const { condition, start, course } = segment;
  if (condition === 'sucking' && action === 'lipPurse') {
    const burst = smoothstep(-0.3, 0.2, Math.sin((2 * Math.PI * (time - start)) / 5));
    return lerp(0.6, 1, burst * (0.5 + 0.5 * Math.sin(2 * Math.PI * motion.suckRate * time)));
  }
  if (condition !== 'pain' && condition !== 'hunger' && condition !== 'grimace') return 1;
  if (action === 'chinQuiver') return 0.5 + 0.5 * Math.sin(2 * Math.PI * motion.quiverRate * time);
  if (course) return 1;
  const volley = 0.8 + 0.2 * Math.cos((2 * Math.PI * (time - start)) / 3.7);
  return volley * (SLOW.has(action) ? lerp(0.88, 1, voice) : lerp(0.45, 1, voice));
}
