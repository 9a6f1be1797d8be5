import { calibrators, type RunManifest } from '@wince/core';
import type { RunView } from '../report/run-view.ts';
import { methodWords } from './method-words.ts';
import { noMore } from './parameter-group.ts';
import { cite, type Prose, prose, sentences } from './prose.ts';
import { references } from './references.ts';

type Asked = RunManifest['specification'];

/** What a score means, and when a cell says that it cannot tell. */
export function probabilityWords(
  { calibration, prevalence, abstention }: Pick<Asked, 'calibration' | 'prevalence' | 'abstention'>,
  view: RunView,
): Prose {
  return sentences([
    (typeof calibration === 'string' ? calibration : calibration.id) === 'none'
      ? 'Scores were not calibrated.'
      : prose`Scores were calibrated on scores of inner folds by subject of the training rows, by ${methodWords(calibrators, calibration)}.`,
    prevalence === undefined
      ? 'Scores hold at the prevalence of the training rows.'
      : prose`Scores were shifted to a prevalence of ${prevalence}${cite([references.saerens2002])}.`,
    abstentionWords(abstention, view),
  ]);
}

function abstentionWords(abstention: Asked['abstention'], { row }: RunView): Prose | string {
  if (!abstention) return `Each ${row.one} got an answer.`;
  const { method, level, unit, share, ...rest } = abstention;
  noMore(rest);
  const points =
    unit === 'one-row'
      ? `one ${row.one} of each label, drawn by the seed, stood for a subject`
      : prose`all ${row.many} of a subject counted, with the same weight for each subject${cite([references.lee2023])}`;
  return sentences([
    method === 'split'
      ? prose`Split conformal prediction${cite([references.vovk2012])} by label at a level of ${level} decided when the answer is “cannot tell”. A share of ${share} of the training subjects was held out to calibrate it; it promises that level.`
      : prose`Cross-conformal prediction${cite([references.vovk2015])} by label at a level of ${level} over the inner folds by subject decided when the answer is “cannot tell”; it promises 1 − 2α, with α = 1 − ${level}. (The share of subjects to hold out, ${share}, had no effect.)`,
    prose`In calibration ${points}.`,
  ]);
}
