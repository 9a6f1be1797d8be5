export * from './catalogue.ts';
export { classifiers } from './classifiers/catalogue.ts';
export * from './classifiers/classifier.ts';
export { innerProducts, linearGram } from './classifiers/gram.ts';
export * from './classifiers/row-weights.ts';
export { type Kernel, kernelMatrix, scaleGamma } from './classifiers/svm/kernel.ts';
export { fitSigmoid, type Sigmoid } from './classifiers/svm/platt.ts';
export { type Solution, solveSvm } from './classifiers/svm/smo.ts';
export * from './dataset/index.ts';
export * from './errors.ts';
export * from './evaluation/comparison.ts';
export * from './evaluation/curves.ts';
export * from './evaluation/inner-folds.ts';
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
export * from './experiment/fit.ts';
export * from './experiment/metrics.ts';
export * from './experiment/pipeline.ts';
export * from './experiment/plan.ts';
export * from './experiment/run.ts';
export * from './experiment/specification.ts';
export * from './face/index.ts';
export * from './features/catalogue.ts';
export * from './features/extractor.ts';
export * from './features/gabor/gabor.ts';
export * from './features/geometry/geometry.ts';
export * from './features/hog/hog.ts';
export * from './features/lbp/lbp.ts';
export * from './image/drawing.ts';
export * from './image/image.ts';
export * from './image/lettering.ts';
export * from './image/polygon.ts';
export * from './image/resize.ts';
export * from './image/taps.ts';
export * from './image/warp.ts';
export * from './matrix.ts';
export * from './method.ts';
export * from './monitoring/index.ts';
export * from './random.ts';
export * from './scales/index.ts';
export { selectors } from './selection/catalogue.ts';
export { keepBest } from './selection/keep-best.ts';
export { fillDistances } from './selection/relieff/distances.ts';
export { relieffBlock } from './selection/relieff/folds.ts';
export {
  addSums,
  type RelieffSums,
  type RelieffTable,
  relieffTable,
  relieffWeights,
} from './selection/relieff/table.ts';
export * from './selection/selector.ts';
export * from './strain/index.ts';
export * from './temporal/index.ts';
export * from './tracking/index.ts';
export * from './video/index.ts';
