import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawRows } from '../../selection/drawn-rows.fixture.ts';
import { kernelOfPairs } from './kernel.ts';
import { isLong, solvePrimal } from './primal.ts';
import { dotRows } from './row-loops.ts';
import { solveSvm } from './smo.ts';

type Rows = ReturnType<typeof drawRows>;

/** 1/2 w'w + the hinges: the primal objective. */
function objective({ x, y }: Rows, limits: Float64Array, weights: ArrayLike<number>, bias: number): number {
  let value = 0;
  for (let c = 0; c < x.columns; c++) value += weights[c] ** 2 / 2;
  for (let r = 0; r < x.rows; r++) {
    let decision = bias;
    for (let c = 0; c < x.columns; c++) decision += weights[c] * x.data[r * x.columns + c];
    value += limits[r] * Math.max(0, 1 - (y[r] === 1 ? decision : -decision));
  }
  return value;
}

describe('the primal solver', () => {
  it('ends where the dual one does, on any long table', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 70, max: 100 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0.01, 1, 30),
        fc.constantFrom(0, 0.5, 3),
        fc.integer(),
        (subjects, columns, C, effect, seed) => {
          const rows = drawRows(`${seed}`, { subjects, each: 3, columns, effect });
          const limits = Float64Array.from(rows.y, (_, r) => C * (0.5 + (r % 3)));
          const plane = solvePrimal(rows.x, rows.y, limits, 1e-7);
          if (!plane) throw new Error('there is no solution');
          const { coefficients, bias } = solveSvm(
            kernelOfPairs({ kind: 'linear' }, rows),
            rows.y,
            limits,
            1e-7,
          );
          const weights = new Float64Array(columns);
          rows.x.data.forEach((value, i) => {
            weights[i % columns] += coefficients[Math.floor(i / columns)] * value;
          });
          const scale = Math.max(1, ...weights.map(Math.abs), Math.abs(bias));
          plane.weights.forEach((weight, c) => {
            expect(Math.abs(weight - weights[c])).toBeLessThan(1e-4 * scale);
          });
          const [own, dual] = [
            objective(rows, limits, plane.weights, plane.bias),
            objective(rows, limits, weights, bias),
          ];
          expect(Math.abs(own - dual)).toBeLessThan(1e-5 * Math.max(1, dual));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('takes the middle of the interval for the bias where no row is free', () => {
    const rows = drawRows('same', { subjects: 80, each: 3, columns: 1 });
    rows.x.data.fill(0);
    const limits = new Float64Array(rows.y.length).fill(1);
    const plane = solvePrimal(rows.x, rows.y, limits, 1e-4);
    const { bias } = solveSvm(kernelOfPairs({ kind: 'linear' }, rows), rows.y, limits, 1e-4);
    expect(plane?.bias).toBeCloseTo(bias, 3);
    expect([...(plane?.weights ?? [])]).toEqual([0]);
  });

  it('is for tables of many rows a column', () => {
    expect(isLong({ rows: 3000, columns: 100 })).toBe(true);
    expect(isLong({ rows: 3000, columns: 4096 })).toBe(false);
    expect(isLong({ rows: 90, columns: 2 })).toBe(false);
  });
});

describe('a loop over rows', () => {
  const x = { rows: 7, columns: 3, data: Float64Array.from({ length: 21 }, (_, i) => ((i * 7) % 11) - 5) };

  it('gives inner products with a vector', () => {
    const out = new Float64Array(7);
    dotRows(x, Float64Array.of(2, -1, 3), 0.5, out);
    for (let r = 0; r < 7; r++) {
      expect(out[r]).toBe(0.5 + 2 * x.data[3 * r] - x.data[3 * r + 1] + 3 * x.data[3 * r + 2]);
    }
  });
});
