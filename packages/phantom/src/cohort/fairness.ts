import { classifiers, type Matrix, matrix, submatrix } from '@wince/core';
import { ACTIONS } from '../head/actions.ts';
import { LIGHT_KINDS } from '../scene/light.ts';
import type { Cohort, PlannedSample } from './plan.ts';

/** Scores of a cohort's rows, each from a logistic regression that never saw the row's subject. */
export interface LeftOutScores {
  /** 1 for rows labelled pain. */
  readonly truth: Uint8Array;
  readonly score: Float64Array;
  /** The subject of each row, as its place in the cohort. */
  readonly subjects: Int32Array;
}

/** How well the true intensities alone tell the label: the most that a perfect reader of faces could get. */
export function oracleScores(cohort: Cohort): LeftOutScores {
  return scoreLeftOut(cohort, (sample) => ACTIONS.map((action) => sample.expression.actions[action]));
}

/** How well everything but the face tells the label: tone, light, pose, what lies on the face, the place in the session. */
export function nuisanceScores(cohort: Cohort): LeftOutScores {
  const subjects = new Map(cohort.subjects.map((subject) => [subject.id, subject]));
  return scoreLeftOut(cohort, (sample) => {
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

function scoreLeftOut(cohort: Cohort, features: (sample: PlannedSample) => readonly number[]): LeftOutScores {
  const { samples } = cohort;
  const rows = samples.map((sample) => [...features(sample)]);
  const x = matrix(rows.length, rows[0].length, Float64Array.from(rows.flat()));
  const truth = Uint8Array.from(samples, (sample) => (sample.label === 'pain' ? 1 : 0));
  const place = new Map(cohort.subjects.map((subject, i) => [subject.id, i]));
  const subjects = Int32Array.from(samples, (sample) => place.get(sample.subject) ?? -1);
  const score = new Float64Array(samples.length);
  cohort.subjects.forEach((_, left) => {
    const training = indices(subjects, (s) => s !== left);
    const test = indices(subjects, (s) => s === left);
    const scale = standardiser(submatrix(x, training));
    const scored = fitAndScore(
      scale(submatrix(x, training)),
      training,
      scale(submatrix(x, test)),
      truth,
      subjects,
    );
    test.forEach((row, i) => {
      score[row] = scored[i];
    });
  });
  return { truth, score, subjects };
}

function fitAndScore(
  x: Matrix<Float64Array>,
  training: readonly number[],
  test: Matrix<Float64Array>,
  truth: Uint8Array,
  subjects: Int32Array,
): Float64Array {
  const logistic = classifiers.get('logistic');
  const rows = {
    x,
    y: Uint8Array.from(training, (row) => truth[row]),
    subjects: Int32Array.from(training, (row) => subjects[row]),
    seed: 'phantom-fairness',
  };
  const model = logistic.fit(rows, logistic.parameters.parse({}));
  return logistic.predict(model, test).score;
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
