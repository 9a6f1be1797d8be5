import { describe, expect, test } from 'vitest';
import { exampleCell, exampleRows } from '../learning/pipeline/example-cell.fixture.ts';
import { fitCell } from '../learning/pipeline/fit.ts';
import { applyCell, keptColumns } from '../learning/pipeline/fitted-cell.ts';
import { takeRows } from '../learning/pipeline/joined-rows.ts';
import { columnContributions } from './column-contributions.ts';
import { shuffledCell } from './shuffled-cell.ts';

const rows = exampleRows();
const single = (row: number) => takeRows(rows, Int32Array.of(row)).x;

describe.each(['svm-linear', 'logistic', 'naive-bayes'])('contributions of %s', (classifier) => {
  const { fitted } = fitCell(exampleCell({ classifier }), rows, 7);

  test('sum with the bias to the decision value', () => {
    for (const row of rows.y.keys()) {
      const { exact, bias, contributions, value, columns } = columnContributions(fitted, single(row));
      const sum = contributions.reduce((total, own) => total + own, bias ?? Number.NaN);
      expect(exact).toBe(true);
      expect(value).toBe(applyCell(fitted, single(row)).raw[0]);
      expect(Math.abs(sum - value)).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
      expect(columns).toEqual(keptColumns(fitted).columns);
    }
  });
});

test('where the decision is no sum, each column is put at its mean', () => {
  const { fitted } = fitCell(exampleCell({ classifier: 'svm-rbf' }), rows, 7);
  const { kind, exact, bias, contributions, columns, value } = columnContributions(fitted, single(0));
  expect({ kind, exact, bias }).toEqual({ kind: 'at-its-mean', exact: false, bias: null });
  const scaled = fitted.stages.find(({ stage }) => stage === 'scale')?.model;
  const { mean } = JSON.parse(JSON.stringify(scaled));
  const x = single(0);
  const data = Float64Array.from(x.data);
  data[columns[1]] = mean[1];
  expect(contributions[1]).toBeCloseTo(value - applyCell(fitted, { ...x, data }).raw[0], 12);
});

test('a random forest has no contributions, and says what there is', () => {
  const { fitted } = fitCell(exampleCell({ classifier: 'random-forest' }), rows, 7);
  expect(() => columnContributions(fitted, single(0))).toThrow(
    expect.objectContaining({
      code: 'no-contributions',
      hint: expect.stringContaining('--method occlusion'),
    }),
  );
});

test('shuffled weights are the same numbers on other columns, which keep their scale', () => {
  const { fitted } = fitCell(exampleCell({ classifier: 'logistic' }), rows, 7);
  const shuffled = shuffledCell(fitted, 1, 0);
  const [own, other] = [fitted, shuffled].map((of) => keptColumns(of).columns);
  expect(other).not.toEqual(own);
  expect([...other].sort()).toEqual([...own].sort());
  expect(shuffled.stages.find(({ stage }) => stage === 'classify')).toEqual(
    fitted.stages.find(({ stage }) => stage === 'classify'),
  );
  const means = [fitted, shuffled].map(
    (of) => JSON.parse(JSON.stringify(of.stages.find(({ stage }) => stage === 'scale')?.model)).mean,
  );
  expect(means[1]).toEqual(other.map((column) => means[0][own.indexOf(column)]));
  expect(shuffledCell(fitted, 1, 0)).toEqual(shuffled);
});

test('of a cell that puts scores of modalities together, contributions are refused and each modality is shuffled', () => {
  const features = {
    ...{ name: 'a+b~mean', families: ['a', 'b'], selected: 'together' as const },
    modalities: [
      { name: 'face', families: ['a'] },
      { name: 'cry', families: ['b'] },
    ],
    late: { by: 'mean' as const, weights: 'equal' as const, missing: 'left-out' as const },
  };
  const { fitted } = fitCell(exampleCell({ classifier: 'logistic', keep: 4, features }), rows, 7);
  expect(() => columnContributions(fitted, single(0))).toThrow(
    expect.objectContaining({ code: 'no-contributions' }),
  );
  const shuffled = shuffledCell(fitted, 1, 1);
  const [own, other] = [fitted, shuffled].map((of) => keptColumns(of).columns);
  expect(other).not.toEqual(own);
  expect([...other].sort()).toEqual([...own].sort());
  expect(applyCell(shuffled, single(0)).raw[0]).not.toBe(applyCell(fitted, single(0)).raw[0]);
});
