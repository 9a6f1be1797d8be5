import { describe, expect, it } from 'vitest';
import { drawRows } from '../selection/drawn-rows.fixture.ts';
import { innerFolds } from './inner-folds.ts';
import { outOfFoldScores } from './out-of-fold.ts';

describe('scores out of the fold', () => {
  const rows = drawRows('out of fold', { subjects: 7, each: 4 });
  const folds = innerFolds(rows, 3, 'seed') ?? [];

  it('are of each row once, by what was fitted without its subject', () => {
    const seen: number[] = [];
    const [own, withFold] = outOfFoldScores(rows.y.length, folds, {
      fit: (training, fold) => {
        seen.push(fold);
        return { fold, subjects: new Set(training.map((r) => rows.subjects[r])) };
      },
      score: ({ fold, subjects }, test) => {
        expect(test.some((r) => subjects.has(rows.subjects[r]))).toBe(false);
        return [Float64Array.from(test, (r) => r), Float64Array.from(test, () => fold)];
      },
    });
    expect(seen).toEqual([0, 1, 2]);
    expect([...own]).toEqual([...rows.y.keys()]);
    folds.forEach(({ test }, fold) => {
      for (const r of test) expect(withFold[r]).toBe(fold);
    });
  });

  it('need folds', () => {
    const work = { fit: () => 0, score: () => [new Float64Array(0)] };
    expect(() => outOfFoldScores(3, [], work)).toThrow(RangeError);
  });
});
