import { DATASET_SCHEMA } from '@wince/core';
import {
  type Clip,
  type Cohort,
  type Contrast,
  clipResponse,
  DIFFICULTY,
  SYNTHETIC_NOTICE,
  segmentScores,
} from '@wince/phantom';
import { stringify } from 'yaml';
import { version } from '../provenance.ts';
import { formatCsv } from '../tables/csv.ts';
import { clipPaths } from './draw-clip.ts';
import { samplePaths } from './draw-subject-pictures.ts';
import type { ClipSettings } from './subject-task.ts';
import type { VideoFormat } from './video-format.ts';

/** The file that tells a phantom's folder from any other: only such a folder is ever replaced. */
export const PHANTOM_MARK = 'phantom.json';
export const PHANTOM_SCHEMA = 1;

const COLUMNS = [
  'path',
  'subject',
  'label',
  'session',
  'period',
  'condition',
  'sex',
  'gestational_age_weeks',
  'monk',
  'position',
  'nips',
  'truth',
  'tube',
];

/** `dataset.csv` of a cohort of still pictures. */
export function cohortTable(cohort: Cohort): string {
  const subjects = new Map(cohort.subjects.map((subject) => [subject.id, subject]));
  return formatCsv(
    COLUMNS,
    cohort.samples.map((sample) => {
      const subject = subjects.get(sample.subject);
      if (!subject) throw new Error(`no subject ${sample.subject}`);
      const { picture, truth } = samplePaths(sample);
      return [
        picture,
        sample.subject,
        sample.label,
        String(sample.session),
        sample.period,
        sample.condition,
        subject.sex,
        String(subject.gestationalAgeWeeks),
        String(subject.monk),
        String(sample.position),
        String(sample.nips.total),
        truth,
        sample.nuisance.bedside.feedingTube,
      ];
    }),
  );
}

const CLIP_COLUMNS = [
  'path',
  'subject',
  'label',
  'session',
  'period',
  'start',
  'end',
  'onset',
  'offset',
  'condition',
  'sex',
  'gestational_age_weeks',
  'monk',
  'nips',
  'truth',
  'tube',
];

/** `dataset.csv` of a cohort of clips: a row a part of a clip. */
export function clipTable(cohort: Cohort, format: VideoFormat, clips: readonly Clip[]): string {
  const subjects = new Map(cohort.subjects.map((subject) => [subject.id, subject]));
  return formatCsv(
    CLIP_COLUMNS,
    clips.flatMap((clip) => {
      const subject = subjects.get(clip.subject);
      if (!subject) throw new Error(`no subject ${clip.subject}`);
      const scores = segmentScores(clip);
      const { video, truth } = clipPaths(clip, format);
      return clip.segments.map(({ period, condition, label, start, end }, i) => [
        video,
        subject.id,
        label,
        String(clip.session),
        period,
        String(start),
        String(end),
        ...responseCells(clip, i),
        condition,
        subject.sex,
        String(subject.gestationalAgeWeeks),
        String(subject.monk),
        String(scores[i].total),
        truth,
        clip.nuisance.bedside.feedingTube,
      ]);
    }),
  );
}

/** Onset and offset of what the face does in a part; empty where it is calm. */
function responseCells(clip: Clip, part: number): [onset: string, offset: string] {
  const response = clipResponse(clip, part);
  return response ? [String(response.onset), String(response.offset)] : ['', ''];
}

const CONTRAST_NOTES: { readonly [C in Contrast]: string } = {
  any: '',
  cry: ' Each clip compares pain with a hungry cry. Its calm parts are left out.',
  'time-course':
    ' Each clip compares pain with the same face in another time course. Its calm parts are left out. A single frame does not show the label.',
};

/** `dataset.yaml` of a cohort. */
export function cohortDescription(cohort: Cohort, clips: ClipSettings | null): string {
  const wrong = clips
    ? cohort.swapped.length / cohort.subjects.length
    : DIFFICULTY.labelNoise(cohort.difficulty);
  const of = clips ? 'the labels of events' : 'the labels';
  const contrasts = clips !== null && clips.contrast !== 'any';
  const about = clips ? CONTRAST_NOTES[clips.contrast] : '';
  const planted = cohort.confound === null ? '' : ` The label depends on ${cohort.confound} on purpose.`;
  return stringify(
    {
      schema: DATASET_SCHEMA,
      name: `Phantom cohort, seed ${cohort.seed}`,
      positive: 'pain',
      ...(contrasts ? { left_out: ['calm'] } : {}),
      synthetic: true,
      source: `Drawn by wince phantom from seed ${cohort.seed}. ${SYNTHETIC_NOTICE}.`,
      licence: 'CC0-1.0',
      labels: { from: 'stimulus' },
      ...(clips ? { reference: { periods: ['baseline'], notes: 'Calm, before anything happens.' } } : {}),
      notes: `Difficulty ${cohort.difficulty}; about ${(100 * wrong).toFixed(1)} % of ${of} are wrong on purpose.${planted}${about}`,
    },
    { lineWidth: 100 },
  );
}

/** `phantom.json`: how the folder was made. */
export function cohortManifest(cohort: Cohort, clips: ClipSettings | null, samples: number): string {
  const manifest = {
    schema: PHANTOM_SCHEMA,
    synthetic: true,
    notice: SYNTHETIC_NOTICE,
    version,
    seed: cohort.seed,
    difficulty: cohort.difficulty,
    confound: cohort.confound,
    video: clips,
    subjects: cohort.subjects.length,
    samples,
    label_noise: DIFFICULTY.labelNoise(cohort.difficulty),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
