import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { group, SHARED } from '../../../../../tests/groups.ts';
import { drawRows, leaveOneSubjectOut, takeRows } from './drawn-rows.fixture.ts';
import { relieff, relieffOtherSubjects } from './relieff.ts';
import { selectionGolden } from './selection-golden.fixture.ts';
import type { LabelledRows } from './selector.ts';

/** The weights as the definition has them, row by row. */
function simply({ x, y, subjects }: LabelledRows, k: number, others: boolean): Float64Array {
  const { rows, columns, data } = x;
  const column = (c: number) => Array.from({ length: rows }, (_, r) => data[r * columns + c]);
  const ranges = Array.from({ length: columns }, (_, c) => Math.max(...column(c)) - Math.min(...column(c)));
  const apart = (i: number, j: number, c: number) =>
    ranges[c] > 0 ? Math.abs(data[i * columns + c] - data[j * columns + c]) / ranges[c] : 0;
  const sums = new Float64Array(columns);
  let queries = 0;
  for (let i = 0; i < rows; i++) {
    const candidates = [...y.keys()].filter((j) => j !== i && !(others && subjects[j] === subjects[i]));
    const far = candidates.map((j) => ranges.reduce((sum, _, c) => sum + apart(i, j, c), 0));
    const order = [...candidates.keys()].sort((a, b) => far[a] - far[b] || a - b).map((at) => candidates[at]);
    const hits = order.filter((j) => y[j] === y[i]).slice(0, k);
    const misses = order.filter((j) => y[j] !== y[i]).slice(0, k);
    if (hits.length === 0 || misses.length === 0) continue;
    queries++;
    for (let c = 0; c < columns; c++) {
      const mean = (list: readonly number[]) =>
        list.reduce((sum, j) => sum + apart(i, j, c), 0) / list.length;
      sums[c] += mean(misses) - mean(hits);
    }
  }
  return sums.map((sum) => sum / queries);
}

describe('ReliefF', () => {
  it.each([5, 10] as const)('equals Weka to 1e-10 with %i neighbours', (k) => {
    const { rows, weights } = selectionGolden();
    const found = relieff.weights(rows, { k });
    weights[`relieff-${k}`].forEach((expected, c) => {
      expect(Math.abs(found[c] - expected)).toBeLessThan(1e-10);
    });
  });

  it('does not change when a column is shifted and scaled', () => {
    const rows = drawRows('scaled');
    const moved = rows.x.data.map((v, i) => (i % rows.x.columns === 1 ? 1000 * v - 20 : v));
    const weights = relieff.weights(rows, { k: 4 });
    relieff.weights({ ...rows, x: { ...rows.x, data: moved } }, { k: 4 }).forEach((weight, c) => {
      expect(weight).toBeCloseTo(weights[c], 9);
    });
  });

  it('counts fewer neighbours where there are fewer', () => {
    const few = takeRows(drawRows('few'), [0, 1, 2, 3, 5]);
    expect(relieff.weights(few, { k: 50 })).toEqual(relieff.weights(few, { k: 3 }));
  });

  it('leaves a row out that has no hit', () => {
    // Of the positive rows 1 and 3 of one column, each is the other's hit; a third label-0 row has hits too.
    const rows: LabelledRows = {
      x: { rows: 3, columns: 1, data: Float64Array.of(0, 1, 0.25) },
      y: Uint8Array.of(0, 1, 0),
      subjects: Int32Array.of(0, 1, 2),
    };
    // Queries 0 and 2: misses at 1 and 0.75, hits at 0.25. The positive row has no hit.
    expect(relieff.weights(rows, { k: 1 })[0]).toBeCloseTo((1 + 0.75) / 2 - 0.25, 9);
  });

  it('takes the first of equally near rows', () => {
    const rows: LabelledRows = {
      x: { rows: 5, columns: 2, data: Float64Array.of(0, 0, 1, 0, 0, 1, 0.5, 0.5, 0.25, 0.75) },
      y: Uint8Array.of(0, 1, 1, 0, 1),
      subjects: new Int32Array(5),
    };
    // Row 0: both rows 1 and 2 lie at 1 and so does row 4; the first counts. Worked by hand for k = 1:
    // row 0: miss 1 (1, 0), hit 3 (.5, .5); row 1: miss 0 (1, 0), hit 4 (.75, .75);
    // row 2: miss 0 (0, 1), hit 4 (.25, .25); row 3: miss 4 (.25, .25), hit 0 (.5, .5);
    // row 4: miss 3 (.25, .25), hit 2 (.25, .25).
    const [first, second] = relieff.weights(rows, { k: 1 });
    expect(first).toBeCloseTo((1 - 0.5 + 1 - 0.75 + 0 - 0.25 + 0.25 - 0.5 + 0.25 - 0.25) / 5, 9);
    expect(second).toBeCloseTo((0 - 0.5 + 0 - 0.75 + 1 - 0.25 + 0.25 - 0.5 + 0.25 - 0.25) / 5, 9);
  });

  it('is divided into any number of parts, with the same bits', () => {
    const rows = drawRows('parts', { subjects: 7, each: 5, columns: 41 });
    // A training set that narrows many ranges has a table of its own.
    const training = [...leaveOneSubjectOut(rows.subjects), Int32Array.of(0, 1, 2, 3, 4, 11)];
    for (const selector of [relieff, relieffOtherSubjects]) {
      const expected = selector.weightsOfFolds?.(rows, training, { k: 3 });
      for (const parts of [1, 2, 5, 50]) {
        const found = Array.from({ length: parts }, (_, part) =>
          selector.inParts?.part(rows, { k: 3 }, { part, parts }),
        );
        const given = found.flatMap((part) => part ?? []).reverse();
        // Training sets together, and each alone.
        expect(selector.inParts?.folds(rows, training, { k: 3 }, given)).toEqual(expected);
        expect(training.flatMap((fold) => selector.inParts?.folds(rows, [fold], { k: 3 }, given))).toEqual(
          expected,
        );
      }
    }
  });

  it('finds neighbours among all rows, though it looks at the nearest by coarse distances first', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(3, 11, 29),
        fc.constantFrom(0.001, 0.3, 2),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.integer(),
        (columns, spread, k, others, seed) => {
          // Subjects of many rows near each other: those that are left out are all that is near.
          const drawn = drawRows(`${seed}`, { subjects: 5, each: 50, columns, effect: 0 });
          const data = drawn.x.data.map((v, i) => (Math.floor(i / columns / 50) % 5) + spread * v);
          const rows = { ...drawn, x: { ...drawn.x, data } };
          const training = leaveOneSubjectOut(rows.subjects);
          const selector = others ? relieffOtherSubjects : relieff;
          const found = selector.weightsOfFolds?.(rows, training, { k });
          expect(found).toEqual(training.map((fold) => selector.weights(takeRows(rows, fold), { k })));
          const { weights, fold } = { weights: found?.[0], fold: takeRows(rows, training[0]) };
          simply(fold, k, others).forEach((weight, c) => {
            expect(weights?.[c]).toBeCloseTo(weight, 9);
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  it('gives folds of any table what their rows alone give, bit for bit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 8 }),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(0.01, 0.5, 2),
        fc.integer(),
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        (subjects, each, columns, lattice, seed, k, others) => {
          const drawn = drawRows(`${seed}`, { subjects: subjects + 1, each, columns });
          const data = drawn.x.data.map((v) => Math.round(v / lattice) * lattice);
          const rows = { ...drawn, x: { ...drawn.x, data } };
          const training = leaveOneSubjectOut(rows.subjects);
          const selector = others ? relieffOtherSubjects : relieff;
          const alone = training.map((fold) => selector.weights(takeRows(rows, fold), { k }));
          expect(selector.weightsOfFolds?.(rows, training, { k })).toEqual(alone);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('ReliefF of other subjects', () => {
  it('is plain ReliefF where every row is a subject of its own', () => {
    const rows = drawRows('own');
    const own = { ...rows, subjects: Int32Array.from(rows.y.keys()) };
    expect(relieffOtherSubjects.weights(own, { k: 5 })).toEqual(relieff.weights(own, { k: 5 }));
  });

  it('does not reward what only tells a session of one subject from the other', () => {
    // Frames of a session are nearly the same. Column 0 follows the label; column 1 is the session's own, at random.
    const drawn = drawRows('frames', { subjects: 12, each: 20, columns: 2, effect: 0 });
    const sessions = drawRows('sessions', { subjects: 12, each: 2, columns: 1, effect: 0 }).x.data;
    const data = drawn.x.data.map((noise, i) => {
      const r = i >> 1;
      const followed = i % 2 === 0 ? drawn.y[r] : sessions[2 * drawn.subjects[r] + drawn.y[r]];
      return followed + (i % 2 === 0 ? 0.3 : 0.001) * noise;
    });
    const rows = { ...drawn, x: { ...drawn.x, data } };
    const plain = relieff.weights(rows, { k: 5 });
    const others = relieffOtherSubjects.weights(rows, { k: 5 });
    expect(plain[1]).toBeGreaterThan(0.05);
    expect(others[1]).toBeLessThan(0.01);
    expect(others[0]).toBeGreaterThan(0.1);
  });
});

group('ReliefF against scikit-rebate', 'shared', () => {
  const folder = `${SHARED}/data/numeric`;
  const golden = () =>
    z
      .record(z.string(), z.array(z.union([z.number(), z.string()])))
      .parse(JSON.parse(readFileSync(`${folder}/skrebate_relieff.json`, 'utf8')));

  it.each([10, 100])('equals it to 1e-9 on breast cancer with %i neighbours', (k) => {
    const table = readFileSync(`${folder}/breast_cancer.csv`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number));
    const rows: LabelledRows = {
      x: {
        rows: table.length,
        columns: 30,
        data: Float64Array.from(table.flatMap((row) => row.slice(0, 30))),
      },
      y: Uint8Array.from(table, (row) => row[30]),
      subjects: Int32Array.from(table, (row) => row[31]),
    };
    const weights = relieff.weights(rows, { k });
    golden()[`breast_cancer_std|ReliefF_k${k}`].forEach((expected, c) => {
      expect(Math.abs(weights[c] - Number(expected))).toBeLessThan(1e-9);
    });
  });

  it('finds the interacting pair of a table without main effects, as it does', () => {
    const text = gunzipSync(
      readFileSync(`${folder}/rebate/GAMETES_Epistasis_2-Way_20atts_0.4H_EDM-1_1.tsv.gz`),
    ).toString();
    const [, ...lines] = text.trim().split('\n');
    const table = lines.filter((_, i) => i % 4 === 0).map((line) => line.split('\t').map(Number));
    // Genotypes 0, 1, 2 are words, not numbers: a column for each makes two different ones 2 apart, whichever they are.
    const oneHot = table.flatMap((row) =>
      row.slice(0, 20).flatMap((g) => [0, 1, 2].map((of) => (g === of ? 1 : 0))),
    );
    const rows: LabelledRows = {
      x: { rows: table.length, columns: 60, data: Float64Array.from(oneHot) },
      y: Uint8Array.from(table, (row) => row[20]),
      subjects: Int32Array.from(table.keys()),
    };
    const weights = relieff.weights(rows, { k: 10 });
    const ofColumns = Array.from(
      { length: 20 },
      (_, c) => (weights[3 * c] + weights[3 * c + 1] + weights[3 * c + 2]) / 2,
    );
    const expected = golden()['gametes20_every4th|ReliefF_k10'].map(Number);
    const top = (values: readonly number[]) =>
      [...values.keys()]
        .sort((a, b) => values[b] - values[a])
        .slice(0, 2)
        .sort();
    expect(top(ofColumns)).toEqual(top(expected));
  });
});
