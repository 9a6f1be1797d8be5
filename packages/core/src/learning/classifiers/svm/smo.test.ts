import { openPairSteps } from '@wince/kernels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../../numbers/matrix.ts';
import { drawRows } from '../../selection/drawn-rows.fixture.ts';
import { linearGram } from '../gram.ts';
import { type Kernel, kernelOfPairs, scaleGamma } from './kernel.ts';
import { solveSvm } from './smo.ts';

/** The greatest violation of the optimality conditions, computed anew from the multipliers. */
function violation(kernel: Float64Array, y: Uint8Array, limits: Float64Array, signed: Float64Array): number {
  let highest = -Infinity;
  let lowest = Infinity;
  for (let i = 0; i < y.length; i++) {
    let slope = y[i] === 1 ? 1 : -1;
    for (let j = 0; j < y.length; j++) slope -= signed[j] * kernel[i * y.length + j];
    if (signed[i] < (y[i] === 1 ? limits[i] : 0)) highest = Math.max(highest, slope);
    if (signed[i] > (y[i] === 1 ? 0 : -limits[i])) lowest = Math.min(lowest, slope);
  }
  return highest - lowest;
}

describe('the solver', () => {
  it('ends at the optimum of any small problem', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom<Kernel['kind']>('linear', 'rbf', 'polynomial'),
        fc.constantFrom(0.01, 1, 100),
        fc.integer(),
        (subjects, columns, kind, C, seed) => {
          const { x, y } = drawRows(`${seed}`, { subjects, each: 3, columns, effect: 0.5 });
          const limits = Float64Array.from(y, (_, r) => C * (0.5 + (r % 3)));
          const steps = kernelOfPairs(kernelOf(kind, x), { x });
          const kernel = steps.values(Int32Array.from(y.keys()));
          const { coefficients } = solveSvm(steps, y, limits, 1e-4);
          const sum = coefficients.reduce((total, value) => total + value, 0);
          expect(Math.abs(sum)).toBeLessThan(1e-9 * C * x.rows);
          // Slopes are kept up to date by rounded steps, so the one computed anew may differ in the last digits.
          const scale = Math.max(...kernel.map(Math.abs)) * C * x.rows;
          expect(violation(kernel, y, limits, coefficients)).toBeLessThan(1e-4 + 1e-11 * scale);
          coefficients.forEach((value, i) => {
            expect(y[i] === 1 ? value >= 0 && value <= limits[i] : value <= 0 && value >= -limits[i]).toBe(
              true,
            );
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ends at the optimum of a long table of few columns, by working sets', () => {
    const { x, y } = drawRows('long', { subjects: 40, each: 20, columns: 40, effect: 0.2 });
    const limits = new Float64Array(x.rows).fill(1);
    const gram = linearGram(x);
    const { coefficients, iterations } = solveSvm(pairs(gram), y, limits, 1e-5);
    expect(iterations).toBeGreaterThan(x.rows);
    expect(violation(gram, y, limits, coefficients)).toBeLessThan(2e-5);
  });

  it('separates two points by the line half-way', () => {
    const { coefficients, bias } = solveSvm(
      pairs(Float64Array.of(1, -1, -1, 1)),
      Uint8Array.of(1, 0),
      Float64Array.of(10, 10),
      1e-9,
    );
    expect([...coefficients]).toEqual([0.5, -0.5]);
    expect(bias).toBeCloseTo(0, 12);
  });
});

function pairs(values: Float64Array) {
  return openPairSteps({ kind: 'values', rows: Math.sqrt(values.length), values });
}

function kernelOf(kind: Kernel['kind'], x: Matrix<Float64Array>): Kernel {
  const gamma = scaleGamma(x);
  if (kind === 'linear') return { kind };
  return kind === 'rbf' ? { kind, gamma } : { kind, gamma, degree: 3, coef0: 1 };
}
