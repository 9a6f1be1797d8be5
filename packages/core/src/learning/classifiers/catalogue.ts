import { defineCatalogue } from '../../catalogue.ts';
import type { Classifier } from './classifier.ts';
import { randomForest } from './forest/forest.ts';
import { logistic } from './logistic.ts';
import { naiveBayes } from './naive-bayes.ts';
import { nearestNeighbours } from './nearest-neighbours.ts';
import { svmLinear, svmPolynomial, svmRbf } from './svm/svm.ts';

/** All classifiers by id. */
export const classifiers = defineCatalogue<Classifier>('classifier', [
  naiveBayes,
  nearestNeighbours,
  svmLinear,
  svmRbf,
  svmPolynomial,
  randomForest,
  logistic,
]);
