import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawRows } from '../selection/drawn-rows.fixture.ts';
import { divideBySubject, innerFolds, trainsOnBoth } from './inner-folds.ts';

const drawn = fc
  .array(fc.record({ subject: fc.nat(9), y: fc.nat(1) }), { minLength: 2, maxLength: 60 })
  .map((rows) => ({
    y: Uint8Array.from(rows, (row) => row.y),
    subjects: Int32Array.from(rows, (row) => row.subject),
  }));
const counts = fc.integer({ min: 2, max: 6 });

describe('inner folds by subject', () => {
  it('test each row once, and never split a subject', () => {
    fc.assert(
      fc.property(drawn, counts, fc.string(), (rows, most, seed) => {
        const folds = divideBySubject(rows, most, seed);
        expect(folds.length).toBeLessThanOrEqual(most);
        if (new Set(rows.subjects).size < 2) expect(folds).toEqual([]);
        else {
          const tested = folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b);
          expect(tested).toEqual([...rows.y.keys()]);
        }
        for (const { training, test } of folds) {
          expect(training.length + test.length).toBe(rows.y.length);
          expect([...training]).toEqual([...training].sort((a, b) => a - b));
          const own = new Set(test.map((r) => rows.subjects[r]));
          expect(training.some((r) => own.has(rows.subjects[r]))).toBe(false);
        }
      }),
    );
  });

  it('train on both labels, or are refused together', () => {
    fc.assert(
      fc.property(drawn, counts, fc.string(), (rows, most, seed) => {
        const folds = innerFolds(rows, most, seed);
        const all = divideBySubject(rows, most, seed);
        expect(folds === undefined).toBe(all.length === 0 || !all.every((fold) => trainsOnBoth(rows, fold)));
        for (const { training } of folds ?? []) {
          expect(new Set(training.map((r) => rows.y[r])).size).toBe(2);
        }
      }),
    );
  });

  it('do not change with the order of rows nor with the numbers of subjects', () => {
    fc.assert(
      fc.property(drawn, counts, fc.string(), (rows, most, seed) => {
        const turned = { y: rows.y.toReversed(), subjects: rows.subjects.toReversed().map((s) => 3 * s + 1) };
        const last = rows.y.length - 1;
        const back = divideBySubject(turned, most, seed).map(({ training, test }) => ({
          training: training.map((r) => last - r).toReversed(),
          test: test.map((r) => last - r).toReversed(),
        }));
        expect(back).toEqual(divideBySubject(rows, most, seed));
      }),
    );
  });

  it('share both labels out evenly', () => {
    const rows = drawRows('even', { subjects: 10, each: 8 });
    const folds = divideBySubject(rows, 5, 'seed');
    expect(folds).toHaveLength(5);
    for (const { test } of folds) {
      const positive = test.filter((r) => rows.y[r] === 1).length;
      expect([positive, test.length - positive]).toEqual([8, 8]);
    }
  });

  it('are none for one subject, or where one subject has all rows of a label', () => {
    const foldsOf = (y: number[], subjects: number[]) =>
      innerFolds({ y: Uint8Array.from(y), subjects: Int32Array.from(subjects) }, 5, '');
    expect(foldsOf([0, 1], [4, 4])).toBeUndefined();
    expect(foldsOf([0, 0, 1, 1], [1, 2, 3, 3])).toBeUndefined();
  });
});
