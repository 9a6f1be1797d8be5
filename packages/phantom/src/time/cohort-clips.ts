import { type Random, randomFrom, shuffle } from '@wince/core';
import { CONFOUND_SHARE } from '../cohort/parameters.ts';
import { type Cohort, type Confound, type Label, tie } from '../cohort/plan.ts';
import type { Subject } from '../subject/subject.ts';
import { type Clip, type ClipOptions, type Occasion, planClip } from './clip.ts';

/**
 * Plans the clips of a subject of a cohort: one with two events, or, where a confound is planted, two with one event each, since
 * what is tied to the label must differ between them. Labels of the subjects that the label noise meets change places.
 */
export function planClips(
  cohort: Cohort,
  subject: Subject,
  { size, seconds, contrast }: Pick<ClipOptions, 'size' | 'seconds' | 'contrast'>,
): Clip[] {
  const { seed, difficulty, confound, swapped } = cohort;
  const plan = (occasion?: Occasion): Clip =>
    planClip(subject, { seed, difficulty, size, seconds, contrast, occasion });
  const random = randomFrom('phantom-occasions', seed, subject.id, confound ?? 'none');
  const clips = confound ? drawOccasions(subject, confound, random).map(plan) : [plan()];
  return swapped.includes(subject.id) ? swapLabels(clips) : clips;
}

/** Two sessions, in which the label follows the confound in so many cases as `CONFOUND_SHARE` says. */
function drawOccasions(subject: Subject, confound: Confound, random: Random): Occasion[] {
  return drawEvents(subject, confound, random).map((event, i): Occasion => {
    const follows = random.next() < CONFOUND_SHARE;
    const has = follows === (event === 'pain');
    return { session: i === 0 ? 1 : 2, event, tie: (nuisance) => tie(nuisance, confound, has) };
  });
}

function drawEvents(subject: Subject, confound: Confound, random: Random): Label[] {
  if (confound === 'sex') {
    const likely = subject.sex === 'female' ? CONFOUND_SHARE : 1 - CONFOUND_SHARE;
    return [0, 1].map(() => (random.next() < likely ? 'pain' : 'no-pain'));
  }
  if (confound === 'session')
    return random.next() < CONFOUND_SHARE ? ['pain', 'no-pain'] : ['no-pain', 'pain'];
  return shuffle<Label[]>(['pain', 'no-pain'], random);
}

/** The labels of a subject's events in each other's place, if it has events of both. */
function swapLabels(clips: readonly Clip[]): Clip[] {
  const events = clips.flatMap(({ segments }) => segments.filter(({ period }) => period === 'procedure'));
  if (new Set(events.map(({ label }) => label)).size < 2) return [...clips];
  return clips.map((clip) => ({
    ...clip,
    segments: clip.segments.map((segment) =>
      segment.period === 'procedure'
        ? { ...segment, label: segment.label === 'pain' ? 'no-pain' : 'pain' }
        : segment,
    ),
  }));
}
