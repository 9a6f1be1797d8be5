import { describe, expect, it } from 'vitest';
import { BLUNTED, CONDITIONS, DIFFICULTY, REACTIVITY } from '../cohort/parameters.ts';
import { CONFOUNDS, type CohortOptions, makeCohort } from '../cohort/plan.ts';
import type { Clip } from './clip.ts';
import { planClips } from './cohort-clips.ts';
import { actionsAt } from './motion.ts';

const clipsOf = (options: Partial<CohortOptions>): Clip[] => {
  const cohort = makeCohort({ subjects: 60, seed: 7, ...options });
  return cohort.subjects.flatMap((subject) => planClips(cohort, subject, {}));
};
const eventsOf = (clips: readonly Clip[]) =>
  clips.flatMap((clip) =>
    clip.segments.flatMap((segment, part) =>
      segment.period === 'procedure' ? [{ clip, segment, part }] : [],
    ),
  );

describe('the clips of a cohort', () => {
  it('have as many wrong labels as the difficulty asks for, in pairs', () => {
    for (const difficulty of [0, 0.5, 1]) {
      const events = eventsOf(clipsOf({ difficulty }));
      const wrong = events.filter(
        ({ segment }) => (segment.condition === 'pain') !== (segment.label === 'pain'),
      );
      expect(wrong).toHaveLength(2 * Math.round(DIFFICULTY.labelNoise(difficulty) * 60));
      expect(events.filter(({ segment }) => segment.label === 'pain')).toHaveLength(60);
    }
  });

  it('show pain in a blunted face now and then', () => {
    const strengths = eventsOf(clipsOf({ difficulty: 1 }))
      .filter(({ segment }) => segment.condition === 'pain')
      .map(({ clip, part }) => clip.motion.strengths[part]);
    const blunted = strengths.filter((strength) => strength < 0.85 * REACTIVITY.low);
    expect(blunted.length).toBeGreaterThan(3);
    expect(blunted.length).toBeLessThan(25);
    for (const strength of blunted) expect(strength).toBeLessThanOrEqual(BLUNTED.face * REACTIVITY.high);
  });

  it('are not calm throughout before and between the events, whatever comes next', () => {
    const clips = clipsOf({});
    const incidents = clips.flatMap(({ motion }) => motion.incidents);
    expect(new Set(incidents.map(({ condition }) => condition)).size).toBe(4);
    let [beforePain, beforeOther] = [0, 0];
    for (const { segments, motion, cries } of clips) {
      for (const { condition, start, end } of motion.incidents) {
        const part = segments.findIndex((segment) => start >= segment.start && end <= segment.end);
        expect(segments[part].period).not.toBe('procedure');
        if (segments[part + 1].condition === 'pain') beforePain++;
        else beforeOther++;
        const at = (t: number) => actionsAt(motion, segments, cries, t);
        const middle = at(start + 0.65);
        if (condition === 'yawn') expect(middle.verticalStretch).toBeGreaterThan(0.15);
        if (condition === 'sucking') expect(middle.lipPurse).toBeGreaterThan(0.2);
        if (condition === 'startle') expect(middle.browRaise).toBeGreaterThan(0.2);
        if (condition === 'sneeze') expect(middle.eyeSqueeze).toBeGreaterThan(0.3);
      }
    }
    expect(beforePain).toBeGreaterThan(0.3 * incidents.length);
    expect(beforeOther).toBeGreaterThan(0.3 * incidents.length);
  });

  it('take what the difficulty mixes in from all conditions', () => {
    const blind = new Set(clipsOf({}).flatMap(({ motion }) => motion.blind));
    expect([...blind].sort()).toEqual([...CONDITIONS].sort());
  });
});

describe('a confound planted in clips', () => {
  const has = ({ clip }: { clip: Clip }, subjectSex: ReadonlyMap<string, string>) => ({
    light: clip.nuisance.light === 'warm',
    session: clip.session === 1,
    sex: subjectSex.get(clip.subject) === 'female',
    tube: clip.nuisance.bedside.feedingTube === 'nasal',
  });

  it.each(CONFOUNDS)('is tied to the label, and nothing else is (%s)', (confound) => {
    const cohort = makeCohort({ subjects: 60, seed: 7, difficulty: 0, confound });
    const sexes = new Map(cohort.subjects.map(({ id, sex }) => [id, sex]));
    const clips = cohort.subjects.flatMap((subject) => planClips(cohort, subject, {}));
    expect(new Set(clips.map(({ id }) => id)).size).toBe(120);
    const events = eventsOf(clips);
    expect(events).toHaveLength(120);
    for (const other of CONFOUNDS) {
      const follows = events.filter((event) => has(event, sexes)[other] === (event.segment.label === 'pain'));
      const share = follows.length / events.length;
      if (other === confound) expect(Math.abs(share - 0.85)).toBeLessThan(0.08);
      else expect(Math.abs(share - 0.5)).toBeLessThan(0.15);
    }
  });
});
