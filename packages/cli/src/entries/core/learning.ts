/**
 * Learning: a matrix, a cell fitted on training rows and no others, its scores on new ones.
 *
 * @module learning
 */

export {
  type Abstention,
  abstentionOf,
  applyCell,
  atPrevalence,
  type CellFit,
  type CellScores,
  type FamilyColumns,
  type FitOptions,
  type FittedAbstention,
  type FittedCell,
  type FittedStage,
  fitCell,
  type HeldAt,
  type JoinedRows,
  type Matrix,
  matrix,
  type OutOfFoldScores,
  prevalenceOf,
  promisedCoverage,
  type Random,
  randomFrom,
} from '@wince/core';
