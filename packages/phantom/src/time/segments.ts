import { type Random, shuffle } from '@wince/core';
import { type Condition, INCIDENTS, NO_PAIN_WEIGHTS, TIME_COURSES } from '../cohort/parameters.ts';
import type { Label } from '../cohort/plan.ts';
import { lerp } from '../curves.ts';

/** What the event of a clip that does not hurt may be. */
export const CONTRASTS = ['any', 'cry', 'time-course'] as const;
/**
 * What the event of a clip that does not hurt is: any of the distractors, a hungry cry in every clip, or a grimace, which shows
 * the very face of that clip's pain in another time course.
 */
export type Contrast = (typeof CONTRASTS)[number];

/** How often a face goes up and down within an event, and which share of each time it takes to rise. */
export interface Course {
  readonly waves: number;
  readonly rise: number;
}

/** A part of a clip. */
export interface Segment {
  readonly period: 'baseline' | 'procedure' | 'recovery';
  /** `grimace`: the face of pain without pain, where only the time course differs. */
  readonly condition: Condition | 'grimace';
  /** `calm` where the contrast is between the two events, and the parts without one are left out. */
  readonly label: Label | 'calm';
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  /** Null where the response has the course of its condition. */
  readonly course: Course | null;
}

/** Seconds of each part of a clip: rest, something happens, rest, something else happens. */
export const PART_SECONDS = { baseline: 12, event: 8, recovery: 6 } as const;

/** Seconds of a clip where nobody asks for another length, and the least and most that may be asked for. */
export const CLIP_SECONDS = {
  usual: PART_SECONDS.baseline + 2 * PART_SECONDS.event + PART_SECONDS.recovery,
  least: 12,
  most: 120,
} as const;

/**
 * After the design of the clinical sets: a baseline, a procedure, a recovery. Each clip has two events, one painful and one
 * not, in an order left to chance, so that the place in the clip does not tell the label.
 *
 * @param options.seconds of a clip with two events: every part is longer or shorter in proportion, to a tenth of a second
 * @param options.only a single event: baseline, procedure, recovery
 */
export function drawSegments(
  random: Random,
  {
    contrast = 'any',
    seconds = CLIP_SECONDS.usual,
    only,
  }: { contrast?: Contrast; seconds?: number; only?: Label } = {},
): Segment[] {
  const calm: Condition = random.next() < 0.5 ? 'rest' : 'sleep';
  const other = drawOther(contrast, random);
  const events = shuffle<Segment['condition'][]>(['pain', other], random);
  const courses = contrast === 'time-course' ? drawCourses(random) : null;
  type Part = { period: Segment['period']; condition: Segment['condition']; seconds: number };
  const event = (condition: Segment['condition']): Part => ({
    period: 'procedure',
    condition,
    seconds: PART_SECONDS.event,
  });
  const baseline: Part = { period: 'baseline', condition: calm, seconds: PART_SECONDS.baseline };
  const recovery: Part = { period: 'recovery', condition: 'rest', seconds: PART_SECONDS.recovery };
  const parts =
    only === undefined
      ? [baseline, event(events[0]), recovery, event(events[1])]
      : [baseline, event(only === 'pain' ? 'pain' : other), recovery];
  let usual = 0;
  const tenths = (at: number): number => Math.round((10 * at * seconds) / CLIP_SECONDS.usual) / 10;
  return parts.map((part): Segment => {
    const start = tenths(usual);
    usual += part.seconds;
    const { period, condition } = part;
    const calmLabel = contrast === 'any' ? 'no-pain' : 'calm';
    return {
      period,
      condition,
      label: period === 'procedure' ? (condition === 'pain' ? 'pain' : 'no-pain') : calmLabel,
      start,
      end: tenths(usual),
      course: period === 'procedure' && courses ? courses[condition === 'pain' ? 'pain' : 'other'] : null,
    };
  });
}

function drawOther(contrast: Contrast, random: Random): Segment['condition'] {
  const others = (['hunger', 'yawn', 'startle', 'sucking'] as const).filter((c) => NO_PAIN_WEIGHTS[c] > 0);
  const drawn = others[random.below(others.length)];
  return contrast === 'any' ? drawn : contrast === 'cry' ? 'hunger' : 'grimace';
}

function drawCourses(random: Random): { pain: Course; other: Course } {
  const draw = ({
    waves: [least, most],
    rise,
  }: (typeof TIME_COURSES)[keyof typeof TIME_COURSES]): Course => ({
    waves: least + random.below(most - least + 1),
    rise,
  });
  return { pain: draw(TIME_COURSES.abrupt), other: draw(TIME_COURSES.gradual) };
}

/** What passes over the face in a calm part, and says nothing of what comes next. */
export interface Incident {
  readonly condition: (typeof INCIDENTS.conditions)[number];
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly strength: number;
}

/** Draws what happens in the calm parts of a clip: a yawn, a startle, a burst of sucking, a sneeze, or nothing. */
export function drawIncidents(segments: readonly Segment[], random: Random): Incident[] {
  return segments.flatMap(({ period, start, end }): Incident[] => {
    if (period === 'procedure' || random.next() >= INCIDENTS.share) return [];
    const condition = INCIDENTS.conditions[random.below(INCIDENTS.conditions.length)];
    const length = Math.min(INCIDENTS.seconds, INCIDENTS.ofPart * (end - start));
    // It begins after the last event has faded, and is over before the next part.
    const from = lerp(start + 0.15 * (end - start), end - length - 0.05 * (end - start), random.next());
    const [least, most] = INCIDENTS.strength;
    return [
      {
        condition,
        start: thousandths(from),
        end: thousandths(from + length),
        strength: lerp(least, most, random.next()),
      },
    ];
  });
}

function thousandths(seconds: number): number {
  return Math.round(1000 * seconds) / 1000;
}

/** One calm part and nothing else. */
export function calmSegment(seconds: number): Segment[] {
  return [{ period: 'baseline', condition: 'rest', label: 'no-pain', start: 0, end: seconds, course: null }];
}
