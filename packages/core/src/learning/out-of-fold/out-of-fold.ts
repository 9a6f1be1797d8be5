import type { InnerFold } from './inner-folds.ts';

/** How a fold is fitted and scored. Neither sees anything of the rows that it is not given. */
export interface FoldWork<Model> {
  /** @param fold the number of the fold, from 0 */
  fit(training: Int32Array, fold: number): Model;
  /** One or more numbers for each test row: a list of arrays, each with one entry a test row. */
  score(model: Model, test: Int32Array): readonly Float64Array[];
}

/**
 * Scores each training row by a model that has not seen the row's subject: the one function that makes such scores. What a
 * threshold, a sigmoid or a setting is chosen on comes from here.
 *
 * @param rows how many training rows there are
 * @param folds inner folds that test each row once (`innerFolds`)
 * @returns what `score` gave, put together: arrays with one entry a training row
 * @source Stone 1974, doi:10.1111/j.2517-6161.1974.tb00994.x
 */
export function outOfFoldScores<Model>(
  rows: number,
  folds: readonly InnerFold[],
  { fit, score }: FoldWork<Model>,
): readonly Float64Array[] {
  let all: readonly Float64Array[] | undefined;
  folds.forEach(({ training, test }, fold) => {
    const scored = score(fit(training, fold), test);
    all ??= scored.map(() => new Float64Array(rows).fill(Number.NaN));
    for (let column = 0; column < scored.length; column++) {
      for (let i = 0; i < test.length; i++) all[column][test[i]] = scored[column][i];
    }
  });
  if (!all) throw new RangeError('scores out of the fold need inner folds');
  return all;
}
