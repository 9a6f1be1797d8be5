import { expect, test } from 'vitest';
import { matrix } from '../../numbers/matrix.ts';
import { randomFrom } from '../../numbers/random.ts';
import { logistic } from './logistic.ts';
import { softRows } from './soft-rows.ts';

const random = randomFrom('soft rows');
const COUNT = 60;
const y = Uint8Array.from({ length: COUNT }, (_, row) => row % 2);
const x = matrix(
  COUNT,
  2,
  Float64Array.from({ length: 2 * COUNT }, (_, i) => random.normal() + (i % 2 === 0 ? y[i >> 1] : 0)),
);
const subjects = Int32Array.from({ length: COUNT }, (_, row) => row >> 2);
const rows = { x, y, subjects, seed: 'test' };

test('a row of two minds stands there under both labels, with the shares as weights', () => {
  const soft = Float64Array.from(y, (label, row) => (row === 0 ? 0.25 : row === 1 ? Number.NaN : label));
  const made = softRows(rows, soft);
  expect(made.x.rows).toBe(COUNT + 1);
  expect([...made.y.slice(0, 3)]).toEqual([0, 1, 1]);
  expect([...(made.weights ?? []).slice(0, 3)]).toEqual([0.75, 0.25, 1]);
  expect([...made.x.data.slice(0, 4)]).toEqual([...x.data.slice(0, 2), ...x.data.slice(0, 2)]);
  expect([...y.slice(0, 2)]).toEqual([0, 1]);
});

test('raters who agree with the labels change nothing; those who doubt bring scores nearer to a half', () => {
  const scoresOf = (training: Parameters<typeof logistic.fit>[0]) =>
    logistic.predict(logistic.fit(training, logistic.parameters.parse({})), x).score;
  const plain = scoresOf(rows);
  const sure = scoresOf(softRows(rows, Float64Array.from(y)));
  sure.forEach((score, row) => {
    expect(score).toBeCloseTo(plain[row], 6);
  });
  const doubt = scoresOf(
    softRows(
      rows,
      Float64Array.from(y, (label) => (label === 1 ? 0.7 : 0.3)),
    ),
  );
  const distance = (scores: Float64Array) => scores.reduce((sum, score) => sum + Math.abs(score - 0.5), 0);
  expect(distance(doubt)).toBeLessThan(0.7 * distance(plain));
});
