import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { group, SHARED } from '../../../../../tests/groups.ts';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { fitSigmoid } from '../calibration/platt.ts';
import { takeRows } from '../selection/drawn-rows.fixture.ts';
import { classifiers } from './catalogue.ts';

const table = z.object({
  x: z.array(z.array(z.number())),
  y: z.array(z.number()),
  subjects: z.array(z.number()),
  held: z.number(),
});
const numbers = z.array(z.number());
const golden = z.object({
  tall: table.extend({ weights: numbers }).catchall(numbers),
  wide: table.extend({ weights: numbers }).catchall(numbers),
  platt: z.object({
    decisions: numbers,
    y: numbers,
    weights: numbers,
    at: numbers,
    probability: numbers,
    weighted: numbers,
  }),
});
const forestGolden = table.extend({ runs: z.array(z.object({ accuracy: z.number(), auc: z.number() })) });

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`goldens/${name}`, import.meta.url), 'utf8'));
}

/** A golden table cut into the subjects from `held` on, to train on, and those below, to test on. */
function cut({ x, y, subjects, held }: z.infer<typeof table>) {
  const rows = {
    x: { rows: x.length, columns: x[0].length, data: Float64Array.from(x.flat()) },
    y: Uint8Array.from(y),
    subjects: Int32Array.from(subjects),
  };
  const all = [...subjects.keys()];
  return {
    training: takeRows(
      rows,
      all.filter((r) => subjects[r] >= held),
    ),
    test: takeRows(
      rows,
      all.filter((r) => subjects[r] < held),
    ),
  };
}

/** Golden name, classifier, parameters, and the largest difference of a raw value. SVMs are solved to 1e-9 on both sides. */
const CASES = [
  ['naive-bayes', 'naive-bayes', {}, 1e-12],
  ['knn 1', 'knn', { k: 1 }, 0],
  ['knn 5', 'knn', { k: 5 }, 0],
  ['svm linear', 'svm-linear', { tolerance: 1e-9 }, 1e-5],
  ['svm rbf', 'svm-rbf', { tolerance: 1e-9 }, 1e-6],
  ['svm poly', 'svm-polynomial', { tolerance: 1e-9 }, 1e-6],
  ['svm poly coef0', 'svm-polynomial', { degree: 2, coef0: 1, gamma: 0.05, tolerance: 1e-9 }, 1e-5],
  ['logistic', 'logistic', {}, 1e-7],
] as const;

describe.each(['tall', 'wide'] as const)('sample by sample on a %s table', (shape) => {
  const data = golden.parse(read('classifiers.json'))[shape];
  const { training, test } = cut(data);

  it.each(CASES)("%s equals scikit-learn's", (name, id, parameters, tolerance) => {
    const classifier = classifiers.get(id);
    const settings = classifier.parameters.parse(parameters);
    for (const weights of [undefined, Float64Array.from(data.weights)]) {
      const expected = data[weights ? `${name} weighted` : name];
      if (!expected) continue;
      const { raw } = classifier.predict(
        classifier.fit({ ...training, weights, seed: 'golden' }, settings),
        test.x,
      );
      expect(raw.length).toBe(expected.length);
      expect(Math.max(...raw.map((value, r) => Math.abs(value - expected[r])))).toBeLessThanOrEqual(
        tolerance,
      );
    }
  });

  it('compares every expected array', () => {
    const compared = CASES.flatMap(([name]) => [name, `${name} weighted`]);
    const known = ['x', 'y', 'subjects', 'held', 'weights'];
    expect(
      Object.keys(data).filter((key) => !known.includes(key) && !compared.some((name) => name === key)),
    ).toEqual([]);
  });
});

describe("Platt's sigmoid", () => {
  const { platt } = golden.parse(read('classifiers.json'));
  it.each([
    ['without weights', undefined, platt.probability],
    ['with weights', Float64Array.from(platt.weights), platt.weighted],
  ] as const)("equals scikit-learn's to 1e-6 %s", (_, weights, expected) => {
    const { slope, intercept } = fitSigmoid(
      Float64Array.from(platt.decisions),
      Uint8Array.from(platt.y),
      weights,
    );
    platt.at.forEach((decision, i) => {
      expect(Math.abs(sigmoid(slope * decision + intercept) - expected[i])).toBeLessThan(1e-6);
    });
  });
});

describe('random forest', () => {
  it("has scikit-learn's accuracy and AUC over 20 seeds, within their spread", () => {
    const data = forestGolden.parse(read('forest.json'));
    const { training, test } = cut(data);
    const classifier = classifiers.get('random-forest');
    const runs = data.runs.map((_, seed) => {
      const model = classifier.fit({ ...training, seed: `${seed}` }, classifier.parameters.parse({}));
      const { score } = classifier.predict(model, test.x);
      return { accuracy: accuracy(score, test.y), auc: auc(score, test.y) };
    });
    for (const metric of ['accuracy', 'auc'] as const) {
      const expected = data.runs.map((run) => run[metric]);
      const found = runs.map((run) => run[metric]);
      // Means of 20 runs each, of one spread: four standard errors of their difference.
      expect(Math.abs(mean(found) - mean(expected))).toBeLessThan(4 * spread(expected) * Math.sqrt(2 / 20));
      expect(spread(found) / spread(expected)).toBeGreaterThan(0.5);
      expect(spread(found) / spread(expected)).toBeLessThan(2);
    }
  });
});

group('leave one group out on breast cancer, against scikit-learn', 'shared', () => {
  const lines = () =>
    readFileSync(`${SHARED}/data/numeric/breast_cancer.csv`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number));
  const expectations = () =>
    z
      .record(z.string(), z.looseObject({ logo_auc: z.number(), scores_first10: numbers, pred: numbers }))
      .parse(
        Object.fromEntries(
          Object.entries(
            z
              .record(z.string(), z.unknown())
              .parse(
                JSON.parse(readFileSync(`${SHARED}/data/numeric/sklearn_logo_breast_cancer.json`, 'utf8')),
              ),
          ).filter(([key]) => key !== 'pca5_evr'),
        ),
      );

  // The reference's SVMs stop at a violation of 1e-3, its logistic regression at a gradient of 1e-8 of a mean loss.
  it.each([
    ['naive-bayes', 'gnb', 1e-9, 'score'],
    ['knn', 'knn5', 0, 'score'],
    ['svm-linear', 'svc_linear_C1', 1e-3, 'raw'],
    ['svm-rbf', 'svc_rbf_C1_gscale', 1e-3, 'raw'],
    ['svm-polynomial', 'svc_poly3', 1e-3, 'raw'],
    ['logistic', 'logreg_l2_C1', 1e-3, 'raw'],
  ] as const)('%s gives the same predictions, AUC and scores', (id, name, tolerance, field) => {
    const table = lines();
    const expected = expectations()[name];
    const found = new Float64Array(table.length);
    const classifier = classifiers.get(id);
    for (let group = 0; group < 20; group++) {
      const training = table.filter((row) => row[31] !== group);
      const scaling = scalingOf(training);
      const model = classifier.fit(
        {
          x: scaled(training, scaling),
          y: Uint8Array.from(training, (row) => row[30]),
          subjects: Int32Array.from(training, (row) => row[31]),
          seed: 'breast cancer',
        },
        classifier.parameters.parse({}),
      );
      const test = [...table.keys()].filter((r) => table[r][31] === group);
      const scores = classifier.predict(
        model,
        scaled(
          test.map((r) => table[r]),
          scaling,
        ),
      );
      test.forEach((r, i) => {
        found[r] = scores[field][i];
      });
    }
    const largest = Math.max(...expected.scores_first10.map(Math.abs));
    expected.scores_first10.forEach((score, r) => {
      expect(Math.abs(found[r] - score)).toBeLessThanOrEqual(tolerance * Math.max(1, largest));
    });
    const threshold = field === 'score' ? 0.5 : 0;
    expect(Array.from(found, (score) => (score > threshold ? 1 : 0))).toEqual(expected.pred);
    expect(
      auc(
        found,
        Uint8Array.from(table, (row) => row[30]),
      ),
    ).toBeCloseTo(expected.logo_auc, 4);
  });
});

function scalingOf(table: readonly number[][]) {
  return Array.from({ length: 30 }, (_, c) => {
    const values = table.map((row) => row[c]);
    const centre = mean(values);
    return { centre, deviation: Math.sqrt(mean(values.map((value) => (value - centre) ** 2))) };
  });
}

function scaled(table: readonly number[][], scaling: ReturnType<typeof scalingOf>) {
  const data = table.flatMap((row) =>
    scaling.map(({ centre, deviation }, c) => (row[c] - centre) / deviation),
  );
  return { rows: table.length, columns: 30, data: Float64Array.from(data) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample. */
function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

function accuracy(score: Float64Array, y: Uint8Array): number {
  return mean(Array.from(score, (s, r) => (s > 0.5 === (y[r] === 1) ? 1 : 0)));
}

function auc(score: Float64Array, y: Uint8Array): number {
  let wins = 0;
  let pairs = 0;
  for (let i = 0; i < y.length; i++) {
    for (let j = 0; j < y.length; j++) {
      if (y[i] !== 1 || y[j] !== 0) continue;
      pairs++;
      wins += score[i] > score[j] ? 1 : score[i] === score[j] ? 0.5 : 0;
    }
  }
  return wins / pairs;
}
