import { expect, it } from 'vitest';
import { drawRows } from '../../selection/drawn-rows.fixture.ts';
import { linearGram } from '../gram.ts';
import { svmLinear } from './svm.ts';

it('tells in the model whether the sigmoid was fitted on subjects left out', () => {
  const rows = drawRows('told');
  const fittedOn = (subjects: Int32Array) =>
    svmLinear.fit({ ...rows, subjects, seed: 'told' }, svmLinear.parameters.parse({})).platt.fittedOn;
  expect(fittedOn(rows.subjects)).toBe('left-out-subjects');
  expect(fittedOn(new Int32Array(rows.y.length))).toBe('training-rows');
});

it('stops within half a percent of the optimum of a table of more columns than rows, whatever the tolerance is', () => {
  const rows = drawRows('wide', { subjects: 20, each: 8, columns: 300, effect: 0.1 });
  const objective = (tolerance: number) => {
    const parameters = svmLinear.parameters.parse({ tolerance });
    const model = svmLinear.fit({ ...rows, seed: 'wide' }, parameters);
    const { raw } = svmLinear.predict(model, rows.x);
    const square = model.weights.reduce((sum, weight) => sum + weight ** 2, 0);
    return raw.reduce(
      (sum, value, r) => sum + Math.max(0, 1 - (rows.y[r] === 1 ? value : -value)),
      square / 2,
    );
  };
  const optimum = objective(1e-9);
  expect(objective(1e-2) / optimum).toBeLessThan(1.005);
  expect(objective(1e-4) / optimum).toBeLessThan(1.005);
});

it('stops as near to the optimum where inner products are rounded', () => {
  const rows = {
    ...drawRows('rounded', { subjects: 40, each: 25, columns: 1400, effect: 0.1 }),
    seed: 'rounded',
  };
  expect(rows.x.rows ** 2 * rows.x.columns).toBeGreaterThan(1e9);
  const objective = (gram: Float64Array | undefined, tolerance: number) => {
    const model = svmLinear.fit({ ...rows, gram }, svmLinear.parameters.parse({ tolerance }));
    const { raw } = svmLinear.predict(model, rows.x);
    const square = model.weights.reduce((sum, weight) => sum + weight ** 2, 0);
    return raw.reduce(
      (sum, value, r) => sum + Math.max(0, 1 - (rows.y[r] === 1 ? value : -value)),
      square / 2,
    );
  };
  expect(objective(undefined, 1e-3) / objective(linearGram(rows.x), 1e-6)).toBeLessThan(1.005);
});

it('reads inner products of a large table in whole steps, and is the machine that double precision gives', () => {
  const rows = {
    ...drawRows('large', { subjects: 40, each: 10, columns: 6300, effect: 0.1 }),
    seed: 'large',
  };
  expect(rows.x.rows ** 2 * rows.x.columns).toBeGreaterThan(1e9);
  const parameters = svmLinear.parameters.parse({ tolerance: 1e-5 });
  const [own, wide] = [undefined, linearGram(rows.x)].map((gram) =>
    svmLinear.predict(svmLinear.fit({ ...rows, gram }, parameters), rows.x),
  );
  const off = own.raw.map((value, r) => Math.abs(value - wide.raw[r]));
  expect(Math.max(...off)).toBeGreaterThan(0);
  expect(Math.max(...off)).toBeLessThan(1e-4);
});
