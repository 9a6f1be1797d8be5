import { expect, test } from 'vitest';
import { calibrators } from '../learning/calibration/catalogue.ts';
import { classifiers } from '../learning/classifiers/catalogue.ts';
import { describeDecisions } from './decisions.ts';

const cells = ['svm-linear?C=10', 'svm-linear', 'naive-bayes'].map((classifier) => ({ classifier }));
const own = (id: string) => classifiers.get(id).scoreIs;

test('without calibration a score is what its classifier gives', () => {
  expect(describeDecisions(cells, 'none')).toEqual([
    `svm-linear: ${own('svm-linear')}`,
    `naive-bayes: ${own('naive-bayes')}`,
  ]);
});

test.each(calibrators.ids)('%s is named, and what it starts from', (id) => {
  const told = describeDecisions(cells, { id });
  expect(told).toEqual(
    calibrators.get(id).maps === 'raw'
      ? [`svm-linear, naive-bayes: a probability that ${id} gives for the decision value`]
      : [
          `svm-linear: ${own('svm-linear')}, then calibrated by ${id}`,
          `naive-bayes: ${own('naive-bayes')}, then calibrated by ${id}`,
        ],
  );
});
