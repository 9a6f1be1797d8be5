import { type Random, shuffle } from '@wince/core';
import { type Condition, NO_PAIN_WEIGHTS } from '../cohort/parameters.ts';
import type { Label } from '../cohort/plan.ts';

/** A part of a clip. */
export interface Segment {
  readonly period: 'baseline' | 'procedure' | 'recovery';
  readonly condition: Condition;
  readonly label: Label;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
}

/** Seconds of each part of a clip: rest, something happens, rest, something else happens. */
export const PART_SECONDS = { baseline: 12, event: 8, recovery: 6 } as const;

/**
 * After the design of the clinical sets: a baseline, a procedure, a recovery. Each clip has two events, one painful and one
 * not, in an order left to chance, so that the place in the clip does not tell the label.
 */
export function drawSegments(random: Random): Segment[] {
  const calm: Condition = random.next() < 0.5 ? 'rest' : 'sleep';
  const others = (['hunger', 'yawn', 'startle', 'sucking'] as const).filter((c) => NO_PAIN_WEIGHTS[c] > 0);
  const other = others[random.below(others.length)];
  const events = shuffle<Condition[]>(['pain', other], random);
  const parts: readonly { period: Segment['period']; condition: Condition; seconds: number }[] = [
    { period: 'baseline', condition: calm, seconds: PART_SECONDS.baseline },
    { period: 'procedure', condition: events[0], seconds: PART_SECONDS.event },
    { period: 'recovery', condition: calm === 'sleep' ? 'rest' : calm, seconds: PART_SECONDS.recovery },
    { period: 'procedure', condition: events[1], seconds: PART_SECONDS.event },
  ];
  let at = 0;
  return parts.map(({ period, condition, seconds }) => {
    const start = at;
    at += seconds;
    return { period, condition, label: condition === 'pain' ? 'pain' : 'no-pain', start, end: at };
  });
}

/** One calm part and nothing else. */
export function calmSegment(seconds: number): Segment[] {
  return [{ period: 'baseline', condition: 'rest', label: 'no-pain', start: 0, end: seconds }];
}
