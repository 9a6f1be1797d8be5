import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { drawRows } from '../selection/drawn-rows.fixture.ts';
import { logistic } from './logistic.ts';

describe('logistic regression', () => {
  it('ends where the gradient is 0, with more rows or more columns', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 10 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0.01, 1, 1000),
        fc.integer(),
        (subjects, columns, C, seed) => {
          const { x, y, subjects: subject } = drawRows(`${seed}`, { subjects, each: 2, columns });
          const weights = Float64Array.from(y, (_, r) => 0.5 + (r % 2));
          const { weights: w, intercept } = logistic.fit(
            { x, y, subjects: subject, weights, seed: '' },
            { C },
          );
          const gradient = Float64Array.from([...w, 0]);
          for (let r = 0; r < x.rows; r++) {
            let f = intercept;
            for (let c = 0; c < columns; c++) f += w[c] * x.data[r * columns + c];
            const pull = C * weights[r] * (y[r] - sigmoid(f));
            for (let c = 0; c < columns; c++) gradient[c] -= pull * x.data[r * columns + c];
            gradient[columns] -= pull;
          }
          expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-6 * Math.max(1, C));
        },
      ),
    );
  });
});
