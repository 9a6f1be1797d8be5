/**
 * Learning: a matrix, a cell fitted on training rows and no others, its scores on new ones.
 *
 * @module learning
 */

export {
  applyCell,
  type CellFit,
  type CellScores,
  type FamilyColumns,
  type FitOptions,
  type FittedCell,
  type FittedStage,
  fitCell,
  type JoinedRows,
  type Matrix,
  matrix,
  type OutOfFoldScores,
  type Random,
  randomFrom,
} from '@wince/core';
