export * from './catalogue.ts';
export * from './dataset/index.ts';
export { type ErrorCode, errorCodes, errorGroups } from './error-codes.ts';
export * from './errors.ts';
export * from './evaluation/comparison.ts';
export * from './evaluation/curves.ts';
export * from './evaluation/intervals.ts';
export * from './evaluation/metrics.ts';
export * from './evaluation/missing.ts';
export * from './evaluation/predictions.ts';
export * from './evaluation/protocol.ts';
export * from './evaluation/protocols.ts';
export * from './evaluation/summary.ts';
export * from './evaluation/thresholds.ts';
export * from './experiment/decisions.ts';
export * from './experiment/default-grid.ts';
export * from './experiment/events.ts';
export { type CellFailure, describeFailure, errorCode, type FailedCell } from './experiment/failed-cell.ts';
export { namedFamilies } from './experiment/feature-sets.ts';
export * from './experiment/metrics.ts';
export { runMetrics } from './experiment/metrics-form.ts';
export { tableFile } from './experiment/paths.ts';
export * from './experiment/plan.ts';
export * from './experiment/run.ts';
export * from './experiment/specification.ts';
export * from './face/index.ts';
export { families } from './families/catalogue.ts';
export * from './families/clip-parameters.ts';
export { observeMean } from './families/entries/moments-family.ts';
export * from './families/face/catalogue.ts';
export * from './families/face/extractor.ts';
export * from './families/face/gabor/gabor.ts';
export * from './families/face/geometry/geometry.ts';
export * from './families/face/hog/hog.ts';
export * from './families/face/lbp/lbp.ts';
export * from './families/family.ts';
export * from './families/family-record.ts';
export * from './families/moment.ts';
export * from './families/over-time/index.ts';
export * from './families/row-observer.ts';
export * from './families/strain/index.ts';
export * from './image/drawing.ts';
export * from './image/image.ts';
export * from './image/lettering.ts';
export * from './image/polygon.ts';
export * from './image/resize.ts';
export * from './image/taps.ts';
export * from './image/warp.ts';
export { fitSigmoid, type Sigmoid } from './learning/calibration/platt.ts';
export { classifiers } from './learning/classifiers/catalogue.ts';
export * from './learning/classifiers/classifier.ts';
export { linearGram } from './learning/classifiers/gram.ts';
export * from './learning/classifiers/row-weights.ts';
export { type Kernel, kernelMatrix, scaleGamma } from './learning/classifiers/svm/kernel.ts';
export { type Solution, solveSvm } from './learning/classifiers/svm/smo.ts';
export * from './learning/pipeline/cell.ts';
export * from './learning/pipeline/column-weights.ts';
export * from './learning/pipeline/fit.ts';
export * from './learning/pipeline/fitted-cell.ts';
export {
  type InnerSelections,
  openInnerSelections,
  type SelectedFold,
} from './learning/pipeline/inner-selection.ts';
export { type FamilyColumns, type JoinedRows, takeRows } from './learning/pipeline/joined-rows.ts';
export type { OutOfFoldScores } from './learning/pipeline/left-out.ts';
export * from './learning/pipeline/stage.ts';
export type { KeptColumns } from './learning/pipeline/stages/select.ts';
export { stages } from './learning/pipeline/stages.ts';
export { selectors } from './learning/selection/catalogue.ts';
export { keepBest } from './learning/selection/keep-best.ts';
export { fillDistances } from './learning/selection/relieff/distances.ts';
export { relieffBlock } from './learning/selection/relieff/folds.ts';
export {
  addSums,
  type RelieffSums,
  type RelieffTable,
  relieffTable,
  relieffWeights,
} from './learning/selection/relieff/table.ts';
export * from './learning/selection/selector.ts';
export * from './method.ts';
export * from './monitoring/index.ts';
export * from './numbers/matrix.ts';
export { median, quantile } from './numbers/quantile.ts';
export * from './numbers/random.ts';
export * from './parameters.ts';
export * from './recording/index.ts';
export * from './scales/index.ts';
