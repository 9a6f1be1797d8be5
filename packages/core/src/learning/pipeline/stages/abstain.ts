import { z } from 'zod';
import {
  conformalPoints,
  labelSets,
  pointsOf,
  refuseFewSubjects,
  subjectsBehind,
} from '../../conformal/conformal.ts';
import type { Abstention } from '../cell.ts';
import { applyStages } from '../run-stages.ts';
import { defineStage, defineStages, fittedStage, scoresOf, stageOf } from '../stage.ts';
import { classify } from './classify.ts';
import { fuse } from './fuse.ts';
import { impute } from './impute.ts';
import { scale } from './scale.ts';
import { select } from './select.ts';

/** The stages that give decision values: those of the fits that cross-conformal prediction keeps. */
const toScores = defineStages([select, impute, scale, classify, fuse]);

const keptStages = z
  .array(fittedStage)
  .min(1)
  .transform((stages) =>
    stages.map((each) => ({
      ...each,
      model: stageOf(toScores, each).model(each.id).parse(each.model),
    })),
  )
  .refine(givesScores, 'a stage is missing that scoring needs');

function givesScores(stages: readonly { readonly stage: string }[]): boolean {
  const has = ({ id }: { readonly id: string }) => stages.some(({ stage }) => stage === id);
  return has(fuse) || [select, classify].every(has);
}

const abstained = z.object({
  level: z.number().gt(0.5).lt(1),
  unit: z.enum(['one-row', 'all-rows']),
  /** Calibration subjects with rows of each label. */
  subjects: z.object({ negative: z.int(), positive: z.int() }),
  /** Fits with calibration rows that they have not seen; `stages` is null for those of the cell itself. */
  parts: z
    .array(
      z.object({
        stages: keptStages.nullable(),
        negative: conformalPoints,
        positive: conformalPoints,
      }),
    )
    .min(1),
});
/** What a fitted cell needs to say that it cannot tell. */
export type FittedAbstention = z.infer<typeof abstained>;

/**
 * The share of the rows of each label, of new subjects, whose true label is not ruled out: the level itself where one fit was calibrated on subjects
 * that it has not seen; 1 - 2 alpha where several fits were, since a row is compared with each of them.
 *
 * @source Vovk 2015, doi:10.1007/s10472-013-9368-4; the bound: Barber et al. 2021, doi:10.1214/20-AOS1965
 */
export function promisedCoverage({ method, level }: Pick<Abstention, 'method' | 'level'>): number {
  const promised = method === 'split' ? level : 1 - 2 * (1 - level);
  // 1 - 2 (1 - 0.9) in ten digits.
  return Number(promised.toFixed(10));
}

/**
 * Says which labels are not ruled out for a row, by the decision values of calibration subjects that a fit has not seen. A calibration of scores
 * keeps the order of decision values, and so changes none of the answers.
 */
export const abstain = defineStage({
  id: 'abstain',
  version: 1,
  title: 'Abstention by conformal prediction',
  methods: [
    { id: 'split', version: 1 },
    { id: 'cross', version: 1 },
  ],
  methodOf: (cell) => cell.abstention?.method ?? null,
  model: () => abstained,
  fit({ cell: { abstention }, seed, parts: unseen }): FittedAbstention {
    if (!abstention) throw new Error('a cell that answers each row has no such stage');
    const { level, unit, method } = abstention;
    const parts = unseen().map(({ stages, ...rows }) => ({
      stages: stages && [...stages],
      ...pointsOf(rows, unit, seed),
    }));
    refuseFewSubjects(parts, level, method === 'split' ? OF_SPLIT : OF_CROSS);
    const subjects = (side: 'negative' | 'positive') => subjectsBehind(parts.map((part) => part[side]));
    return {
      ...{ level, unit, parts },
      subjects: { negative: subjects('negative'), positive: subjects('positive') },
    };
  },
  apply({ level, parts }, state) {
    const given = parts.map(({ stages, ...points }) => ({
      ...points,
      given: stages ? scoresOf(applyStages(toScores, stages, state.given)).raw : scoresOf(state).raw,
    }));
    return { ...state, labels: labelSets(given, level) };
  },
});

const OF_SPLIT = {
  have: 'of the subjects that were held out have',
  hint: 'Add subjects, lower the level (`--abstention split=0.8`, or `level: 0.8` in an experiment file), or use `--abstention cross` (`method: cross`), which calibrates on all training subjects and promises less.',
};

const OF_CROSS = {
  have: 'of the training subjects have',
  hint: 'Add subjects, or lower the level (`--abstention cross=0.8`, or `level: 0.8` in an experiment file).',
};
