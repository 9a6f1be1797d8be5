import type { Scores } from './scores.ts';

/** Nobody outside of this file can write it down. */
const LEFT_OUT: unique symbol = Symbol('left out');

/**
 * Scores of training rows by fits that have not seen the row's subject: what a calibration, a threshold or an abstention may be learned from. Only the
 * pipeline makes them, so that scores of rows that are to be evaluated are no such scores, whatever numbers they hold.
 */
export interface LeftOutScores extends Scores {
  readonly [LEFT_OUT]: true;
}

/** Marks scores that inner folds gave. For the pipeline alone: packages do not offer it. */
export function asLeftOut<Given extends Scores>(scores: Given): Given & LeftOutScores {
  return { ...scores, [LEFT_OUT]: true };
}
