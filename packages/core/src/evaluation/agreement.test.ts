import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { group, SHARED } from '../../../../tests/groups.ts';
import { classifiers } from '../learning/classifiers/catalogue.ts';
import { type Matrix, matrix, submatrix } from '../numbers/matrix.ts';
import { leaveOneSubjectOut } from './leave-one-subject-out.ts';
import { accuracy, areaUnderCurve, confusion } from './metrics.ts';

const result = z.object({
  logo_acc: z.number(),
  logo_auc: z.number(),
  cm: z.array(z.array(z.number())),
  pred: z.array(z.number()),
});

/** z-scores by the mean and the population deviation of the training rows. */
function standardise(x: Matrix<Float64Array>, training: Matrix<Float64Array>): Matrix<Float64Array> {
  const data = x.data.slice();
  for (let c = 0; c < x.columns; c++) {
    const column = Float64Array.from({ length: training.rows }, (_, r) => training.data[r * x.columns + c]);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
    for (let i = c; i < data.length; i += x.columns) data[i] = (data[i] - mean) / deviation;
  }
  return matrix(x.rows, x.columns, data);
}

group('leave one subject out of 569 rows by scikit-learn', 'shared', () => {
  const folder = `${SHARED}/data/numeric`;

  it.each([
    ['naive-bayes', 'gnb', 'score', 0.5],
    ['knn', 'knn5', 'score', 0.5],
    ['logistic', 'logreg_l2_C1', 'raw', 0],
    ['svm-linear', 'svc_linear_C1', 'raw', 0],
    ['svm-rbf', 'svc_rbf_C1_gscale', 'raw', 0],
    ['svm-polynomial', 'svc_poly3', 'raw', 0],
  ] as const)('%s: the same decisions, confusion matrix, accuracy and AUC', (id, key, kind, cut) => {
    const wanted = z
      .record(z.string(), z.unknown())
      .transform((all) => result.parse(all[key]))
      .parse(JSON.parse(readFileSync(`${folder}/sklearn_logo_breast_cancer.json`, 'utf8')));
    const lines = readFileSync(`${folder}/breast_cancer.csv`, 'utf8').trim().split('\n');
    const cells = lines.map((line) => line.split(','));
    const columns = cells[0].length - 2;
    const x = matrix(
      cells.length,
      columns,
      Float64Array.from(cells.flatMap((line) => line.slice(0, columns).map(Number))),
    );
    const y = Uint8Array.from(cells, (line) => Number(line[columns]));
    const subjects = cells.map((line) => line[columns + 1]);
    const classifier = classifiers.get(id);
    const scores = new Float64Array(y.length);
    for (const { id: seed, training, test } of leaveOneSubjectOut.folds({ subjects, y }, {}, 1)) {
      const learned = submatrix(x, training);
      const rows = {
        x: standardise(learned, learned),
        y: Uint8Array.from(training, (row) => y[row]),
        subjects: Int32Array.from(training, (row) => Number(subjects[row])),
        seed,
      };
      const model = classifier.fit(rows, classifier.parameters.parse({}));
      const predicted = classifier.predict(model, standardise(submatrix(x, test), learned))[kind];
      test.forEach((row, i) => {
        scores[row] = predicted[i];
      });
    }
    const decision = Uint8Array.from(scores, (score) => (score >= cut ? 1 : 0));
    const counts = confusion(y, decision);
    expect([...decision]).toEqual(wanted.pred);
    expect(wanted.cm).toEqual([
      [counts.true_negatives, counts.false_positives],
      [counts.false_negatives, counts.true_positives],
    ]);
    expect(accuracy(y, decision)).toBeCloseTo(wanted.logo_acc, 12);
    expect(Math.abs((areaUnderCurve(y, scores) ?? 0) - wanted.logo_auc)).toBeLessThan(1e-12);
  });
});
