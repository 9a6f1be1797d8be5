import { applyCell, type Cell, classifiers, fitCell, type JoinedRows, matrix, randomFrom } from '@wince/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { writeClassifier } from './write-classifier.ts';

const COLUMNS = 12;

/** Rows of two families, the second missing in some rows, with labels that some columns tell. */
function drawnRows(count: number, seed: number): JoinedRows {
  const random = randomFrom('classifier in ONNX', seed);
  const y = Uint8Array.from({ length: count }, () => random.below(2));
  const data = Float64Array.from({ length: count * COLUMNS }, (_, i) => {
    const [row, column] = [Math.floor(i / COLUMNS), i % COLUMNS];
    if (column >= 8 && row % 7 === 3) return Number.NaN;
    return random.normal() * (column + 1) + (column % 3 === 0 ? 1.5 * y[row] : 0) + 100 * (column % 2);
  });
  return {
    x: matrix(count, COLUMNS, data),
    y,
    subjects: Int32Array.from({ length: count }, (_, row) => row % 24),
    subjectNames: Array.from({ length: 24 }, (_, s) => `s${s}`),
    families: [
      { family: 'a', start: 0, end: 8 },
      { family: 'b', start: 8, end: COLUMNS },
    ],
  };
}

function cellOf(classifier: string, more: Partial<Cell> = {}): Cell {
  const parameters = Object(classifiers.get(classifier).parameters.parse({}));
  return {
    id: `a+b/anova-f-6/${classifier}`,
    features: { name: 'a+b', families: ['a', 'b'], selected: 'together' },
    selection: { id: 'anova-f', parameters: {}, name: 'anova-f' },
    keep: 6,
    classifier: { id: classifier, parameters, name: classifier },
    ...{ classWeights: 'none', calibration: null, prevalence: null, threshold: 0.5 },
    ...{ abstention: null, tuning: null },
    ...more,
  };
}

/** The largest difference between scores of the program and of ONNX Runtime on rows that were not trained on. */
async function largestDifference(cell: Cell, rows = 120): Promise<{ score: number; decisions: number }> {
  const training = drawnRows(rows, 1);
  const { x } = drawnRows(60, 2);
  const { fitted } = fitCell(cell, training, 7);
  const own = applyCell(fitted, x);
  const file = writeClassifier({ fitted, columns: COLUMNS, properties: { cell: cell.id } });
  const session = await InferenceSession.create(file, { logSeverityLevel: 3 });
  const features = new Tensor('float64', Float64Array.from(x.data), [x.rows, COLUMNS]);
  const { raw, score, decision } = await session.run({ features });
  await session.release();
  const far = (found: Tensor, wanted: Float64Array) =>
    Math.max(...Array.from(wanted, (value, r) => Math.abs(value - Number(found.data[r]))));
  expect(new Set(own.score).size).toBeGreaterThan(3);
  expect(far(raw, own.raw)).toBeLessThan(1e-5);
  const decisions = own.decision.filter((value, r) => value !== Number(decision.data[r])).length;
  return { score: far(score, own.score), decisions };
}

describe('a fitted cell in ONNX Runtime gives the scores of the program', () => {
  it.each(classifiers.ids)('with the classifier %s', async (id) => {
    const { score, decisions } = await largestDifference(cellOf(id));
    expect(score).toBeLessThan(1e-5);
    expect(decisions).toBe(0);
  });

  it.each(['platt', 'beta', 'temperature', 'isotonic'])(
    'calibrated by %s, at another prevalence',
    async (id) => {
      const calibration = { id, parameters: {}, name: id };
      const rows = id === 'isotonic' ? 1100 : 120;
      const cell = cellOf('naive-bayes', { calibration, prevalence: 0.2, threshold: 'youden' });
      const { score, decisions } = await largestDifference(cell, rows);
      expect(score).toBeLessThan(1e-5);
      expect(decisions).toBe(0);
    },
  );

  it('with selection of each family, and every column kept', async () => {
    const each = cellOf('logistic', {
      ...{ features: { name: 'a+b:each', families: ['a', 'b'], selected: 'each' }, keep: 3 },
    });
    expect((await largestDifference(each)).score).toBeLessThan(1e-5);
    const all = cellOf('svm-rbf', { keep: null, selection: { id: 'none', parameters: {}, name: 'none' } });
    expect((await largestDifference(all)).score).toBeLessThan(1e-5);
  });
});

it('a stage that has no form in ONNX is refused', () => {
  const { fitted } = fitCell(cellOf('logistic'), drawnRows(60, 1), 7);
  const [first, ...rest] = fitted.stages;
  const strange = { ...fitted, stages: [{ ...first, stage: 'recalibrate' }, ...rest] };
  expect(() => writeClassifier({ fitted: strange, columns: COLUMNS, properties: {} })).toThrow(
    'A model with the stage "recalibrate" cannot be written as ONNX.',
  );
});
