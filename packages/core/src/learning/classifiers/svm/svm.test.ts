import { expect, it } from 'vitest';
import { drawRows } from '../../selection/drawn-rows.fixture.ts';
import { svmLinear } from './svm.ts';

it('tells in the model whether the sigmoid was fitted on subjects left out', () => {
  const rows = drawRows('told');
  const fittedOn = (subjects: Int32Array) =>
    svmLinear.fit({ ...rows, subjects, seed: 'told' }, svmLinear.parameters.parse({})).platt.fittedOn;
  expect(fittedOn(rows.subjects)).toBe('left-out-subjects');
  expect(fittedOn(new Int32Array(rows.y.length))).toBe('training-rows');
});
