import { analyseCry, type CryBreath } from '@wince/core';
import { describe, expect, it } from 'vitest';
import { drawSubject } from '../subject/subject.ts';
import { clipSound, planClip, SAMPLES_PER_SECOND } from './clip.ts';

/** The breaths that are found in the sound of clips, against those that were drawn, with the ward around. */

const clips = [planClip(drawSubject('S0', 9), { seed: 9 })];

type Breath = Pick<CryBreath, 'start' | 'end'>;

/** What two have in common, over what they cover together. */
function overlap(a: Breath, b: Breath): number {
  const common = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return Math.max(0, common) / (Math.max(a.end, b.end) - Math.min(a.start, b.start));
}

describe('breaths of drawn cries', () => {
  it('are found, in phonation, hyperphonation and rough voice, with few that are not there', () => {
    const count = { expiration: [0, 0, 0], inspiration: [0, 0, 0] };
    for (const clip of clips) {
      const { cries } = clip;
      const { segments } = analyseCry(clipSound(clip), SAMPLES_PER_SECOND);
      for (const kind of ['expiration', 'inspiration'] as const) {
        const truth = cries.filter((each) => each.kind === kind);
        const found = segments.filter((each) => each.kind === kind);
        count[kind][0] += truth.length;
        count[kind][1] += truth.filter((each) => found.some((other) => overlap(each, other) > 0.5)).length;
        count[kind][2] += found.filter((each) => !truth.some((other) => overlap(each, other) > 0.5)).length;
      }
    }
    const { expiration, inspiration } = count;
    expect(expiration[0]).toBeGreaterThan(4);
    expect(expiration[1] / expiration[0]).toBeGreaterThan(0.9);
    expect(expiration[2]).toBeLessThanOrEqual(1);
    expect(inspiration[1] / inspiration[0]).toBeGreaterThan(0.7);
    expect(inspiration[2]).toBeLessThanOrEqual(1);
  }, 60_000);
});
