import { classifiers, type Matrix, matrix, submatrix } from '@wince/core';
import { ACTIONS } from '../head/actions.ts';
import { LIGHT_KINDS } from '../render/light.ts';
import type { Cohort } from './plan.ts';

/**
 * Scores of a cohort's rows, each from a logistic regression that never saw the row's subject: one for each subject, fitted on all
 * others, or a single one that was fitted on another cohort. Where nothing can be learnt, models that leave one subject out
 * have a common error, which no interval over subjects shows; one of another cohort has none.
 */
export interface LeftOutScores {
  /** 1 for rows labelled pain. */
  readonly truth: Uint8Array;
  readonly score: Float64Array;
  /** The subject of each row, as its place in the cohort. */
  readonly subjects: Int32Array;
}

/**
 * How well the true intensities alone tell the label: the most that a perfect reader of faces could get.
 *
 * @param trained the cohort that the model is fitted on, where it is another one
 */
export function oracleScores(cohort: Cohort, trained?: Cohort): LeftOutScores {
  const features = ({ samples }: Cohort): Features =>
    samples.map(({ expression }) => ACTIONS.map((action) => expression.actions[action]));
  return score(cohort, features(cohort), trained && { cohort: trained, features: features(trained) });
}

/** How well everything but the face tells the label: tone, light, pose, what lies on the face, the place in the session. */
export function nuisanceScores(cohort: Cohort, trained?: Cohort): LeftOutScores {
  return score(
    cohort,
    nuisanceFeatures(cohort),
    trained && { cohort: trained, features: nuisanceFeatures(trained) },
  );
}

/** A row of numbers for each picture of a cohort. */
type Features = readonly (readonly number[])[];

function nuisanceFeatures(cohort: Cohort): Features {
  const subjects = new Map(cohort.subjects.map((subject) => [subject.id, subject]));
  return cohort.samples.map((sample) => {
    const subject = subjects.get(sample.subject);
    if (!subject) throw new Error(`no subject ${sample.subject}`);
    const { nuisance } = sample;
    const { bedside, pose } = nuisance;
    return [
      subject.monk,
      subject.sex === 'female' ? 1 : 0,
      subject.gestationalAgeWeeks,
      ...LIGHT_KINDS.map((kind) => (nuisance.light === kind ? 1 : 0)),
      nuisance.azimuth,
      nuisance.elevation,
      nuisance.strength,
      pose.yaw,
      pose.pitch,
      Math.sin((pose.roll * Math.PI) / 180),
      Math.cos((pose.roll * Math.PI) / 180),
      ...[bedside.cannula, bedside.tape, bedside.cap, bedside.hand !== undefined].map(Number),
      bedside.feedingTube === 'none' ? 0 : 1,
      bedside.blanket,
      nuisance.fill,
      nuisance.blur,
      nuisance.noise,
      nuisance.quality,
      sample.session,
      sample.position,
    ];
  });
}

interface LabelledRows {
  readonly x: Matrix<Float64Array>;
  readonly truth: Uint8Array;
  readonly subjects: Int32Array;
}

function rowsOf({ samples, subjects }: Cohort, features: Features): LabelledRows {
  const place = new Map(subjects.map((subject, i) => [subject.id, i]));
  return {
    x: matrix(features.length, features[0].length, Float64Array.from(features.flat())),
    truth: Uint8Array.from(samples, (sample) => (sample.label === 'pain' ? 1 : 0)),
    subjects: Int32Array.from(samples, (sample) => place.get(sample.subject) ?? -1),
  };
}

function score(
  cohort: Cohort,
  features: Features,
  trained?: { readonly cohort: Cohort; readonly features: Features },
): LeftOutScores {
  const rows = rowsOf(cohort, features);
  const { truth, subjects } = rows;
  const everything = indices(subjects, () => true);
  if (trained) {
    const training = rowsOf(trained.cohort, trained.features);
    const all = indices(training.subjects, () => true);
    return { truth, score: Float64Array.from(fitAndScore(training, all, rows, everything)), subjects };
  }
  const scores = new Float64Array(truth.length);
  cohort.subjects.forEach((_, left) => {
    const test = indices(subjects, (s) => s === left);
    const scored = fitAndScore(
      rows,
      indices(subjects, (s) => s !== left),
      rows,
      test,
    );
    test.forEach((row, i) => {
      scores[row] = scored[i];
    });
  });
  return { truth, score: scores, subjects };
}

/** Fits on some rows and scores others, which are scaled as those were. */
function fitAndScore(
  fitted: LabelledRows,
  training: readonly number[],
  scored: LabelledRows,
  test: readonly number[],
): Float64Array {
  const scale = standardiser(submatrix(fitted.x, training));
  const logistic = classifiers.get('logistic');
  const rows = {
    x: scale(submatrix(fitted.x, training)),
    y: Uint8Array.from(training, (row) => fitted.truth[row]),
    subjects: Int32Array.from(training, (row) => fitted.subjects[row]),
    seed: 'phantom-fairness',
  };
  const model = logistic.fit(rows, logistic.parameters.parse({}));
  return logistic.predict(model, scale(submatrix(scored.x, test))).score;
}

function indices(of: Int32Array, holds: (value: number) => boolean): number[] {
  return Array.from(of.keys()).filter((i) => holds(of[i]));
}

/** Centres and scales columns by the mean and spread of the given rows; a column without spread becomes 0. */
function standardiser(rows: Matrix<Float64Array>): (other: Matrix<Float64Array>) => Matrix<Float64Array> {
  const { columns, data } = rows;
  const mean = new Float64Array(columns);
  const spread = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns] += data[i] / rows.rows;
  for (let i = 0; i < data.length; i++) spread[i % columns] += (data[i] - mean[i % columns]) ** 2 / rows.rows;
  return (other) =>
    matrix(
      other.rows,
      columns,
      other.data.map((value, i) => {
        const c = i % columns;
        return spread[c] > 0 ? (value - mean[c]) / Math.sqrt(spread[c]) : 0;
      }),
    );
}
