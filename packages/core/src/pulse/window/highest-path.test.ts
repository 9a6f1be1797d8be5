import fc from 'fast-check';
import { expect, test } from 'vitest';
import { highestPath } from './highest-path.ts';

const COST = 0.7;
const MOST = 2;

test('no other path gathers more, less its costs', () => {
  const columns = fc.integer({ min: 1, max: 4 }).chain((length) =>
    fc.array(
      fc
        .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
        .map((values) => Float64Array.from(values)),
      { minLength: 1, maxLength: 5 },
    ),
  );
  const cost = (places: number) => Math.min(MOST, COST * places);
  fc.assert(
    fc.property(columns, (given) => {
      const worth = (path: readonly number[]) =>
        path.reduce((sum, k, t) => sum + given[t][k] - (t === 0 ? 0 : cost(Math.abs(k - path[t - 1]))), 0);
      let all: readonly (readonly number[])[] = [[]];
      for (const { length } of given)
        all = all.flatMap((path) => Array.from({ length }, (_, k) => [...path, k]));
      const best = Math.max(...all.map(worth));
      expect(worth([...highestPath(given, cost)])).toBeCloseTo(best, 9);
    }),
  );
});
