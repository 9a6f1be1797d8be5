/**
 * The grid that runs where the user names none: the paper's rows (deep, handcrafted, both mixed) with what is at hand,
 * ReliefF, and a classifier of each kind. Nothing in it was chosen by looking at results.
 */
export const defaultGrid = {
  features: ['faceres', 'mobilenet-v2-1.4', 'lbp', 'hog', 'gabor', 'geometry'],
  mixes: ['faceres+hog', 'faceres+mobilenet-v2-1.4+lbp+hog+gabor+geometry'],
  selection: ['relieff'],
  keep: [100],
  classifiers: ['naive-bayes', 'knn', 'svm-linear', 'random-forest', 'logistic'],
} as const;

/** Rows of the default grid are compared under this classifier: one that was named before any result was seen. */
export const COMPARED_UNDER = 'svm-linear';
