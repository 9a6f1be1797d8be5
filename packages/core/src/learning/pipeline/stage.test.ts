import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { chooseThreshold } from '../../evaluation/thresholds.ts';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { fitSigmoid } from '../calibration/platt.ts';
import { exampleCell, exampleRows } from './example-cell.fixture.ts';
import { fitCell } from './fit.ts';
import { applyCell, type FittedCell, readFittedCell, thresholdOf } from './fitted-cell.ts';
import { defineStages } from './stage.ts';
import { classify } from './stages/classify.ts';
import { impute } from './stages/impute.ts';
import { recalibrate } from './stages/recalibrate.fixture.ts';
import { scale } from './stages/scale.ts';
import { select } from './stages/select.ts';
import { threshold } from './stages/threshold.ts';
import { stages } from './stages.ts';

const rows = exampleRows();
const written = (fitted: unknown): unknown => JSON.parse(JSON.stringify(fitted));

describe('a fitted cell', () => {
  it.each([
    [
      'svm-linear',
      0.5,
      [
        ...['select relieff 1', 'impute mean 1', 'scale z-score 1', 'classify svm-linear 7'],
        ...['prevalence of-training 1', 'threshold fixed 1'],
      ],
    ],
    [
      'random-forest?trees=5',
      'youden',
      [
        ...['select relieff 1', 'impute mean 1', 'classify random-forest 3'],
        ...['prevalence of-training 1', 'threshold youden 1'],
      ],
    ],
  ] as const)('of %s lists its stages, each by what did its work', (classifier, rule, expected) => {
    const { fitted } = fitCell(exampleCell({ classifier, threshold: rule }), rows, 7);
    expect(fitted.stages.map(({ stage, id, version }) => `${stage} ${id} ${version}`)).toEqual(expected);
  });

  it.each(['naive-bayes', 'knn', 'svm-linear', 'svm-rbf', 'random-forest?trees=5', 'logistic'])(
    'of %s is read back stage by stage, bit for bit',
    (classifier) => {
      const { fitted } = fitCell(exampleCell({ classifier, threshold: 'youden' }), rows, 7);
      expect(readFittedCell(written(fitted))).toEqual(fitted);
    },
  );

  it.each([
    [
      'a stage that no program has',
      { stage: 'guess', id: 'guess' },
      'unknown-stage',
      /the stage "guess", which/,
    ],
    [
      'a method that the stage does not have',
      { stage: 'classify', id: 'oracle' },
      'unknown-stage',
      /"classify" by "oracle"/,
    ],
    [
      'another version of a stage',
      { stage: 'classify', version: 99 },
      'model-version',
      /version 99 of the stage "classify"/,
    ],
  ])('with %s is refused, with the way out', (_, change, code, message) => {
    const { fitted } = fitCell(exampleCell(), rows, 7);
    const other = {
      ...fitted,
      stages: fitted.stages.map((each) => ({ ...each, ...(each.stage === 'classify' ? change : {}) })),
    };
    if (change.stage === 'guess')
      other.stages.push(...fitted.stages.filter(({ stage }) => stage === 'classify'));
    const refused = expect.objectContaining({
      ...{ code, message: expect.stringMatching(message) },
      hint: expect.stringContaining('train the model again'),
    });
    expect(() => readFittedCell(written(other))).toThrow(refused);
    expect(() => applyCell(other, rows.x)).toThrow(refused);
  });

  it.each([
    ['no threshold', (fitted: FittedCell) => ({ ...fitted, stages: fitted.stages.slice(0, -1) })],
    ['a stage that is not what its schema asks for', withModel('scale', { mean: 'low' })],
    [
      'a classifier that is not what its schema asks for',
      withModel('classify', { parameters: {}, model: 1 }),
    ],
    ['no stages', () => ({ tuned: null })],
  ])('with %s is not one', (_, change) => {
    const { fitted } = fitCell(exampleCell(), rows, 7);
    expect(() => readFittedCell(written(change(fitted)))).toThrow(z.ZodError);
  });
});

describe('a stage behind the classifier, added by one file and one line', () => {
  // The one line of the catalogue: `defineStages([select, impute, scale, classify, recalibrate, threshold])`.
  const withRecalibration = defineStages([select, impute, scale, classify, recalibrate, threshold]);
  const cell = exampleCell({ classifier: 'naive-bayes', threshold: 'youden' });
  const plain = fitCell(cell, rows, 7);
  const { fitted, outOfFold } = fitCell(cell, rows, 7, { stages: withRecalibration });
  const { slope, intercept } = fitSigmoid(outOfFold?.raw ?? new Float64Array(), rows.y);
  const recalibrated = (raw: Float64Array) => raw.map((value) => sigmoid(slope * value + intercept));

  it('is fitted on scores of rows left out, and leaves the other stages as they are', () => {
    expect(outOfFold).toEqual(plain.outOfFold);
    expect(fitted.stages.map(({ stage }) => stage)).toEqual([
      ...['select', 'impute', 'scale', 'classify', 'recalibrate', 'threshold'],
    ]);
    expect(fitted.stages.slice(0, 4)).toEqual(plain.fitted.stages.slice(0, 4));
    expect(fitted.stages[4].model).toEqual({ slope, intercept });
  });

  it('changes the scores that the threshold is chosen on', () => {
    const left = recalibrated(outOfFold?.raw ?? new Float64Array());
    expect(thresholdOf(fitted)).toBe(chooseThreshold(rows.y, left, 'youden'));
  });

  it('is applied to new rows, before and after the model was saved', () => {
    const scores = applyCell(fitted, rows.x, { stages: withRecalibration });
    const before = applyCell(plain.fitted, rows.x);
    expect(scores.raw).toEqual(before.raw);
    expect(scores.score).toEqual(recalibrated(before.raw));
    expect(scores.score).not.toEqual(before.score);
    expect(scores.decision).toEqual(
      Uint8Array.from(scores.score, (score) => (score >= thresholdOf(fitted) ? 1 : 0)),
    );
    const again = readFittedCell(written(fitted), withRecalibration);
    expect(applyCell(again, rows.x, { stages: withRecalibration })).toEqual(scores);
  });

  it('asks for scores of rows left out where nothing else does', () => {
    const fixed = { ...cell, threshold: 0.5 } as const;
    expect(fitCell(fixed, rows, 7).outOfFold).toBeNull();
    expect(fitCell(fixed, rows, 7, { stages: withRecalibration }).outOfFold).toEqual(outOfFold);
  });

  it('is refused by a program that does not have it', () => {
    expect(() => readFittedCell(written(fitted), stages)).toThrow(
      expect.objectContaining({ code: 'unknown-stage' }),
    );
  });
});

/** Puts another model into one stage. */
function withModel(stage: string, model: unknown): (fitted: FittedCell) => FittedCell {
  return (fitted) => ({
    ...fitted,
    stages: fitted.stages.map((each) => (each.stage === stage ? { ...each, model } : each)),
  });
}
