import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { openPairSteps } from './fastest.ts';
import type { PairTable } from './pair-steps.ts';
import { stepsOfRows } from './products.ts';

function drawn(rows: number, columns: number, kind: PairTable['kind'], seed: number) {
  const next = numbersFrom(seed);
  const x = { rows, columns, data: Float64Array.from({ length: rows * columns }, () => 4 * next() - 2) };
  // Equal rows have no curvature between them.
  if (rows > 3) x.data.copyWithin(columns, 0, columns);
  if (kind === 'products') return { next, x, table: { kind, x } as const };
  if (kind === 'gaussian') return { next, x, table: { kind, x, gamma: 0.3 / columns } as const };
  const values = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      for (let c = 0; c < columns; c++) {
        values[i * rows + j] += x.data[i * columns + c] * x.data[j * columns + c];
      }
    }
  }
  return { next, x, table: { kind, rows, values } as const };
}

it('gives the same bits with and without WebAssembly, for any rows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 70 }),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom<PairTable['kind']>('values', 'products', 'gaussian'),
      fc.integer({ min: 0, max: 200 }),
      fc.boolean(),
      fc.nat(),
      (rows, columns, kind, most, isChecked, seed) => {
        const { next, table } = drawn(rows, columns, kind, seed);
        const y = Float64Array.from({ length: rows }, () => (next() < 0.5 ? 1 : -1));
        const limits = Float64Array.from({ length: rows }, () => (next() < 0.1 ? 0 : 1));
        const which = Int32Array.from({ length: rows }, (_, r) => r).filter(() => next() < 0.6);
        const factors = Float64Array.from(which, () => next() - 0.5);
        const results = [false, true].map((plain) => {
          const steps = openPairSteps(table, { plain });
          const start = () => ({
            signed: new Float64Array(rows),
            lower: limits.map((limit, i) => (y[i] > 0 ? 0 : -limit)),
            upper: limits.map((limit, i) => (y[i] > 0 ? limit : 0)),
            slope: y.slice(),
          });
          const [own, some] = [start(), start()];
          const done = steps.step(own, 1e-4, most, isChecked);
          steps.subtract(which, factors, some.slope);
          const part = which.length > 1 ? steps.part(which) : steps;
          const take = (values: Float64Array) =>
            which.length > 1 ? Float64Array.from(which, (i) => values[i]) : values;
          const begin = start();
          const inPart = {
            ...{ signed: take(begin.signed), lower: take(begin.lower) },
            ...{ upper: take(begin.upper), slope: take(begin.slope) },
          };
          const doneInPart = part.step(inPart, 1e-4, most, isChecked);
          const rough = start();
          const doneRoughly = steps.coarse?.(rough, 1e-3, most);
          return { done, own, some, values: steps.values(which), doneInPart, inPart, rough, doneRoughly };
        });
        expect(results[0]).toEqual(results[1]);
        for (const { signed } of [results[0].own, results[0].rough]) {
          expect(signed.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
        }
        expect(results[0].doneRoughly === undefined).toBe(kind === 'values');
      },
    ),
    { numRuns: 80 },
  );
});

it('has the Gaussian kernel in single precision, for tables of more rows and columns than a block holds', () => {
  const { x, table } = drawn(150, 530, 'gaussian', 4);
  const all = Int32Array.from({ length: x.rows }, (_, r) => r);
  const values = openPairSteps(table).values(all);
  let worst = 0;
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < x.rows; j++) {
      let distance = 0;
      for (let c = 0; c < x.columns; c++) {
        distance += (x.data[i * x.columns + c] - x.data[j * x.columns + c]) ** 2;
      }
      const exact = Math.exp((-0.3 / x.columns) * distance);
      worst = Math.max(worst, Math.abs(values[i * x.rows + j] / exact - 1));
    }
  }
  expect(worst).toBeLessThan(2 ** -24 + 1e-10);
  const [first, other] = [openPairSteps(table), openPairSteps(drawn(9, 2, 'gaussian', 1).table)];
  other.values(Int32Array.of(0));
  // Another table was last: it is filled anew.
  expect(first.values(all)).toEqual(values);
  expect(openPairSteps(table, { plain: true }).values(all)).toEqual(values);
});

it('has inner products of rows in whole steps, for tables of more rows and columns than a block holds', () => {
  const { x, table } = drawn(150, 530, 'products', 4);
  const all = Int32Array.from({ length: x.rows }, (_, r) => r);
  const values = openPairSteps(table).values(all);
  const steps = stepsOfRows(x);
  let worst = 0;
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < x.rows; j++) {
      let product = 0;
      // Half a step of each number at most, and what single precision rounds.
      let bound = 0;
      for (let c = 0; c < x.columns; c++) {
        const [a, b] = [x.data[i * x.columns + c], x.data[j * x.columns + c]];
        product += a * b;
        bound += (Math.abs(a) * steps[j] + Math.abs(b) * steps[i] + (steps[i] * steps[j]) / 2) / 2;
      }
      bound += Math.abs(product) * 2 ** -23;
      worst = Math.max(worst, Math.abs(values[i * x.rows + j] - product) / bound);
    }
  }
  expect(worst).toBeGreaterThan(0);
  expect(worst).toBeLessThan(1);
  expect(openPairSteps(table, { plain: true }).values(all)).toEqual(values);
});

it('keeps products of the largest rows within their bits, whatever their numbers are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 1, -1, 1e-3, 1e6, -1e6, 3), { minLength: 300, maxLength: 300 }),
      (numbers) => {
        const x = { rows: 2, columns: 150, data: Float64Array.from(numbers) };
        const length = (row: number) =>
          Math.hypot(...x.data.subarray(row * x.columns, (row + 1) * x.columns));
        const values = openPairSteps({ kind: 'products', x }).values(Int32Array.of(0, 1));
        let product = 0;
        for (let c = 0; c < x.columns; c++) product += x.data[c] * x.data[x.columns + c];
        expect(Math.abs(values[1] - product)).toBeLessThanOrEqual(2e-3 * length(0) * length(1));
        expect(values[0]).toBeGreaterThanOrEqual(0.99 * length(0) ** 2);
      },
    ),
  );
});

it('goes to 0 for rows that are far apart', () => {
  const x = { rows: 2, columns: 1, data: Float64Array.of(0, 1e6) };
  for (const plain of [false, true]) {
    const steps = openPairSteps({ kind: 'gaussian', x, gamma: 1 }, { plain });
    expect([...steps.values(Int32Array.of(0, 1))]).toEqual([1, 0, 0, 1]);
  }
});
