import { describe, expect, it } from 'vitest';
import { classifiers } from '../learning/classifiers/catalogue.ts';
import { matrix, submatrix } from '../numbers/matrix.ts';
import { randomFrom, shuffle } from '../numbers/random.ts';
import type { PredictionRow } from './predictions.ts';
import type { Fold, ProtocolRows } from './protocol.ts';
import { protocols } from './protocols.ts';
import { summariseCell } from './summary.ts';

const SUBJECTS = 24;
const ROWS_EACH = 12;
const COLUMNS = 6;
const SEEDS = 20;

/** Features that say who it is (a fixed place a subject, with some noise about it) and nothing of the label. */
function identityFeatures(seed: number, labelOf: (subject: number, row: number) => number) {
  const random = randomFrom('identity', seed);
  const places = Float64Array.from({ length: SUBJECTS * COLUMNS }, () => random.normal());
  const rows = SUBJECTS * ROWS_EACH;
  const subjectOf = (row: number) => row % SUBJECTS;
  const data = Float64Array.from({ length: rows * COLUMNS }, (_, i) => {
    const place = subjectOf(Math.floor(i / COLUMNS)) * COLUMNS + (i % COLUMNS);
    return places[place] + 0.2 * random.normal();
  });
  const table: ProtocolRows = {
    subjects: Array.from({ length: rows }, (_, row) => `S${subjectOf(row)}`),
    y: Uint8Array.from({ length: rows }, (_, row) => labelOf(subjectOf(row), Math.floor(row / SUBJECTS))),
    datasets: Array.from({ length: rows }, (_, row) => (subjectOf(row) % 2 === 0 ? 'training' : 'test')),
    columnOf: () => Array.from({ length: rows }, (_, row) => `site ${subjectOf(row) % 6}`),
  };
  return { x: matrix(rows, COLUMNS, data), table };
}

function predictFolds(
  { x, table }: ReturnType<typeof identityFeatures>,
  folds: readonly Fold[],
  classifierId: string,
): PredictionRow[] {
  const classifier = classifiers.get(classifierId);
  const parameters = classifier.parameters.parse(classifierId === 'random-forest' ? { trees: 25 } : {});
  const words = ['rest', 'pain'];
  return folds.flatMap(({ id, training, test }) => {
    const model = classifier.fit(
      {
        x: submatrix(x, training),
        y: Uint8Array.from(training, (row) => table.y[row]),
        subjects: Int32Array.from(training, (row) => Number(table.subjects[row].slice(1))),
        seed: id,
      },
      parameters,
    );
    const { raw, score } = classifier.predict(model, submatrix(x, test));
    return Array.from(test, (row, i) => ({
      cell: classifierId,
      sample: String(row),
      clip: '',
      subject: table.subjects[row],
      period: '',
      fold: id,
      truth: words[table.y[row]],
      raw: raw[i],
      score: score[i],
      threshold: 0.5,
      decision: words[score[i] >= 0.5 ? 1 : 0],
    }));
  });
}

const summarise = (rows: PredictionRow[]) => summariseCell(rows, { positive: 'pain', seed: 1, draws: 20 });
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The other way to divide: rows at random, whoever they are of. It is what this program does not offer. */
function splitByRow(rows: number, folds: number): Fold[] {
  const order = shuffle(
    Array.from({ length: rows }, (_, row) => row),
    randomFrom('by row'),
  );
  return Array.from({ length: folds }, (_, f) => ({
    id: String(f),
    training: Int32Array.from(order.filter((_, i) => i % folds !== f)).sort(),
    test: Int32Array.from(order.filter((_, i) => i % folds === f)).sort(),
  }));
}

const alternating = (_: number, row: number) => row % 2;
const bySubject = (subject: number) => (Math.floor(subject / 2) % 2 === 0 ? 1 : 0);

describe.each(protocols.ids)('subject identity without signal, %s', (protocolId) => {
  const protocol = protocols.get(protocolId);
  it.each(['naive-bayes', 'knn', 'svm-linear', 'random-forest', 'logistic'])(
    '%s is at chance on average',
    (classifierId) => {
      const pooled: number[] = [];
      const within: number[] = [];
      for (let seed = 0; seed < SEEDS; seed++) {
        const features = identityFeatures(seed, alternating);
        const folds = protocol.folds(features.table, protocol.parameters.parse({}), seed);
        const summary = summarise(predictFolds(features, folds, classifierId));
        pooled.push(summary.auc ?? Number.NaN);
        within.push(summary.auc_within_subjects.value ?? Number.NaN);
        expect(summary.auc_within_subjects.subjects).toBe(summary.subjects);
      }
      for (const auc of [mean(pooled), mean(within)]) {
        expect(auc).toBeGreaterThanOrEqual(0.45);
        expect(auc).toBeLessThanOrEqual(0.55);
      }
    },
  );
});

describe('the canary itself', () => {
  it('sings: split by row, the same features tell subjects of one label apart', () => {
    const features = identityFeatures(1, bySubject);
    const leaky = summarise(predictFolds(features, splitByRow(features.table.y.length, 5), 'knn'));
    expect(leaky.auc).toBeGreaterThan(0.95);
  });
});

describe('one label per subject', () => {
  it('biases the pooled AUC, which the summary warns of; there is no AUC within subjects', () => {
    const pooled: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const features = identityFeatures(seed, bySubject);
      const protocol = protocols.get('leave-one-subject-out');
      const summary = summarise(
        predictFolds(features, protocol.folds(features.table, {}, seed), 'naive-bayes'),
      );
      pooled.push(summary.auc ?? Number.NaN);
      expect(summary.auc_within_subjects).toMatchObject({ value: null, subjects: 0 });
      expect(summary.warnings).toContainEqual(
        expect.objectContaining({
          code: 'one-label-per-subject',
          message: expect.stringContaining('pooled AUC is therefore biased'),
        }),
      );
    }
    // There is nothing to learn here, and yet the mean is not 0.5: the subject left out is missing from its label in training.
    expect(mean(pooled)).toBeLessThan(0.45);
  });
});
