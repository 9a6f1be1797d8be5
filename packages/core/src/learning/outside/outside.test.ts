import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { type Matrix, matrix } from '../../numbers/matrix.ts';
import { randomFrom } from '../../numbers/random.ts';
import { divideBySubject } from '../out-of-fold/inner-folds.ts';
import { simulateOutside } from './outside.fixture.ts';
import { fitOutside, LEAST_FOR_OUTSIDE, tellOutside } from './outside.ts';
import { principalAxes } from './principal-axes.ts';
import { distancesFromUsual, fitUsualSpace } from './usual-space.ts';

const golden = z
  .object({
    rows: z.number(),
    columns: z.number(),
    subjects: z.number(),
    x: z.array(z.number()),
    fresh: z.array(z.number()),
    variances: z.array(z.number()),
    rest: z.number(),
    distances: z.array(z.number()),
  })
  .parse(JSON.parse(readFileSync(new URL('goldens/usual-space.json', import.meta.url), 'utf8')));

describe('where rows usually lie', () => {
  const x = matrix(golden.rows, golden.columns, Float64Array.from(golden.x));
  const fresh = matrix(golden.fresh.length / golden.columns, golden.columns, Float64Array.from(golden.fresh));

  test("is scikit-learn's probabilistic PCA of z-scores: variances, noise and Mahalanobis distances to 1e-5", () => {
    const space = fitUsualSpace(x, golden.subjects);
    expect(space.axes).toHaveLength(golden.variances.length);
    golden.variances.forEach((value, a) => {
      expect(Math.abs(space.variances[a] / value - 1)).toBeLessThan(1e-6);
    });
    expect(Math.abs(space.rest / golden.rest - 1)).toBeLessThan(1e-6);
    distancesFromUsual(space, fresh).forEach((distance, r) => {
      expect(Math.abs(distance / golden.distances[r] - 1)).toBeLessThan(1e-5);
    });
  });

  test('has orthonormal axes, the same each time', () => {
    const mean = Array.from({ length: x.columns }, (_, c) =>
      Array.from({ length: x.rows }, (_, r) => x.data[r * x.columns + c] / x.rows).reduce((a, b) => a + b),
    );
    const centred = matrix(
      x.rows,
      x.columns,
      x.data.map((value, at) => value - mean[at % x.columns]),
    );
    const { axes } = principalAxes(centred, 4);
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let c = 0; c < x.columns; c++)
          sum += axes.data[i * x.columns + c] * axes.data[j * x.columns + c];
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 10);
      }
    }
    expect(principalAxes(centred, 4)).toEqual(principalAxes(centred, 4));
  });

  test('a column that never varied puts a row that has another value there far away', () => {
    const constant = matrix(
      12,
      2,
      Float64Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? (i >> 1) % 5 : 7)),
    );
    const space = fitUsualSpace(constant, 12);
    const [same, other] = distancesFromUsual(space, matrix(2, 2, Float64Array.of(2, 7, 2, 99)));
    expect(other).toBeGreaterThan(10 * same + 10);
  });
});

const SUBJECTS = 20;
function trained(withLook: boolean) {
  const random = randomFrom('outside test');
  const rows = SUBJECTS * 3;
  const x = matrix(
    rows,
    8,
    Float64Array.from({ length: rows * 8 }, () => random.normal()),
  );
  const subjects = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 3));
  const look = matrix(
    rows,
    2,
    Float64Array.from({ length: rows * 2 }, () => 5 + random.normal()),
  );
  // Light is not known of one subject.
  look.data.fill(Number.NaN, 0, 6);
  const age = matrix(
    rows,
    1,
    Float64Array.from({ length: rows }, () => random.normal() - 3),
  );
  age.data[6] = Number.NaN;
  const folds = divideBySubject({ y: Uint8Array.from(subjects, (_, row) => row % 2), subjects }, 5, 'a');
  return fitOutside({ ...(withLook ? { x, look, age } : rowsOf(x)), subjects }, folds, 0.05);
}

/** Rows of which nothing is known but what is given. */
function rowsOf(x: Matrix, look: Matrix | null = null, age: Matrix | null = null) {
  return { x, look, age };
}

describe('rows outside of the training', () => {
  const fitted = trained(true);
  const usual = new Float64Array(8);
  const far = usual.map((_, c) => (c === 3 ? -60 : 0));

  it('are those that are further away than nearly all training subjects, and name what differs most', () => {
    const { p, isOutside, differing } = tellOutside(
      fitted,
      rowsOf(matrix(2, 8, Float64Array.of(...usual, ...far)), matrix(2, 2, Float64Array.of(5, 5, 5, 5))),
    );
    expect([...isOutside]).toEqual([0, 1]);
    expect(p[1]).toBeCloseTo(1 / (SUBJECTS + 1), 12);
    expect(p[0]).toBeGreaterThan(0.5);
    expect(differing[0]).toEqual([]);
    expect(differing[1][0]).toMatchObject({ of: 'columns', column: 3 });
    expect(differing[1][0].deviations).toBeLessThan(-30);
  });

  it('are told by light alone, too, where light is known', () => {
    const x = matrix(3, 8, new Float64Array(24));
    const dark = Float64Array.of(5, 5, 5, -40, Number.NaN, Number.NaN);
    const { isOutside, differing } = tellOutside(fitted, rowsOf(x, matrix(3, 2, dark)));
    expect([...isOutside]).toEqual([0, 1, 0]);
    expect(differing[1][0]).toMatchObject({ of: 'look', column: 1 });
    expect([...tellOutside(fitted, rowsOf(x)).isOutside]).toEqual([0, 0, 0]);
    expect(trained(false).look).toBeNull();
  });

  it('are told by apparent age alone, too, and one that is not known puts no row outside', () => {
    const x = matrix(4, 8, new Float64Array(32));
    const ages = matrix(4, 1, Float64Array.of(-3, 8, Number.NaN, -14));
    const { isOutside, differing } = tellOutside(fitted, rowsOf(x, null, ages));
    expect([...isOutside]).toEqual([0, 1, 0, 1]);
    expect(differing[1]).toEqual([{ of: 'age', column: 0, deviations: expect.closeTo(11, -1) }]);
    expect(differing[3][0].deviations).toBeLessThan(0);
    expect(trained(false).age).toBeNull();
  });

  it('a row that is not a number counts as outside', () => {
    const { isOutside } = tellOutside(fitted, rowsOf(matrix(1, 8, new Float64Array(8).fill(Number.NaN))));
    expect([...isOutside]).toEqual([1]);
  });

  it('are told whatever else is in the table', () => {
    const both = tellOutside(fitted, rowsOf(matrix(2, 8, Float64Array.of(...far, ...usual))));
    const alone = tellOutside(fitted, rowsOf(matrix(1, 8, far)));
    expect(both.p[0]).toBe(alone.p[0]);
  });

  it('are refused with too few subjects, and rows of other columns are', () => {
    const few = LEAST_FOR_OUTSIDE - 1;
    const x = matrix(
      few,
      1,
      Float64Array.from({ length: few }, (_, i) => i),
    );
    const subjects = Int32Array.from({ length: few }, (_, i) => i);
    expect(() => fitOutside({ ...rowsOf(x), subjects }, [], 0.05)).toThrow(
      expect.objectContaining({ code: 'too-few-for-outside' }),
    );
    expect(() => tellOutside(fitted, rowsOf(x))).toThrow(expect.objectContaining({ code: 'wrong-columns' }));
  });

  it('hold the share that so few subjects can hold', () => {
    expect(fitted.share).toBe(0.05);
    const random = randomFrom('twelve');
    const x = matrix(
      12,
      3,
      Float64Array.from({ length: 36 }, () => random.normal()),
    );
    const subjects = Int32Array.from({ length: 12 }, (_, i) => i);
    const folds = divideBySubject({ y: Uint8Array.from(subjects, (s) => s % 2), subjects }, 5, 'a');
    expect(fitOutside({ ...rowsOf(x), subjects }, folds, 0.05).share).toBeCloseTo(1 / 13, 12);
  });
});

// The long test `outside` takes 1,000 cohorts of each kind.
test.each([
  { subjects: 12, columns: 10 },
  { subjects: 30, columns: 60 },
])('of new subjects of the same kind, at most the stated share is called outside: %o', (kind) => {
  const { called, share } = simulateOutside({ ...kind, cohorts: 20, rows: 3 });
  // Three standard errors or so of 20 cohorts with 40 new subjects each.
  expect(called).toBeLessThan(share + 0.02);
  expect(called).toBeGreaterThan(share / 8);
});
