import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawRows } from '../../selection/drawn-rows.fixture.ts';
import { classifiers } from '../catalogue.ts';
import { foldsBySubject } from './inner-folds.ts';

describe('inner folds by subject', () => {
  it('never split a subject, and train on both labels', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ subject: fc.nat(9), y: fc.nat(1) }), { minLength: 2, maxLength: 60 }),
        fc.integer({ min: 2, max: 6 }),
        fc.string(),
        (rows, most, seed) => {
          const y = Uint8Array.from(rows, (row) => row.y);
          const subjects = Int32Array.from(rows, (row) => row.subject);
          const folds = foldsBySubject(y, subjects, most, seed);
          if (!folds) return;
          expect(Math.max(...folds)).toBeLessThan(most);
          for (const f of new Set(folds)) {
            const training = [...folds.keys()].filter((r) => folds[r] !== f);
            const test = [...folds.keys()].filter((r) => folds[r] === f);
            expect(new Set(training.map((r) => y[r])).size).toBe(2);
            const tested = new Set(test.map((r) => subjects[r]));
            expect(training.some((r) => tested.has(subjects[r]))).toBe(false);
          }
        },
      ),
    );
  });

  it('share both labels out evenly', () => {
    const { y, subjects } = drawRows('even', { subjects: 10, each: 8 });
    const folds = foldsBySubject(y, subjects, 5, 'seed');
    for (let f = 0; f < 5; f++) {
      const positive = y.filter((label, r) => folds?.[r] === f && label === 1).length;
      const negative = y.filter((label, r) => folds?.[r] === f && label === 0).length;
      expect([positive, negative]).toEqual([8, 8]);
    }
  });

  it('are none for one subject, or where one subject has all rows of a label', () => {
    expect(foldsBySubject(Uint8Array.of(0, 1), Int32Array.of(4, 4), 5, '')).toBeUndefined();
    expect(foldsBySubject(Uint8Array.of(0, 0, 1, 1), Int32Array.of(1, 2, 3, 3), 5, '')).toBeUndefined();
  });

  it('or their lack are told in the model', () => {
    const svm = classifiers.get('svm-linear');
    const rows = drawRows('told');
    const fittedOn = (subjects: Int32Array) =>
      svm.fit({ ...rows, subjects, seed: 'told' }, svm.parameters.parse({}));
    expect(fittedOn(rows.subjects)).toHaveProperty('platt.fittedOn', 'left-out-subjects');
    expect(fittedOn(new Int32Array(rows.y.length))).toHaveProperty('platt.fittedOn', 'training-rows');
  });
});
